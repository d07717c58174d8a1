import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guarded, looksLikeFormula, unguarded } from '../../src/app/formula-cells.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', ' ', '\n', 'a', '＝', '\ufeff', '西'))
    .map((all) => all.join('')),
);

test('no text is calculated, and every one comes back as it was', () => {
  fc.assert(
    fc.property(text, (value) => {
      const safe = guarded(value);
      expect(/^\s*[=+\-@\t\r＝＋－＠]/u.test(safe)).toBe(false);
      expect(unguarded(safe)).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test('a text that nobody would calculate stays as it is', () => {
  for (const value of ['西单的鞋', "'引号", '3-5 天', 'a=b']) {
    expect(looksLikeFormula(value)).toBe(false);
    expect(guarded(value)).toBe(value);
  }
  expect(guarded('=cmd|/c calc')).toBe("'=cmd|/c calc");
});
