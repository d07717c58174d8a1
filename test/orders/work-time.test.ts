import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, dateOf, dayOf, startOfDay, workCalendar, yearOf } from '../../src/orders/calendar.ts';
import type { Counting, Limit } from '../../src/orders/clock-types.ts';
import {
  addLimit,
  budgetOf,
  countOf,
  countedIntervals,
  piecesBetween,
  timeBetween,
} from '../../src/orders/work-time.ts';
import { CN, anyCalendar, anyLimit, beijing, moment, office, pausesAfter } from './clock-arbitraries.ts';
import { minuteOracle, ruleOf } from './minute-oracle.ts';

const calendar = workCalendar(CN);
const OFFICE = [
  { from: 540, to: 720 },
  { from: 810, to: 1080 },
];
const officeHours: Counting = { kind: 'officeHours', periods: OFFICE };

function due(start: string, limit: Limit): number | object {
  const answer = addLimit(beijing(start), limit, calendar);
  return 'at' in answer ? answer.at : answer;
}

describe('a limit', () => {
  it.each<[string, Limit, string]>([
    ['2026-09-29 10:00', { kind: 'elapsed', hours: 1 }, '2026-09-29 11:00'],
    ['2026-09-30 23:30', { kind: 'elapsed', hours: 24 }, '2026-10-01 23:30'],
    // Five natural days of the hotline go on through the National Day holiday.
    [
      '2026-09-29 10:00',
      { kind: 'naturalDays', days: 5, exact: true, lastDayMoves: 'no' },
      '2026-10-04 10:00',
    ],
    [
      '2026-09-29 10:00',
      { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'no' },
      '2026-10-05 00:00',
    ],
    // The last day, 4 October, is a holiday: to the first day after it, or to the next workday; both are the 8th.
    [
      '2026-09-29 10:00',
      { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'holiday' },
      '2026-10-09 00:00',
    ],
    [
      '2026-09-29 10:00',
      { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'dayOff' },
      '2026-10-09 00:00',
    ],
    // A plain Saturday is no holiday of a notice.
    [
      '2026-03-02 10:00',
      { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'holiday' },
      '2026-03-08 00:00',
    ],
    [
      '2026-03-02 10:00',
      { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'dayOff' },
      '2026-03-10 00:00',
    ],
    // Over the holiday and a make-up Saturday: 30 September, 8, 9, 10, 12 October.
    ['2026-09-29 10:00', { kind: 'workingDays', days: 5 }, '2026-10-13 00:00'],
    // Begun on a day off, before the make-up Saturday of 14 February 2026.
    ['2026-02-07 10:00', { kind: 'workingDays', days: 6 }, '2026-02-15 00:00'],
    // Over the end of a year: 31 December, then 4 January (a Sunday made a workday).
    ['2025-12-30 10:00', { kind: 'workingDays', days: 2 }, '2026-01-05 00:00'],
    ['2026-09-30 17:00', { kind: 'workingHours', hours: 2, periods: OFFICE }, '2026-10-08 10:00'],
    // Used up exactly when the office closes for lunch: 12:00, not 13:30.
    ['2026-03-02 09:00', { kind: 'workingHours', hours: 3, periods: OFFICE }, '2026-03-02 12:00'],
    ['2026-03-02 12:30', { kind: 'workingHours', hours: 4.5, periods: OFFICE }, '2026-03-02 18:00'],
    ['2026-03-06 18:00', { kind: 'workingHours', hours: 0.25, periods: OFFICE }, '2026-03-09 09:15'],
  ])('begun at %s of %j ends at %s', (start, limit, end) => {
    expect(due(start, limit)).toBe(beijing(end));
  });

  it('keeps milliseconds', () => {
    const start = beijing('2026-03-02 11:59') + 59_999;
    const answer = addLimit(start, { kind: 'workingHours', hours: 1, periods: OFFICE }, calendar);
    expect(answer).toMatchObject({ at: beijing('2026-03-02 14:30') - 1 });
  });

  it('says the year it does not know, and only where it needs it', () => {
    expect(due('2026-12-30 10:00', { kind: 'workingDays', days: 1 })).toBe(beijing('2027-01-01'));
    expect(due('2026-12-30 10:00', { kind: 'workingDays', days: 2 })).toEqual({ unknownYear: 2027 });
    expect(due('2026-12-31 10:00', { kind: 'naturalDays', days: 5, exact: true, lastDayMoves: 'no' })).toBe(
      beijing('2027-01-05 10:00'),
    );
    expect(
      due('2026-12-31 10:00', { kind: 'naturalDays', days: 5, exact: false, lastDayMoves: 'holiday' }),
    ).toEqual({ unknownYear: 2027 });
    expect(timeBetween(beijing('2026-12-31'), beijing('2027-01-02'), { kind: 'workdays' }, calendar)).toEqual(
      {
        unknownYear: 2027,
      },
    );
    expect(timeBetween(beijing('2026-12-31'), beijing('2027-01-01'), { kind: 'workdays' }, calendar)).toBe(
      DAY,
    );
  });

  it('leaves pauses out: by the moment for hours, by days for days', () => {
    const pause = { from: beijing('2026-03-03 11:00'), to: beijing('2026-03-05 09:30'), reason: '挂账' };
    const start = beijing('2026-03-02 10:00');
    expect(addLimit(start, { kind: 'elapsed', hours: 48 }, calendar, [pause])).toMatchObject({
      at: beijing('2026-03-06 08:30'),
    });
    // The 3rd counts; the 4th and 5th are taken out; the 6th and the 9th follow.
    expect(addLimit(start, { kind: 'workingDays', days: 3 }, calendar, [pause])).toMatchObject({
      at: beijing('2026-03-10'),
    });
  });
});

describe('pieces', () => {
  it('are never empty where a pause ends as the office opens, or two pauses touch', () => {
    const count = { counting: officeHours, wholeDays: false };
    const pauses = [
      { from: beijing('2026-03-02 12:30'), to: beijing('2026-03-02 13:30'), reason: '挂账' },
      { from: beijing('2026-03-02 13:30'), to: beijing('2026-03-02 14:00'), reason: '等待' },
    ];
    const from = beijing('2026-03-02 12:30');
    for (const some of [pauses, pauses.slice(0, 1)]) {
      const pieces = piecesBetween(from, beijing('2026-03-02 15:00'), count, calendar, some);
      if (!Array.isArray(pieces)) throw new Error('the calendar is known');
      expect(pieces.every((piece) => piece.to > piece.from)).toBe(true);
      expect(pieces.map(({ reason, name }) => name ?? reason)).toEqual([
        ...some.map(({ reason }) => reason),
        'counted',
      ]);
    }
  });
});

describe('time between two moments', () => {
  it('counts half-open stretches of office time', () => {
    expect(
      countedIntervals(beijing('2026-09-30 11:00'), beijing('2026-10-08 09:00:01'), officeHours, calendar),
    ).toEqual([
      { from: beijing('2026-09-30 11:00'), to: beijing('2026-09-30 12:00') },
      { from: beijing('2026-09-30 13:30'), to: beijing('2026-09-30 18:00') },
      { from: beijing('2026-10-08 09:00'), to: beijing('2026-10-08 09:00:01') },
    ]);
  });

  it('joins workdays in a row, and is nothing where the end is not after the beginning', () => {
    const from = beijing('2026-03-02 10:00');
    expect(countedIntervals(from, beijing('2026-03-05 10:00'), { kind: 'workdays' }, calendar)).toHaveLength(
      1,
    );
    expect(timeBetween(from, from, { kind: 'natural' }, calendar)).toBe(0);
    expect(timeBetween(from, from - HOUR, { kind: 'natural' }, calendar)).toBe(0);
  });
});

describe('a last day that moves', () => {
  it('goes to the first day that is none, day by day', () => {
    const moves = fc.constantFrom<'holiday' | 'dayOff'>('holiday', 'dayOff');
    fc.assert(
      fc.property(
        anyCalendar,
        moment,
        fc.integer({ min: 1, max: 20 }),
        moves,
        (data, start, days, lastDayMoves) => {
          const own = workCalendar(data);
          const off = new Set(
            data.years.flatMap(({ holidays }) => holidays.flatMap((holiday) => holiday.off)),
          );
          let day = dayOf(start) + days;
          const known = () => own.known(day);
          const stays = () =>
            lastDayMoves === 'holiday' ? !off.has(dateOf(day)) : minuteOracle(data).workday(day) === true;
          while (known() && !stays()) day++;
          const answer = addLimit(start, { kind: 'naturalDays', days, exact: false, lastDayMoves }, own);
          expect(answer).toEqual(
            known()
              ? { at: startOfDay(day + 1), base: startOfDay(dayOf(start) + days + 1) }
              : { unknownYear: yearOf(day) },
          );
        },
      ),
      { numRuns: 500, seed: 20266 },
    );
  });
});

/** 10,000 cases in all. */
describe('against a loop over every minute', () => {
  it('counts the same time', () => {
    const counting = fc.oneof(
      fc.constant<Counting>({ kind: 'natural' }),
      fc.constant<Counting>({ kind: 'workdays' }),
      office.map((periods): Counting => ({ kind: 'officeHours', periods })),
    );
    const length = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(anyCalendar, moment, length, counting, (data, from, ms, way) => {
        const rule = {
          office: way.kind === 'officeHours' ? way.periods : null,
          workdays: way.kind !== 'natural',
          wholeDays: false,
        };
        expect(timeBetween(from, from + ms, way, workCalendar(data))).toEqual(
          minuteOracle(data).timeBetween(from, from + ms, rule),
        );
      }),
      { numRuns: 4000, seed: 20261 },
    );
  });

  it('finds the same deadline', () => {
    fc.assert(
      fc.property(anyCalendar, moment, anyLimit, (data, start, limit) => {
        const answer = addLimit(start, limit, workCalendar(data));
        expect('at' in answer ? answer.at : answer).toEqual(
          minuteOracle(data).due(start, budgetOf(limit), ruleOf(limit)),
        );
      }),
      { numRuns: 4000, seed: 20262 },
    );
  });

  it('finds the same deadline around pauses, and the pieces up to it count exactly the limit', () => {
    const paused = moment.chain((start) => fc.tuple(fc.constant(start), pausesAfter(start)));
    fc.assert(
      fc.property(anyCalendar, paused, anyLimit, (data, [start, pauses], limit) => {
        const own = workCalendar(data);
        const answer = addLimit(start, limit, own, pauses);
        expect('at' in answer ? answer.at : answer).toEqual(
          minuteOracle(data).due(start, budgetOf(limit), ruleOf(limit), pauses),
        );
        if (!('at' in answer)) return;
        const pieces = piecesBetween(start, answer.at, countOf(limit), own, pauses);
        if (!Array.isArray(pieces)) throw new Error('a known deadline has known pieces');
        const counted = pieces.filter((piece) => piece.counted);
        expect(counted.reduce((sum, piece) => sum + piece.to - piece.from, 0)).toBe(budgetOf(limit));
        expect(pieces[0]?.from).toBe(start);
        expect(pieces.at(-1)?.to).toBe(answer.at);
        for (const [i, piece] of pieces.entries()) {
          expect(piece.to).toBeGreaterThan(piece.from);
          if (i > 0) expect(piece.from).toBe(pieces[i - 1]?.to);
        }
      }),
      { numRuns: 2000, seed: 20263 },
    );
  });
});
