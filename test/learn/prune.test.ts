import { describe, expect, it } from 'vitest';
import type { Weights } from '../../src/learn/bundle.ts';
import { packLinear, scoreLinear, weightOf } from '../../src/learn/linear.ts';
import { pruneWeights } from '../../src/learn/prune.ts';
import type { SparseVector } from '../../src/learn/vocabulary.ts';

/** Five features of two classes; what each can move: 0.1, 3, 0.5 x 4, 1, 3 (weight times idf). */
const weights: Weights = {
  vocabulary: {
    keys: Uint32Array.of(10, 20, 30, 40, 50),
    idf: Float32Array.of(1, 1, 4, 1, 1),
    blockWeights: [1, 0.5],
  },
  linear: packLinear([
    { weights: Float32Array.of(0.1, -3, 0.5, 1, 0.2), bias: 0.25 },
    { weights: Float32Array.of(0.1, 1, 0.1, -1, 3), bias: -1 },
  ]),
};

describe('pruning', () => {
  it('keeps the features with the largest weight times idf, in the order they had', () => {
    expect([...pruneWeights(weights, 3).vocabulary.keys]).toEqual([20, 30, 50]);
    expect([...pruneWeights(weights, 4).vocabulary.keys]).toEqual([20, 30, 40, 50]);
  });

  it('keeps the first of equals', () => {
    expect([...pruneWeights(weights, 1).vocabulary.keys]).toEqual([20]);
  });

  it('leaves the weights of what it keeps as they were', () => {
    const pruned = pruneWeights(weights, 3);
    [1, 2, 4].forEach((before, after) => {
      for (const k of [0, 1])
        expect(weightOf(pruned.linear, after, k)).toBe(weightOf(weights.linear, before, k));
      expect(pruned.vocabulary.idf[after]).toBe(weights.vocabulary.idf[before]);
    });
    expect(pruned.linear.biases).toEqual(weights.linear.biases);
    expect(pruned.vocabulary.blockWeights).toEqual([1, 0.5]);
  });

  it('scores a text of kept features as before', () => {
    const of = (indices: number[]): SparseVector => ({
      indices: Int32Array.from(indices),
      values: Float32Array.of(0.5, 2, 1),
    });
    const pruned = pruneWeights(weights, 3);
    expect(scoreLinear(pruned.linear, of([0, 1, 2]))).toEqual(scoreLinear(weights.linear, of([1, 2, 4])));
  });

  it('changes nothing where there are few enough', () => {
    expect(pruneWeights(weights, 5)).toBe(weights);
    expect(pruneWeights(weights, 500)).toBe(weights);
  });
});
