import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { createTable, embedBag, WHOLE, type BagTable } from '../../src/learn/bag-table.ts';
import { contrastivePass, contrastiveStep, softmaxLoss, type Pair } from '../../src/learn/contrastive.ts';
import type { SparseRows } from '../../src/learn/svm.ts';

/** Text t holds feature t only: texts 0 to 5 are queries, 6 to 11 passages. */
const ROWS: SparseRows = {
  offsets: Int32Array.from({ length: 13 }, (_, i) => i),
  indices: Int32Array.from({ length: 12 }, (_, i) => i),
  values: new Float32Array(12).fill(1),
};
const PAIRS: Pair[] = Array.from({ length: 6 }, (_, i) => ({
  query: [i],
  passage: { id: i, parts: [6 + i] },
}));
const OPTIONS = { sharpness: 10, rate: 0.05, dropout: 0 };

const fresh = (): BagTable => createTable(12, 8, seededRandom(3));

function cosine(table: BagTable, a: number, b: number): number {
  const vectors = new Float32Array(16);
  embedBag(table, ROWS, { parts: [a], mask: WHOLE }, vectors, 0);
  embedBag(table, ROWS, { parts: [b], mask: WHOLE }, vectors, 8);
  return vectors.slice(0, 8).reduce((sum, value, k) => sum + value * (vectors[8 + k] as number), 0);
}

describe('learning from pairs', () => {
  it('brings each query nearest to its own passage', () => {
    const table = fresh();
    const random = seededRandom(1);
    const losses = Array.from({ length: 200 }, () => contrastivePass(table, ROWS, PAIRS, 6, OPTIONS, random));
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 4);
    for (let query = 0; query < 6; query++)
      for (let other = 0; other < 6; other++)
        if (other !== query)
          expect(cosine(table, query, 6 + query)).toBeGreaterThan(cosine(table, query, 6 + other));
  });

  it('gives the same table to the byte from the same seed', () => {
    const run = (): Float32Array => {
      const table = fresh();
      const random = seededRandom(9);
      for (let pass = 0; pass < 5; pass++)
        contrastivePass(table, ROWS, PAIRS, 4, { ...OPTIONS, dropout: 0.3 }, random);
      return table.vectors;
    };
    expect(run()).toEqual(run());
  });

  it('does not count a passage of the same id, or one that is right as well, against a query', () => {
    const step = (pairs: readonly Pair[]): number =>
      contrastiveStep(fresh(), ROWS, pairs, OPTIONS, seededRandom(1));
    const [first, second] = PAIRS as [Pair, Pair];
    expect(step([first, { ...second, passage: { ...second.passage, id: 0 } }])).toBe(0);
    expect(
      step([
        { ...first, alsoRight: new Set([1]) },
        { ...second, alsoRight: new Set([0]) },
      ]),
    ).toBe(0);
    expect(step([first, second])).toBeGreaterThan(0);
  });

  it('sets a query against the passage it is mistaken for', () => {
    const table = fresh();
    const [first] = PAIRS as [Pair];
    const mistaken = { id: 4, parts: [10] };
    for (let i = 0; i < 100; i++)
      contrastiveStep(table, ROWS, [{ ...first, mistaken }], OPTIONS, seededRandom(i));
    expect(cosine(table, 0, 6)).toBeGreaterThan(cosine(table, 0, 10) + 0.5);
  });

  it('has the derivative of the softmax loss', () => {
    const scores = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(scores, fc.nat(), (list, any) => {
        const right = any % list.length;
        const loss = (moved: number, by: number): number =>
          softmaxLoss(
            Float64Array.from(list, (score, i) => score + (i === moved ? by : 0)),
            right,
          );
        const slopes = Float64Array.from(list);
        softmaxLoss(slopes, right);
        slopes.forEach((slope, i) => expect(slope).toBeCloseTo((loss(i, 1e-5) - loss(i, -1e-5)) / 2e-5, 5));
      }),
    );
  });

  it('has nothing to learn from fewer pairs than a batch', () => {
    const table = fresh();
    expect(contrastivePass(table, ROWS, PAIRS, 7, OPTIONS, seededRandom(1))).toBe(0);
    expect(table.vectors).toEqual(fresh().vectors);
  });
});
