import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { softmax } from '../../src/learn/calibrate.ts';
import { fitMixing, mixedProbabilities, type Mixing } from '../../src/learn/mixing.ts';

const number = fc.double({ min: -5, max: 5, noNaN: true });

describe('mixed probabilities', () => {
  it('are those of one sharpness where the matrix is that times the identity', () => {
    fc.assert(
      fc.property(
        fc.tuple(number, number, number),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        (row, sharpness) => {
          const matrix = [0, 1, 2].map((a) => [0, 1, 2].map((b) => (a === b ? sharpness : 0)));
          const mixed = mixedProbabilities({ matrix, offsets: [0, 0, 0] }, row);
          const plain = softmax(row, sharpness);
          mixed.forEach((p, k) => expect(p).toBeCloseTo(plain[k] as number, 10));
        },
      ),
    );
  });

  it('sum to one, however large the values', () => {
    const mixing: Mixing = {
      matrix: [
        [900, -3],
        [2, 700],
      ],
      offsets: [5, -5],
    };
    expect(mixedProbabilities(mixing, [40, 39]).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});

describe('fitting a mixing', () => {
  const truth: Mixing = {
    matrix: [
      [2, 0.5, 0],
      [0, 3, -1],
      [-0.5, 0, 1.5],
    ],
    offsets: [0.4, -0.8, 0.2],
  };
  const random = seededRandom(3);
  const scores = Array.from({ length: 6000 }, () => [0, 1, 2].map(() => random() * 4 - 2));
  const labels = scores.map((row) => {
    let rest = random();
    return [...mixedProbabilities(truth, row)].findIndex((p) => (rest -= p) < 0);
  });
  const loss = (mixing: Mixing): number =>
    scores.reduce(
      (sum, row, i) => sum - Math.log(mixedProbabilities(mixing, row)[labels[i] as number] as number),
      0,
    );

  it('finds probabilities like those the labels were drawn with', () => {
    const fitted = fitMixing(scores, labels, 3, 1);
    for (const row of scores.slice(0, 200)) {
      const p = mixedProbabilities(fitted, row);
      mixedProbabilities(truth, row).forEach((q, k) =>
        expect(Math.abs((p[k] as number) - q)).toBeLessThan(0.06),
      );
    }
  });

  it('explains the labels no worse than the truth does, and any change of a number makes it worse', () => {
    const fitted = fitMixing(scores, labels, 3, 1, 1e-6);
    expect(loss(fitted)).toBeLessThanOrEqual(loss(truth));
    for (let a = 0; a < 3; a++) {
      for (const step of [-0.05, 0.05]) {
        const offsets = fitted.offsets.map((x, k) => (k === a ? x + step : x));
        expect(loss({ ...fitted, offsets })).toBeGreaterThan(loss(fitted));
      }
    }
  });

  it('stays with the sharpness it was given where there is nothing to learn from', () => {
    const { matrix, offsets } = fitMixing([], [], 2, 4);
    expect(matrix).toEqual([
      [4, 0],
      [0, 4],
    ]);
    expect(offsets).toEqual([0, 0]);
  });
});
