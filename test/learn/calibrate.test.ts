import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  fitLogistic,
  fitSharpness,
  logisticProbability,
  rounded,
  softmax,
  topCorrection,
  topInputs,
} from '../../src/learn/calibrate.ts';

const scoresOf = fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('softmax', () => {
  it('gives probabilities that add up to 1, in the order of the scores, however large they are', () => {
    fc.assert(
      fc.property(scoresOf, fc.double({ min: 0.1, max: 100, noNaN: true }), (scores, sharpness) => {
        const p = [...softmax(scores, sharpness)];
        expect(p.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 10);
        expect(p.every((x) => x >= 0 && x <= 1)).toBe(true);
        const best = scores.indexOf(Math.max(...scores));
        expect(p[best]).toBe(Math.max(...p));
      }),
    );
  });

  it('is e^(sharpness x difference) between two scores, whatever is added to both', () => {
    const [a, b] = softmax([1.5, 0.5], 2);
    expect((a as number) / (b as number)).toBeCloseTo(Math.exp(2), 10);
    expect([...softmax([101.5, 100.5], 2)]).toEqual([...softmax([1.5, 0.5], 2)]);
  });

  it('is surer the larger the sharpness', () => {
    expect(softmax([1, 0, 0], 5)[0]).toBeGreaterThan(softmax([1, 0, 0], 1)[0] as number);
  });
});

describe('a probability as it is told', () => {
  it.each([
    [0, 0],
    [0.00004, 0],
    [0.12345, 0.1235],
    [0.99994, 0.9999],
    [0.99999, 0.9999],
    [1, 0.9999],
  ])('%d is told as %d: four decimals, never certain', (p, told) => expect(rounded(p)).toBe(told));
});

/** Labels drawn from softmax(scores x sharpness): a model whose true sharpness is known. */
function drawn(sharpness: number, n: number): { scores: number[][]; labels: number[] } {
  const random = seededRandom(11);
  const scores = Array.from({ length: n }, () => Array.from({ length: 5 }, () => random() * 2 - 1));
  const labels = scores.map((row) => {
    let rest = random();
    const k = [...softmax(row, sharpness)].findIndex((p) => (rest -= p) < 0);
    return k === -1 ? 4 : k;
  });
  return { scores, labels };
}

describe('fitting the sharpness', () => {
  it.each([0.5, 1, 3, 12])('finds that the labels were drawn with %d', (sharpness) => {
    const { scores, labels } = drawn(sharpness, 20_000);
    expect(fitSharpness(scores, labels) / sharpness).toBeGreaterThan(0.93);
    expect(fitSharpness(scores, labels) / sharpness).toBeLessThan(1.07);
  });

  it('explains the labels no worse than any value on a grid', () => {
    const { scores, labels } = drawn(4, 500);
    const loss = (sharpness: number): number =>
      -scores.reduce(
        (sum, row, i) => sum + Math.log(softmax(row, sharpness)[labels[i] as number] as number),
        0,
      );
    const least = loss(fitSharpness(scores, labels));
    for (let s = 0.2; s < 90; s *= 1.05) expect(least).toBeLessThanOrEqual(loss(s) + 1e-6);
  });

  it('stays within 0.1 and 100 where scores are always right or say nothing', () => {
    const scores = [
      [1, 0],
      [0, 1],
    ];
    expect(fitSharpness(scores, [0, 1])).toBeLessThanOrEqual(100);
    expect(fitSharpness(scores, [0, 1])).toBeGreaterThan(15);
    expect(fitSharpness(scores, [1, 0])).toBeCloseTo(0.1, 3);
  });
});

function tossed(weights: readonly number[], n: number): { rows: number[][]; targets: boolean[] } {
  const random = seededRandom(5);
  const rows = Array.from({ length: n }, () => weights.slice(1).map(() => random() * 4 - 2));
  return { rows, targets: rows.map((row) => random() < logisticProbability({ weights }, row)) };
}

describe('logistic regression', () => {
  it('finds the weights the outcomes were drawn from', () => {
    const truth = [-0.5, 1.2, -0.8, 0];
    const { rows, targets } = tossed(truth, 20_000);
    fitLogistic(rows, targets).weights.forEach((w, i) =>
      expect(Math.abs(w - (truth[i] as number))).toBeLessThan(0.08),
    );
  });

  it('stands where the slope of the penalised likelihood is nil', () => {
    const { rows, targets } = tossed([0.3, 1, -2], 200);
    for (const ridge of [0.1, 1, 10]) {
      const { weights } = fitLogistic(rows, targets, ridge);
      const slope = weights.map((w, j) => (j === 0 ? 0 : -ridge * w));
      rows.forEach((row, i) => {
        const residual = (targets[i] ? 1 : 0) - logisticProbability({ weights }, row);
        [1, ...row].forEach((x, j) => (slope[j] = (slope[j] as number) + residual * x));
      });
      for (const s of slope) expect(Math.abs(s)).toBeLessThan(1e-6);
    }
  });

  it('predicts on average the share that was observed', () => {
    const { rows, targets } = tossed([1, 1, 1], 300);
    const model = fitLogistic(rows, targets);
    const mean = rows.reduce((sum, row) => sum + logisticProbability(model, row), 0) / rows.length;
    expect(mean).toBeCloseTo(targets.filter(Boolean).length / rows.length, 6);
  });

  it('stays finite where one input separates the outcomes, and where all outcomes are alike', () => {
    const rows = [[-2], [-1], [1], [2]];
    for (const targets of [
      [false, false, true, true],
      [true, true, true, true],
    ]) {
      const model = fitLogistic(rows, targets);
      expect(model.weights.every(Number.isFinite)).toBe(true);
      expect(logisticProbability(model, [2])).toBeGreaterThan(0.7);
    }
  });

  it('leaves an input that never moves without weight', () => {
    const { weights } = fitLogistic(
      [
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 0],
      ],
      [false, true, false, true],
    );
    expect(weights[2]).toBeCloseTo(0, 9);
  });
});

describe('correcting the most likely label', () => {
  const probability = fc.double({ min: 0.01, max: 0.98, noNaN: true });
  const weight = fc.double({ min: -3, max: 3, noNaN: true });

  it('keeps the sum and the order of all labels', () => {
    fc.assert(
      fc.property(
        probability,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.tuple(weight, weight, weight),
        (first, share, weights) => {
          const second = Math.min(first, (1 - first) * share);
          const others = 1 - first - second;
          const factors = topCorrection({ weights }, first, second);
          expect(first * factors.first + (second + others) * factors.rest).toBeCloseTo(1, 9);
          expect(first * factors.first).toBeGreaterThanOrEqual(second * factors.rest);
        },
      ),
    );
  });

  it('gives the first label the probability the correction says', () => {
    const top = { weights: [0.2, 0.5, 0.1] };
    const { first } = topCorrection(top, 0.9, 0.05);
    expect(0.9 * first).toBeCloseTo(logisticProbability(top, topInputs(0.9, 0.05)), 12);
  });

  it('changes nothing where there is none', () => {
    expect(topCorrection(undefined, 0.9, 0.05)).toEqual({ first: 1, rest: 1 });
    expect(topCorrection({ weights: [5, 5, 5] }, 0.9, undefined)).toEqual({ first: 1, rest: 1 });
  });
});
