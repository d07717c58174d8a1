import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../src/kernel/random.ts';
import {
  conformalQuantile,
  conformalReport,
  conformalScores,
  conformalSet,
  crossConformal,
} from '../../src/learn/conformal.ts';

/** Texts whose label really has the stated probabilities, `sure` of them sharper. */
function synthetic(n: number, classes: number, random: Random): { rows: number[][]; labels: number[] } {
  const rows: number[][] = [];
  const labels: number[] = [];
  for (let i = 0; i < n; i++) {
    const raw = Array.from({ length: classes }, () => Math.exp(4 * random()));
    const sum = raw.reduce((a, b) => a + b, 0);
    const row = raw.map((value) => value / sum);
    let left = random();
    const label = row.findIndex((p) => (left -= p) < 0);
    rows.push(row);
    labels.push(label === -1 ? classes - 1 : label);
  }
  return { rows, labels };
}

describe('conformal scores', () => {
  it('are one less the probability, or all probability down to the label', () => {
    expect([...conformalScores([0.5, 0.2, 0.3], 'lac')]).toEqual([0.5, 0.8, 0.7]);
    const raps = conformalScores([0.5, 0.2, 0.3], 'raps');
    expect(raps[0]).toBeCloseTo(0.5, 12);
    expect(raps[2]).toBeCloseTo(0.8, 12);
    expect(raps[1]).toBeCloseTo(1, 12);
  });

  it('charge for every place behind the fifth', () => {
    const raps = conformalScores([0.4, 0.2, 0.15, 0.1, 0.08, 0.05, 0.02], 'raps');
    expect(raps[4]).toBeCloseTo(0.93, 12);
    expect(raps[5]).toBeCloseTo(0.98 + 0.01, 12);
    expect(raps[6]).toBeCloseTo(1 + 0.02, 12);
  });
});

describe('the conformal quantile', () => {
  it('is the ceil((n + 1) coverage)-th smallest score', () => {
    const nine = [9, 1, 8, 2, 7, 3, 6, 4, 5];
    expect(conformalQuantile(nine, 0.5)).toBe(5);
    expect(conformalQuantile(nine, 0.51)).toBe(6);
    expect(conformalQuantile(nine, 0.9)).toBe(9);
  });

  it('is infinite where there are too few scores for the coverage', () => {
    expect(conformalQuantile([1, 2, 3], 0.9)).toBe(Infinity);
    expect(conformalQuantile([], 0.5)).toBe(Infinity);
  });
});

describe('candidate sets', () => {
  it('hold the likeliest first, and always at least that one', () => {
    expect(conformalSet([0.2, 0.5, 0.3], 'lac', 0.75)).toEqual([1, 2]);
    expect(conformalSet([0.2, 0.5, 0.3], 'lac', 0.1)).toEqual([1]);
    expect(conformalSet([0.2, 0.5, 0.3], 'lac', Infinity)).toEqual([1, 2, 0]);
  });

  it('are the first places of the ranking, growing with the quantile', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.constantFrom('lac' as const, 'raps' as const),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (raw, score, quantile) => {
          const sum = raw.reduce((a, b) => a + b, 0);
          const row = raw.map((value) => value / sum);
          const ranked = conformalSet(row, score, Infinity);
          const set = conformalSet(row, score, quantile);
          expect(ranked).toHaveLength(row.length);
          expect(set).toEqual(ranked.slice(0, set.length));
          expect(conformalSet(row, score, quantile + 0.1).length).toBeGreaterThanOrEqual(set.length);
        },
      ),
    );
  });

  it.each(['lac', 'raps'] as const)('hold the right label as often as promised, by %s', (score) => {
    for (const coverage of [0.8, 0.9, 0.95]) {
      const { rows, labels } = synthetic(4000, 8, seededRandom(7));
      const report = crossConformal(rows, labels, { score, coverage }, seededRandom(1));
      // Both halves are calibrated on 2,000 rows: four deviations of test and calibration together.
      const slack = 4 * Math.sqrt((2 * coverage * (1 - coverage)) / 2000);
      expect(report.covered.n).toBe(4000);
      expect(Math.abs(report.covered.share - coverage)).toBeLessThan(slack);
      expect(report.meanSize).toBeGreaterThan(1);
      expect(report.meanSize).toBeLessThan(8);
      expect(report.largest).toBeLessThanOrEqual(8);
    }
  });

  it('keep the promise for probabilities that are wrong, by being larger', () => {
    const { rows, labels } = synthetic(4000, 8, seededRandom(7));
    const overconfident = rows.map((row) => {
      const sharp = row.map((p) => p ** 3);
      const sum = sharp.reduce((a, b) => a + b, 0);
      return sharp.map((p) => p / sum);
    });
    const report = crossConformal(overconfident, labels, { score: 'lac', coverage: 0.9 }, seededRandom(1));
    expect(Math.abs(report.covered.share - 0.9)).toBeLessThan(0.04);
  });

  it('beat lists of one length only where they are of about that length themselves', () => {
    const { rows, labels } = synthetic(2000, 8, seededRandom(3));
    const { fixed, meanSize } = crossConformal(
      rows,
      labels,
      { score: 'lac', coverage: 0.9 },
      seededRandom(1),
    );
    expect(fixed.length).toBe(Math.ceil(meanSize));
    const naive = rows.filter((row, i) => {
      const own = row[labels[i] as number] as number;
      return row.filter((p) => p > own).length < fixed.length;
    }).length;
    expect(fixed.covered.hits).toBe(naive);
  });

  it('are measured at a kept quantile without calibrating again', () => {
    const kept = { score: 'lac', coverage: 0.9, quantile: 0.75 } as const;
    const report = conformalReport(
      [
        [0.9, 0.06, 0.04],
        [0.5, 0.3, 0.2],
        [0.1, 0.2, 0.7],
      ],
      [0, 2, 1],
      kept,
    );
    expect(report).toMatchObject({ ...kept, meanSize: 4 / 3, largest: 2 });
    expect([report.covered.hits, report.covered.n]).toEqual([1, 3]);
    expect([report.singletons.hits, report.singletonsRight.hits, report.singletonsRight.n]).toEqual([
      2, 1, 2,
    ]);
  });

  it('say nothing of nothing', () => {
    const report = crossConformal([], [], { score: 'lac', coverage: 0.9 }, seededRandom(1));
    expect(report).toMatchObject({ quantile: Infinity, meanSize: 0, largest: 0 });
    expect(report.covered.n).toBe(0);
  });
});
