import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, workCalendar } from '../../src/orders/calendar.ts';
import type { ClockEvent, ClockPolicy, Limit } from '../../src/orders/clock-types.ts';
import { durationText, limitText, momentText, traceLines, traceOf } from '../../src/orders/clock-trace.ts';
import { clocksOf } from '../../src/orders/clocks.ts';
import type { ClockView } from '../../src/orders/clocks.ts';
import { CN, anyCalendar, anyLimit, beijing, moment } from './clock-arbitraries.ts';
import { budgetOf } from '../../src/orders/work-time.ts';

const calendar = workCalendar(CN);
const NAMES = { call: '来电', reply: '答复' };
const POLICY: ClockPolicy = {
  id: 'test',
  name: '热线办理',
  purpose: 'handle',
  effectiveFrom: null,
  effectiveTo: null,
  disabled: false,
  note: null,
  starts: ['call'],
  stops: ['reply'],
  pausedBy: [
    { on: 'grantHold', off: 'resume', reason: '挂账' },
    { on: 'askEvidence', off: 'evidenceCame', reason: '等待来电人补充材料' },
  ],
  limit: { kind: 'workingDays', days: 3 },
  when: {},
  extension: { by: 'grantExtension', atMost: 5, times: null, approval: '中心', clause: '第三条' },
  basis: { law: '某办法', article: '第三条', text: '三个工作日' },
  soonBefore: 0,
  judged: 'start',
};

function view(
  called: string,
  now: string,
  events: readonly (readonly [string, string])[] = [],
  more: Partial<ClockPolicy> = {},
): ClockView {
  const list = events.map(([at, kind], i): ClockEvent => ({ seq: i, at: beijing(at), kind }));
  const facts = {
    urgency: 'normal',
    demandKind: '投诉',
    issueType: '0101',
    unitKind: null,
    calledAt: beijing(called),
    filedAt: null,
  } as const;
  const [found] = clocksOf(facts, list, [{ ...POLICY, ...more }], calendar, beijing(now));
  if (found === undefined) throw new Error('the clock does not apply');
  return found;
}

describe('the trace of a clock', () => {
  it('prints every stretch with its reason, the sums and the deadline', () => {
    expect(traceLines(view('2026-09-24 15:00', '2026-10-10 10:00'), calendar, NAMES)).toEqual([
      '热线办理（处理）：3个工作日',
      '依据：《某办法》第三条：三个工作日',
      '起算：2026-09-24 15:00　来电',
      '2026-09-24 15:00 至 2026-09-24 24:00　不计（起算当日不计入）　9小时',
      '2026-09-25 00:00 至 2026-09-27 24:00　不计（节假日，中秋节）　3天',
      '2026-09-28 00:00 至 2026-09-30 24:00　计入　3天',
      '2026-10-01 00:00 至 2026-10-07 24:00　不计（节假日，国庆节）　7天　已过时限',
      '2026-10-08 00:00 至 2026-10-09 24:00　计入　2天　已过时限',
      '2026-10-10 00:00 至 2026-10-10 10:00　计入（调休上班，国庆节）　10小时　已过时限',
      '历时15天19小时，计入5天10小时，不计10天9小时',
      '到期：2026-09-30 24:00',
      '状态：已超期，超过9天10小时',
    ]);
  });

  it('names the reason of a pause, and time outside office hours', () => {
    const periods = [
      { from: 540, to: 720 },
      { from: 810, to: 1080 },
    ];
    const limit: Limit = { kind: 'workingHours', hours: 6, periods };
    const lines = traceLines(
      view(
        '2026-03-02 11:00',
        '2026-03-03 09:30',
        [
          ['2026-03-02 14:00', 'askEvidence'],
          ['2026-03-02 15:00:30', 'evidenceCame'],
          ['2026-03-03 09:30', 'reply'],
        ],
        { limit },
      ),
      calendar,
      NAMES,
    );
    expect(lines.slice(3)).toEqual([
      '2026-03-02 11:00 至 2026-03-02 12:00　计入　1小时',
      '2026-03-02 12:00 至 2026-03-02 13:30　不计（非办公时间）　1小时30分',
      '2026-03-02 13:30 至 2026-03-02 14:00　计入　30分',
      '2026-03-02 14:00 至 2026-03-02 15:00:30　不计（等待来电人补充材料）　1小时30秒',
      '2026-03-02 15:00:30 至 2026-03-02 18:00　计入　2小时59分30秒',
      '2026-03-02 18:00 至 2026-03-03 09:00　不计（非办公时间）　15小时',
      '2026-03-03 09:00 至 2026-03-03 09:30　计入　30分',
      '历时22小时30分，计入4小时59分30秒，不计17小时30分30秒',
      '到期：2026-03-03 10:30:30',
      '完成：2026-03-03 09:30　答复',
      '状态：按时完成',
    ]);
  });

  it('says how a last day on a holiday moved', () => {
    const limit: Limit = { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'holiday' };
    const lines = traceLines(view('2026-09-29 10:00', '2026-10-09 10:00', [], { limit }), calendar, NAMES);
    expect(lines.slice(3, -1)).toEqual([
      '2026-09-29 10:00 至 2026-09-29 24:00　不计（起算当日不计入）　14小时',
      '2026-09-30 00:00 至 2026-10-04 24:00　计入　5天',
      '2026-10-05 00:00 至 2026-10-08 24:00　不计（末日遇节假日顺延）　4天',
      '2026-10-09 00:00 至 2026-10-09 10:00　计入　10小时　已过时限',
      '历时10天，计入5天10小时，不计4天14小时',
      '到期：2026-10-08 24:00',
    ]);
  });

  it('says what it does not know, what is not in force, what is not verified, what was extended', () => {
    const unknown = traceLines(view('2026-12-30 10:00', '2027-01-02 10:00'), calendar, NAMES);
    expect(unknown).toContain('2027-01-01 00:00 至 2027-01-02 10:00　不计（日历中没有这一年）　1天10小时');
    expect(unknown).toContain('到期：日历中没有2027年，无法计算');
    expect(unknown.at(-1)).toBe('状态：无法计算');
    const draft = { disabled: true, basis: { text: '建议', unverified: true } };
    const [open] = clocksOf(
      {
        urgency: 'normal',
        demandKind: '投诉',
        issueType: '0101',
        unitKind: null,
        calledAt: 0,
        filedAt: null,
      },
      [],
      [{ ...POLICY, ...draft, starts: ['accept'] }],
      calendar,
      0,
      { alsoDisabled: true },
    );
    expect(open && traceLines(open, calendar)).toEqual([
      '热线办理（处理）：3个工作日',
      '依据：建议（原文未收录，引用前须核对）',
      '本条没有施行，仅供对照',
      '尚未起算',
    ]);
    const extended = traceLines(
      view('2026-12-21 10:00', '2026-12-22 10:00', [['2026-12-22 09:00', 'grantExtension']]),
      calendar,
    );
    expect(extended).toContain('延期：2026-12-22 09:00　5个工作日');
    expect(extended).toContain('到期：2026-12-31 24:00（次年放假通知发布前，12月末几天可能变动）');
  });

  it('is gap-free and sums exactly to the time that went by; what counts in time is never more than the limit', () => {
    const kinds = fc.constantFrom(
      'grantHold',
      'resume',
      'askEvidence',
      'evidenceCame',
      'reply',
      'grantExtension',
      'note',
    );
    const strewn = fc.array(fc.tuple(kinds, fc.integer({ min: -HOUR, max: 5 * DAY })), { maxLength: 8 });
    const moving = fc.constantFrom<Limit>(
      { kind: 'naturalDays', days: 2, exact: false, lastDayMoves: 'holiday' },
      { kind: 'naturalDays', days: 2, exact: false, lastDayMoves: 'dayOff' },
    );
    const limits = fc.oneof({ weight: 3, arbitrary: anyLimit }, moving, fc.constant(null));
    let reached = 0;
    fc.assert(
      fc.property(
        anyCalendar,
        moment,
        limits,
        strewn,
        fc.nat(6 * DAY),
        (data, calledAt, limit, list, later) => {
          const own = workCalendar(data);
          const events = list.map(([kind, offset], i) => ({ seq: i, at: calledAt + offset, kind }));
          const [found] = clocksOf(
            {
              urgency: 'normal',
              demandKind: '投诉',
              issueType: '0101',
              unitKind: null,
              calledAt,
              filedAt: null,
            },
            events,
            [{ ...POLICY, limit, extension: null }],
            own,
            calledAt + later,
          );
          if (found === undefined) throw new Error('the clock applies');
          const end = found.metAt ?? found.asOf;
          const pieces = traceOf(found, own);
          expect(pieces.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(end - calledAt);
          for (const [i, piece] of pieces.entries()) {
            expect(piece.from).toBe(i === 0 ? calledAt : pieces[i - 1]?.to);
            expect(piece.to).toBeGreaterThan(piece.from);
          }
          expect(pieces.at(-1)?.to ?? calledAt).toBe(end);
          if (limit === null || typeof found.dueAt !== 'number') return;
          const inTime = pieces.filter(({ late }) => !late);
          const counted = inTime
            .filter((piece) => piece.counted)
            .reduce((sum, { from, to }) => sum + to - from, 0);
          expect(counted).toBeLessThanOrEqual(budgetOf(limit));
          if (end < found.dueAt) return;
          reached++;
          expect(counted).toBe(budgetOf(limit));
          expect(inTime.at(-1)?.to).toBe(found.dueAt);
        },
      ),
      { numRuns: 1500, seed: 20269 },
    );
    expect(reached).toBeGreaterThan(300);
  });
});

describe('words of a trace', () => {
  it('are exact to the millisecond', () => {
    expect(durationText(0)).toBe('0分');
    expect(durationText(2 * DAY + 3 * HOUR + 48 * 60_000 + 5_007)).toBe('2天3小时48分5秒7毫秒');
    expect(momentText(beijing('2026-10-01') + 1)).toBe('2026-10-01 00:00:00.001');
    expect(momentText(beijing('2026-10-01'), true)).toBe('2026-09-30 24:00');
    expect(momentText(beijing('2026-10-01'))).toBe('2026-10-01 00:00');
  });

  it('name every kind of limit', () => {
    expect(limitText(null)).toBe('不设时限');
    expect(limitText({ kind: 'elapsed', hours: 1 })).toBe('1小时');
    expect(limitText({ kind: 'naturalDays', days: 5, exact: true, lastDayMoves: 'no' })).toBe(
      '5个自然日（120小时）',
    );
    expect(limitText({ kind: 'workingHours', hours: 8, periods: [] })).toBe('8个工作小时');
  });
});
