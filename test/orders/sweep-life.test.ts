import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remindAt } from '../../src/orders/handling-rules.ts';
import type { HandlingUrgency } from '../../src/orders/handling-rules.ts';
import type { LifeEvent } from '../../src/orders/life-events.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { quietUntil, sweptOrder } from '../../src/orders/sweep.ts';
import type { DueReminder } from '../../src/orders/sweep.ts';
import { ACKNOWLEDGED, CALLED, DAY, DISPATCHED, HOUR, eventsOf } from '../support/handled.ts';
import { MINUTE, POLICIES, calendar, clocksAt, done, dueOf, kinds, rules } from '../support/swept.ts';

describe('over a whole life', () => {
  const URGENCIES: readonly HandlingUrgency[] = ['safety', 'livelihood', 'normal'];

  it('nothing is done twice, nothing comes in quiet hours, and a sweep leaves nothing due', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...URGENCIES),
        fc.constantFrom(DISPATCHED.slice(0, 2), DISPATCHED, ACKNOWLEDGED),
        fc.array(fc.integer({ min: 1, max: 9 * 60 }), { minLength: 5, maxLength: 40 }),
        (urgency, told, gaps) => {
          let events = eventsOf(told);
          let now = CALLED + 2 * HOUR;
          const sent: string[] = [];
          for (const gap of gaps) {
            now += gap * MINUTE;
            const hours = (now - CALLED) / HOUR;
            const due = dueOf(events, hours, urgency);
            const quiet = remindAt(rules.reminders, urgency, now) > now;
            for (const one of due) {
              if (one.does === 'remind' || one.does === 'supervise') expect(quiet).toBe(false);
            }
            sent.push(...due.map(({ key }) => key));
            events = done(events, due, now);
            expect(dueOf(events, hours, urgency)).toEqual([]);
          }
          expect(new Set(sent).size).toBe(sent.length);
        },
      ),
      { seed: 20261128, numRuns: 300 },
    );
  });

  it('an order that is left to sleep misses nothing', () => {
    let slept = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...URGENCIES),
        fc.constantFrom(DISPATCHED.slice(0, 2), DISPATCHED, ACKNOWLEDGED),
        // Complaints have clocks in working days beside the others.
        fc.constantFrom('求助', '投诉'),
        fc.integer({ min: 121, max: 12 * 24 * 60 }),
        // Calls come at every minute of the day, so that words also fall due in the quiet hours.
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        // Swept once before: what was told then wakes it no more.
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (urgency, told, kind, minutes, shift, before, shares) => {
          const called = CALLED + shift * MINUTE;
          let events: LifeEvent[] = eventsOf(told).map((event) => ({
            ...event,
            at: event.at + shift * MINUTE,
          }));
          const now = called + minutes * MINUTE;
          const earlier = called + 121 * MINUTE + Math.floor((minutes - 121) * before) * MINUTE;
          const due = (at: number): DueReminder[] =>
            dueOf(events, (at - CALLED) / HOUR, urgency, POLICIES, kind, called);
          for (const at of [earlier, now]) while (due(at).length > 0) events = done(events, due(at), at);
          const order = sweptOrder(urgency, events);
          const clocks = clocksAt(events, urgency, now, POLICIES, kind, called);
          const until = quietUntil(rules, order, lifeOf(events), clocks, now, calendar);
          if (until <= now) return;
          slept++;
          for (const share of [...shares, 1 - 1 / (until - now)])
            expect(due(now + Math.floor(share * (until - now)))).toEqual([]);
        },
      ),
      { seed: 20261128, numRuns: 1500 },
    );
    expect(slept).toBeGreaterThan(1000);
  });

  it('a word held back by the night wakes it in the morning', () => {
    // Due at 09:00 and near in the small hours; what else there was to say was said in the evening.
    let events = eventsOf(DISPATCHED.slice(0, 2));
    for (let hours = 2; hours <= 13; hours++)
      events = done(events, dueOf(events, hours, 'livelihood'), CALLED + hours * HOUR);
    const night = CALLED + 20 * HOUR + MINUTE;
    expect(dueOf(events, 20, 'livelihood')).toEqual([]);
    const clocks = clocksAt(events, 'livelihood', night);
    const order = sweptOrder('livelihood', events);
    expect(quietUntil(rules, order, lifeOf(events), clocks, night, calendar)).toBe(CALLED + 23 * HOUR);
    expect(kinds(dueOf(events, 23, 'livelihood'))).toContain('soon');
  });

  it('how often it is looked at changes when something is said, not what', () => {
    const run = (every: number): string[] => {
      let events = eventsOf(ACKNOWLEDGED);
      const keys: string[] = [];
      for (let now = CALLED + 2 * HOUR; now <= CALLED + 9 * DAY; now += every) {
        const due = dueOf(events, (now - CALLED) / HOUR);
        keys.push(...due.map(({ key }) => key));
        events = done(events, due, now);
      }
      return keys;
    };
    const often = run(7 * MINUTE);
    expect(often.length).toBeGreaterThanOrEqual(5);
    expect(run(HOUR)).toEqual(often);
  });
});
