import { createHash } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { nextTurn } from '../../kernel/next-turn.ts';
import { boundariesOf } from '../../kernel/periods.ts';
import { dateOf, dayOfDate, startOfDay } from '../../orders/calendar.ts';
import { orderIdIn, scoreLines } from '../../orders/score-ledger.ts';
import type { ScoreInput, ScoreLine } from '../../orders/score-ledger.ts';
import { firstTakenOver } from '../../orders/score-settling.ts';
import type { Db } from '../../store/client.ts';
import {
  scoreAppealsOf,
  scoredCasesOf,
  scoredGroups,
  scoreRecordsOf,
  scoredUnits,
  scoreSettlementsOf,
} from '../../store/scores.ts';
import type { ScoreRight, StoredAppeal, StoredSettlement } from '../../store/scores.ts';
import type { Context } from '../context.ts';

const YEARS = { first: 2000, last: 2100 };

type Ready = Pick<Context, 'profile' | 'names'>;

/** How a year stands among those that are settled. */
export type Standing = {
  /** What it was looked up by; its lines are read by the same. */
  readonly right: ScoreRight;
  readonly all: readonly StoredSettlement[];
  readonly settled: ReadonlySet<number>;
  readonly settledYears: readonly number[];
  /** Of this year, by unit; empty while it is open. */
  readonly settlements: ReadonlyMap<string, StoredSettlement>;
  /** The settled years right before it, whose differences it takes over, and the first of them, or itself. */
  readonly before: readonly number[];
  readonly first: number;
};

/** Which years are settled, and what this one takes over. Throws `bad_field`. */
export async function standingOf(db: Db, right: ScoreRight, year: number): Promise<Standing> {
  if (!Number.isInteger(year) || year < YEARS.first || year > YEARS.last)
    throw badScore('year', `须为 ${YEARS.first} 到 ${YEARS.last} 的年份`);
  const all = await scoreSettlementsOf(db, right);
  const settled = new Set(all.map((one) => one.year));
  const settledYears = [...settled];
  const settlements = new Map(all.flatMap((one) => (one.year === year ? [[one.unit, one]] : [])));
  const first = settled.has(year) ? year : firstTakenOver(year, settled);
  const before = settledYears.filter((one) => one >= first && one < year);
  return { right, all, settled, settledYears, settlements, first, before };
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
  right: ScoreRight,
  year: number,
  of?: string,
): Promise<Pick<Standing, 'settlements' | 'settledYears'> & { readonly sums: ReadonlyMap<string, UnitSum> }> {
  const { all, settled, settledYears, settlements, first, before } = await standingOf(db, right, year);
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
  const units = of === undefined ? await scoredUnits(db, settledYears) : [of];
  // Cases that score alike, under the same rules and in the same year, make one line; a unit at a time, so that no
  // statement takes long.
  for (const [i, start] of days.entries()) {
    const end = days[i + 1];
    if (end === undefined) break;
    const at = startOfDay(dayOfDate(start));
    for (const unit of units) {
      for (const { n, ...group } of await scoredGroups(db, right, at, startOfDay(dayOfDate(end)), unit)) {
        const cases = [{ ...group, at, orderId: '', number: '', firstUnit: null }];
        const [line] = scoreLines({ cases, matters: [], appeals: [], nameOf: names.unit }, rules);
        if (line !== undefined) add(line.unit, line.tenths * n, line.fen * n, isOwn(line) * n);
      }
      await nextTurn();
    }
  }
  const matters = await mattersOf(db, right, from, to);
  const appeals = appealsIn(await scoreAppealsOf(db, right, 'granted'));
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

/** Matters of ISO days `[from, to)`, of all units or of one. */
export const mattersOf = async (
  db: Db,
  right: ScoreRight,
  from: string,
  to: string,
  of?: string,
): Promise<ScoreInput['matters']> =>
  (await scoreRecordsOf(db, right, { from, to, of })).map(
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

export const appealsIn = (rows: readonly StoredAppeal[]): ScoreInput['appeals'] =>
  rows.map(({ lineKey, unit, state, decision }) => ({ key: lineKey, unit, state, reason: decision ?? '' }));

/** sha256 of lines as they are kept, in order of time, which may come in pieces. */
export function createLineHash(): {
  readonly add: (lines: readonly ScoreLine[]) => void;
  readonly end: () => string;
} {
  const hash = createHash('sha256').update('[');
  let isFirst = true;
  return {
    add: (lines) => {
      for (const line of lines) {
        hash.update(`${isFirst ? '' : ','}${JSON.stringify(line)}`);
        isFirst = false;
      }
    },
    end: () => hash.update(']').digest('hex'),
  };
}

/** Throws `bad_field` for what is no day. */
export function scoreDay(field: string, date: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayOfDate(date) : Number.NaN;
  if (Number.isNaN(day) || dateOf(day) !== date) throw badScore(field, '须为日期，例如 2026-11-22');
  return date;
}

export const badScore = (field: string, reason: string): AppError =>
  new AppError('bad_field', { where: '记分：', field, reason });
