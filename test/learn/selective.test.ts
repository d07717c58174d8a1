import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestF1Threshold, dialPoint, type Outcome } from '../../src/learn/selective.ts';

const outcomes = (...rows: readonly (readonly [number, boolean])[]): Outcome[] =>
  rows.map(([confidence, right]) => ({ confidence, right }));

// Below 1: a logistic function reaches no certainty.
const anyOutcomes = fc.array(
  fc.record({ confidence: fc.integer({ min: 0, max: 15 }).map((n) => n / 16), right: fc.boolean() }),
  { maxLength: 60, size: 'max' },
);

describe('a point of the dial', () => {
  const rows = outcomes([0.9, true], [0.8, true], [0.8, false], [0.3, false]);

  it('takes all at or above the threshold', () => {
    expect(dialPoint(rows, 0.8)).toMatchObject({
      threshold: 0.8,
      coverage: { hits: 3, n: 4 },
      precision: { hits: 2, n: 3 },
    });
    expect(dialPoint(rows, 0.81)).toMatchObject({ coverage: { hits: 1 }, precision: { hits: 1, n: 1 } });
    expect(dialPoint(rows, 0).coverage.share).toBe(1);
  });

  it('covers less the higher the threshold', () => {
    fc.assert(
      fc.property(
        anyOutcomes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, a, b) => {
          const low = dialPoint(all, Math.min(a, b));
          const high = dialPoint(all, Math.max(a, b));
          expect(high.coverage.hits).toBeLessThanOrEqual(low.coverage.hits);
          expect(high.precision.hits).toBeLessThanOrEqual(low.precision.hits);
          expect(high.precision.n).toBe(high.coverage.hits);
        },
      ),
    );
  });
});

describe('the threshold with the best F1', () => {
  const f1At = (rows: readonly Outcome[], threshold: number): number => {
    const taken = rows.filter((row) => row.confidence >= threshold);
    const hits = taken.filter((row) => row.right).length;
    const all = taken.length + rows.filter((row) => row.right).length;
    return all === 0 ? 0 : (2 * hits) / all;
  };

  it('is no worse than any other threshold', () => {
    fc.assert(
      fc.property(anyOutcomes, (rows) => {
        const best = f1At(rows, bestF1Threshold(rows));
        for (let n = 0; n <= 16; n++) expect(best).toBeGreaterThanOrEqual(f1At(rows, n / 16) - 1e-12);
      }),
    );
  });

  it('lies between two confidences, and is 1 where there is no positive', () => {
    expect(bestF1Threshold(outcomes([0.9, true], [0.7, true], [0.2, false]))).toBeCloseTo(0.45);
    expect(bestF1Threshold(outcomes([0.9, false]))).toBe(1);
    expect(bestF1Threshold([])).toBe(1);
  });
});
