import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterText, parseFilterText } from '../../src/http/filter-text.ts';

test('a filter in words is read as it was written', () => {
  const name = fc.stringMatching(/^[A-Za-z]{1,12}$/).filter((one) => !(one in {}));
  const value = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => one.trim() !== '');
  fc.assert(
    fc.property(fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true }), (fields) => {
      const written = Object.fromEntries(Object.entries(fields));
      expect(parseFilterText(filterText(written))).toEqual(written);
    }),
    { numRuns: 500 },
  );
});

test('what is no filter is refused where it begins', () => {
  expect(parseFilterText('  from=2026-11-01 subject="西单 ""商场"""')).toEqual({
    from: '2026-11-01',
    subject: '西单 "商场"',
  });
  expect(parseFilterText('')).toEqual({});
  expect(() => parseFilterText('from=2026-11-01 unit')).toThrow('从“unit”起看不懂');
  expect(() => parseFilterText('q="没有闭合')).toThrow('看不懂');
  expect(() => parseFilterText('q=a q=b')).toThrow('“q”写了两次');
});
