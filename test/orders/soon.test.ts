import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workCalendar } from '../../src/orders/calendar.ts';
import type { ClockPolicy, Limit } from '../../src/orders/clock-types.ts';
import { clocksOf } from '../../src/orders/clocks.ts';
import { isSoon, soonFrom, soonSpans } from '../../src/orders/soon.ts';
import { countOf, timeBetween } from '../../src/orders/work-time.ts';
import { loadPolicies } from '../../src/profile/policies.ts';
import { CN, anyCalendar, anyLimit, beijing, moment } from './clock-arbitraries.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const { clocks: SHIPPED } = loadPolicies(
  join(import.meta.dirname, '../../data/profile/xicheng/policies.json'),
);

const counts = (limit: Limit, from: number, to: number, soonBefore: number, calendar = CN): boolean => {
  const counted = timeBetween(from, to, countOf(limit).counting, workCalendar(calendar));
  return typeof counted === 'number' && counted <= soonBefore;
};

describe('a deadline is near', () => {
  it('from the first moment on from which no more than that time is counted, and at none before', () => {
    const before = fc.oneof(
      fc.constantFrom(0, HOUR, 4 * HOUR, DAY, 3 * DAY),
      fc.integer({ min: 0, max: 6 * DAY }),
    );
    fc.assert(
      fc.property(anyCalendar, anyLimit, moment, before, fc.nat(12 * DAY), (data, limit, due, near, back) => {
        const from = soonFrom({ limit, soonBefore: near }, due, workCalendar(data));
        expect(from).toBeLessThanOrEqual(due);
        for (const at of [due, due - back, from + 1, from, from - 1, from - HOUR].filter((one) => one <= due))
          expect(counts(limit, at, due, near, data), new Date(at).toISOString()).toBe(at >= from);
      }),
      { numRuns: 400 },
    );
  });

  it('over the days off before its last workday as well', () => {
    const limit: Limit = { kind: 'workingDays', days: 5 };
    // Due at the end of a Monday, a workday before: the weekend belongs to it.
    const due = beijing('2026-05-19 00:00');
    expect(soonFrom({ limit, soonBefore: DAY }, due, workCalendar(CN))).toBe(beijing('2026-05-16 00:00'));
    expect(soonFrom({ limit, soonBefore: DAY - 1 }, due, workCalendar(CN))).toBe(
      beijing('2026-05-18 00:00') + 1,
    );
    expect(soonFrom({ limit: null, soonBefore: DAY }, due, workCalendar(CN))).toBe(Infinity);
  });

  it('not through a year that the calendar does not know', () => {
    const data = { ...CN, years: CN.years.filter(({ year }) => year >= 2026) };
    const limit: Limit = { kind: 'workingDays', days: 5 };
    const due = beijing('2026-01-06 00:00');
    expect(soonFrom({ limit, soonBefore: 10 * DAY }, due, workCalendar(data))).toBe(
      beijing('2026-01-01 00:00'),
    );
  });
});

describe('the stretches of an order', () => {
  const policies = fc.array(
    fc.record({ limit: anyLimit, soonBefore: fc.integer({ min: 0, max: 3 * DAY }), start: fc.nat(2) }),
    { minLength: 1, maxLength: 4 },
  );
  const kinds = ['dispatch', 'hold', 'resume', 'reply', 'extend', 'note'] as const;

  it('hold exactly those moments at which one of its clocks says that it is soon due, whenever they were computed', () => {
    const [model] = SHIPPED;
    if (model === undefined) throw new Error('There are no policies.');
    const seen = { soon: 0, not: 0, both: 0, working: 0 };
    fc.assert(
      fc.property(
        policies,
        fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(20)), { maxLength: 8 }),
        fc.array(fc.nat(20 * 24 * 60), { minLength: 6, maxLength: 6 }),
        (drawn, told, later) => {
          const calledAt = beijing('2026-04-28 15:20');
          const clocks: ClockPolicy[] = drawn.map(({ limit, soonBefore, start }, i) => ({
            ...model,
            id: `c${i}`,
            disabled: false,
            when: {},
            effectiveFrom: null,
            effectiveTo: null,
            judged: 'start',
            starts: [['call'], ['dispatch'], ['call', 'resume']][start] ?? [],
            stops: i % 2 === 0 ? ['reply'] : ['note'],
            pausedBy: [{ on: 'hold', off: 'resume', reason: '挂账' }],
            extension: { by: 'extend', atMost: 2, times: null, approval: '', clause: '' },
            limit,
            soonBefore,
          }));
          let at = calledAt;
          // No event at the very moment of a deadline: a pause that begins there pauses nothing.
          const events = told.map(([kind, hours], i) => ({ seq: i + 1, at: (at += hours * HOUR + 7), kind }));
          const facts = {
            urgency: 'normal',
            demandKind: '投诉',
            issueType: '0101',
            unitKind: null,
            calledAt,
            filedAt: null,
          } as const;
          const calendar = workCalendar(CN);
          const viewsAt = (now: number) => clocksOf(facts, events, clocks, calendar, now);
          const onHold = told.findLast(([kind]) => kind === 'hold' || kind === 'resume')?.[0] === 'hold';
          const kept = soonSpans(viewsAt(at), calendar);
          for (const minutes of [0, ...later]) {
            const now = at + minutes * 60_000;
            const views = viewsAt(now);
            const soon = views.filter(({ state }) => state === 'soon');
            expect(isSoon(kept, now), `${now}`).toBe(soon.length > 0);
            // On hold the deadline moves with the time that is asked about.
            if (!onHold) expect(soonSpans(views, calendar)).toEqual(kept);
            seen[soon.length > 0 ? 'soon' : 'not']++;
            if (soon.length > 0 && views.some(({ state }) => state === 'late')) seen.both++;
            if (soon.some(({ policy }) => policy.limit?.kind.startsWith('working') === true)) seen.working++;
          }
          for (const [i, [from, until]] of kept.entries()) {
            expect(from).toBeLessThanOrEqual(until);
            expect(until).toBeLessThan(kept[i + 1]?.[0] ?? Infinity);
          }
        },
      ),
      { numRuns: 500 },
    );
    // Nothing would be shown by orders that are never soon due, or never late by another clock.
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
  });
});
