import { AppError } from '../../kernel/errors.ts';
import { dayOf, dayOfDate, yearOf } from '../../orders/calendar.ts';
import { linesByUnit, unitScores } from '../../orders/score-ledger.ts';
import type { ScoreLine } from '../../orders/score-ledger.ts';
import { replayScores } from '../../orders/score-replay.ts';
import type { ScoreRules } from '../../orders/score-rules.ts';
import { parseScores } from '../../profile/scores.ts';
import type { Db } from '../../store/client.ts';
import { ordersByIds } from '../../store/orders.ts';
import { insertScoreSettlement, scoreAppealsOf } from '../../store/scores.ts';
import type { StoredSettlement } from '../../store/scores.ts';
import type { Context } from '../context.ts';
import { isAllowed, mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { createScoreAppealing } from './score-appealing.ts';
import { badScore, hashOfLines, linesOfYear, scoreDay, scoreInput, sumsOfYear } from './score-book.ts';
import type { UnitSum, YearLines } from './score-book.ts';
import { audited, createScoreMatters } from './score-matters.ts';
import type { LedgerLine, ScoreYear, Scoring, UnitRow } from './score-types.ts';

/** Lines on one page of a ledger. */
const PAGE = 100;
/** Changed lines that a replay lists of one unit. */
const CHANGED = 200;
/** Days a replay goes over at most. */
const REPLAY_DAYS = 1100;
/** Characters of a draft at most. */
const DRAFT = 200_000;

/** 考核记分: what verdicts and matters come to by unit and year, appeals, settlement, replay under other rules. */
export function createScoring(context: Context): Scoring {
  const { store, clock, profile, names } = context;
  const rules = profile.scores ?? [];
  const thisYear = (): number => yearOf(dayOf(clock.now()));

  const rowOf = (unit: string, sum: UnitSum, hash: string | undefined): UnitRow => ({
    unit,
    name: names.unit(unit),
    ...sum,
    loses: sum.tenths < 0,
    hash: hash ?? null,
  });

  async function yearView(actor: Actor, db: Db, year: number): Promise<ScoreYear> {
    const { unit: own } = scopeOf(actor, 'score.read');
    const { sums, settlements, settledYears } = await sumsOfYear(context, db, year, own ?? undefined);
    const units: (readonly [string, UnitSum])[] =
      own === null ? [...sums] : [[own, sums.get(own) ?? NOTHING]];
    return {
      year,
      settledAt: settledAtOf(settlements),
      unsettleable: unsettleable(actor, year, settlements.size > 0, units.length > 0),
      units: units
        .map(([unit, sum]) => rowOf(unit, sum, settlements.get(unit)?.hash))
        .sort((a, b) => a.tenths - b.tenths || (a.unit < b.unit ? -1 : 1)),
      rules: rulesIn(rules, year),
      settledYears: settledYears.toSorted((a, b) => b - a),
    };
  }

  function unsettleable(actor: Actor, year: number, isSettled: boolean, isSome: boolean): string | null {
    if (!mayDo(actor, 'score.settle')) return '只有管理员可以结算';
    if (isSettled) return '这一年已经结算';
    if (year >= thisYear()) return '这一年还没有过完';
    return isSome ? null : '这一年没有记分';
  }

  return {
    ...createScoreMatters(context),
    ...createScoreAppealing(context),
    year: async (actor, year) => {
      scopeOf(actor, 'score.read');
      return store.read((db) => yearView(actor, db, year));
    },
    ledger: async (actor, unit, year, page = 1) => {
      const { unit: own } = scopeOf(actor, 'score.read');
      if (own !== null && own !== unit) throw new AppError('forbidden', { reason: '只能看本单位的记分' });
      if (!Number.isInteger(page) || page < 1) throw badScore('page', '须为正整数');
      return store.read(async (db) => {
        const { lines, settlements } = await linesOfYear(context, db, year, unit);
        if (lines.length === 0 && !profile.units.some(({ code }) => code === unit))
          throw new AppError('not_found', { what: '这个单位' });
        const shown = lines.slice((page - 1) * PAGE, page * PAGE);
        const orders = await ordersByIds(db, [...new Set(shown.flatMap(({ order }) => order?.id ?? []))]);
        const open = new Set(orders.flatMap((one) => (isAllowed(actor, 'order.read', one) ? [one.id] : [])));
        const appeals = mayDo(actor, 'score.appeal') ? await scoreAppealsOf(db, undefined, unit) : [];
        const appealed = new Set(appeals.map(({ lineKey }) => lineKey));
        const settled = settlements.get(unit);
        return {
          year,
          unit: rowOf(unit, sumOf(lines), settled?.hash),
          settledAt: settledAtOf(settlements),
          intact: settled === undefined || settled.hash === hashOfLines(lines),
          lines: shown.map((line): LedgerLine => ({
            ...line,
            appealable:
              mayDo(actor, 'score.appeal') &&
              actor.unit === unit &&
              line.tenths < 0 &&
              !appealed.has(line.key),
            opens: line.order !== null && open.has(line.order.id),
          })),
          page,
          pageSize: PAGE,
        };
      });
    },
    settle: async (actor, year) => {
      scopeOf(actor, 'score.settle');
      const at = clock.now();
      return store.write(async (db) => {
        const book = await linesOfYear(context, db, year);
        const reason = unsettleable(actor, year, book.settlements.size > 0, book.lines.length > 0);
        if (reason !== null) throw new AppError('conflict', { reason });
        const rows = [...linesByUnit(book.lines)].map(([unit, lines]): StoredSettlement => {
          const { tenths, fen } = sumOf(lines);
          const versions = [...new Set(lines.flatMap(({ version }) => version ?? []))].sort();
          const hash = hashOfLines(lines);
          return { year, unit, tenths, fen, lines: lines.length, hash, versions, by: actor.id, at };
        });
        await insertScoreSettlement(db, rows, book.lines);
        const detail = `结算 ${year} 年考核记分：${rows.length} 个单位，${book.lines.length} 条`;
        await audited(db, actor, at, 'score.settle', String(year), detail);
        return yearView(actor, db, year);
      });
    },
    replay: async (actor, { from, to, draft }) => {
      if (scopeOf(actor, 'score.read').unit !== null)
        throw new AppError('forbidden', { reason: '重算要看全部单位的记分' });
      const days = dayOfDate(scoreDay('to', to)) - dayOfDate(scoreDay('from', from));
      if (days <= 0) throw badScore('to', '结束日期须晚于开始日期');
      if (days > REPLAY_DAYS) throw badScore('to', `一次最多重算 ${REPLAY_DAYS} 天`);
      if (draft.length > DRAFT) throw badScore('draft', `不能超过 ${DRAFT} 字`);
      const parsed = parseScores(draft);
      if (!parsed.ok)
        throw new AppError('bad_field', {
          where: '记分办法草案：',
          field: parsed.field,
          reason: parsed.reason,
        });
      const input = await store.read((db) => scoreInput(db, from, to, names.unit));
      const units = replayScores(input, rules, parsed.rules).map((unit) => ({
        ...unit,
        name: names.unit(unit.unit),
        changed: unit.changed.slice(0, CHANGED),
        changedLines: unit.changed.length,
      }));
      return {
        from,
        to,
        lines: input.cases.length + input.matters.length,
        rules,
        draft: parsed.rules,
        units,
      };
    },
  };
}

const NOTHING: UnitSum = { tenths: 0, fen: 0, lines: 0 };

/** What the lines of one unit and year come to. */
const sumOf = (lines: readonly ScoreLine[]): UnitSum => {
  const [sum] = unitScores(lines);
  return sum === undefined ? NOTHING : { tenths: sum.tenths, fen: sum.fen, lines: sum.lines };
};

const settledAtOf = (settlements: YearLines['settlements']): number | null => {
  for (const { at } of settlements.values()) return at;
  return null;
};

const rulesIn = (rules: readonly ScoreRules[], year: number): ScoreRules[] =>
  rules.filter(
    ({ effectiveFrom, effectiveTo }) =>
      effectiveFrom < `${year + 1}-01-01` && (effectiveTo === null || effectiveTo > `${year}-01-01`),
  );
