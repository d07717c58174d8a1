import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRatios } from '../../src/learn/ratios.ts';
import { joinRows } from '../../src/learn/svm.ts';

type Dense = readonly (readonly number[])[];

const join = (rows: Dense) =>
  joinRows(
    rows.map((row) => {
      const indices = row.flatMap((value, f) => (value === 0 ? [] : [f]));
      return {
        indices: Int32Array.from(indices),
        values: Float32Array.from(indices, (f) => row[f] as number),
      };
    }),
  );

/** The same by the book: shares of counts, feature by feature, on dense rows. */
function byTheBook(rows: Dense, targets: readonly boolean[], smoothing: number, exponent: number): number[] {
  const width = rows[0]?.length ?? 0;
  const share = (side: boolean): number[] => {
    const counts = Array.from({ length: width }, (_, f) =>
      rows.reduce((sum, row, i) => sum + (targets[i] === side && row[f] !== 0 ? 1 : 0), smoothing),
    );
    const all = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => count / all);
  };
  const inside = share(true);
  const outside = share(false);
  const raw = inside.map((p, f) => Math.abs(Math.log(p / (outside[f] as number))) ** exponent);
  const squares = rows.map((row) => row.reduce((sum, x, f) => sum + (x * (raw[f] as number)) ** 2, 0));
  const mean = squares.reduce((sum, square) => sum + square, 0) / rows.length;
  return raw.map((ratio) => ratio / Math.sqrt(mean));
}

const problem = fc
  .array(fc.tuple(fc.array(fc.constantFrom(0, 0, 0.5, 1, 2), { minLength: 6, maxLength: 6 }), fc.boolean()), {
    minLength: 2,
    maxLength: 12,
  })
  .filter((rows) => rows.some(([, side]) => side) && rows.some(([, side]) => !side));

describe('scales by log-count ratios', () => {
  it('are the logarithms of the shares of counts, brought to one common length', () => {
    fc.assert(
      fc.property(
        problem,
        fc.constantFrom(0.5, 1, 3),
        fc.constantFrom(0.5, 1),
        (rows, smoothing, exponent) => {
          const dense = rows.map(([row]) => row);
          const targets = rows.map(([, side]) => side);
          const expected = byTheBook(dense, targets, smoothing, exponent);
          fc.pre(expected.every((scale) => Number.isFinite(scale)) && Math.max(...expected) < 1e3);
          const found = countRatios(
            join(dense),
            targets.map((side) => Number(side)),
            6,
            { smoothing, exponent },
          );
          found.forEach((scale, f) => expect(scale).toBeCloseTo(expected[f] as number, 4));
        },
      ),
    );
  });

  it('are larger the more one-sided a feature is, whichever side it leans to', () => {
    const rows = join([
      [1, 0, 1, 0],
      [1, 0, 1, 1],
      [0, 1, 1, 0],
      [0, 1, 1, 1],
    ]);
    const [inside, outside, everywhere, even] = countRatios(rows, [1, 1, 0, 0], 4, {
      smoothing: 1,
      exponent: 1,
    });
    expect(inside).toBeCloseTo(outside as number, 6);
    expect(inside).toBeCloseTo(1, 6);
    expect(everywhere).toBe(0);
    expect(even).toBe(0);
  });

  it('are all equal with an exponent of 0', () => {
    const rows = join([
      [1, 0, 2],
      [0, 1, 1],
    ]);
    const scales = countRatios(rows, [1, 0], 3, { smoothing: 1, exponent: 0 });
    expect(new Set(scales).size).toBe(1);
  });

  it('are all 0 where no feature tells anything', () => {
    const rows = join([
      [1, 1],
      [1, 1],
    ]);
    expect([...countRatios(rows, [1, 0], 2, { smoothing: 1, exponent: 1 })]).toEqual([0, 0]);
  });
});
