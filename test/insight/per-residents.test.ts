import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upperTail } from '../../src/insight/tails.ts';
import { byar, perResidents } from '../../src/insight/per-residents.ts';

test('ten cases of a Poisson count: 4.79 to 18.39, by hand', () => {
  const [low, high] = byar(10);
  // 10 (1 − 1/90 − 1.96/(3√10))³ and 11 (1 − 1/99 + 1.96/(3√11))³.
  expect(low).toBeCloseTo(4.79, 2);
  expect(high).toBeCloseTo(18.39, 2);
});

test('whatever the count, the interval is close to the exact one of the Poisson distribution', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), (count) => {
      const [low, high] = byar(count);
      expect(low).toBeLessThanOrEqual(count);
      expect(high).toBeGreaterThan(count);
      // The chance of so many or more at the low end, of so many or fewer at the high end, is about 2.5 %.
      if (count >= 5) expect(upperTail(count, low, Infinity)).toBeCloseTo(0.025, 2);
      expect(1 - upperTail(count + 1, high, Infinity)).toBeCloseTo(0.025, 2);
    }),
  );
});

test('per ten thousand residents, and nothing where their number is not known', () => {
  expect(perResidents(50, 100_000)?.value).toBe(5);
  expect(perResidents(0, 100_000)).toMatchObject({ value: 0, low: 0 });
  expect(perResidents(50, null)).toBeNull();
  expect(perResidents(50, 0)).toBeNull();
});
