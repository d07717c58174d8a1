import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, workCalendar } from '../../src/orders/calendar.ts';
import type { ClockEvent, ClockFacts, ClockPolicy } from '../../src/orders/clock-types.ts';
import { clocksOf, unitKindOf } from '../../src/orders/clocks.ts';
import type { ClockView } from '../../src/orders/clocks.ts';
import { loadPolicies } from '../../src/profile/policies.ts';
import { CN, anyLimit, beijing, moment } from './clock-arbitraries.ts';

const calendar = workCalendar(CN);
const XICHENG = loadPolicies(join(import.meta.dirname, '../../data/profile/xicheng/policies.json'));

const CALLED = beijing('2026-09-28 09:00');
const facts = (more: Partial<ClockFacts> = {}): ClockFacts => ({
  urgency: 'normal',
  demandKind: '投诉',
  issueType: '0101',
  unitKind: 'market_supervision',
  calledAt: CALLED,
  filedAt: null,
  ...more,
});

let seq = 0;
const event = (at: string, kind: string, more: Partial<ClockEvent> = {}): ClockEvent => ({
  seq: ++seq,
  at: beijing(at),
  kind,
  ...more,
});

function views(
  events: readonly ClockEvent[],
  now: string,
  more: Partial<ClockFacts> = {},
  policies: readonly ClockPolicy[] = XICHENG.clocks,
): ReadonlyMap<string, ClockView> {
  const list = clocksOf(facts(more), events, policies, calendar, beijing(now), { alsoDisabled: true });
  return new Map(list.map((view) => [view.policy.id, view]));
}

const RULE: ClockPolicy = {
  id: 'test',
  name: '试验',
  purpose: 'handle',
  effectiveFrom: null,
  effectiveTo: null,
  disabled: false,
  note: null,
  starts: ['call'],
  stops: ['reply'],
  pausedBy: [
    { on: 'grantHold', off: 'resume', reason: '挂账' },
    { on: 'askEvidence', off: 'evidenceCame', reason: '等来电人补材料' },
  ],
  limit: { kind: 'elapsed', hours: 48 },
  when: {},
  extension: { by: 'grantExtension', atMost: 24, times: 1, approval: '中心', clause: '第三条' },
  basis: { text: '两天' },
  soonBefore: 6 * HOUR,
  judged: 'start',
};
const one = (events: readonly ClockEvent[], now: string, rule: Partial<ClockPolicy> = {}): ClockView => {
  const [view] = clocksOf(facts(), events, [{ ...RULE, ...rule }], calendar, beijing(now));
  if (view === undefined) throw new Error('the clock does not apply');
  return view;
};

describe('the clocks of a complaint at a market-supervision station', () => {
  const dispatched = [
    event('2026-09-28 11:00', 'dispatch', { unitKind: null }),
    event('2026-09-30 15:00', 'correctUnit', { unitKind: 'market_supervision' }),
    event('2026-09-30 16:00', 'acknowledge', { unitKind: 'market_supervision' }),
  ];

  it('stand side by side: natural days from the call, working days from receipt, the statutory limit', () => {
    const found = views(dispatched, '2026-09-30 17:00');
    expect(found.get('hotline-handle')).toMatchObject({
      startedAt: CALLED,
      dueAt: beijing('2026-10-03 09:00'),
      state: 'running',
      left: 2 * DAY + 16 * HOUR,
      over: 0,
    });
    expect(found.get('hotline-workdays')).toMatchObject({
      startedBy: 'acknowledge',
      policy: { disabled: true },
      // 8, 9, 10 (a Saturday made a workday), 12, 13 October.
      dueAt: beijing('2026-10-14'),
    });
    // From the moment a market-supervision unit got it, not from the first dispatch to somebody else.
    expect(found.get('market-accept')).toMatchObject({
      startedAt: beijing('2026-09-30 15:00'),
      dueAt: beijing('2026-10-16'),
      policy: { basis: { law: '市场监督管理投诉举报处理办法', article: '第十五条' } },
    });
    expect(found.get('market-mediation')).toMatchObject({
      state: 'waiting',
      startedAt: null,
      dueAt: null,
      left: null,
    });
    expect(found.has('market-report')).toBe(false);
  });

  it('leave out what is not in force unless it is asked for', () => {
    const ids = clocksOf(facts(), dispatched, XICHENG.clocks, calendar, beijing('2026-09-30 17:00')).map(
      ({ policy }) => policy.id,
    );
    expect(ids).not.toContain('hotline-workdays');
    expect(ids).toContain('hotline-handle');
  });

  it('have a clock for each urgency and none of the statutory ones elsewhere', () => {
    const safety = views([], '2026-09-28 09:20', { urgency: 'safety', unitKind: null });
    expect(safety.get('hotline-handle')).toMatchObject({ dueAt: CALLED + HOUR, state: 'running' });
    expect(views([], '2026-09-28 09:30', { urgency: 'safety' }).get('hotline-handle')?.state).toBe('soon');
    expect(views([], '2026-09-28 10:00', { urgency: 'livelihood' }).get('hotline-handle')?.dueAt).toBe(
      CALLED + DAY,
    );
    expect([...safety.keys()]).toEqual(['hotline-response', 'hotline-handle']);
  });

  it('go by the law of the day of filing: 45 working days before 15 April 2026, 60 days from it on', () => {
    const accepted = (filed: string) =>
      views([event('2026-04-16 10:00', 'accept')], '2026-04-20 10:00', {
        calledAt: beijing('2026-04-13 10:00'),
        filedAt: beijing(filed),
      });
    expect(accepted('2026-04-14 23:59').get('market-mediation')).toMatchObject({
      policy: { basis: { law: '市场监督管理投诉举报处理暂行办法', article: '第二十一条' } },
      dueAt: beijing('2026-06-24'),
    });
    // The 60th day is 15 June.
    expect(accepted('2026-04-15 00:00').get('market-mediation')).toMatchObject({
      policy: { basis: { law: '市场监督管理投诉举报处理办法', article: '第二十三条' } },
      dueAt: beijing('2026-06-16'),
    });
  });

  it('move the 60th day of mediation where it is a holiday', () => {
    const at = (day: string) =>
      views([event(`${day} 10:00`, 'accept')], `${day} 11:00`, { calledAt: beijing(`${day} 09:00`) }).get(
        'market-mediation',
      );
    // The 60th day is 19 June 2026, 端午; the holiday lasts until Sunday the 21st.
    expect(at('2026-04-20')).toMatchObject({
      baseDueAt: beijing('2026-06-20'),
      dueAt: beijing('2026-06-23'),
    });
  });

  it('verify a report within 15 working days, extendable once by 15, and say that the source is to be checked', () => {
    const report = (...more: ClockEvent[]) =>
      views(
        [event('2026-06-01 10:00', 'dispatch', { seq: 0, unitKind: 'market_supervision' }), ...more],
        '2026-06-02 10:00',
        { demandKind: '举报', calledAt: beijing('2026-06-01 09:00') },
      ).get('market-report');
    expect(report()).toMatchObject({ dueAt: beijing('2026-06-24'), policy: { basis: { unverified: true } } });
    const longer = report(
      event('2026-06-02 09:00', 'grantExtension', { clock: 'market-report' }),
      event('2026-06-02 09:30', 'grantExtension', { clock: 'market-report' }),
    );
    expect(longer).toMatchObject({
      dueAt: beijing('2026-07-15'),
      extensions: [
        { amount: 15, refused: null },
        { amount: null, refused: '最多延长 1 次' },
      ],
    });
    expect(
      report(event('2026-06-02 09:00', 'grantExtension', { clock: 'hotline-handle' }))?.extensions,
    ).toEqual([]);
  });

  it('say the year that is not known', () => {
    const called = { calledAt: beijing('2026-12-29 09:00') };
    const found = views(
      [event('2026-12-30 10:00', 'acknowledge', { unitKind: 'market_supervision' })],
      '2026-12-30 11:00',
      called,
    );
    expect(found.get('market-accept')).toMatchObject({
      state: 'unknown',
      dueAt: { unknownYear: 2027 },
      left: null,
    });
    expect(found.get('hotline-handle')).toMatchObject({
      dueAt: beijing('2027-01-03 09:00'),
      unsettled: false,
    });
    const early = views(
      [event('2026-12-21 10:00', 'acknowledge', { unitKind: 'market_supervision' })],
      '2026-12-21 11:00',
      {
        calledAt: beijing('2026-12-21 09:00'),
      },
    );
    expect(early.get('market-accept')).toMatchObject({ dueAt: beijing('2026-12-31'), unsettled: true });
  });

  it('measure the response without a limit', () => {
    expect(views([], '2026-09-28 12:00').get('hotline-response')).toMatchObject({
      state: 'running',
      dueAt: null,
      left: null,
    });
    expect(
      views([event('2026-09-28 10:00', 'contact')], '2026-09-28 12:00').get('hotline-response'),
    ).toMatchObject({
      state: 'met',
      metAt: beijing('2026-09-28 10:00'),
    });
  });
});

describe('a clock', () => {
  it('is running, soon due, late; met at the very moment it is due, or met late', () => {
    expect(one([], '2026-09-30 02:59').state).toBe('running');
    expect(one([], '2026-09-30 03:00').state).toBe('soon');
    expect(one([], '2026-09-30 09:00')).toMatchObject({ state: 'soon', left: 0, over: 0 });
    expect(one([], '2026-09-30 09:01')).toMatchObject({ state: 'late', left: 0, over: 60_000 });
    expect(one([event('2026-09-30 09:00', 'reply')], '2026-10-08 09:00')).toMatchObject({
      state: 'met',
      over: 0,
    });
    expect(one([event('2026-09-30 10:00', 'reply')], '2026-10-08 09:00')).toMatchObject({
      state: 'metLate',
      over: HOUR,
    });
  });

  it('counts the time before "soon" the way the limit counts: not over a weekend', () => {
    const rule = { limit: { kind: 'workingDays', days: 5 }, soonBefore: DAY } as const;
    const called = { calledAt: beijing('2026-03-02 09:00') };
    const at = (now: string) =>
      clocksOf(facts(called), [], [{ ...RULE, ...rule }], calendar, beijing(now))[0]?.state;
    // Due at the end of Monday the 9th.
    expect(at('2026-03-06 23:59')).toBe('running');
    expect(at('2026-03-07 00:00')).toBe('soon');
  });

  it('takes the first event of a kind: a later reply changes nothing', () => {
    const view = one(
      [event('2026-09-29 09:00', 'reply'), event('2026-10-05 09:00', 'reply')],
      '2026-10-08 09:00',
    );
    expect(view).toMatchObject({ metAt: beijing('2026-09-29 09:00'), state: 'met' });
  });

  it('starts with the sending-out that stood, not with one that was taken back', () => {
    const events = [
      event('2026-09-28 11:00', 'dispatch'),
      event('2026-09-28 11:05', 'recall'),
      event('2026-09-28 14:00', 'dispatch'),
    ];
    const clock = one(events, '2026-09-28 15:00', { starts: ['dispatch'] });
    expect(clock.startedAt).toBe(beijing('2026-09-28 14:00'));
    expect(one(events.slice(0, 2), '2026-09-28 12:00', { starts: ['dispatch'] }).state).toBe('waiting');
  });

  it('stands still while it is paused, and takes overlapping pauses out once', () => {
    const held = [event('2026-09-28 12:00', 'grantHold'), event('2026-09-28 13:00', 'askEvidence')];
    expect(one(held, '2026-09-29 09:00')).toMatchObject({ state: 'paused', left: 45 * HOUR });
    expect(one(held, '2026-11-20 09:00')).toMatchObject({ state: 'paused', left: 45 * HOUR });
    const back = [...held, event('2026-09-28 15:00', 'resume'), event('2026-09-28 16:00', 'evidenceCame')];
    expect(one(back, '2026-09-29 09:00')).toMatchObject({
      state: 'running',
      dueAt: beijing('2026-09-30 13:00'),
      pauses: [
        { from: beijing('2026-09-28 12:00'), to: beijing('2026-09-28 15:00'), reason: '挂账' },
        { from: beijing('2026-09-28 15:00'), to: beijing('2026-09-28 16:00'), reason: '等来电人补材料' },
      ],
    });
  });

  it('is late and not paused where the hold came after the deadline', () => {
    expect(one([event('2026-09-30 12:00', 'grantHold')], '2026-10-08 09:00')).toMatchObject({
      state: 'late',
      dueAt: beijing('2026-09-30 09:00'),
    });
  });

  it('is extended by what the rule allows at most, by an amount or until a moment', () => {
    const due = (more: Partial<ClockEvent>) =>
      one([event('2026-09-28 12:00', 'grantExtension', more)], '2026-09-28 13:00').dueAt;
    expect(due({})).toBe(beijing('2026-10-01 09:00'));
    expect(due({ amount: 2 })).toBe(beijing('2026-09-30 11:00'));
    expect(due({ amount: 99 })).toBe(beijing('2026-10-01 09:00'));
    expect(due({ until: beijing('2026-09-30 20:00') })).toBe(beijing('2026-09-30 20:00'));
    expect(due({ until: beijing('2026-12-01 20:00') })).toBe(beijing('2026-10-01 09:00'));
    expect(due({ until: beijing('2026-09-01 20:00') })).toBe(beijing('2026-09-30 09:00'));
  });

  it('needs to be told how much where the rule sets no bound', () => {
    const rule = { extension: { by: 'grantExtension', atMost: null, times: null, approval: '', clause: '' } };
    const view = one([event('2026-09-28 12:00', 'grantExtension')], '2026-09-28 13:00', rule);
    expect(view).toMatchObject({
      dueAt: beijing('2026-09-30 09:00'),
      extensions: [{ refused: '没有写明延长多少' }],
    });
  });

  it('keeps the version it began under', () => {
    const versions: ClockPolicy[] = [
      { ...RULE, effectiveTo: '2026-09-29' },
      { ...RULE, effectiveFrom: '2026-09-29', limit: { kind: 'elapsed', hours: 1 } },
    ];
    const due = (called: string) =>
      clocksOf(facts({ calledAt: beijing(called) }), [], versions, calendar, beijing('2026-12-01')).map(
        ({ dueAt }) => dueAt,
      );
    expect(due('2026-09-28 23:59')).toEqual([beijing('2026-09-30 23:59')]);
    expect(due('2026-09-29 00:00')).toEqual([beijing('2026-09-29 01:00')]);
  });

  it('goes by sequence where a clock was moved back, and says so', () => {
    const view = one(
      [event('2026-09-28 12:00', 'grantHold'), event('2026-09-28 08:00', 'resume')],
      '2026-09-28 14:00',
    );
    expect(view).toMatchObject({ clockMovedBack: true, pauses: [], dueAt: beijing('2026-09-30 09:00') });
    expect(one([event('2026-09-28 12:00', 'note')], '2026-09-28 11:00')).toMatchObject({
      clockMovedBack: true,
      asOf: beijing('2026-09-28 12:00'),
    });
    expect(one([event('2026-09-28 12:00', 'note')], '2026-09-28 12:00').clockMovedBack).toBe(false);
  });

  it('never goes negative, whatever the events and their times, and does not mind in what order they are given', () => {
    const kinds = fc.constantFrom(
      'grantHold',
      'resume',
      'askEvidence',
      'evidenceCame',
      'reply',
      'grantExtension',
      'note',
    );
    const strewn = fc.array(fc.tuple(kinds, fc.integer({ min: -4 * DAY, max: 4 * DAY })), { maxLength: 8 });
    fc.assert(
      fc.property(moment, anyLimit, strewn, fc.nat(6 * DAY), (calledAt, limit, list, later) => {
        const events = list.map(([kind, offset], i) => ({ seq: i, at: calledAt + offset, kind }));
        const look = (given: readonly ClockEvent[]) =>
          clocksOf(facts({ calledAt }), given, [{ ...RULE, limit }], calendar, calledAt + later);
        const [view] = look(events);
        expect(look(events.toReversed())).toEqual([view]);
        expect(view?.left ?? 0).toBeGreaterThanOrEqual(0);
        expect(view?.over ?? 0).toBeGreaterThanOrEqual(0);
        expect(view?.asOf).toBeGreaterThanOrEqual(view?.startedAt ?? Infinity);
        expect(view?.metAt ?? Infinity).toBeGreaterThanOrEqual(calledAt);
        let end = calledAt;
        for (const pause of view?.pauses ?? []) {
          expect(pause.from).toBeGreaterThanOrEqual(end);
          expect(pause.to).toBeGreaterThan(pause.from);
          end = pause.to;
        }
        expect(end).toBeLessThanOrEqual(view?.metAt ?? view?.asOf ?? 0);
        if (typeof view?.dueAt === 'number') expect(view.dueAt).toBeGreaterThan(calledAt);
        expect(view?.left === 0 || view?.over === 0 || view?.left === null).toBe(true);
      }),
      { numRuns: 1500, seed: 20267 },
    );
  });
});

describe('the kind of a unit', () => {
  it('is that of the list it stands in, itself or its parent', () => {
    expect(unitKindOf({ code: 'SCJG', parent: null }, XICHENG)).toBe('market_supervision');
    expect(unitKindOf({ code: 'SCS-XCAJ', parent: 'SCJG' }, XICHENG)).toBe('market_supervision');
    expect(unitKindOf({ code: 'ZJW', parent: null }, XICHENG)).toBeNull();
  });
});
