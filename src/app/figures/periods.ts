import { dateOf, weekdayOf } from '../../orders/calendar.ts';
import { monthOf } from '../../store/case-facts.ts';
import { firstOfMonth } from '../../store/rollups.ts';

export type Grain = 'day' | 'week' | 'month';

/** A stretch of Beijing days `[from, to)`. */
export type DayPeriod = {
  /** ISO day, ISO day of the Monday, or month. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** False where it is cut off by the scope. */
  readonly isWhole: boolean;
};

/** All days, weeks (from Monday) or months of a stretch of days, cut to it. */
export function periodsOf(from: number, to: number, grain: Grain): DayPeriod[] {
  const found: DayPeriod[] = [];
  for (let day = from; day < to;) {
    const [first, next] = around(day, grain);
    const end = Math.min(next, to);
    const iso = dateOf(first);
    found.push({
      key: grain === 'month' ? iso.slice(0, 7) : iso,
      from: day,
      to: end,
      isWhole: day === first && end === next,
    });
    day = end;
  }
  return found;
}

function around(day: number, grain: Grain): readonly [first: number, next: number] {
  if (grain === 'day') return [day, day + 1];
  if (grain === 'month') return [firstOfMonth(monthOf(day)), firstOfMonth(monthOf(day) + 1)];
  // Sunday is 0 in the calendar, weeks begin on Monday.
  const monday = day - ((weekdayOf(day) + 6) % 7);
  return [monday, monday + 7];
}
