import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildVectorIndex, highest, quantise, scoreVectors } from '../../src/learn/vector-search.ts';

const component = fc.double({ min: -1, max: 1, noNaN: true }).map(Math.fround);
/** Some rows of a width, and a query. */
const problem = fc
  .tuple(fc.constantFrom(1, 3, 4, 16, 17, 128, 257, 1024), fc.integer({ min: 1, max: 9 }))
  .chain(([width, size]) =>
    fc.record({
      width: fc.constant(width),
      rows: fc.array(fc.array(component, { minLength: width, maxLength: width }), {
        minLength: size,
        maxLength: size,
      }),
      query: fc.array(component, { minLength: width, maxLength: width }),
    }),
  );

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from({ length: a.length }, (_, k) => (a[k] as number) * (b[k] as number)).reduce(
    (sum, x) => sum + x,
    0,
  );

describe('search over vectors in 8 bits', () => {
  it('gives the dot products of the 8-bit vectors exactly, for any number of rows', () => {
    fc.assert(
      fc.property(problem, ({ width, rows, query }) => {
        const index = buildVectorIndex(Float32Array.from(rows.flat()), width);
        const asked = quantise(Float32Array.from(query));
        const scores = scoreVectors(index, Float32Array.from(query));
        rows.forEach((row, i) => {
          const held = quantise(Float32Array.from(row));
          const exact = dot(held.steps, asked.steps) * asked.scale * Math.fround(held.scale);
          // Adding 0 makes -0 a plain 0.
          expect((scores[i] as number) + 0).toBe(Math.fround(exact) + 0);
        });
      }),
    );
  });

  it('stays near the dot product of the vectors as they were', () => {
    fc.assert(
      fc.property(problem, ({ width, rows, query }) => {
        const scores = scoreVectors(
          buildVectorIndex(Float32Array.from(rows.flat()), width),
          Float32Array.from(query),
        );
        rows.forEach((row, i) =>
          expect(Math.abs((scores[i] as number) - dot(row, query))).toBeLessThan(0.01 * width),
        );
      }),
    );
  });

  it('is exact at the extremes of wide vectors', () => {
    const rows = new Float32Array(2048).fill(1, 0, 1024).fill(-1, 1024);
    const index = buildVectorIndex(rows, 1024);
    expect([...scoreVectors(index, new Float32Array(1024).fill(1))].map(Math.round)).toEqual([1024, -1024]);
    expect([...scoreVectors(index, new Float32Array(1024).fill(-1))].map(Math.round)).toEqual([-1024, 1024]);
  });

  it('has no scores where it has no rows', () => {
    expect(scoreVectors(buildVectorIndex(new Float32Array(0), 8), new Float32Array(8))).toHaveLength(0);
  });

  it('refuses rows and queries of another width', () => {
    expect(() => buildVectorIndex(new Float32Array(6), 4)).toThrow(RangeError);
    expect(() => scoreVectors(buildVectorIndex(new Float32Array(8), 4), new Float32Array(5))).toThrow(
      RangeError,
    );
  });

  it('takes the highest scores among those accepted, equal ones in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6)), fc.nat(8), (scores, limit) => {
        const accept = (row: number): boolean => row % 3 !== 0;
        const expected = scores
          .map((cosine, row) => ({ row, cosine }))
          .filter(({ row }) => accept(row))
          .sort((a, b) => b.cosine - a.cosine || a.row - b.row)
          .slice(0, limit);
        expect(highest(scores, limit, accept)).toEqual(expected);
      }),
    );
  });
});
