import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, workCalendar } from '../../src/orders/calendar.ts';
import type { Counting, Limit } from '../../src/orders/clock-types.ts';
import { receiptLine, receiptsOf, tierLedger } from '../../src/orders/ledger.ts';
import type { Holder, LedgerEvent } from '../../src/orders/ledger.ts';
import { CN, anyCalendar, beijing, moment, office } from './clock-arbitraries.ts';

const calendar = workCalendar(CN);
const HOTLINE: Holder = { tier: 'hotline', code: '12345', name: '市民热线' };
const CENTRE: Holder = { tier: 'centre', code: 'XC', name: '区分中心' };
const STATION: Holder = { tier: 'unit', code: 'SCS-XCAJ', name: '西长安街市场监督管理所' };
const WANG: Holder = { tier: 'person', code: 'u1', name: '王' };
const CALLER: Holder = { tier: 'citizen', code: 'caller', name: '来电人' };
const FIVE_DAYS: Limit = { kind: 'naturalDays', days: 5, exact: true, lastDayMoves: 'no' };

const CALLED = beijing('2026-09-28 09:00');
const list: readonly (readonly [string, string, Holder | null])[] = [
  ['2026-09-28 11:00', 'dispatch', CENTRE],
  ['2026-10-01 01:00', 'dispatch', STATION],
  ['2026-10-01 09:00', 'acknowledge', STATION],
  ['2026-10-01 10:00', 'assign', WANG],
  ['2026-10-01 15:00', 'askEvidence', CALLER],
  ['2026-10-02 09:00', 'evidenceCame', WANG],
  ['2026-10-02 09:30', 'note', null],
];
const events: readonly LedgerEvent[] = list.map(([at, kind, holder], i) => ({
  seq: i + 1,
  at: beijing(at),
  kind,
  holder,
}));
const END = beijing('2026-10-02 17:00');

describe('the tier ledger', () => {
  const ledger = tierLedger(CALLED, HOTLINE, events, END, calendar);

  it('says who had the order for how long, and sums exactly', () => {
    expect(ledger.byTier).toEqual([
      { tier: 'hotline', natural: 2 * HOUR, working: 2 * HOUR },
      { tier: 'centre', natural: 62 * HOUR, working: 61 * HOUR },
      { tier: 'unit', natural: 9 * HOUR, working: 0 },
      { tier: 'person', natural: 13 * HOUR, working: 0 },
      { tier: 'citizen', natural: 18 * HOUR, working: 0 },
    ]);
    expect(ledger.byHolder.map(({ holder }) => holder.name)).toEqual([
      '市民热线',
      '区分中心',
      STATION.name,
      '王',
      '来电人',
    ]);
    expect(ledger.total).toEqual({ natural: END - CALLED, working: 63 * HOUR });
    expect(ledger.clockMovedBack).toBe(false);
  });

  it('has one stretch for a holder who only acknowledged what was already there', () => {
    expect(ledger.stretches.map(({ by }) => by)).toEqual([
      'call',
      'dispatch',
      'dispatch',
      'assign',
      'askEvidence',
      'evidenceCame',
    ]);
  });

  it('shows that the station got the order with 2.3 days left of 5', () => {
    const receipts = receiptsOf(ledger, CALLED, FIVE_DAYS, calendar);
    if (!Array.isArray(receipts)) throw new Error('the calendar is known');
    const station = receipts.find(({ holder }) => holder === STATION);
    expect(station).toMatchObject({ left: 56 * HOUR, total: 5 * DAY });
    expect(station && receiptLine(station, FIVE_DAYS)).toBe('西长安街市场监督管理所收到时，5天只剩2.3天');
    expect(receipts[0]?.left).toBe(5 * DAY);
  });

  it('counts what was left the way the limit counts', () => {
    const limit: Limit = { kind: 'workingDays', days: 5 };
    const receipts = receiptsOf(ledger, CALLED, limit, calendar);
    if (!Array.isArray(receipts)) throw new Error('the calendar is known');
    // The 29th and 30th have gone by; 8, 9 and 10 October are left.
    expect(receipts.find(({ holder }) => holder === STATION)).toMatchObject({ left: 3 * DAY });
    const late = { holder: STATION, at: 0, left: 0, total: 5 * DAY };
    expect(receiptLine(late, limit)).toBe('西长安街市场监督管理所收到时，5个工作日已经用完');
    expect(receiptsOf(ledger, beijing('2026-12-30'), limit, calendar)).toEqual({ unknownYear: 2027 });
  });

  it('says a year that is not known instead of working time, and still knows the natural time', () => {
    const over = tierLedger(beijing('2026-12-30'), HOTLINE, [], beijing('2027-01-03'), calendar);
    expect(over.total).toEqual({ natural: 4 * DAY, working: { unknownYear: 2027 } });
    expect(over.byTier).toEqual([{ tier: 'hotline', natural: 4 * DAY, working: { unknownYear: 2027 } }]);
  });

  it('sums exactly whatever the events, their times and the calendar, and is never negative', () => {
    const holder = fc.constantFrom(HOTLINE, CENTRE, STATION, WANG, CALLER, null);
    const strewn = fc.array(fc.tuple(holder, fc.integer({ min: -DAY, max: 6 * DAY })), { maxLength: 10 });
    const ways = fc.oneof(
      fc.constant<Counting>({ kind: 'workdays' }),
      office.map((periods): Counting => ({ kind: 'officeHours', periods })),
    );
    fc.assert(
      fc.property(
        anyCalendar,
        moment,
        strewn,
        fc.integer({ min: -HOUR, max: 5 * DAY }),
        ways,
        (data, from, rows, length, way) => {
          const moves = rows.map(([to, offset], i) => ({
            seq: i,
            at: from + offset,
            kind: 'dispatch',
            holder: to,
          }));
          const { stretches, byTier, byHolder, total, to, clockMovedBack } = tierLedger(
            from,
            HOTLINE,
            moves.toReversed(),
            from + length,
            workCalendar(data),
            way,
          );
          expect(total.natural).toBe(Math.max(0, length));
          expect(stretches[0]?.from).toBe(from);
          expect(stretches.at(-1)?.to).toBe(to);
          for (const [i, stretch] of stretches.entries()) {
            expect(stretch.natural).toBeGreaterThanOrEqual(0);
            expect(stretch.natural).toBe(stretch.to - stretch.from);
            if (i > 0) expect(stretch.from).toBe(stretches[i - 1]?.to);
          }
          for (const parts of [stretches, byTier, byHolder]) {
            expect(parts.reduce((sum, { natural }) => sum + natural, 0)).toBe(total.natural);
            const working = parts.map((part) => part.working);
            if (typeof total.working === 'number')
              expect(working.reduce<number>((sum, ms) => sum + (typeof ms === 'number' ? ms : NaN), 0)).toBe(
                total.working,
              );
            else expect(working).toContainEqual(total.working);
          }
          expect(clockMovedBack).toBe(
            length < 0 ||
              firstBefore(
                from,
                to,
                moves.map(({ at }) => at),
              ),
          );
        },
      ),
      { numRuns: 1000, seed: 20268 },
    );
  });
});

/** Whether a time lies before its predecessor, up to the first one after the end. */
function firstBefore(from: number, end: number, times: readonly number[]): boolean {
  let latest = from;
  for (const at of times) {
    if (at < latest) return true;
    latest = at;
    if (at > end) return false;
  }
  return false;
}
