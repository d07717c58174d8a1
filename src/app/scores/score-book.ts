import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { boundariesOf } from '../../kernel/periods.ts';
import { dateOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { byTime, orderIdIn, scoreLines, verdictKey } from '../../orders/score-ledger.ts';
import type { ScoredCase, ScoreInput, ScoreLine } from '../../orders/score-ledger.ts';
import { firstTakenOver, openLines } from '../../orders/score-settling.ts';
import type { Db } from '../../store/client.ts';
import {
  scoreAppealsOf,
  scoredCases,
  scoredCasesOf,
  scoredGroups,
  scoreRecordsOf,
  scoreSettlementsOf,
  settledScoreLines,
} from '../../store/scores.ts';
import type { StoredSettlement } from '../../store/scores.ts';
import type { Context } from '../context.ts';

const YEARS = { first: 2000, last: 2100 };

/** All lines of a year, settled or as they are now. */
export type YearLines = {
  readonly lines: readonly ScoreLine[];
  /** By unit; empty while the year is open. */
  readonly settlements: ReadonlyMap<string, StoredSettlement>;
  readonly settledYears: readonly number[];
};

type Ready = Pick<Context, 'profile' | 'names'>;

/** Which years are settled, and what this one takes over. Throws `bad_field`. */
async function standing(db: Db, year: number) {
  if (!Number.isInteger(year) || year < YEARS.first || year > YEARS.last)
    throw badScore('year', `须为 ${YEARS.first} 到 ${YEARS.last} 的年份`);
  const all = await scoreSettlementsOf(db);
  const settled = new Set(all.map((one) => one.year));
  const settledYears = [...settled];
  const settlements = new Map(all.flatMap((one) => (one.year === year ? [[one.unit, one]] : [])));
  const first = settled.has(year) ? year : firstTakenOver(year, settled);
  const before = settledYears.filter((one) => one >= first && one < year);
  return { all, settled, settledYears, settlements, first, before };
}

/** The lines of a year, of all units or of one. Throws `bad_field`. */
export async function linesOfYear(
  { profile, names }: Ready,
  db: Db,
  year: number,
  of?: string,
): Promise<YearLines> {
  const { settled, settledYears, settlements, first, before } = await standing(db, year);
  if (settled.has(year)) {
    const lines = (await settledScoreLines(db, [year], of)).sort(byTime);
    return { lines, settlements, settledYears };
  }
  const frozen = await settledScoreLines(db, before, of);
  const input = await scoreInput(db, `${first}-01-01`, `${year + 1}-01-01`, names.unit, of);
  const cases = of === undefined ? input.cases : await withMoved(db, input.cases, frozen);
  const current = scoreLines({ ...input, cases }, profile.scores ?? []);
  const lines = openLines(current, frozen, settled).filter(
    (line) => line.year === year && (of === undefined || line.unit === of),
  );
  return { lines, settlements, settledYears };
}

/** With those that were the unit's when they were settled and are another's now. */
async function withMoved(
  db: Db,
  cases: readonly ScoredCase[],
  frozen: readonly ScoreLine[],
): Promise<readonly ScoredCase[]> {
  const here = new Set(cases.map(({ orderId }) => verdictKey(orderId)));
  const gone = frozen.flatMap(({ key, order }) =>
    order !== null && key === verdictKey(order.id) && !here.has(key) ? [order.id] : [],
  );
  return gone.length === 0 ? cases : [...cases, ...(await scoredCasesOf(db, [...new Set(gone)]))];
}

/** What a unit's year comes to; of an open year `lines` are those of its own days. */
export type UnitSum = { readonly tenths: number; readonly fen: number; readonly lines: number };

/**
 * The sums of a year by unit, without its lines: cases that score alike are counted together. What an open year takes
 * over is the difference of all that there is now of the years before and of what was settled of them; see `openLines`.
 */
export async function sumsOfYear(
  { profile, names }: Ready,
  db: Db,
  year: number,
  of?: string,
): Promise<Omit<YearLines, 'lines'> & { readonly sums: ReadonlyMap<string, UnitSum> }> {
  const { all, settled, settledYears, settlements, first, before } = await standing(db, year);
  const sums = new Map<string, UnitSum>();
  const add = (unit: string, tenths: number, fen: number, lines: number): void => {
    if (of !== undefined && unit !== of) return;
    const sum = sums.get(unit) ?? { tenths: 0, fen: 0, lines: 0 };
    sums.set(unit, { tenths: sum.tenths + tenths, fen: sum.fen + fen, lines: sum.lines + lines });
  };
  if (settled.has(year)) {
    for (const { unit, tenths, fen, lines } of settlements.values()) add(unit, tenths, fen, lines);
    return { sums, settlements, settledYears };
  }
  const rules = profile.scores ?? [];
  const [from, to] = [`${first}-01-01`, `${year + 1}-01-01`];
  const isOwn = (line: ScoreLine): number => Number(line.year === year);
  const years = Array.from({ length: year - first + 2 }, (_, i) => `${first + i}-01-01`);
  const days = [...new Set([...years, ...boundariesOf(rules)])]
    .filter((day) => day >= from && day <= to)
    .sort();
  for (const [i, start] of days.entries()) {
    const end = days[i + 1];
    if (end === undefined) break;
    const at = startOfDay(dayOfDate(start));
    for (const { n, ...group } of await scoredGroups(db, at, startOfDay(dayOfDate(end)), of)) {
      const cases = [{ ...group, at, orderId: '', number: '', firstUnit: null }];
      const [line] = scoreLines({ cases, matters: [], appeals: [], nameOf: names.unit }, rules);
      if (line !== undefined) add(line.unit, line.tenths * n, line.fen * n, isOwn(line) * n);
    }
  }
  const matters = await mattersOf(db, from, to);
  const appeals = (await appealsOf(db)).filter(({ state }) => state === 'granted');
  const appealed = await scoredCasesOf(
    db,
    appeals.flatMap(({ key }) => orderIdIn(key) ?? []),
  );
  const inside = ({ year: own }: ScoreLine): boolean => own >= first && own <= year;
  const input = { cases: appealed, matters, appeals, nameOf: names.unit };
  for (const line of scoreLines({ ...input, cases: [] }, rules))
    add(line.unit, line.tenths, line.fen, isOwn(line));
  // What the appeals take back of cases counted above.
  const without = scoreLines({ ...input, matters: [], appeals: [] }, rules).filter(inside);
  for (const line of without) add(line.unit, -line.tenths, -line.fen, 0);
  const granted = scoreLines({ ...input, matters: [] }, rules).filter(inside);
  for (const line of granted) add(line.unit, line.tenths, line.fen, 0);
  for (const { year: one, unit, tenths, fen } of all) if (before.includes(one)) add(unit, -tenths, -fen, 0);
  for (const [unit, { tenths, fen, lines }] of sums)
    if (tenths === 0 && fen === 0 && lines === 0) sums.delete(unit);
  return { sums, settlements, settledYears };
}

/** Everything that counts of ISO days `[from, to)`; `of`: cases of one unit alone. */
export async function scoreInput(
  db: Db,
  from: string,
  to: string,
  nameOf: (unit: string) => string,
  of?: string,
): Promise<ScoreInput> {
  return {
    cases: await scoredCases(db, startOfDay(dayOfDate(from)), startOfDay(dayOfDate(to)), of),
    matters: await mattersOf(db, from, to),
    appeals: await appealsOf(db),
    nameOf,
  };
}

const mattersOf = async (db: Db, from: string, to: string): Promise<ScoreInput['matters']> =>
  (await scoreRecordsOf(db, { from, to })).map(
    ({ record: { id, kind, unit, day, words, state }, order }) => ({
      id,
      kind,
      unit,
      day,
      words,
      state,
      order,
    }),
  );

const appealsOf = async (db: Db): Promise<ScoreInput['appeals']> =>
  (await scoreAppealsOf(db)).map(({ lineKey, unit, state, decision }) => ({
    key: lineKey,
    unit,
    state,
    reason: decision ?? '',
  }));

/** sha256 of lines as they are kept, in order of time. */
export function hashOfLines(lines: readonly ScoreLine[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('hex');
}

/** Throws `bad_field` for what is no day. */
export function scoreDay(field: string, date: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayOfDate(date) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== date) throw badScore(field, '须为日期，例如 2026-11-22');
  return date;
}

export const badScore = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '记分：', field, reason });
