import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialPoint, thresholdFor, type Outcome } from '../../src/learn/selective.ts';

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

describe('the threshold for a precision', () => {
  it('is the lowest confidence down to which the precision holds', () => {
    const rows = outcomes([0.9, true], [0.8, true], [0.7, true], [0.6, false], [0.5, false]);
    expect(thresholdFor(rows, 1, 1)).toBe(0.7);
    expect(thresholdFor(rows, 0.75, 1)).toBe(0.6);
    expect(thresholdFor(rows, 0.6, 1)).toBe(0.5);
  });

  it('is 1, at which nothing is taken, where the precision is never reached or too few are there', () => {
    expect(thresholdFor(outcomes([0.9, false], [0.8, true]), 0.9, 1)).toBe(1);
    expect(thresholdFor(outcomes([0.9, true], [0.8, true]), 0.9)).toBe(1);
    expect(thresholdFor([], 0.9, 0)).toBe(1);
  });

  it('is not set by a lucky stretch below a place where the precision fails', () => {
    const rows = outcomes([0.9, true], [0.8, false], [0.7, true], [0.6, true], [0.5, true], [0.4, true]);
    // Over all six the precision is 5/6, but at 0.8 it was 1/2.
    expect(thresholdFor(rows, 0.8, 1)).toBe(0.9);
  });

  it('does not stop at a failure among the first few, of which too little is known', () => {
    const rows = outcomes([0.9, false], [0.8, true], [0.7, true], [0.6, true]);
    expect(thresholdFor(rows, 0.75, 4)).toBe(0.6);
    expect(thresholdFor(rows, 0.75, 3)).toBe(1);
  });

  it('takes outcomes of equal confidence together, whatever their order', () => {
    const tied = outcomes([0.9, true], [0.8, true], [0.8, false], [0.8, false]);
    expect(thresholdFor(tied, 0.9, 1)).toBe(0.9);
    expect(thresholdFor([...tied].reverse(), 0.9, 1)).toBe(0.9);
  });

  it('keeps its word: at it and at every higher confidence with enough taken the precision is reached', () => {
    fc.assert(
      fc.property(
        anyOutcomes,
        fc.constantFrom(0.5, 0.8, 0.95),
        fc.integer({ min: 1, max: 10 }),
        (all, target, min) => {
          const threshold = thresholdFor(all, target, min);
          const holds = (at: number): boolean => {
            const { precision } = dialPoint(all, at);
            return precision.n < min || precision.share >= target;
          };
          const levels = [...new Set(all.map((o) => o.confidence))];
          expect(levels.filter((c) => c >= threshold).every(holds)).toBe(true);
          // No lower level would do.
          const lower = levels.filter((c) => c < threshold && dialPoint(all, c).precision.n >= min);
          for (const level of lower) expect(levels.filter((c) => c >= level).every(holds)).toBe(false);
        },
      ),
    );
  });
});
