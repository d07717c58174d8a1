import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dateOf,
  dayOf,
  dayOfDate,
  startOfDay,
  weekdayOf,
  workCalendar,
  yearOf,
} from '../../src/orders/calendar.ts';
import { CN, anyCalendar, beijing } from './clock-arbitraries.ts';
import { minuteOracle } from './minute-oracle.ts';

const calendar = workCalendar(CN);
const workday = (date: string) => calendar.isWorkday(dayOfDate(date));

describe('the shipped calendar', () => {
  it.each([
    ['2026-02-14', true, '调休的周六上班'],
    ['2026-02-16', false, '除夕'],
    ['2026-10-10', true, '国庆后的周六上班'],
    ['2022-12-31', false, '2023 年元旦的通知管到 2022 年末'],
    ['2020-01-31', false, '延长的春节假期'],
    ['2020-02-01', false, '原定上班的周六，延长假期后放假'],
    ['2020-02-03', true, '延长后的第一个上班日'],
    ['2019-05-03', false, '2019 年劳动节改为四天'],
    ['2025-10-11', true, '国庆、中秋后的周六上班'],
    ['2026-11-28', false, '平常的周六'],
    ['2026-11-30', true, '平常的周一'],
  ])('has %s as workday: %s (%s)', (date, expected) => {
    expect(workday(date)).toBe(expected);
  });

  it('names the holiday of a day off and of its make-up workday', () => {
    expect(calendar.natureOf(dayOfDate('2026-02-14'))).toEqual({
      workday: true,
      nature: 'makeUp',
      name: '春节',
    });
    expect(calendar.natureOf(dayOfDate('2026-02-21'))).toEqual({
      workday: false,
      nature: 'holiday',
      name: '春节',
    });
    expect(calendar.natureOf(dayOfDate('2026-03-07'))).toMatchObject({ nature: 'weekend', name: null });
  });

  it('knows 2019 to 2026 and says which year it does not know', () => {
    expect(CN.years.map(({ year }) => year)).toEqual([2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026]);
    expect(workday('2018-12-31')).toEqual({ unknownYear: 2018 });
    expect(workday('2027-01-01')).toEqual({ unknownYear: 2027 });
    expect(calendar.known(dayOfDate('2026-12-31'))).toBe(true);
    expect(calendar.known(dayOfDate('2027-01-01'))).toBe(false);
  });

  it('says that the end of the last December may still be moved by a notice', () => {
    expect(calendar.settled(dayOfDate('2026-12-24'))).toBe(true);
    expect(calendar.settled(dayOfDate('2026-12-25'))).toBe(false);
    expect(calendar.settled(dayOfDate('2025-12-31'))).toBe(true);
    expect(calendar.settled(dayOfDate('2027-06-01'))).toBe(false);
  });
});

describe('days', () => {
  it('begin at 16:00 UTC of the day before', () => {
    expect(dayOf(Date.UTC(2026, 0, 1, 15, 59, 59, 999))).toBe(dayOfDate('2026-01-01'));
    expect(dayOf(Date.UTC(2026, 0, 1, 16))).toBe(dayOfDate('2026-01-02'));
    expect(startOfDay(dayOfDate('2026-01-02'))).toBe(beijing('2026-01-02'));
  });

  it('go to and fro between numbers, dates and moments', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 60_000 }), (day) => {
        expect(dayOfDate(dateOf(day))).toBe(day);
        expect(dayOf(startOfDay(day))).toBe(day);
        expect(dayOf(startOfDay(day) - 1)).toBe(day - 1);
        expect(weekdayOf(day)).toBe(new Date(`${dateOf(day)}T00:00:00Z`).getUTCDay());
        expect(yearOf(day)).toBe(Number(dateOf(day).slice(0, 4)));
      }),
      { seed: 20264 },
    );
  });

  it('are workdays as a look into the lists says', () => {
    fc.assert(
      fc.property(anyCalendar, fc.integer({ min: 20_000, max: 20_900 }), (data, day) => {
        const answer = minuteOracle(data).workday(day);
        expect(workCalendar(data).isWorkday(day)).toEqual(
          typeof answer === 'number' ? { unknownYear: answer } : answer,
        );
      }),
      { numRuns: 500, seed: 20265 },
    );
  });
});
