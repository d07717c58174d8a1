import { join } from 'node:path';
import fc from 'fast-check';
import type { CalendarData } from '../../src/orders/calendar.ts';
import type { Limit, OfficePeriod } from '../../src/orders/clock-types.ts';
import { loadCalendar } from '../../src/profile/calendar-file.ts';

export const CN = loadCalendar(join(import.meta.dirname, '../../data/calendar/cn.json'));

/** UTC milliseconds of `2026-02-14 09:00` in Beijing. */
export function beijing(text: string): number {
  const [date = '', time = '00:00'] = text.split(' ');
  return Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}+08:00`);
}

const iso = (year: number, dayOfYear: number): string =>
  new Date(Date.UTC(year, 0, 1 + dayOfYear)).toISOString().slice(0, 10);

/** One year with days off and make-up days strewn over it, thick at both ends. */
function randomYear(year: number): fc.Arbitrary<CalendarData['years'][number]> {
  const day = fc.oneof(fc.nat(364), fc.nat(12), fc.integer({ min: 350, max: 364 }));
  return fc.uniqueArray(fc.tuple(day, fc.boolean()), { maxLength: 90, selector: ([n]) => n }).map((days) => {
    const dates = days.map(([n, off]) => ({ date: iso(year, n), off }));
    const weekend = (date: string) => new Date(`${date}T00:00:00Z`).getUTCDay() % 6 === 0;
    return {
      year,
      notices: ['https://example.cn/notice'],
      holidays: [
        {
          name: '某节',
          off: dates.filter(({ off }) => off).map(({ date }) => date),
          work: dates.filter(({ date, off }) => !off && weekend(date)).map(({ date }) => date),
        },
      ],
    };
  });
}

/** The shipped calendar, or a random one of two years. */
export const anyCalendar: fc.Arbitrary<CalendarData> = fc.oneof(
  fc.constant(CN),
  fc.tuple(randomYear(2025), randomYear(2026)).map((years) => ({ name: '随机', years })),
);

/** Moments where things change: year ends, midnight, holidays that shift, office hours; or any minute. */
export const moment: fc.Arbitrary<number> = fc
  .tuple(
    fc.oneof(
      fc
        .constantFrom(
          '2024-12-30',
          '2025-12-30',
          '2025-12-31',
          '2026-01-01',
          '2026-12-29',
          '2026-12-31',
          '2025-01-25',
          '2025-09-27',
          '2026-02-13',
          '2026-02-27',
          '2026-09-19',
          '2026-09-30',
          '2018-12-31',
        )
        .map((date) => beijing(date)),
      fc.integer({ min: 0, max: 729 }).map((n) => beijing('2025-01-01') + n * 86_400_000),
    ),
    fc.oneof(fc.constantFrom(0, 540, 720, 810, 1080, 1439), fc.nat(1439)),
    fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(59_999) }),
  )
  .map(([day, minute, ms]) => day + minute * 60_000 + ms);

/** One to three periods a day, apart or touching, sometimes up to 24:00. */
export const office: fc.Arbitrary<readonly OfficePeriod[]> = fc.oneof(
  fc.constant([
    { from: 540, to: 720 },
    { from: 810, to: 1080 },
  ]),
  fc.constant([{ from: 0, to: 1440 }]),
  fc
    .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 })
    .map((edges) => edges.toSorted((a, b) => a - b))
    .map((edges) =>
      Array.from({ length: Math.floor(edges.length / 2) }, (_, i) => ({
        from: edges[2 * i] ?? 0,
        to: edges[2 * i + 1] ?? 1440,
      })),
    ),
);

/** Short limits of every kind. */
export const anyLimit: fc.Arbitrary<Limit> = fc.oneof(
  fc.integer({ min: 1, max: 60 }).map((hours): Limit => ({ kind: 'elapsed', hours })),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean())
    .map(([days, exact]): Limit => ({ kind: 'naturalDays', days, exact, lastDayMoves: 'no' })),
  fc.integer({ min: 1, max: 3 }).map((days): Limit => ({ kind: 'workingDays', days })),
  fc
    .tuple(fc.integer({ min: 1, max: 64 }), office)
    .map(([quarters, periods]): Limit => ({ kind: 'workingHours', hours: quarters / 4, periods })),
);

/** Up to three pauses after `start`, sorted and apart, on whole minutes. */
export function pausesAfter(start: number) {
  return fc
    .uniqueArray(fc.nat(4 * 1440), { maxLength: 6 })
    .map((edges) => edges.toSorted((a, b) => a - b))
    .map((edges) =>
      Array.from({ length: Math.floor(edges.length / 2) }, (_, i) => ({
        from: Math.ceil(start / 60_000) * 60_000 + (edges[2 * i] ?? 0) * 60_000,
        to: Math.ceil(start / 60_000) * 60_000 + (edges[2 * i + 1] ?? 0) * 60_000,
        reason: '挂账',
      })),
    );
}
