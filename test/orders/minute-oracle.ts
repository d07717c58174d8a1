import type { CalendarData } from '../../src/orders/calendar.ts';
import type { Limit, OfficePeriod, UnknownYear } from '../../src/orders/clock-types.ts';

/** The slow way: looks at every minute. Shares no code with what it checks. */
export type Rule = {
  readonly office: readonly OfficePeriod[] | null;
  /** Only workdays count. */
  readonly workdays: boolean;
  /** By days: the day of the event does not count, nor days (after the first, up to and with the last) of a pause. */
  readonly wholeDays: boolean;
};

const MINUTE = 60_000;

export function minuteOracle(data: CalendarData) {
  const off = new Set<string>();
  const work = new Set<string>();
  const years = new Set(data.years.map(({ year }) => year));
  for (const holiday of data.years.flatMap(({ holidays }) => holidays)) {
    for (const day of holiday.off) off.add(day);
    for (const day of holiday.work) work.add(day);
  }
  const memo = new Map<number, boolean | number>();
  /** Whether it is a workday, or the year that is not known. */
  const workday = (day: number): boolean | number => {
    const held = memo.get(day);
    if (held !== undefined) return held;
    const date = new Date(day * 86_400_000);
    const iso = date.toISOString().slice(0, 10);
    const weekday = date.getUTCDay();
    const answer = !years.has(date.getUTCFullYear())
      ? date.getUTCFullYear()
      : work.has(iso) || (!off.has(iso) && weekday !== 0 && weekday !== 6);
    memo.set(day, answer);
    return answer;
  };

  /** Calls `seen` for every minute (cut off at `from`), until it answers true or `to` is reached. */
  const walk = (
    from: number,
    to: number,
    rule: Rule,
    pauses: readonly { readonly from: number; readonly to: number }[],
    seen: (at: number, length: number, counted: boolean) => boolean,
  ): UnknownYear | null => {
    const firstDay = Math.floor((Math.floor(from / MINUTE) + 480) / 1440);
    for (let minute = Math.floor(from / MINUTE); minute * MINUTE < to; minute++) {
      const start = Math.max(from, minute * MINUTE);
      const end = Math.min(to, (minute + 1) * MINUTE);
      const day = Math.floor((minute + 480) / 1440);
      const ofDay = minute + 480 - day * 1440;
      let counted = true;
      const skipped =
        rule.wholeDays &&
        (day === firstDay ||
          pauses.some((pause) => {
            const a = Math.floor((pause.from / MINUTE + 480) / 1440);
            const b = Math.floor((pause.to / MINUTE + 480) / 1440);
            return a < day && day <= b;
          }));
      if (skipped) counted = false;
      else if (rule.workdays) {
        const answer = workday(day);
        if (typeof answer === 'number') return { unknownYear: answer };
        counted = answer;
        if (rule.office !== null) counted &&= rule.office.some((p) => p.from <= ofDay && ofDay < p.to);
      }
      if (!rule.wholeDays) counted &&= !pauses.some((p) => p.from <= start && start < p.to);
      if (seen(start, end - start, counted)) return null;
    }
    return null;
  };

  return {
    workday,
    timeBetween: (from: number, to: number, rule: Rule): number | UnknownYear => {
      let sum = 0;
      const unknown = walk(from, to, rule, [], (_, length, counted) => {
        if (counted) sum += length;
        return false;
      });
      return unknown ?? sum;
    },
    due: (
      start: number,
      budget: number,
      rule: Rule,
      pauses: readonly { readonly from: number; readonly to: number }[] = [],
    ): number | UnknownYear => {
      let left = budget;
      let due = NaN;
      const unknown = walk(start, Infinity, rule, pauses, (at, length, counted) => {
        if (!counted) return false;
        if (left <= length) {
          due = at + left;
          return true;
        }
        left -= length;
        return false;
      });
      return unknown ?? due;
    },
  };
}

export function ruleOf(limit: Limit): Rule {
  return {
    office: limit.kind === 'workingHours' ? limit.periods : null,
    workdays: limit.kind === 'workingDays' || limit.kind === 'workingHours',
    wholeDays: limit.kind === 'workingDays' || (limit.kind === 'naturalDays' && !limit.exact),
  };
}
