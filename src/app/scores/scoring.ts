import { WITHHELD_NUMBER } from '../../kernel/confidential-words.ts';
import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { dayOf, dayOfDate, startOfDay, yearOf } from '../../orders/calendar.ts';
import type { ScoredCase, ScoreLine } from '../../orders/score-ledger.ts';
import { createReplaying } from '../../orders/score-replay.ts';
import type { ScoreRules } from '../../orders/score-rules.ts';
import { parseScores } from '../../profile/scores.ts';
import type { Db } from '../../store/client.ts';
import { ordersByIds } from '../../store/orders.ts';
import { scoreAppealsOf, scoredPage } from '../../store/scores.ts';
import type { CaseAfter } from '../../store/scores.ts';
import type { Context } from '../context.ts';
import { isAllowed, isLetIn, mayDo, scopeOf } from '../rights.ts';
import type { Actor } from '../types.ts';
import { createScoreAppealing } from './score-appealing.ts';
import {
  appealsIn,
  badScore,
  createLineHash,
  mattersOf,
  scoreDay,
  standingOf,
  sumsOfYear,
} from './score-book.ts';
import type { Standing, UnitSum } from './score-book.ts';
import { linesOfUnit } from './score-lines.ts';
import { createScoreMatters } from './score-matters.ts';
import { settleYear } from './score-settlement.ts';
import type { LedgerLine, ScoreYear, Scoring, UnitRow } from './score-types.ts';

/** Lines on one page of a ledger. */
const PAGE = 100;
/** Changed lines that a replay lists: of one unit, and of all; where many units change, fewer of each. */
const LISTED = { ofUnit: 200, ofAll: 5000 };
/** Cases that a replay reads at once. */
const REPLAY_PAGE = 2000;
/** Days a replay goes over at most. */
const REPLAY_DAYS = 1100;
/** Characters of a draft at most. */
const DRAFT = 200_000;

/** 考核记分: what verdicts and matters come to by unit and year, appeals, settlement, replay under other rules. */
export function createScoring(context: Context): Scoring {
  const { store, clock, profile, names } = context;
  const rules = profile.scores ?? [];
  let settling = false;
  const thisYear = (): number => yearOf(dayOf(clock.now()));

  const rowOf = (unit: string, sum: UnitSum, hash: string | undefined): UnitRow => ({
    unit,
    name: names.unit(unit),
    ...sum,
    loses: sum.tenths < 0,
    hash: hash ?? null,
  });

  async function yearView(actor: Actor, db: Db, year: number): Promise<ScoreYear> {
    const right = scopeOf(actor, 'score.read');
    const { unit: own } = right;
    const { sums, settlements, settledYears } = await sumsOfYear(context, db, right, year, own ?? undefined);
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
      const right = scopeOf(actor, 'score.read');
      if (right.unit !== null && right.unit !== unit)
        throw new AppError('forbidden', { reason: '只能看本单位的记分' });
      if (!Number.isInteger(page) || page < 1) throw badScore('page', '须为正整数');
      return store.read(async (db) => {
        const standing = await standingOf(db, right, year);
        const hash = createLineHash();
        const sum = { tenths: 0, fen: 0, lines: 0 };
        const shown: ScoreLine[] = [];
        const from = (page - 1) * PAGE;
        for await (const lines of linesOfUnit(context, db, standing, year, unit)) {
          shown.push(...lines.slice(Math.max(0, from - sum.lines), Math.max(0, from + PAGE - sum.lines)));
          hash.add(lines);
          for (const { tenths, fen } of lines) {
            sum.tenths += tenths;
            sum.fen += fen;
          }
          sum.lines += lines.length;
          await nextTurn();
        }
        if (sum.lines === 0 && !profile.units.some(({ code }) => code === unit))
          throw new AppError('not_found', { what: '这个单位' });
        const orders = await ordersByIds(db, [...new Set(shown.flatMap(({ order }) => order?.id ?? []))]);
        const hidden = new Set(orders.flatMap((one) => (isLetIn(actor, one) ? [] : [one.id])));
        const open = new Set(orders.flatMap((one) => (isAllowed(actor, 'order.read', one) ? [one.id] : [])));
        const appeals = mayDo(actor, 'score.appeal') ? await scoreAppealsOf(db, right, undefined, unit) : [];
        const appealed = new Set(appeals.map(({ lineKey }) => lineKey));
        const settled = standing.settlements.get(unit);
        return {
          year,
          unit: rowOf(unit, sum, settled?.hash),
          settledAt: settledAtOf(standing.settlements),
          intact: settled === undefined || settled.hash === hash.end(),
          lines: shown.map((line): LedgerLine => ({
            ...line,
            appealable:
              mayDo(actor, 'score.appeal') &&
              actor.unit === unit &&
              line.tenths < 0 &&
              !appealed.has(line.key),
            ...(line.order !== null && hidden.has(line.order.id)
              ? { order: { ...line.order, number: WITHHELD_NUMBER } }
              : {}),
            opens: line.order !== null && open.has(line.order.id),
          })),
          page,
          pageSize: PAGE,
        };
      });
    },
    settle: async (actor, year) => {
      const right = scopeOf(actor, 'score.settle');
      const { settlements } = await store.read((db) => standingOf(db, right, year));
      // Whether there is anything to settle shows when it is done.
      const reason = unsettleable(actor, year, settlements.size > 0, true);
      if (reason !== null) throw new AppError('conflict', { reason });
      // Years lean on one another: one at a time, or each would take the other for open.
      if (settling) throw new AppError('conflict', { reason: '正在结算，请稍后再看' });
      settling = true;
      try {
        await settleYear(context, actor, right, year);
      } finally {
        settling = false;
      }
      return store.read((db) => yearView(actor, db, year));
    },
    replay: async (actor, { from, to, draft }) => {
      const right = scopeOf(actor, 'score.read');
      if (right.unit !== null) throw new AppError('forbidden', { reason: '重算要看全部单位的记分' });
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
      const given = await store.read(async (db) => ({
        matters: await mattersOf(db, right, from, to),
        appeals: appealsIn(await scoreAppealsOf(db, right)),
        nameOf: names.unit,
      }));
      const replaying = createReplaying(given, rules, parsed.rules, LISTED);
      const range = { from: startOfDay(dayOfDate(from)), to: startOfDay(dayOfDate(to)) };
      let lines = given.matters.length;
      let after: CaseAfter | null = null;
      for (;;) {
        const last: CaseAfter | null = after;
        const cases: readonly ScoredCase[] = await store.read((db) =>
          scoredPage(db, right, range, last, REPLAY_PAGE),
        );
        replaying.add(cases);
        lines += cases.length;
        after = cases.at(-1) ?? null;
        if (cases.length < REPLAY_PAGE) break;
        await nextTurn();
      }
      const units = replaying.end().map((unit) => ({ ...unit, name: names.unit(unit.unit) }));
      return { from, to, lines, rules, draft: parsed.rules, units };
    },
  };
}

const NOTHING: UnitSum = { tenths: 0, fen: 0, lines: 0 };

const settledAtOf = (settlements: Standing['settlements']): number | null => {
  for (const { at } of settlements.values()) return at;
  return null;
};

export const rulesIn = (rules: readonly ScoreRules[], year: number): ScoreRules[] =>
  rules.filter(
    ({ effectiveFrom, effectiveTo }) =>
      effectiveFrom < `${year + 1}-01-01` && (effectiveTo === null || effectiveTo > `${year}-01-01`),
  );
