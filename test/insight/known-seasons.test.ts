import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownSeasons } from '../../src/insight/known-seasons.ts';
import { createSeason, TOTAL } from '../../src/insight/season.ts';
import { createSurges } from '../../src/insight/surge.ts';
import type { SurgeOrder } from '../../src/insight/surge.ts';
import { seededRandom } from '../../src/kernel/random.ts';

const DAY = 86_400_000;
const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;
const HEATING = [{ types: ['0704'], from: '11-01', to: '03-15', times: 20 }];

test('a rise holds from its first to its last day, over the turn of the year, for its types alone', () => {
  const known = knownSeasons([...HEATING, { types: ['0704'], from: '11-10', to: '11-12', times: 30 }]);
  expect(
    ['2025-10-31', '2025-11-01', '2025-11-11', '2026-01-01', '2026-03-15', '2026-03-16'].map((date) =>
      known('0704', day(date)),
    ),
  ).toEqual([1, 20, 30, 20, 20, 1]);
  expect(known('0502', day('2025-12-01'))).toBe(1);
});

test('a calendar that says nothing changes nothing, and one day is as the list says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (at) => {
      const now = new Date(at * DAY).toISOString().slice(5, 10);
      expect(knownSeasons([])('0704', at)).toBe(1);
      expect(knownSeasons(HEATING)('0704', at)).toBe(now >= '11-01' || now <= '03-15' ? 20 : 1);
    }),
  );
});

/** A district in which heating comes up twenty times as often from November on. */
function autumn(years: readonly number[]): SurgeOrder[] {
  const random = seededRandom(3);
  const orders: SurgeOrder[] = [];
  for (const year of years)
    for (let at = day(`${year}-05-01`); at < day(`${year + 1}-01-10`); at++) {
      const season = at >= day(`${year}-11-01`);
      const heating = season ? 3 + Math.floor(random() * 3) : random() < 0.2 ? 1 : 0;
      for (let i = 0; i < 40 + heating; i++) {
        const seq = orders.length + 1;
        orders.push({
          seq,
          at: at * DAY + i * 60_000,
          caller: `c${seq}`,
          issueType: i < heating ? '0704' : `02${String(i % 9).padStart(2, '0')}`,
          street: `街${Math.floor(random() * 6)}`,
          places: [`楼${Math.floor(random() * 900)}`],
          subjects: [],
        });
      }
    }
  return orders;
}
const keysOf = (orders: readonly SurgeOrder[], known?: ReturnType<typeof knownSeasons>): string[] => {
  const surges = createSurges(undefined, known);
  return orders.flatMap((order) => surges.observe(order, null)?.key ?? []);
};

test('the beginning of a season that is known is no surge; where nothing is known it is', () => {
  const orders = autumn([2025]);
  expect(keysOf(orders)).toContain('type 0704');
  const known = keysOf(orders, knownSeasons(HEATING));
  expect(known.filter((key) => key.includes('0704'))).toEqual([]);
});

test('a real surge inside the season is told, of a place and of the type', () => {
  const base = autumn([2025]);
  const known = knownSeasons(HEATING);
  const from = day('2025-12-10') * DAY + 3_600_000 * 10;
  const more = (n: number, places: (i: number) => string): SurgeOrder[] =>
    Array.from({ length: n }, (_, i) => ({
      seq: 1_000_000 + i,
      at: from + i * 1000,
      caller: `p${i}`,
      issueType: '0704',
      street: `街${i % 6}`,
      places: [places(i)],
      subjects: [],
    }));
  const withEvent = (event: readonly SurgeOrder[]): SurgeOrder[] =>
    [...base, ...event].sort((a, b) => a.at - b.at);
  expect(keysOf(withEvent(more(6, () => '站')), known)).toContain('place 站');
  expect(keysOf(withEvent(more(40, (i) => `各处${i}`)), known)).toContain('type 0704');
});

test('once there is a year before, it is the year that speaks, not the calendar', () => {
  const [with_, without] = [createSeason(knownSeasons(HEATING)), createSeason()];
  for (const season of [with_, without])
    for (let at = day('2024-08-01'); at < day('2025-12-20'); at++)
      for (const name of [TOTAL, '0704']) season.add(name, at, name === TOTAL ? 40 : 3);
  const at = day('2025-12-20');
  expect(with_.expected('0704', at, at)).toBe(without.expected('0704', at, at));
  expect(with_.restsOn('0704', at, at)).toBe(Infinity);
});
