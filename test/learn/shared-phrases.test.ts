import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharedPhrases } from '../../src/learn/shared-phrases.ts';

const even = { weight: () => 4, limit: 10 };

test('the longest stretches in common are found, in both texts', () => {
  const a = '市民在雪屿羽绒服专柜买衣服，店员不给退款。';
  const b = '不给退款！就是那个雪屿羽绒服专柜';
  const found = sharedPhrases(a, b, even);
  expect(found.map(({ first }) => a.slice(first.start, first.end))).toEqual(['雪屿羽绒服专柜', '不给退款']);
});

test('phrases are equal but for case, apart from each other, heaviest first, and hold no punctuation', () => {
  const text = fc.string({ unit: fc.constantFrom(...'退款羽绒服aA1，'), maxLength: 60 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const found = sharedPhrases(a, b, { weight: () => 5, limit: 6 });
      expect(found.length).toBeLessThanOrEqual(6);
      for (const side of ['first', 'second'] as const) {
        const spans = found.map((phrase) => phrase[side]).sort((x, y) => x.start - y.start);
        spans.forEach((span, i) => {
          const next = spans[i + 1];
          if (next !== undefined) expect(span.end).toBeLessThanOrEqual(next.start);
        });
      }
      found.forEach(({ first, second, weight }, i) => {
        const words = a.slice(first.start, first.end);
        expect(words.toLowerCase()).toBe(b.slice(second.start, second.end).toLowerCase());
        expect(words).not.toContain('，');
        expect(weight).toBeLessThanOrEqual(found[i - 1]?.weight ?? Infinity);
      });
    }),
  );
});

test('stretches of everyday words are left out', () => {
  expect(sharedPhrases('市民来电反映', '市民来电反映', { weight: () => 1, limit: 5 })).toEqual([]);
});

test('a text that repeats itself is soon done', () => {
  const text = '退款'.repeat(3000);
  const found = sharedPhrases(text, text, even);
  expect(found[0]?.first).toEqual({ start: 0, end: 6000 });
});
