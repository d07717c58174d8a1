import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRows, dotRows } from '../../src/learn/dense-rows.ts';

const small = fc.integer({ min: -9, max: 9 });
/** Up to nine rows of three, a vector of three, and a factor a row. */
const problem = fc.record({
  rows: fc.array(fc.tuple(small, small, small), { maxLength: 9 }),
  vector: fc.tuple(small, small, small),
});

describe('products with many rows', () => {
  it('are the dot products of a vector that stands anywhere with every row', () => {
    fc.assert(
      fc.property(problem, ({ rows, vector }) => {
        const out = new Float64Array(rows.length);
        dotRows(out, Float32Array.of(5, 5, ...vector), 2, Float32Array.from(rows.flat()), 3);
        const expected = rows.map((row) => row.reduce((sum, x, k) => sum + x * (vector[k] as number), 0));
        expect([...out]).toEqual(expected);
      }),
    );
  });

  it('add up to the weighted sum of the rows, on top of what was there', () => {
    fc.assert(
      fc.property(problem, ({ rows, vector }) => {
        const factors = Float64Array.from(rows, (_, j) => j - 2);
        const out = Float32Array.of(7, ...vector, 7);
        addRows(out, 1, factors, Float32Array.from(rows.flat()), 3);
        const expected = vector.map((x, k) =>
          rows.reduce((sum, row, j) => sum + (j - 2) * (row[k] as number), x),
        );
        expect([...out]).toEqual([7, ...expected, 7]);
      }),
    );
  });
});
