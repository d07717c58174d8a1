import { describe, expect, test } from 'vitest';
import { clockEventsOf, clocksFor, nearestDue } from '../../../src/app/life/deadlines.ts';
import type { Clocked } from '../../../src/app/life/deadlines.ts';
import type { ClockView } from '../../../src/orders/clocks.ts';
import type { LifeEvent } from '../../../src/orders/life-events.ts';
import { isoOf, lifeProfile } from '../../support/life-desk.ts';
import { CALLED, CENTRE, DAY, DISPATCHED, HOUR, LI, eventsOf, person } from '../../support/handled.ts';
import type { Told } from '../../support/handled.ts';

// The call came on Monday 2026-05-11 at 9:00 in Beijing.
const order: Clocked = {
  urgency: 'normal',
  demandKind: '投诉',
  issueType: '0101',
  leadUnit: 'SCS-XCAJ',
  receivedAt: CALLED,
};
const UNITS = { lead: 'SCS-XCAJ', joint: null } as const;
const OPENING: readonly Told[] = [
  ['received', {}, 'received', 0],
  ['triaged', { issueType: '0101', ...UNITS }, 'received', 0],
  ['dispatch', UNITS, 'dispatched', 1, CENTRE],
  ['acknowledge', {}, 'acknowledged', 2],
];

const clocks = (events: readonly LifeEvent[], hours: number, more: Partial<Clocked> = {}) =>
  clocksFor(lifeProfile(), { ...order, ...more }, events, CALLED + hours * HOUR);
const view = (events: readonly LifeEvent[], hours: number, id: string): ClockView => {
  const found = clocks(events, hours).find(({ policy }) => policy.id === id);
  if (found === undefined) throw new Error(`There is no clock ${id}.`);
  return found;
};
const due = (events: readonly LifeEvent[], hours: number, id: string): string | null => {
  const { dueAt } = view(events, hours, id);
  return typeof dueAt === 'number' ? isoOf(dueAt) : null;
};

test('without policies there are no clocks, and nothing falls due', () => {
  const { policies: _policies, ...bare } = lifeProfile();
  expect(clocksFor(bare, order, eventsOf(OPENING), CALLED)).toEqual([]);
  expect(nearestDue([])).toBeNull();
});

test('the call starts one clock, the unit that is of market supervision another one, and the nearest deadline is the first', () => {
  const events = eventsOf(OPENING);
  expect(due(events, 3, 'hotline-handle')).toBe(isoOf(CALLED + 5 * DAY));
  // Seven workdays after the day of dispatch: 12, 13, 14, 15, 18, 19, 20 May.
  expect(due(events, 3, 'market-accept')).toBe('2026-05-20T16:00:00.000Z');
  expect(nearestDue(clocks(events, 3))).toBe(CALLED + 5 * DAY);
  // A deadline that is past is still the nearest.
  expect(nearestDue(clocks(events, 6 * 24))).toBe(CALLED + 5 * DAY);
  expect(clocks(events, 3, { leadUnit: 'CGZF' }).map(({ policy }) => policy.id)).not.toContain(
    'market-accept',
  );
});

test('a unit of another kind does not start the clock of market supervision', () => {
  const elsewhere = { lead: 'CGZF', joint: null } as const;
  const events = eventsOf([
    ...OPENING.slice(0, 2),
    ['dispatch', elsewhere, 'dispatched', 1, CENTRE],
    ['proposeReturn', { reason: '不归', owner: 'SCS-XCAJ' }, 'dispatched', 25, person('城', 'CGZF')],
    ['acceptReturn', UNITS, 'dispatched', 49, CENTRE],
  ]);
  expect(view(events, 50, 'market-accept').startedAt).toBe(CALLED + 49 * HOUR);
});

test('a milestone stops and starts by its own name', () => {
  const events = eventsOf([...OPENING, ['milestone', { milestone: 'accept' }, 'acknowledged', 5]]);
  expect(view(events, 6, 'market-accept').state).toBe('met');
  expect(view(events, 6, 'market-mediation').startedAt).toBe(CALLED + 5 * HOUR);
});

test('more time counts from its grant, until when it was asked for', () => {
  const until = CALLED + 9 * DAY;
  const asked: Told = ['proposeExtension', { reason: '等', clause: '一', until }, 'acknowledged', 5];
  const waiting = eventsOf([...OPENING, asked]);
  expect(due(waiting, 6, 'hotline-handle')).toBe(isoOf(CALLED + 5 * DAY));
  const granted = eventsOf([...OPENING, asked, ['grantExtension', {}, 'acknowledged', 7, CENTRE]]);
  expect(due(granted, 8, 'hotline-handle')).toBe(isoOf(until));
  expect(due(granted, 8, 'market-accept')).toBe('2026-05-20T16:00:00.000Z');
});

describe('an ending that is reversed', () => {
  const excluded: readonly Told[] = [
    ...OPENING,
    ['proposeExclusion', { reason: '是', code: 'E01' }, 'acknowledged', 5],
    ['grantExclusion', {}, 'excluded', 6, CENTRE],
  ];

  test('stops the clocks as long as it stands', () => {
    expect(view(eventsOf(excluded), 7, 'hotline-handle').state).toBe('met');
    expect(nearestDue(clocks(eventsOf(excluded), 7))).toBeNull();
  });

  test('has stopped and started nothing, and the time it took is counted', () => {
    const events = eventsOf([...excluded, ['reverse', { reason: '错' }, 'acknowledged', 30, CENTRE]]);
    expect(view(events, 31, 'hotline-handle')).toMatchObject({ state: 'running', pauses: [] });
    expect(nearestDue(clocks(events, 31))).toBe(CALLED + 5 * DAY);
    expect(clockEventsOf(events, () => null).map(({ kind }) => kind)).toEqual([
      'received',
      'triaged',
      'dispatch',
      'acknowledge',
      'proposeExclusion',
      'reversed',
      'reverse',
    ]);
  });

  test('leaves a later ending alone', () => {
    const events = eventsOf([
      ...excluded,
      ['reverse', { reason: '错' }, 'acknowledged', 30, CENTRE],
      ['proposeTermination', { reason: '是', code: 'T03' }, 'acknowledged', 31],
      ['grantTermination', {}, 'terminated', 32, CENTRE],
    ]);
    expect(view(events, 33, 'hotline-handle')).toMatchObject({ state: 'met', stoppedBy: 'grantTermination' });
  });
});

test('an order that is reopened counts from the reopening, its statutory clocks go on', () => {
  const replied: readonly Told[] = [
    ...OPENING,
    ['milestone', { milestone: 'accept' }, 'acknowledged', 5],
    ['reply', { toldAt: CALLED, outcome: 'solved', demands: [], text: '好' }, 'replied', 48],
  ];
  const before = eventsOf(replied);
  expect(nearestDue(clocks(before, 49))).toBeNull();
  const events = eventsOf([...replied, ['reopen', { reason: '没解决' }, 'dispatched', 24 * 10, CENTRE]]);
  const again = view(events, 24 * 10 + 1, 'hotline-handle');
  expect(again).toMatchObject({ state: 'running', startedAt: CALLED + 10 * DAY, dueAt: CALLED + 15 * DAY });
  expect(view(events, 24 * 10 + 1, 'market-accept').state).toBe('met');
  expect(view(events, 24 * 10 + 1, 'market-mediation').state).toBe('met');
  expect(nearestDue(clocks(events, 24 * 10 + 1))).toBe(CALLED + 15 * DAY);
  // The order of the policies stays.
  const ids = (of: readonly ClockView[]): string[] => of.map(({ policy }) => policy.id);
  expect(ids(clocks(events, 24 * 10 + 1))).toEqual(ids(clocks(before, 49)));
  const contacted = eventsOf([
    ...replied,
    ['reopen', { reason: '没解决' }, 'dispatched', 24 * 10, CENTRE],
    ['acknowledge', {}, 'acknowledged', 24 * 10 + 1, LI],
    ['contact', { way: 'phone', result: 'reached' }, 'contacted', 24 * 10 + 2, LI],
  ]);
  expect(view(contacted, 24 * 10 + 3, 'hotline-response').state).toBe('met');
});

test('what is due does not hang on when it is asked, so that it can be kept', () => {
  const stories: readonly (readonly Told[])[] = [
    DISPATCHED,
    OPENING,
    [...OPENING, ['contact', { way: 'phone', result: 'reached' }, 'contacted', 3]],
    [
      ...OPENING,
      ['contact', { way: 'phone', result: 'reached' }, 'contacted', 3],
      ['proposeHold', { reason: '等', planDay: '2026-06-01' }, 'contacted', 4],
      ['grantHold', {}, 'onHold', 5, CENTRE],
    ],
  ];
  for (const told of stories) {
    const events = eventsOf(told);
    const last = (told.at(-1)?.[3] ?? 0) as number;
    const kept = nearestDue(clocks(events, last));
    for (const hours of [last + 1, last + 30, last + 24 * 8, last + 24 * 200])
      expect(nearestDue(clocks(events, hours)), `${told.at(-1)?.[0]} ${hours}`).toBe(kept);
  }
});
