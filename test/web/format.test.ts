import { describe, expect, it } from 'vitest';
import { dateTime, isoDay, isoTime, percent, shortTime, waited } from '../../src/web/format.ts';

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

  it('never rounds up to certainty or down to impossibility', () => {
    expect([0, 0.001, 0.5, 0.724, 0.996, 1].map(percent)).toEqual(['0%', '<1%', '50%', '72%', '99%', '100%']);
  });
});
