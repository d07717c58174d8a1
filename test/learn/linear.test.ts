import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { packLinear, scoreLinear, weightOf } from '../../src/learn/linear.ts';
import type { BinaryWeights } from '../../src/learn/svm.ts';
import type { SparseVector } from '../../src/learn/vocabulary.ts';

function randomColumns(seed: number, classes: number, features: number): BinaryWeights[] {
  const random = seededRandom(seed);
  return Array.from({ length: classes }, () => ({
    // Features of very different reach: each has its own scale.
    weights: Float32Array.from({ length: features }, (_, f) => (random() * 2 - 1) * 10 ** ((f % 5) - 3)),
    bias: random() - 0.5,
  }));
}

const vector = (pairs: readonly (readonly [number, number])[]): SparseVector => ({
  indices: Int32Array.from(pairs, ([f]) => f),
  values: Float32Array.from(pairs, ([, x]) => x),
});

describe('a packed linear model', () => {
  it('keeps each weight within half a step of its feature', () => {
    const columns = randomColumns(1, 7, 50);
    const model = packLinear(columns);
    for (let f = 0; f < 50; f++) {
      const largest = Math.max(...columns.map((column) => Math.abs(column.weights[f] as number)));
      columns.forEach((column, k) => {
        const gap = Math.abs(weightOf(model, f, k) - (column.weights[f] as number));
        expect(gap).toBeLessThanOrEqual((largest / 127) * 0.5001);
      });
    }
  });

  it('keeps the largest weight of a feature, of either sign, without wrapping round', () => {
    const columns = [-3, 3, 1.5].map((w) => ({ weights: Float32Array.of(w), bias: 0 }));
    const model = packLinear(columns);
    expect([...model.quantised]).toEqual([-127, 127, 64]);
    expect(weightOf(model, 0, 0)).toBeCloseTo(-3, 6);
  });

  it('scores as the exact weights do, within what quantising can cost', () => {
    const columns = randomColumns(2, 9, 60);
    const model = packLinear(columns);
    const entries = fc.uniqueArray(fc.tuple(fc.nat(59), fc.float({ min: -2, max: 2, noNaN: true })), {
      selector: ([f]) => f,
      maxLength: 30,
    });
    fc.assert(
      fc.property(entries, (pairs) => {
        const scores = scoreLinear(model, vector(pairs));
        columns.forEach((column, k) => {
          const exact = pairs.reduce((sum, [f, x]) => sum + x * (column.weights[f] as number), column.bias);
          const allowed = pairs.reduce(
            (sum, [f, x]) => sum + Math.abs(x) * (model.scales[f] as number) * 0.501,
            1e-6,
          );
          expect(Math.abs((scores[k] as number) - exact)).toBeLessThanOrEqual(allowed);
        });
      }),
    );
  });

  it('gives the biases alone for an empty text', () => {
    const columns = randomColumns(3, 4, 5);
    expect([...scoreLinear(packLinear(columns), vector([]))]).toEqual(
      columns.map((c) => Math.fround(c.bias)),
    );
  });

  it('takes a feature without any weight as saying nothing', () => {
    const model = packLinear([
      { weights: Float32Array.of(0, 1), bias: 0 },
      { weights: Float32Array.of(0, -1), bias: 0 },
    ]);
    expect(model.scales[0]).toBe(0);
    expect([...scoreLinear(model, vector([[0, 5]]))]).toEqual([0, 0]);
  });
});
