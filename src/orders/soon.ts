import { dayOf, startOfDay } from './calendar.ts';
import type { WorkCalendar } from './calendar.ts';
import type { ClockPolicy } from './clock-types.ts';
import type { ClockView } from './clocks.ts';
import { countOf, countedIntervals } from './work-time.ts';

/** A stretch of time in which a deadline is near 临期, UTC milliseconds; both ends belong to it. */
export type SoonSpan = readonly [from: number, until: number];

/**
 * The moment from which on a clock that runs says of its deadline that it is near (`soon`): exactly that, UTC
 * milliseconds. What is counted backward from the deadline may end at a night or a holiday, which belongs to it; a year
 * that the calendar does not know does not, as nothing can be counted through it.
 */
export function soonFrom(
  { limit, soonBefore }: Pick<ClockPolicy, 'limit' | 'soonBefore'>,
  dueAt: number,
  calendar: WorkCalendar,
): number {
  if (limit === null) return Infinity;
  const { counting } = countOf(limit);
  if (counting.kind === 'natural') return dueAt - soonBefore;
  let left = soonBefore;
  for (let day = dayOf(dueAt - 1); ; day--) {
    const end = Math.min(dueAt, startOfDay(day + 1));
    const counted = countedIntervals(startOfDay(day), end, counting, calendar);
    if ('unknownYear' in counted) return end;
    for (const { from, to } of counted.toReversed()) {
      if (to - from > left) return to - left;
      left -= to - from;
    }
  }
}

/**
 * When an order is soon due 临期, as long as nothing happens to it: at each moment of these stretches one of its clocks
 * says so, and at no other. Sorted and apart; they follow from the events, not from the moment at which the clocks were
 * looked at.
 */
export function soonSpans(clocks: readonly ClockView[], calendar: WorkCalendar): SoonSpan[] {
  const each = clocks
    .flatMap(({ policy, state, dueAt }): SoonSpan[] =>
      typeof dueAt === 'number' && (state === 'running' || state === 'soon' || state === 'late')
        ? [[soonFrom(policy, dueAt, calendar), dueAt]]
        : [],
    )
    .sort(([a], [b]) => a - b);
  return each.reduce<SoonSpan[]>((spans, [from, until]) => {
    const last = spans.at(-1);
    if (last === undefined || last[1] < from) spans.push([from, until]);
    else spans[spans.length - 1] = [last[0], Math.max(last[1], until)];
    return spans;
  }, []);
}

/** Whether a moment (UTC milliseconds) lies in one of the stretches. */
export const isSoon = (spans: readonly SoonSpan[], at: number): boolean =>
  spans.some(([from, until]) => from <= at && at <= until);
