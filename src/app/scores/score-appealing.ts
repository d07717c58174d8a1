import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { APPEAL_STATE } from '../../kernel/score-words.ts';
import { decideScoreAppeal, insertScoreAppeal, scoreAppealById, scoreAppealsOf } from '../../store/scores.ts';
import type { StoredAppeal } from '../../store/scores.ts';
import { redactText } from '../../text/redact.ts';
import type { Context } from '../context.ts';
import { textIn } from '../insight/settling.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { standingOf } from './score-book.ts';
import { linesOfUnit } from './score-lines.ts';
import { audited, SCORE_TEXT } from './score-matters.ts';
import type { AppealView, Scoring } from './score-types.ts';

/** What units say against their lines, and what the centre makes of it. A verdict of a citizen is never changed by it. */
export function createScoreAppealing(context: Context): Pick<Scoring, 'appeal' | 'appeals' | 'decide'> {
  const { store, clock, names } = context;

  const viewOf = (actor: Actor, row: StoredAppeal): AppealView => ({
    id: row.id,
    key: row.lineKey,
    unit: { code: row.unit, name: names.unit(row.unit) },
    year: row.year,
    line: row.words,
    reason: row.reason,
    at: row.at,
    state: row.state,
    decision: row.decision,
    decidedAt: row.decidedAt,
    decides: row.state === 'pending' && mayDo(actor, 'score.decide') && actor.unit !== row.unit,
  });

  return {
    appeal: async (actor, { key, year, reason }) => {
      const right = scopeOf(actor, 'score.appeal');
      const { unit } = right;
      if (unit === null) throw new AppError('forbidden', { reason: '只有被记分的单位可以申诉' });
      const text = redactText(textIn('reason', reason, SCORE_TEXT, true));
      const line = await store.read(async (db) => {
        for await (const lines of linesOfUnit(context, db, await standingOf(db, right, year), year, unit)) {
          const found = lines.find((one) => one.key === key);
          if (found !== undefined) return found;
        }
        return undefined;
      });
      if (line === undefined) throw new AppError('not_found', { what: `本单位 ${year} 年的这条记分` });
      if (line.tenths >= 0) throw new AppError('conflict', { reason: '这一条没有扣分，不必申诉' });
      const row: StoredAppeal = {
        id: newId(),
        lineKey: key,
        unit,
        words: line.words,
        year,
        reason: text,
        by: actor.id,
        at: clock.now(),
        state: 'pending',
        decidedBy: null,
        decidedAt: null,
        decision: null,
      };
      return store.write(async (db) => {
        if (!(await insertScoreAppeal(db, row)))
          throw new AppError('conflict', { reason: '这一条已经申诉过' });
        await audited(
          db,
          actor,
          row.at,
          'score.appeal',
          row.id,
          `${names.unit(unit)}：${line.words}。${text}`,
        );
        return viewOf(actor, row);
      });
    },
    appeals: async (actor, state) => {
      const right = scopeOf(actor, 'score.read');
      const rows = await store.read((db) => scoreAppealsOf(db, right, state, right.unit ?? undefined));
      return rows.map((row) => viewOf(actor, row));
    },
    decide: async (actor, id, { grant, reason }) => {
      scopeOf(actor, 'score.decide');
      const decision = redactText(textIn('reason', reason, SCORE_TEXT, true));
      const at = clock.now();
      return store.write(async (db) => {
        const row = await scoreAppealById(db, id);
        if (row === null) throw new AppError('not_found', { what: '这件申诉' });
        if (actor.unit === row.unit || row.by === actor.id)
          throw new AppError('forbidden', { reason: '须由申诉单位以外的人复核' });
        const state = grant ? 'granted' : 'refused';
        const set = { state, decidedBy: actor.id, decidedAt: at, decision } as const;
        if (!(await decideScoreAppeal(db, id, set)))
          throw new AppError('conflict', { reason: '这件申诉已经复核过' });
        const detail = `${APPEAL_STATE[state]}：${names.unit(row.unit)}，${row.words}。${decision}`;
        await audited(db, actor, at, 'score.decide', id, detail);
        return viewOf(actor, { ...row, ...set });
      });
    },
  };
}
