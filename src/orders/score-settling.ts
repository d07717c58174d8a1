import { pointWords, yuanWords } from '../kernel/score-words.ts';
import { byTime } from './score-ledger.ts';
import type { ScoreLine } from './score-ledger.ts';

type Sum = { readonly tenths: number; readonly fen: number };
const NONE: Sum = { tenths: 0, fen: 0 };

/** The first year from this one on that is not settled. */
export function openYear(year: number, settled: ReadonlySet<number>): number {
  let open = year;
  while (settled.has(open)) open++;
  return open;
}

/** The first of the settled years right before a year: what it takes over begins there. */
export function firstTakenOver(year: number, settled: ReadonlySet<number>): number {
  let first = year;
  while (settled.has(first - 1)) first--;
  return first;
}

/**
 * The lines of open years where others are settled. A line of an open year stands as it is; what a settled year lacks, or
 * has otherwise than it is now (an appeal granted later, an order excluded later, another unit), is carried to the next
 * open year as the difference, and says so. The sums of all years, settled and open, are always those of `current`.
 *
 * `current`: all lines as they are now. `frozen`: all lines of the settled years, as they were settled.
 */
export function openLines(
  current: readonly ScoreLine[],
  frozen: readonly ScoreLine[],
  settled: ReadonlySet<number>,
): ScoreLine[] {
  const booked = new Map<string, Map<string, Sum>>();
  const samples = new Map<string, ScoreLine>();
  for (const line of frozen) {
    const units = booked.get(line.key) ?? new Map<string, Sum>();
    booked.set(line.key, units);
    units.set(line.unit, plus(units.get(line.unit) ?? NONE, line));
    if (!samples.has(line.key)) samples.set(line.key, line);
  }
  const open: ScoreLine[] = [];
  for (const line of current) {
    const units = booked.get(line.key);
    if (units === undefined && !settled.has(line.year)) open.push(line);
    else open.push(...carried(line, units ?? new Map(), settled));
  }
  const there = new Set(current.map(({ key }) => key));
  for (const [key, units] of booked) {
    const sample = samples.get(key);
    if (there.has(key) || sample === undefined) continue;
    const gone = { ...sample, ...NONE, year: sample.fromYear ?? sample.year, words: '这一项已不存在' };
    open.push(...carried(gone, units, settled));
  }
  return open.sort(byTime);
}

function carried(
  line: ScoreLine,
  units: ReadonlyMap<string, Sum>,
  settled: ReadonlySet<number>,
): ScoreLine[] {
  const year = openYear(line.year, settled);
  return [...new Set([...units.keys(), line.unit])].flatMap((unit) => {
    const before = units.get(unit);
    const now: Sum = unit === line.unit ? line : NONE;
    const { tenths, fen } = minus(now, before ?? NONE);
    if (tenths === 0 && fen === 0) return [];
    const words =
      before === undefined
        ? `${line.words}；${line.year} 年已经结算，计入 ${year} 年`
        : `更正 ${line.year} 年已结算的记分：原记 ${amount(before)}，现为 ${amount(now)}，差额计入 ${year} 年。${line.words}`;
    return [{ ...line, unit, year, fromYear: line.year === year ? null : line.year, tenths, fen, words }];
  });
}

const amount = ({ tenths, fen }: Sum): string => `${pointWords(tenths)}（${yuanWords(fen)}）`;
const plus = (a: Sum, b: Sum): Sum => ({ tenths: a.tenths + b.tenths, fen: a.fen + b.fen });
const minus = (a: Sum, b: Sum): Sum => ({ tenths: a.tenths - b.tenths, fen: a.fen - b.fen });
