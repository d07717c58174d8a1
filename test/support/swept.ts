import { join } from 'node:path';
import { workCalendar } from '../../src/orders/calendar.ts';
import type { ClockPolicy } from '../../src/orders/clock-types.ts';
import { clocksOf } from '../../src/orders/clocks.ts';
import type { ClockView } from '../../src/orders/clocks.ts';
import type { HandlingUrgency } from '../../src/orders/handling-rules.ts';
import type { LifeEvent } from '../../src/orders/life-events.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { dueReminders, sweptOrder } from '../../src/orders/sweep.ts';
import type { DueReminder } from '../../src/orders/sweep.ts';
import { loadPolicies } from '../../src/profile/policies.ts';
import { CN } from '../orders/clock-arbitraries.ts';
import { CALLED, HOUR, shippedRules } from './handled.ts';
import type { Told } from './handled.ts';

export const calendar = workCalendar(CN);
export const { clocks: POLICIES } = loadPolicies(
  join(import.meta.dirname, '../../data/profile/xicheng/policies.json'),
);
export const rules = shippedRules();
export const MINUTE = 60_000;
const SYSTEM = { id: 'system', name: '系统', role: 'system', unit: null } as const;

export const clocksAt = (
  events: readonly LifeEvent[],
  urgency: HandlingUrgency,
  now: number,
  policies: readonly ClockPolicy[] = POLICIES,
  demandKind = '求助',
  calledAt = CALLED,
): ClockView[] =>
  clocksOf(
    {
      urgency,
      demandKind,
      issueType: '0101',
      unitKind: 'market_supervision',
      calledAt,
      filedAt: null,
    },
    events.map(({ version: seq, at, kind }) => ({ seq, at, kind })),
    policies,
    calendar,
    now,
  );

/** What is due of the order that these events make, hours after the call (Monday, 09:00). */
export function dueOf(
  events: readonly LifeEvent[],
  hours: number,
  urgency: HandlingUrgency = 'normal',
  policies: readonly ClockPolicy[] = POLICIES,
  demandKind = '求助',
  calledAt = CALLED,
): DueReminder[] {
  const now = CALLED + hours * HOUR;
  const order = sweptOrder(urgency, events);
  return dueReminders(
    rules,
    order,
    lifeOf(events),
    clocksAt(events, urgency, now, policies, demandKind, calledAt),
    now,
  );
}
/** The same, hours after the call. */
export const movedTo = (told: Told, hours: number): Told => {
  const moved: unknown = [told[0], told[1], told[2], hours, told[4]];
  return moved as Told;
};
export const kinds = (due: readonly DueReminder[]): string[] => due.map(({ kind }) => kind);

/** The events after what is due was done, as the program does it. */
export function done(events: readonly LifeEvent[], due: readonly DueReminder[], at: number): LifeEvent[] {
  return due.reduce<LifeEvent[]>(
    (list, one) => {
      const state = lifeOf(list).state;
      const base = { version: list.length + 1, at, actor: SYSTEM };
      const event = {
        remind: { ...base, kind: 'remind', to: state, data: { about: one.about, key: one.key } },
        resume: { ...base, kind: 'resume', to: 'handling', data: {} },
        merchantFailed: { ...base, kind: 'merchantFailed', to: state, data: { reason: one.about } },
        supervise: {
          ...base,
          kind: 'supervise',
          to: state,
          data: { level: one.level, reason: one.about },
        },
      }[one.does as Exclude<DueReminder['does'], 'close'>] as LifeEvent;
      return [...list, event];
    },
    [...events],
  );
}
