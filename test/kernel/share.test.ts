import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOf } from '../../src/kernel/share.ts';

describe('a share', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score without continuity correction).
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i has the published Wilson interval', (hits, n, low, high) => {
    const share = shareOf(hits, n);
    expect(share.low).toBeCloseTo(low, 4);
    expect(share.high).toBeCloseTo(high, 4);
    expect(share).toMatchObject({ hits, n, share: hits / n });
  });

  it('of nothing says nothing', () => {
    expect(shareOf(0, 0)).toEqual({ hits: 0, n: 0, share: 0, low: 0, high: 1 });
  });

  it('lies within its interval, and its complement has the mirrored one', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.integer({ min: 1, max: 400 }), (raw, n) => {
        const hits = raw % (n + 1);
        const { share, low, high } = shareOf(hits, n);
        const other = shareOf(n - hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        expect(other.low).toBeCloseTo(1 - high, 10);
      }),
    );
  });
});
