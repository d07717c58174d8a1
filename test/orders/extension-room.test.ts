import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workCalendar } from '../../src/orders/calendar.ts';
import type { ClockEvent, ClockFacts, ClockPolicy } from '../../src/orders/clock-types.ts';
import { clocksOf } from '../../src/orders/clocks.ts';
import { extensionRooms } from '../../src/orders/extension-room.ts';
import { CN, beijing } from './clock-arbitraries.ts';

const calendar = workCalendar(CN);
const DAY = 86_400_000;
const CALLED = beijing('2026-03-02 09:00');
const facts: ClockFacts = {
  urgency: 'normal',
  demandKind: '投诉',
  issueType: '0101',
  unitKind: null,
  calledAt: CALLED,
  filedAt: null,
};
const policy = (more: Partial<ClockPolicy> = {}): ClockPolicy => ({
  id: 'c',
  name: '钟',
  purpose: 'handle',
  effectiveFrom: null,
  effectiveTo: null,
  disabled: false,
  note: null,
  starts: ['call'],
  stops: ['reply'],
  pausedBy: [],
  limit: { kind: 'workingDays', days: 5 },
  when: {},
  extension: { by: 'grant', atMost: 10, times: 2, approval: '负责人', clause: '第一条' },
  basis: { text: '五天' },
  soonBefore: 0,
  judged: 'start',
  ...more,
});
const rooms = (events: readonly ClockEvent[], more: Partial<ClockPolicy> = {}) =>
  extensionRooms(
    clocksOf(facts, events, [policy(more)], calendar, CALLED + 30 * DAY, { alsoDisabled: true }),
    'grant',
    calendar,
  );
const grant = (seq: number, until: number): ClockEvent => ({ seq, at: CALLED + seq, kind: 'grant', until });

test('the latest moment is what the clock itself holds an extension to', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (days) => {
      const [room] = rooms([]);
      const until = CALLED + days * DAY;
      const [view] = clocksOf(facts, [grant(1, until)], [policy()], calendar, CALLED + DAY);
      const held = view?.extensions[0]?.until;
      expect(held).toBe(Math.min(until, room?.latest as number));
    }),
  );
});

test('each one granted leaves one less; a refused one takes none', () => {
  const far = CALLED + 20 * DAY;
  expect(rooms([])[0]?.timesLeft).toBe(2);
  expect(rooms([grant(1, far)])[0]?.timesLeft).toBe(1);
  expect(rooms([grant(1, far), grant(2, far)])[0]?.timesLeft).toBe(0);
  expect(rooms([grant(1, far), grant(2, far), grant(3, far)])[0]?.timesLeft).toBe(0);
});

test('no room in a clock that is met, not in force, without a limit or lengthened by another event', () => {
  expect(rooms([{ seq: 1, at: CALLED + 1, kind: 'reply' }])).toEqual([]);
  expect(rooms([], { disabled: true })).toEqual([]);
  expect(rooms([], { limit: null })).toEqual([]);
  expect(rooms([], { extension: null })).toEqual([]);
  expect(rooms([], { starts: ['never'] })).toEqual([]);
});

test('without a bound there is no latest moment, and a year the calendar lacks is told', () => {
  const open = { by: 'grant', atMost: null, times: null, approval: '', clause: '' };
  expect(rooms([], { extension: open })[0]).toMatchObject({ latest: null, timesLeft: null });
  const long = { ...open, atMost: 1000 };
  expect(rooms([], { extension: long })[0]?.latest).toEqual({ unknownYear: 2027 });
});
