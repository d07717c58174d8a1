import { describe, expect, it } from 'vitest';
import {
  fits,
  isIdle,
  lawsOn,
  levelDue,
  planFault,
  reasonsFor,
  reasonsOf,
  remindAt,
  rulesOn,
} from '../../src/orders/handling-rules.ts';
import { HOUR, handled, shippedRules } from '../support/handled.ts';

const rules = shippedRules();
const beijing = (text: string): number => Date.parse(`${text}:00+08:00`);

describe('versions and reasons', () => {
  it('takes the version in force on the day and says where there is none', () => {
    const [first, second] = [
      { ...rules, version: 'a', effectiveFrom: '2025-01-01', effectiveTo: '2026-01-01' },
      { ...rules, version: 'b', effectiveFrom: '2026-02-01', effectiveTo: null },
    ];
    const on = (day: string): string | undefined => rulesOn([first, second], day)?.version;
    expect(['2024-12-31', '2025-01-01', '2025-12-31', '2026-01-01', '2026-02-01'].map(on)).toEqual([
      undefined,
      'a',
      'a',
      undefined,
      'b',
    ]);
  });

  it('knows an order by group, type, unit above, urgency, kind and channel', () => {
    const order = handled();
    expect(fits(undefined, order)).toBe(true);
    expect(fits({ issueTypes: ['01'], units: ['SCJG'], saleChannels: ['offline'] }, order)).toBe(true);
    expect(fits({ issueTypes: ['0101'], urgencies: ['normal'], demandKinds: ['投诉'] }, order)).toBe(true);
    expect(fits({ issueTypes: ['010'] }, order)).toBe(false);
    expect(fits({ units: ['ZJW'] }, order)).toBe(false);
    expect(fits({ urgencies: ['safety'] }, order)).toBe(false);
    expect(fits({ demandKinds: ['举报'] }, order)).toBe(false);
    expect(fits({ saleChannels: ['online'] }, order)).toBe(false);
  });

  it('ends mediation by the seven grounds of 2020 until 14 April 2026 and by the eight of 2026 from the 15th', () => {
    const codes = (day: string): string[] =>
      reasonsFor(rules, 'mediationEnd', handled({ day })).map(({ code }) => code);
    expect(codes('2026-04-14')).toHaveLength(7);
    expect(codes('2026-04-14').every((code) => code.startsWith('M2020-'))).toBe(true);
    expect(codes('2026-04-15')).toHaveLength(8);
    expect(codes('2026-04-15').every((code) => code.startsWith('M2026-'))).toBe(true);
    const over = (day: string): string | undefined =>
      reasonsFor(rules, 'mediationEnd', handled({ day })).find(({ code }) => code.endsWith('-05'))?.laws[0]
        ?.quote;
    expect(over('2026-04-14')).toContain('四十五个工作日');
    expect(over('2026-04-15')).toContain('六十日');
  });

  it('offers grounds of market supervision to its units alone', () => {
    expect(reasonsFor(rules, 'mediationEnd', handled({ units: ['JD-XCA'] }))).toEqual([]);
    const street = reasonsFor(rules, 'exclusion', handled({ units: ['JD-XCA'] })).map(({ code }) => code);
    expect(street).not.toContain('E12');
    expect(street).toContain('E06');
  });

  it('offers the seven days of a shop purchase for what was bought in a shop', () => {
    const offers = (saleChannel: string): boolean =>
      reasonsFor(rules, 'exclusion', handled({ saleChannel })).some(({ code }) => code === 'E01');
    expect(['offline', 'online', 'pickup', 'unknown'].map(offers)).toEqual([true, false, false, false]);
  });

  it('takes the article in force on the day where two instruments say the same', () => {
    const reason = reasonsOf(rules, 'exclusion').find(({ code }) => code === 'E12');
    const titles = (day: string): string[] =>
      lawsOn(reason as NonNullable<typeof reason>, day).map(({ law }) => law);
    expect(titles('2026-04-14')).toEqual(['市场监督管理投诉举报处理暂行办法']);
    expect(titles('2026-04-15')).toEqual(['市场监督管理投诉举报处理办法']);
  });
});

describe('the plan of a hold', () => {
  it('is a day after today, not further than the longest', () => {
    const short = { ...rules, holds: { ...rules.holds, longestDays: 30 } };
    expect(planFault(short, '2026-05-12', '2026-05-11')).toBeNull();
    expect(planFault(short, '2026-06-10', '2026-05-11')).toBeNull();
    expect(planFault(short, '2026-06-11', '2026-05-11')).toContain('不能晚于 2026-06-10');
    expect(planFault(short, '2026-05-11', '2026-05-11')).toContain('今天之后');
    expect(planFault(short, '2026-01-01', '2026-05-11')).toContain('今天之后');
    for (const odd of ['2026-02-30', '明年', '', '2026-6-1', '2026-13-01'])
      expect(planFault(short, odd, '2026-05-11')).toContain('不是日期');
  });
});

describe('reminders', () => {
  it('wait for the end of the quiet hours, except for safety', () => {
    const at = (text: string): number => remindAt(rules.reminders, 'normal', beijing(text));
    expect(at('2026-05-11T20:59')).toBe(beijing('2026-05-11T20:59'));
    expect(at('2026-05-11T21:00')).toBe(beijing('2026-05-12T08:00'));
    expect(at('2026-05-12T00:00')).toBe(beijing('2026-05-12T08:00'));
    expect(at('2026-05-12T07:59')).toBe(beijing('2026-05-12T08:00'));
    expect(at('2026-05-12T08:00')).toBe(beijing('2026-05-12T08:00'));
    expect(remindAt(rules.reminders, 'safety', beijing('2026-05-12T03:00'))).toBe(
      beijing('2026-05-12T03:00'),
    );
  });

  it('know quiet hours within one day too', () => {
    const noon = { ...rules.reminders, quiet: { from: '12:00', to: '13:30', except: [] } };
    expect(remindAt(noon, 'safety', beijing('2026-05-11T12:00'))).toBe(beijing('2026-05-11T13:30'));
    expect(remindAt(noon, 'safety', beijing('2026-05-11T13:30'))).toBe(beijing('2026-05-11T13:30'));
    expect(remindAt(noon, 'safety', beijing('2026-05-11T11:59'))).toBe(beijing('2026-05-11T11:59'));
  });

  it('call an order idle from the hour of its urgency on, and raise supervision level by level', () => {
    const { reminders } = rules;
    const [idle] = [reminders.idleHours.normal * HOUR];
    expect(isIdle(reminders, 'normal', 0, idle - 1)).toBe(false);
    expect(isIdle(reminders, 'normal', 0, idle)).toBe(true);
    expect(levelDue(reminders, 'normal', -1)).toBe(0);
    const levels = reminders.overdueHours.normal.map((hours) => levelDue(reminders, 'normal', hours * HOUR));
    expect(levels).toEqual([1, 2, 3]);
    expect(levelDue(reminders, 'normal', (reminders.overdueHours.normal[1] as number) * HOUR - 1)).toBe(1);
  });
});
