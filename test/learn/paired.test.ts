import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { mcnemar, pairedBootstrap } from '../../src/learn/paired.ts';

/** Sum of binomial probabilities with exact integers. */
function naive(lost: number, won: number): number {
  const n = lost + won;
  let sum = 0n;
  let term = 1n;
  for (let i = 0; i <= Math.min(lost, won); i++) {
    sum += term;
    term = (term * BigInt(n - i)) / BigInt(i + 1);
  }
  return Math.min(1, (2 * Number((sum * 10n ** 15n) / 2n ** BigInt(n))) / 1e15);
}

describe("McNemar's exact test", () => {
  it('is the two-sided binomial probability', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), (lost, won) => {
        expect(mcnemar(lost, won)).toBeCloseTo(naive(lost, won), 9);
      }),
    );
    // 10 against 2: 2 * (1 + 12 + 66) / 4096.
    expect(mcnemar(10, 2)).toBeCloseTo(0.03857, 5);
  });
  it('is 1 without discordant pairs, symmetric, and bears thousands of them', () => {
    expect(mcnemar(0, 0)).toBe(1);
    expect(mcnemar(3, 9)).toBe(mcnemar(9, 3));
    expect(mcnemar(3000, 3000)).toBe(1);
    expect(mcnemar(3300, 2700)).toBeLessThan(1e-10);
  });
});

describe('paired bootstrap', () => {
  const a = Array.from({ length: 200 }, (_, i) => (i % 10 < 7 ? 1 : 0));
  const b = Array.from({ length: 200 }, (_, i) => (i % 10 < 8 ? 1 : 0));
  const difference = (indices: Int32Array): number => {
    let sum = 0;
    for (const i of indices) sum += (b[i] as number) - (a[i] as number);
    return sum / indices.length;
  };
  it('holds the difference in an interval that repeats with the seed', () => {
    const first = pairedBootstrap(200, difference, seededRandom(1));
    expect(first.difference).toBeCloseTo(0.1, 12);
    expect(first.low).toBeGreaterThan(0);
    expect(first.low).toBeLessThan(0.1);
    expect(first.high).toBeGreaterThan(0.1);
    expect(pairedBootstrap(200, difference, seededRandom(1))).toEqual(first);
  });
});
