import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMeanings } from '../../src/knowledge/meanings.ts';

/** Letters counted, of unit length. */
const encode = (text: string): Float32Array => {
  const counts = new Float32Array(4).fill(0.01);
  for (const letter of text) counts[(letter.codePointAt(0) as number) % 4]! += 1;
  const length = Math.hypot(...counts);
  return counts.map((count) => count / length);
};
const everything = (): boolean => true;

test('finds the same whether all, some or nothing was made ready before the search', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 700 }),
      fc.string({ minLength: 1 }),
      fc.nat(4),
      (texts, query, steps) => {
        const asked = encode(query);
        const ready = createMeanings(encode, texts);
        expect([...ready.prepare()]).toHaveLength(Math.ceil(texts.length / 256));
        const half = createMeanings(encode, texts);
        const preparing = half.prepare()[Symbol.iterator]();
        for (let n = 0; n < steps; n++) preparing.next();
        const expected = createMeanings(encode, texts).nearest(asked, 5, everything);
        expect(ready.nearest(asked, 5, everything)).toEqual(expected);
        expect(half.nearest(asked, 5, everything)).toEqual(expected);
        // What goes on afterwards finds nothing left to do.
        preparing.next();
        expect(preparing.next().done).toBe(true);
        expect(half.nearest(asked, 5, everything)).toEqual(expected);
      },
    ),
    { numRuns: 40 },
  );
});

test('no texts are nothing to make ready and nothing to find', () => {
  const none = createMeanings(encode, []);
  expect([...none.prepare()]).toEqual([]);
  expect(none.nearest(encode('a'), 3, everything)).toEqual([]);
});
