import { describe, expect, it } from 'vitest';
import {
  dateTime,
  dueTime,
  exactSpan,
  fieldTime,
  isoDay,
  isoTime,
  percent,
  shortTime,
  sinceWords,
  span,
  waited,
} from '../../src/web/format.ts';

const AT = Date.parse('2026-11-22T00:05:09+08:00');

describe('format', () => {
  it('shows Beijing time whatever the machine is set to', () => {
    expect(dateTime(AT)).toBe('2026-11-22 00:05');
    expect(shortTime(AT, AT)).toBe('11-22 00:05');
    expect(shortTime(AT, Date.parse('2027-01-01T00:00:00+08:00'))).toBe('2026-11-22 00:05');
    expect(isoTime(AT)).toBe('2026-11-22T00:05:09+08:00');
    expect(isoDay(AT)).toBe('2026-11-22');
    expect(Date.parse(isoTime(AT))).toBe(AT);
  });

  it.each([
    [-5, '刚刚'],
    [0.5, '刚刚'],
    [8, '8 分'],
    [60, '1 小时'],
    [185, '3 小时 5 分'],
    [1439, '23 小时 59 分'],
    [1440, '1 天'],
    [6000, '4 天'],
  ])('shows a wait of %d minutes as %s', (minutes, words) => {
    expect(waited(AT, AT + minutes * 60_000)).toBe(words);
  });

  it.each([
    [20_000, '不到 1 分', '20秒'],
    [8 * 60_000, '8 分', '8分'],
    [3_600_000, '1 小时', '1小时'],
    [11_100_120, '3 小时 5 分', '3小时5分120毫秒'],
    [86_400_000, '1 天', '1天'],
    [185_000_000, '2 天 3 小时', '2天3小时23分20秒'],
    [0, '不到 1 分', '0分'],
  ])('shows a span of %d ms as %s, and exactly as %s', (ms, words, exact) => {
    expect(span(ms)).toBe(words);
    expect(exactSpan(ms)).toBe(exact);
  });

  it('shows a deadline at the end of a day as 24:00 of that day', () => {
    expect(dueTime(Date.parse('2026-11-23T00:00:00+08:00'), AT)).toBe('11-22 24:00');
    expect(dueTime(Date.parse('2026-11-23T00:00:01+08:00'), AT)).toBe('11-23 00:00');
    expect(dueTime(AT, AT)).toBe('11-22 00:05');
    expect(fieldTime(AT)).toBe('2026-11-22T00:05');
    expect(sinceWords(AT, AT + 59_000)).toBe('刚刚');
    expect(sinceWords(AT, AT + 185 * 60_000)).toBe('已 3 小时 5 分');
  });

  it('never rounds up to certainty or down to impossibility', () => {
    expect([0, 0.001, 0.5, 0.724, 0.996, 1].map(percent)).toEqual(['0%', '<1%', '50%', '72%', '99%', '100%']);
  });
});
