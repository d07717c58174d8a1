import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { heatOf, cooled } from '../../src/insight/heat.ts';
import { createSeason, TOTAL } from '../../src/insight/season.ts';
import { SURGE_RULES, createSurges } from '../../src/insight/surge.ts';
import type { SurgeOrder } from '../../src/insight/surge.ts';
import { upperTail } from '../../src/insight/tails.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-01-05T09:00:00+08:00');

test('the upper tail is one minus the sum of what lies below, of both distributions', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 30 }),
      fc.double({ min: 0.01, max: 20, noNaN: true }),
      fc.double({ min: 0.2, max: 50, noNaN: true }),
      (count, mean, shape) => {
        let poisson = Math.exp(-mean);
        let negative = (shape / (shape + mean)) ** shape;
        let below = 0;
        let belowNegative = 0;
        for (let k = 0; k < count; k++) {
          below += poisson;
          belowNegative += negative;
          poisson *= mean / (k + 1);
          negative *= (((shape + k) / (k + 1)) * mean) / (mean + shape);
        }
        expect(upperTail(count, mean, Infinity)).toBeCloseTo(1 - below, 8);
        expect(upperTail(count, mean, shape)).toBeCloseTo(1 - belowNegative, 8);
      },
    ),
  );
});

test('small chances keep their digits: ten calls where a hundredth was expected', () => {
  // First term 0.01^10 / 10! e^-0.01, the rest below a thousandth of it.
  expect(upperTail(10, 0.01, Infinity) / ((1e-20 / 3_628_800) * Math.exp(-0.01))).toBeCloseTo(1, 2);
});

test('weekdays, level and the season of a year ago make what is expected, and the last week is no part of it', () => {
  const season = createSeason();
  const first = 20_000;
  for (let day = first; day < first + 420; day++) {
    const weekend = (day + 3) % 7 >= 5;
    const winter = day - first < 60 || day - first >= 363;
    season.add(TOTAL, day, (weekend ? 50 : 100) * (winter ? 2 : 1));
  }
  const spring = first + 200;
  const monday = Array.from({ length: 7 }, (_, i) => spring + i).find((day) => (day + 3) % 7 === 0) as number;
  expect(season.expected(TOTAL, monday, monday)).toBeGreaterThan(85);
  expect(season.expected(TOTAL, monday, monday)).toBeLessThan(115);
  expect(season.expected(TOTAL, monday + 5, monday) / season.expected(TOTAL, monday, monday)).toBeCloseTo(
    0.5,
    1,
  );
  // Winter comes again: the level is still that of autumn, the year before says it doubles.
  const surgeless = season.expected(TOTAL, first + 366, first + 364);
  for (let i = 0; i < 1000; i++) season.add(TOTAL, first + 363);
  expect(season.expected(TOTAL, first + 366, first + 364)).toBe(surgeless);
});

function stream(days: number, perDay: number, seed = 1): SurgeOrder[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * perDay }, (_, i): SurgeOrder => ({
    seq: i + 1,
    at: START + Math.floor(i / perDay) * DAY + (i % perDay) * 60_000,
    caller: `c${i}`,
    issueType: `010${Math.floor(random() * 4)}`,
    street: `街${Math.floor(random() * 3)}`,
    places: [`楼${Math.floor(random() * 400)}`],
    subjects: [],
  }));
}

function planted(at: number, n: number, caller: (i: number) => string | null): SurgeOrder[] {
  return Array.from({ length: n }, (_, i) => ({
    seq: 100_000 + i,
    at: at + i * 1000,
    caller: caller(i),
    issueType: '0101',
    street: '街1',
    places: ['出事的楼'],
    subjects: [],
  }));
}

test('five different callers about one building are told with the fifth; the same again only when they have doubled', () => {
  const surges = createSurges();
  expect(stream(40, 60).filter((order) => surges.observe(order, null) !== null).length).toBeLessThanOrEqual(
    3,
  );
  const alarms = planted(START + 40 * DAY, 12, (i) => `p${i}`).map((order) => surges.observe(order, null));
  const told = alarms.flatMap((alarm, i) => (alarm === null ? [] : [[i + 1, alarm.key, alarm.callers]]));
  expect(told).toEqual([
    [5, 'place 出事的楼', 5],
    [10, 'place 出事的楼', 10],
  ]);
  const alarm = alarms[4];
  expect(alarm?.chance).toBeLessThan(alarm?.limit ?? 0);
  expect(alarm?.seqs).toEqual([100_000, 100_001, 100_002, 100_003, 100_004]);
});

test('one caller who calls thirty times is no surge', () => {
  const surges = createSurges();
  for (const order of stream(40, 60)) surges.observe(order, null);
  const alarms = planted(START + 40 * DAY, 30, () => 'p').map((order) => surges.observe(order, null));
  expect(alarms.every((alarm) => alarm === null)).toBe(true);
});

test('a building that always has five calls a day is not told of', () => {
  const surges = createSurges();
  const busy = stream(60, 60).map((order, i) => (i % 12 === 0 ? { ...order, places: ['大商场'] } : order));
  const keys = busy.map((order) => surges.observe(order, null)?.key);
  expect(keys).not.toContain('place 大商场');
  // Of 60 days, 400 buildings, 12 cells and 4 types: no more than the rules let chance raise.
  expect(keys.filter((key) => key !== undefined).length).toBeLessThanOrEqual(4);
});

test('counts read back without a look tell the same as counts that were watched', () => {
  const orders = stream(50, 60, 7);
  const last = planted(START + 50 * DAY, 9, (i) => `p${i}`);
  const watched = createSurges();
  for (const order of orders) watched.observe(order, null);
  const restored = createSurges();
  for (const order of orders) restored.restore(order);
  expect(last.map((order) => restored.observe(order, null))).toEqual(
    last.map((order) => watched.observe(order, null)),
  );
});

test('nothing is told before there is a history, nor of what is old when it comes', () => {
  const young = createSurges();
  for (const order of stream(SURGE_RULES.learnDays - 1, 60)) young.observe(order, null);
  const at = START + (SURGE_RULES.learnDays - 1) * DAY;
  expect(
    planted(at, 9, (i) => `p${i}`)
      .map((order) => young.observe(order, null))
      .every((a) => a === null),
  ).toBe(true);
  const old = createSurges();
  for (const order of stream(40, 60)) old.observe(order, null);
  const late = planted(START + 20 * DAY, 9, (i) => `p${i}`);
  expect(late.map((order) => old.observe(order, null)).every((alarm) => alarm === null)).toBe(true);
});

test('a few callers in a row are cooler than many over months', () => {
  const calls = (n: number, every: number) =>
    Array.from({ length: n }, (_, i) => ({ at: START - i * every, caller: `c${i}` }));
  expect(heatOf(calls(18, 10 * DAY), START).heat).toBeGreaterThan(heatOf(calls(3, DAY), START).heat);
  expect(heatOf(calls(18, 10 * DAY), START).heat).toBeLessThan(heatOf(calls(18, DAY / 4), START).heat);
});

test('heat counts callers, not calls, grows with them, and halves every thirty days', () => {
  const now = START;
  const calls = (who: (i: number) => string | null, n: number) =>
    Array.from({ length: n }, (_, i) => ({ at: now - i * 1000, caller: who(i) }));
  expect(
    heatOf(
      calls(() => 'a', 50),
      now,
    ).heat,
  ).toBeCloseTo(
    heatOf(
      calls(() => 'a', 1),
      now,
    ).heat,
    3,
  );
  expect(
    heatOf(
      calls((i) => `c${i}`, 10),
      now,
    ).heat,
  ).toBeGreaterThan(
    heatOf(
      calls((i) => `c${i}`, 5),
      now,
    ).heat,
  );
  expect(
    heatOf(
      calls(() => null, 4),
      now,
    ).callers,
  ).toBe(4);
  const { heat, rank } = heatOf(
    calls((i) => `c${i}`, 8),
    now,
  );
  expect(cooled(heat, now, now + 30 * DAY)).toBeCloseTo(heat / 2);
  // Ranks as the cooled heats do.
  const other = heatOf(
    calls((i) => `c${i}`, 3).map((call) => ({ ...call, at: call.at + 30 * DAY })),
    now + 30 * DAY,
  );
  expect(other.rank > rank).toBe(other.heat > heat / 2);
});
