import { workCalendar } from '../../orders/calendar.ts';
import type { CalendarData, WorkCalendar } from '../../orders/calendar.ts';
import type { ClockEvent, ClockFacts, ClockPolicies } from '../../orders/clock-types.ts';
import { clocksOf, unitKindOf } from '../../orders/clocks.ts';
import type { ClockView } from '../../orders/clocks.ts';
import { soonSpans } from '../../orders/soon.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import type { Profile } from '../../profile/types.ts';
import type { StoredOrder } from '../../store/orders.ts';

/** What the clocks ask of an order's row. */
export type Clocked = Pick<StoredOrder, 'urgency' | 'demandKind' | 'issueType' | 'leadUnit' | 'receivedAt'>;

/** A calendar is laid out once for its data. */
const calendars = new WeakMap<CalendarData, WorkCalendar>();
export function calendarOf(data: CalendarData): WorkCalendar {
  const known = calendars.get(data) ?? workCalendar(data);
  calendars.set(data, known);
  return known;
}

/**
 * The clocks of an order at `now`, in the order of the policies; none where the profile has no policies. Clocks that count
 * from the call count anew from the last reopening 重办, which is a new call upon the unit; all others belong to the matter
 * and go on. For an earlier round give the events before the reopening.
 */
export function clocksFor(
  { policies, calendar, units }: Profile,
  order: Clocked,
  events: readonly LifeEvent[],
  now: number,
  options: { readonly alsoDisabled?: boolean } = {},
): ClockView[] {
  if (policies === undefined || calendar === undefined) return [];
  const kindOf = (code: string): string | null => {
    const unit = units.find((one) => one.code === code);
    return unit === undefined ? null : unitKindOf(unit, policies);
  };
  const facts: ClockFacts = {
    urgency: order.urgency,
    demandKind: order.demandKind,
    issueType: order.issueType,
    unitKind: kindOf(order.leadUnit),
    calledAt: order.receivedAt,
    filedAt: null,
  };
  const counted = clockEventsOf(events, kindOf);
  const days = calendarOf(calendar);
  const reopened = counted.findLastIndex(({ kind }) => kind === 'reopen');
  if (reopened === -1) return clocksOf(facts, counted, policies.clocks, days, now, options);
  const round = counted.slice(reopened);
  const again = { ...facts, calledAt: counted[reopened]?.at ?? facts.calledAt };
  return policies.clocks.flatMap((policy) =>
    policy.starts.includes('call')
      ? clocksOf(again, round, [policy], days, now, options)
      : clocksOf(facts, counted, [policy], days, now, options),
  );
}

const ENDINGS: readonly LifeEvent['kind'][] = ['grantExclusion', 'grantMediationEnd', 'grantTermination'];

/** Versions of the endings that were reversed 撤销. */
function reversedIn(events: readonly LifeEvent[]): ReadonlySet<number> {
  const reversed = new Set<number>();
  let ending: number | null = null;
  for (const { kind, version } of events) {
    if (ENDINGS.includes(kind)) ending = version;
    if (kind === 'reverse' && ending !== null) reversed.add(ending);
  }
  return reversed;
}

/**
 * The events of a life as clocks read them: who has the order, what a milestone is, until when was granted. An ending
 * that was reversed stops and starts nothing: the time it took is counted.
 */
export function clockEventsOf(
  events: readonly LifeEvent[],
  kindOf: (unit: string) => string | null,
): ClockEvent[] {
  let until: number | undefined;
  const reversed = reversedIn(events);
  return events.map((event): ClockEvent => {
    const { version: seq, at, kind, data } = event;
    if (reversed.has(seq)) return { seq, at, kind: 'reversed' };
    if (event.kind === 'proposeExtension') until = event.data.until;
    if (event.kind === 'milestone') return { seq, at, kind: event.data.milestone };
    if (event.kind === 'grantExtension') return { seq, at, kind, ...(until === undefined ? {} : { until }) };
    return 'lead' in data ? { seq, at, kind, unitKind: kindOf(data.lead) } : { seq, at, kind };
  });
}

/** Kinds of event that the clocks of policies turn on. */
const turning = new WeakMap<ClockPolicies, ReadonlySet<string>>();

/** Whether these are reminders or supervision, and no policy has a clock that turns on them: all clocks stay as they are. */
export function leaveClocks(
  { policies }: Pick<Profile, 'policies'>,
  events: readonly Pick<LifeEvent, 'kind'>[],
): boolean {
  if (policies === undefined) return true;
  const known =
    turning.get(policies) ??
    new Set(
      policies.clocks.flatMap(({ starts, stops, pausedBy, extension }) => [
        ...starts,
        ...stops,
        ...pausedBy.flatMap(({ on, off }) => [on, off]),
        ...(extension === null ? [] : [extension.by]),
      ]),
    );
  turning.set(policies, known);
  return events.every(({ kind }) => (kind === 'remind' || kind === 'supervise') && !known.has(kind));
}

/** What queues keep of an order's clocks; it follows from the events, whenever it is computed. */
export type QueueTimes = Pick<StoredOrder, 'dueAt' | 'soonAt' | 'soonSpans'>;

/** The same from the clocks of `clocksFor`. */
export function queueTimesOf(
  { calendar }: Pick<Profile, 'calendar'>,
  clocks: readonly ClockView[],
): QueueTimes {
  const spans = calendar === undefined ? [] : soonSpans(clocks, calendarOf(calendar));
  return { dueAt: nearestDue(clocks), soonAt: spans[0]?.[0] ?? null, soonSpans: spans };
}

/** The nearest deadline that still runs, UTC milliseconds; null where none does. */
export function nearestDue(clocks: readonly ClockView[]): number | null {
  const due = clocks.flatMap(({ state, dueAt }) =>
    typeof dueAt === 'number' && (state === 'running' || state === 'soon' || state === 'late') ? [dueAt] : [],
  );
  return due.length === 0 ? null : Math.min(...due);
}
