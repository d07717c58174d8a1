import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialPoint, type Outcome } from '../../src/learn/selective.ts';

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
