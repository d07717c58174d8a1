import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  createTable,
  descendBag,
  drawMask,
  embedBag,
  toUnitLength,
  WHOLE,
  type BagTable,
} from '../../src/learn/bag-table.ts';
import type { SparseRows } from '../../src/learn/svm.ts';

const FEATURES = 9;
const WIDTH = 4;

/** Rows as lists of [feature, value]. */
const sparse = (rows: readonly (readonly (readonly [number, number])[])[]): SparseRows => ({
  offsets: Int32Array.from([0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]),
  indices: Int32Array.from(rows.flat(), ([feature]) => feature),
  values: Float32Array.from(rows.flat(), ([, value]) => value),
});

const row = fc.uniqueArray(fc.tuple(fc.nat(FEATURES - 1), fc.integer({ min: 1, max: 9 })), {
  selector: ([feature]) => feature,
});

const table = (seed = 1): BagTable => createTable(FEATURES, WIDTH, seededRandom(seed));

function embedded(at: BagTable, rows: SparseRows, parts: readonly number[], mask = WHOLE): number[] {
  const out = new Float32Array(WIDTH);
  embedBag(at, rows, { parts, mask }, out, 0);
  return [...out];
}

describe('a table of vectors', () => {
  it('embeds a text as the direction of the weighted sum of its features', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (lists) => {
        const at = table();
        const sum = Array.from({ length: WIDTH }, (_, k) =>
          lists.flat().reduce((s, [f, value]) => s + value * (at.vectors[f * WIDTH + k] as number), 0),
        );
        const length = Math.hypot(...sum) || 1;
        const got = embedded(
          at,
          sparse(lists),
          lists.map((_, i) => i),
        );
        got.forEach((value, k) => expect(value).toBeCloseTo((sum[k] as number) / length, 4));
      }),
    );
  });

  it('leaves a text of nothing at zero', () => {
    expect(embedded(table(), sparse([[]]), [0])).toEqual([0, 0, 0, 0]);
  });

  it('leaves out about the share of features asked for, the same ones each time a mask is used', () => {
    const rows = sparse([Array.from({ length: FEATURES }, (_, f) => [f, 1] as const)]);
    const random = seededRandom(5);
    let same = 0;
    for (let i = 0; i < 50; i++) {
      const mask = drawMask(0.5, random);
      expect(embedded(table(), rows, [0], mask)).toEqual(embedded(table(), rows, [0], mask));
      if (embedded(table(), rows, [0], mask).join() === embedded(table(), rows, [0]).join()) same++;
    }
    expect(same).toBeLessThan(5);
    expect(embedded(table(), rows, [0], drawMask(0, random))).toEqual(embedded(table(), rows, [0]));
  });

  it('moves down the slope: the product with the gradient falls, features not in the text stay', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const at = table(seed);
        const before = at.vectors.slice();
        const rows = sparse([
          [
            [0, 1],
            [3, 2],
          ] as const,
        ]);
        const bag = { parts: [0], mask: WHOLE };
        const unit = new Float32Array(WIDTH);
        const length = embedBag(at, rows, bag, unit, 0);
        const wanted = [0.3, -0.2, 0.5, 0.1];
        const value = (vector: ArrayLike<number>): number =>
          wanted.reduce((sum, w, k) => sum + w * (vector[k] as number), 0);
        const start = value(unit);
        descendBag(at, rows, bag, {
          unit,
          gradient: Float32Array.from(wanted),
          at: 0,
          length,
          rate: 0.001,
        });
        expect(value(embedded(at, rows, [0]))).toBeLessThan(start);
        for (const feature of [1, 2, 4, 8])
          expect(at.vectors.subarray(feature * WIDTH, (feature + 1) * WIDTH)).toEqual(
            before.subarray(feature * WIDTH, (feature + 1) * WIDTH),
          );
      }),
    );
  });

  it('brings a vector to unit length and says how long it was', () => {
    const vector = Float32Array.of(7, 3, 4, 7);
    expect(toUnitLength(vector, 1, 2)).toBe(5);
    expect([...vector]).toEqual([7, Math.fround(0.6), Math.fround(0.8), 7]);
  });
});
