import { beijingDay } from '../../kernel/clock.ts';
import { rulesOn } from '../../orders/handling-rules.ts';
import type { HandlingRules } from '../../orders/handling-rules.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import { lifeOf } from '../../orders/life.ts';
import type { Life } from '../../orders/life.ts';
import { dueReminders, quietUntil, sweptOrder } from '../../orders/sweep.ts';
import type { DueReminder, SweptCallback } from '../../orders/sweep.ts';
import type { Profile } from '../../profile/types.ts';
import type { SweptRow } from '../../store/sweeps.ts';
import { calendarOf, clocksFor, queueTimesOf } from './deadlines.ts';
import type { QueueTimes } from './deadlines.ts';

/** What was found of one order. */
export type Found = {
  readonly row: SweptRow;
  readonly events: readonly LifeEvent[];
  readonly life: Life;
  readonly due: readonly DueReminder[];
  /** What queues are to keep of its clocks, as it is computed now. */
  readonly times: QueueTimes;
  readonly unknownYears: readonly number[];
  /** Before when nothing can become due, unless something happens; UTC milliseconds. */
  readonly quietUntil: number;
};

/** What is due of an order at a moment; nothing where no rules of handling are in force. Throws where history has a hole. */
export function findDue(
  profile: Profile,
  rules: HandlingRules | null,
  row: SweptRow,
  events: readonly LifeEvent[],
  at: number,
): Found {
  const life = lifeOf(events);
  const now = Math.max(at, life.at);
  const clocks = clocksFor(profile, { ...row, issueType: life.issueType, leadUnit: life.lead }, events, now);
  const order = sweptOrder(row.urgency, events, callbackOf(profile, row, now));
  const calendar = profile.calendar === undefined ? null : calendarOf(profile.calendar);
  const years = clocks.flatMap(({ dueAt }) =>
    dueAt !== null && typeof dueAt !== 'number' ? [dueAt.unknownYear] : [],
  );
  return {
    row,
    events,
    life,
    due: rules === null ? [] : dueReminders(rules, order, life, clocks, now),
    times: queueTimesOf(profile, clocks),
    quietUntil: rules === null ? now : quietUntil(rules, order, life, clocks, now, calendar),
    unknownYears: [...new Set(years)],
  };
}

/** Only of orders whose conclusion was told; null too where the profile has no rules of the day. */
function callbackOf(
  { callbacks }: Profile,
  { state, demandKind, reachable }: SweptRow,
  now: number,
): SweptCallback | null {
  if (callbacks === undefined || (state !== 'replied' && state !== 'callback')) return null;
  const rules = rulesOn(callbacks, beijingDay(now));
  return rules === null ? null : { rules, demandKind, reachable };
}

/** Whether queues keep something else of the clocks than is computed now: calendar or policies are others than before. */
export const isOutdated = ({ row, times }: Found): boolean => timesKey(row) !== timesKey(times);

export const timesKey = ({ dueAt, soonAt, soonSpans }: QueueTimes): string =>
  `${dueAt} ${soonAt} ${soonSpans.join()}`;
