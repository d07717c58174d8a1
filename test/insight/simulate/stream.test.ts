import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSimulationSource } from '../../../src/app/demo/simulation-source.ts';
import { simulateStream } from '../../../src/insight/simulate/stream.ts';
import type { StreamPlan } from '../../../src/insight/simulate/types.ts';
import { dayOf, dayOfDate, startOfDay } from '../../../src/orders/calendar.ts';
import { once, shippedProfile } from '../../support/shipped-profile.ts';

const source = once(() => readSimulationSource(shippedProfile()).stream);

function plan(orders: number, seed = 1): StreamPlan {
  const [from, to] = [dayOfDate('2025-01-01'), dayOfDate('2026-01-01')];
  return { seed, from, to, orders, before: startOfDay(to), sameCaller: 0.022, otherCaller: 0.028 };
}

const stream = (orders: number, seed = 1) => simulateStream(source(), plan(orders, seed));
const year = once(() => [...stream(8000).orders()]);
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

test('the same seed gives the same orders to the byte, another seed others', () => {
  const made = (seed: number) => hashOf([...stream(300, seed).orders()]);
  expect(made(1)).toBe(made(1));
  expect(made(2)).not.toBe(made(1));
});

test('there are exactly as many as were asked for, in order of time, and no two say the same', () => {
  for (const orders of [1, 2, 37, 300]) expect([...stream(orders).orders()]).toHaveLength(orders);
  const all = year();
  expect(all).toHaveLength(8000);
  expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => a - b));
  expect(all.map(({ n }) => n)).toEqual(all.map((_, i) => i + 1));
});

test('heating is asked for in winter, parcels after the eleventh of November, noise in summer', () => {
  const months = (type: string): number[] => {
    const counts = Array.from({ length: 12 }, () => 0);
    for (const { issueType, at, origin } of year())
      if (issueType === type && origin.kind === 'usual')
        counts[new Date(at + 8 * 3_600_000).getUTCMonth()]!++;
    return counts;
  };
  const sum = (list: readonly number[], wanted: readonly number[]): number =>
    wanted.reduce((all, month) => all + (list[month - 1] ?? 0), 0);
  const heating = months('0704');
  expect(sum(heating, [11, 12, 1, 2, 3])).toBeGreaterThan(
    0.9 *
      sum(
        heating,
        [...Array(12).keys()].map((i) => i + 1),
      ),
  );
  const online = months('0102');
  expect(online[10]).toBeGreaterThan(1.5 * (online[8] ?? 0));
  const noise = months('0502');
  expect(sum(noise, [6, 7, 8])).toBeGreaterThan(1.5 * sum(noise, [10, 11, 12]));
});

test('on days off fewer people call than on working days', () => {
  const days = new Map<number, number>();
  for (const { at } of year()) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1);
  const mean = (isOff: boolean): number => {
    const found = Array.from({ length: 365 }, (_, i) => dayOfDate('2025-01-01') + i).filter(
      (day) => source().dayKind(day).off === isOff,
    );
    return found.reduce((sum, day) => sum + (days.get(day) ?? 0), 0) / found.length;
  };
  expect(mean(true)).toBeLessThan(0.85 * mean(false));
});

test('what was planted is written down with its orders, and nothing real is named', () => {
  const { planted } = stream(8000);
  const all = year();
  expect(planted.surges.length).toBeGreaterThan(5);
  for (const { orders, issueType, name, street } of planted.surges) {
    expect(orders.length).toBeGreaterThanOrEqual(3);
    for (const n of orders) {
      expect(all[n - 1]).toMatchObject({ issueType, street });
      expect(all[n - 1]?.text).toContain(name);
    }
  }
  for (const { orders } of planted.chronic) expect(orders.length).toBeGreaterThanOrEqual(3);
  const real = new Set(source().realPlaces);
  for (const { place } of planted.chronic) expect(real.has(place.replace(/\d+号楼$/u, ''))).toBe(false);
});

test('names are where the order says they are, and no number is that of a telephone', () => {
  for (const { text, entities, caller } of year().slice(0, 2000)) {
    for (const { start, end, text: said } of entities) expect(text.slice(start, end)).toBe(said);
    if (caller.phone !== null) expect(caller.phone).toMatch(/^100\d{8}$/);
  }
});

test('an order that is one with another comes after it, and a repeat is by the same caller', () => {
  const all = year();
  const related = all.filter(({ relation }) => relation !== null);
  expect(related.length).toBeGreaterThan(300);
  for (const { n, relation, caller } of related) {
    expect(relation?.n).toBeLessThan(n);
    const other = all[(relation?.n ?? 0) - 1];
    if (relation?.kind === 'repeat') expect(caller.phone).toBe(other?.caller.phone);
    if (
      relation?.kind === 'same_matter' &&
      caller.phone !== null &&
      other?.caller.phone != null &&
      other.caller.phone !== caller.phone
    )
      expect(other.issueType).toBe(all[n - 1]?.issueType);
  }
});
