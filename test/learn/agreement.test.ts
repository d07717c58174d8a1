import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { agreement } from '../../src/learn/agreement.ts';

/** One string an annotator, one character a unit; a dot is a missing value. */
const units = (...annotators: string[]): (string | null)[][] =>
  [...(annotators[0] ?? '')].map((_, i) =>
    annotators.map((row) => (row[i] === '.' ? null : (row[i] as string))),
  );

/** The definition over ordered pairs of labels, without counts. */
function naiveAlpha(ratings: readonly (readonly (string | null)[])[]): number | null {
  const rows = ratings.map((r) => r.filter((v): v is string => v !== null)).filter((r) => r.length > 1);
  const all = rows.flat();
  let observed = 0;
  for (const row of rows) {
    let differing = 0;
    row.forEach((a, i) => row.forEach((b, j) => (differing += i !== j && a !== b ? 1 : 0)));
    observed += differing / (row.length - 1);
  }
  let expected = 0;
  all.forEach((a, i) => all.forEach((b, j) => (expected += i !== j && a !== b ? 1 : 0)));
  return expected === 0 ? null : 1 - observed / all.length / (expected / (all.length * (all.length - 1)));
}

const krippendorffAlpha = (ratings: Parameters<typeof agreement>[0]) =>
  agreement(ratings, seededRandom(1), 1).alpha;

describe("Krippendorff's alpha", () => {
  // K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A, B and C.
  it('is .095 for the binary example of two observers', () => {
    expect(krippendorffAlpha(units('0100000010', '1110010000'))).toBeCloseTo(0.095, 3);
  });
  it('is .692 for the nominal example of two observers', () => {
    expect(krippendorffAlpha(units('aabbdcccedda', 'babbbccceddd'))).toBeCloseTo(0.692, 3);
  });
  it('is .743 for the nominal example of four observers with missing values', () => {
    const rows = units('123321412...', '1233224125.3', '.3332342251.', '12332441251.');
    expect(krippendorffAlpha(rows)).toBeCloseTo(0.743, 3);
  });

  it('is what the definition over pairs gives', () => {
    const label = fc.constantFrom('a', 'b', 'c', null);
    fc.assert(
      fc.property(fc.array(fc.array(label, { maxLength: 4 }), { maxLength: 12 }), (ratings) => {
        const wanted = naiveAlpha(ratings);
        const found = krippendorffAlpha(ratings);
        if (wanted === null) expect(found).toBeNull();
        else expect(found).toBeCloseTo(wanted, 9);
      }),
    );
  });

  it('says nothing where there is no pair or only one label', () => {
    expect(krippendorffAlpha([])).toBeNull();
    expect(
      krippendorffAlpha([
        ['a', null],
        [null, 'b'],
      ]),
    ).toBeNull();
    expect(
      agreement(
        [
          ['a', 'a'],
          ['a', 'a'],
        ],
        seededRandom(1),
      ),
    ).toMatchObject({
      alpha: null,
      low: null,
      units: 2,
      observed: 1,
    });
  });

  it('is 1 where all agree, and its interval holds it and repeats with the seed', () => {
    const rows = Array.from({ length: 60 }, (_, i) => [String(i % 3), String(i % 7 === 0 ? 1 : i % 3)]);
    const first = agreement(rows, seededRandom(7));
    expect(agreement(rows, seededRandom(7))).toEqual(first);
    expect(first.low as number).toBeLessThan(first.alpha as number);
    expect(first.high as number).toBeGreaterThan(first.alpha as number);
    expect(krippendorffAlpha(rows.map(([a]) => [a as string, a as string]))).toBe(1);
  });
});
