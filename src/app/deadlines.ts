import { workCalendar } from '../orders/calendar.ts';
import type { CalendarData, WorkCalendar } from '../orders/calendar.ts';
import type { ClockEvent, ClockFacts } from '../orders/clock-types.ts';
import { clocksOf, unitKindOf } from '../orders/clocks.ts';
import type { ClockView } from '../orders/clocks.ts';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Profile } from '../profile/types.ts';
import type { StoredOrder } from '../store/orders.ts';

/** What the clocks ask of an order's row. */
export type Clocked = Pick<StoredOrder, 'urgency' | 'demandKind' | 'issueType' | 'leadUnit' | 'receivedAt'>;

/** A calendar is laid out once for its data. */
const calendars = new WeakMap<CalendarData, WorkCalendar>();
export function calendarOf(data: CalendarData): WorkCalendar {
  const known = calendars.get(data) ?? workCalendar(data);
  calendars.set(data, known);
  return known;
}

/** The clocks of an order at `now`; none where the profile has no policies. */
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
  return clocksOf(facts, clockEventsOf(events, kindOf), policies.clocks, calendarOf(calendar), now, options);
}

/** The events of a life as clocks read them: who has the order, what a milestone is, until when was granted. */
export function clockEventsOf(
  events: readonly LifeEvent[],
  kindOf: (unit: string) => string | null,
): ClockEvent[] {
  let until: number | undefined;
  return events.map((event): ClockEvent => {
    const { version: seq, at, kind, data } = event;
    if (event.kind === 'proposeExtension') until = event.data.until;
    if (event.kind === 'milestone') return { seq, at, kind: event.data.milestone };
    if (event.kind === 'grantExtension') return { seq, at, kind, ...(until === undefined ? {} : { until }) };
    return 'lead' in data ? { seq, at, kind, unitKind: kindOf(data.lead) } : { seq, at, kind };
  });
}

/** The nearest deadline that still runs, UTC milliseconds; null where none does. */
export function nearestDue(clocks: readonly ClockView[]): number | null {
  const due = clocks.flatMap(({ state, dueAt }) =>
    typeof dueAt === 'number' && (state === 'running' || state === 'soon' || state === 'late') ? [dueAt] : [],
  );
  return due.length === 0 ? null : Math.min(...due);
}
