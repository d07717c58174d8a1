import { describe, expect, it } from 'vitest';
import { clocksOf } from '../../src/orders/clocks.ts';
import type { ClockPolicy } from '../../src/orders/clock-types.ts';
import type { ClockView } from '../../src/orders/clocks.ts';
import type { LifeEvent } from '../../src/orders/life-events.ts';
import { lifeOf } from '../../src/orders/life.ts';
import { dueReminders, span, sweptOrder } from '../../src/orders/sweep.ts';
import { ACKNOWLEDGED, CALLED, CENTRE, DAY, DISPATCHED, HOUR, eventsOf } from '../support/handled.ts';
import type { Told } from '../support/handled.ts';
import { MINUTE, POLICIES, calendar, done, dueOf, kinds, movedTo, rules } from '../support/swept.ts';

describe('an order that is left lying', () => {
  const dispatched = eventsOf(DISPATCHED);

  it('is said at the hour of the rules for its urgency, and once', () => {
    // Dispatched one hour after the call; 24 hours for a normal one, 4 for livelihood, half an hour for safety.
    expect(dueOf(dispatched, 24.9)).toEqual([]);
    const due = dueOf(dispatched, 25);
    expect(due).toMatchObject([{ kind: 'idle', does: 'remind', about: '派出 24 小时没有签收' }]);
    expect(kinds(dueOf(dispatched, 4.9, 'livelihood'))).toEqual([]);
    expect(kinds(dueOf(dispatched, 5, 'livelihood'))).toEqual(['idle']);
    expect(kinds(dueOf(dispatched, 1.4, 'safety'))).not.toContain('idle');
    expect(kinds(dueOf(dispatched, 1.5, 'safety'))).toContain('idle');
    expect(dueOf(done(dispatched, due, CALLED + 25 * HOUR), 26)).toEqual([]);
  });

  it('is said again after somebody has touched it and left it lying once more', () => {
    const reminded = done(dispatched, dueOf(dispatched, 25), CALLED + 25 * HOUR);
    const touched = [
      ...reminded,
      {
        ...reminded[0],
        version: 5,
        at: CALLED + 26 * HOUR,
        kind: 'acknowledge',
        to: 'acknowledged',
        data: {},
      },
    ] as LifeEvent[];
    expect(dueOf(touched, 49)).toEqual([]);
    const [again] = dueOf(touched, 50);
    expect(again?.about).toBe('24 小时没有任何办理记录');
    expect(reminded.map(({ data }) => ('key' in data ? data.key : ''))).not.toContain(again?.key);
  });

  it('is the centre’s as long as nobody has sent it out', () => {
    expect(dueOf(eventsOf(DISPATCHED.slice(0, 2)), 24)).toMatchObject([
      { kind: 'undispatched', about: '24 小时没有派出' },
    ]);
  });

  it('is not the unit’s where the centre has to decide; the centre is reminded then', () => {
    const asked: Told = ['proposeReturn', { reason: '不归我', owner: 'CGZF' }, 'acknowledged', 3];
    const due = dueOf(eventsOf([...ACKNOWLEDGED, asked]), 27);
    expect(due).toMatchObject([{ kind: 'decide', about: '退单申请等待审定 24 小时' }]);
  });
});

describe('clocks', () => {
  const events = eventsOf([
    ...ACKNOWLEDGED,
    ['contact', { way: 'phone', result: 'reached' }, 'contacted', 95],
  ]);

  it('are said when they are near and when they are over, each once for its deadline', () => {
    const soon = dueOf(events, 96.5);
    expect(soon).toMatchObject([{ kind: 'soon', about: '“热线办理”将于 2026-05-16 09:00 到期' }]);
    const after = done(events, soon, CALLED + 96.5 * HOUR);
    expect(dueOf(after, 100)).toEqual([]);
    const late = dueOf(after, 120.5);
    expect(late).toMatchObject([
      { kind: 'idle' },
      { kind: 'late', about: '“热线办理”已于 2026-05-16 09:00 到期，超期 30 分' },
      { kind: 'supervise', does: 'supervise', level: 1 },
    ]);
    expect(dueOf(done(after, late, CALLED + 120.5 * HOUR), 121)).toEqual([]);
  });

  it('raise supervision by hours overdue, never to a level that stands already', () => {
    const first = dueOf(events, 121);
    const one = done(events, first, CALLED + 121 * HOUR);
    expect(kinds(dueOf(one, 143.9))).toEqual([]);
    const two = dueOf(one, 144);
    expect(two).toMatchObject([{ kind: 'supervise', level: 2, about: '“热线办理”超期 24 小时' }]);
    // Whoever slept over two levels is told the third alone.
    expect(dueOf(events, 120 + 72).filter(({ kind }) => kind === 'supervise')).toMatchObject([{ level: 3 }]);
    const byHand = eventsOf([
      ...ACKNOWLEDGED,
      ['supervise', { level: 3, reason: '领导批示' }, 'acknowledged', 3, CENTRE],
    ]);
    expect(kinds(dueOf(byHand, 121))).not.toContain('supervise');
  });

  it('supervise nobody for hours before the order came in here', () => {
    // Received by another hotline on Monday, handed on ten days later.
    const late = eventsOf(DISPATCHED.map((told) => movedTo(told, 10 * 24 + told[3])));
    expect(dueOf(late, 10 * 24 + 2).filter(({ kind }) => kind === 'supervise')).toMatchObject([{ level: 1 }]);
    expect(dueOf(late, 11 * 24 - 1).filter(({ kind }) => kind === 'supervise')).toMatchObject([{ level: 1 }]);
    expect(dueOf(late, 11 * 24).filter(({ kind }) => kind === 'supervise')).toMatchObject([{ level: 2 }]);
    expect(dueOf(late, 10 * 24 + 2)[0]?.about).toContain('超期 5 天 2 小时');
  });

  it('are said for a new deadline after more time was granted', () => {
    const more = eventsOf([
      ...ACKNOWLEDGED,
      ['proposeExtension', { reason: '等检测', until: CALLED + 10 * DAY }, 'acknowledged', 96.2],
    ]);
    const reminded = done(more, dueOf(more, 96.5), CALLED + 96.5 * HOUR);
    const granted = [
      ...reminded,
      {
        version: reminded.length + 1,
        at: CALLED + 97 * HOUR,
        kind: 'grantExtension',
        actor: CENTRE,
        to: 'acknowledged',
        data: {},
      } as LifeEvent,
    ];
    const withUntil = (now: number): ClockView[] =>
      clocksOf(
        {
          urgency: 'normal',
          demandKind: '求助',
          issueType: '0101',
          unitKind: null,
          calledAt: CALLED,
          filedAt: null,
        },
        granted.map(({ version: seq, at, kind }) => ({
          seq,
          at,
          kind,
          ...(kind === 'grantExtension' ? { until: CALLED + 10 * DAY } : {}),
        })),
        POLICIES,
        calendar,
        now,
      );
    const order = sweptOrder('normal', granted);
    const at = (hours: number) =>
      dueReminders(rules, order, lifeOf(granted), withUntil(CALLED + hours * HOUR), CALLED + hours * HOUR);
    expect(kinds(at(98))).toEqual([]);
    expect(kinds(at(9 * 24 + 1))).toEqual(['idle', 'soon']);
  });

  it('that need a year which the calendar does not know say so instead of a date', () => {
    const [policy] = POLICIES.filter(({ limit }) => limit?.kind === 'workingDays');
    if (policy === undefined) throw new Error('The shipped policies count no working days.');
    const far: ClockPolicy = {
      ...policy,
      id: 'far',
      name: '很远',
      disabled: false,
      when: {},
      effectiveFrom: null,
      effectiveTo: null,
      starts: ['call'],
      stops: ['reply'],
      limit: { kind: 'workingDays', days: 400 },
    };
    const due = dueOf(eventsOf(ACKNOWLEDGED), 5, 'normal', [far]);
    expect(due).toMatchObject([{ kind: 'calendar', does: 'remind' }]);
    expect(due[0]?.about).toContain('2027 年，日历里没有这一年');
    expect(dueOf(done(eventsOf(ACKNOWLEDGED), due, CALLED + 5 * HOUR), 6, 'normal', [far])).toEqual([]);
  });
});

describe('quiet hours', () => {
  it('hold a reminder until their end, where its cause still stands', () => {
    // Dispatched at 22:00: idle for a livelihood matter from 02:00 on.
    const events = eventsOf(DISPATCHED.map((told) => movedTo(told, 13)));
    expect(dueOf(events, 18, 'livelihood')).toEqual([]);
    expect(dueOf(events, 22.9, 'livelihood')).toEqual([]);
    expect(kinds(dueOf(events, 23, 'livelihood'))).toContain('idle');
    const answered = [
      ...events,
      { ...events[0], version: 4, at: CALLED + 22 * HOUR, kind: 'acknowledge', to: 'acknowledged', data: {} },
    ] as LifeEvent[];
    expect(kinds(dueOf(answered, 23, 'livelihood'))).not.toContain('idle');
  });

  it('are none for safety', () => {
    const events = eventsOf(DISPATCHED.map((told) => movedTo(told, 13)));
    expect(kinds(dueOf(events, 14, 'safety'))).toContain('idle');
  });

  it('do not keep a hold or a merchant’s time from ending', () => {
    const held = eventsOf([
      ...ACKNOWLEDGED,
      ['contact', { way: 'phone', result: 'reached' }, 'contacted', 3],
      ['proposeHold', { reason: '等', planDay: '2026-05-14' }, 'contacted', 4],
      ['grantHold', {}, 'onHold', 5, CENTRE],
    ]);
    // Midnight in Beijing is 63 hours after Monday 09:00.
    expect(dueOf(held, 62.9)).toEqual([]);
    expect(dueOf(held, 63)).toMatchObject([{ kind: 'resume', does: 'resume' }]);
    const merchant = eventsOf([
      ...ACKNOWLEDGED,
      ['handToMerchant', { merchant: '某店', until: CALLED + 14 * HOUR }, 'acknowledged', 3],
    ]);
    expect(dueOf(merchant, 13.9)).toEqual([]);
    expect(dueOf(merchant, 14)).toMatchObject([{ kind: 'merchant', does: 'merchantFailed' }]);
    expect(dueOf(done(merchant, dueOf(merchant, 14), CALLED + 14 * HOUR), 15)).toEqual([]);
  });
});

it('a span is told in the units people use', () => {
  expect([5 * MINUTE, HOUR, 47.5 * HOUR, 48 * HOUR, 50 * HOUR].map(span)).toEqual([
    '5 分',
    '1 小时',
    '47 小时',
    '2 天',
    '2 天 2 小时',
  ]);
});
