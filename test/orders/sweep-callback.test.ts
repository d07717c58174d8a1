import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workCalendar } from '../../src/orders/calendar.ts';
import { clocksOf } from '../../src/orders/clocks.ts';
import type { ClockView } from '../../src/orders/clocks.ts';
import type { CallbackData, LifeEvent } from '../../src/orders/life-events.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { dueReminders, quietUntil, sweptOrder } from '../../src/orders/sweep.ts';
import type { DueReminder, SweptCallback } from '../../src/orders/sweep.ts';
import { loadPolicies } from '../../src/profile/policies.ts';
import { ACKNOWLEDGED, CALLED, CENTRE, HOUR, eventsOf, shippedRules } from '../support/handled.ts';
import type { Told } from '../support/handled.ts';
import { shippedProfile } from '../support/shipped-profile.ts';
import { CN } from './clock-arbitraries.ts';

const calendar = workCalendar(CN);
const { clocks: POLICIES } = loadPolicies(
  join(import.meta.dirname, '../../data/profile/xicheng/policies.json'),
);
const rules = shippedRules();
const MINUTE = 60_000;
const SYSTEM = { id: 'system', name: '系统', role: 'system', unit: null } as const;

const clocksAt = (events: readonly LifeEvent[], now: number): ClockView[] =>
  clocksOf(
    {
      urgency: 'normal',
      demandKind: '求助',
      issueType: '0101',
      unitKind: 'market_supervision',
      calledAt: CALLED,
      filedAt: null,
    },
    events.map(({ version: seq, at, kind }) => ({ seq, at, kind })),
    POLICIES,
    calendar,
    now,
  );

/** What is due hours after the call (Monday, 09:00). */
function dueOf(events: readonly LifeEvent[], hours: number, callback: SweptCallback | null): DueReminder[] {
  const now = CALLED + hours * HOUR;
  const order = sweptOrder('normal', events, callback);
  return dueReminders(rules, order, lifeOf(events), clocksAt(events, now), now);
}

/** The events after what is due was done, as the program does it. */
function done(events: readonly LifeEvent[], due: readonly DueReminder[], at: number): LifeEvent[] {
  return due.reduce<LifeEvent[]>(
    (list, { does, about, key }) => {
      const base = { version: list.length + 1, at, actor: SYSTEM };
      const event =
        does === 'close'
          ? { ...base, kind: 'close', to: 'closed', data: {} }
          : { ...base, kind: 'remind', to: lifeOf(list).state, data: { about, key } };
      return [...list, event as LifeEvent];
    },
    [...events],
  );
}

describe('a callback of which nothing can come any more', () => {
  const shipped = shippedProfile().callbacks?.at(-1);
  if (shipped === undefined) throw new Error('The shipped profile has no rules of callback.');
  const asked: SweptCallback = { rules: shipped, demandKind: '求助', reachable: true };
  const told = (hours: number): Told => [
    'reply',
    {
      toldAt: CALLED + hours * HOUR,
      way: 'phone',
      outcome: 'solved',
      demands: [{ demand: 1, answer: '已退款' }],
      text: '已退款。',
    },
    'replied',
    hours,
  ];
  const REPLIED: readonly Told[] = [...ACKNOWLEDGED, told(3)];
  const attempt = (hours: number, data: Partial<CallbackData> = {}): Told => [
    'callBack',
    { way: 'phone', result: 'noAnswer', verdict: null, ...data },
    'callback',
    hours,
  ];
  const judged = (hours: number): Told =>
    attempt(hours, {
      result: 'answered',
      verdict: { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'fair' },
    });
  /** Closings that are due, hours after the call. */
  const closings = (list: readonly Told[], hours: number, callback: SweptCallback | null = asked) =>
    dueOf(eventsOf(list), hours, callback).filter(({ does }) => does === 'close');
  const days = shipped.days * 24;

  it('is closed when its days are over, by night too, and once', () => {
    expect(closings(REPLIED, 3 + days)).toEqual([]);
    const [over] = closings(REPLIED, 3 + days + 0.001);
    expect(over).toMatchObject({ kind: 'callbackOver', about: '回访结束：告知结论满 7 天没有评价' });
    expect(closings(REPLIED, 3 + days + 13)).toHaveLength(1);
    const at = CALLED + (4 + days) * HOUR;
    const closed = done(eventsOf(REPLIED), over === undefined ? [] : [over], at);
    expect(lifeOf(closed).state).toBe('closed');
    expect(dueOf(closed, 5 + days, asked)).toEqual([]);
  });

  it('is closed at once where nobody is called back, or nobody can be', () => {
    expect(closings(REPLIED, 3, { ...asked, demandKind: '表扬' })).toMatchObject([
      { about: '回访结束：这类诉求不回访' },
    ]);
    expect(closings(REPLIED, 3, { ...asked, reachable: false })).toHaveLength(1);
    expect(closings([...REPLIED, attempt(4, { result: 'refused' })], 4)).toHaveLength(1);
    expect(closings([...REPLIED, attempt(4)], 9)).toEqual([]);
    expect(closings([...REPLIED, attempt(4), attempt(9)], 9)).toHaveLength(1);
    expect(closings(REPLIED, 3, null)).toEqual([]);
    expect(closings(ACKNOWLEDGED, 3, { ...asked, reachable: false })).toEqual([]);
  });

  it('waits for a person where the caller has judged, or somebody asked for something', () => {
    expect(closings([...REPLIED, judged(4)], 30 * 24)).toEqual([]);
    const asks: Told = ['proposeExclusion', { reason: '已起诉', code: 'X' }, 'replied', 4];
    expect(closings([...REPLIED, asks], 30 * 24)).toEqual([]);
  });

  it('leaves a second conclusion to be looked at for the days of the rules', () => {
    const again: Told[] = [
      ...REPLIED,
      judged(4),
      ['reopen', { reason: '没有退款' }, 'dispatched', 5, CENTRE],
      ['acknowledge', {}, 'acknowledged', 6],
      told(8),
    ];
    expect(closings(again, 8 + days)).toEqual([]);
    expect(closings(again, 9 + days)).toMatchObject([{ about: '回访结束：重办之前已经评价过，不再回访' }]);
  });

  it('is never slept over, and a sweep leaves nothing due', () => {
    let closed = 0;
    fc.assert(
      fc.property(
        fc.constantFrom<readonly Told[]>(
          REPLIED,
          [...REPLIED, attempt(4)],
          [...REPLIED, attempt(4), attempt(9)],
          [...REPLIED, judged(4)],
        ),
        fc.boolean(),
        fc.integer({ min: 10 * 60, max: (days + 48) * 60 }),
        fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (list, reachable, minutes, shares) => {
          const callback = { ...asked, reachable };
          let events = eventsOf(list);
          const now = CALLED + minutes * MINUTE;
          const due = (at: number): DueReminder[] => dueOf(events, (at - CALLED) / HOUR, callback);
          const first = due(now);
          events = done(events, first, now);
          expect(due(now)).toEqual([]);
          if (lifeOf(events).state === 'closed') closed++;
          const order = sweptOrder('normal', events, callback);
          const until = quietUntil(rules, order, lifeOf(events), clocksAt(events, now), now, calendar);
          if (until <= now) return;
          for (const share of [...shares, 1 - 1 / (until - now)])
            expect(due(now + Math.floor(share * (until - now)))).toEqual([]);
        },
      ),
      { seed: 20261129, numRuns: 300 },
    );
    expect(closed).toBeGreaterThan(50);
  });
});
