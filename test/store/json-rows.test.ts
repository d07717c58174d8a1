import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonOf } from '../../src/store/json-rows.ts';

/** Any characters, halves of pairs and backslashes too. */
const anyText = fc.string({ unit: 'binary', maxLength: 12 });

test('a half of a pair becomes the mark for what cannot be read, everything else stays as it is', () => {
  const naive = (value: unknown): unknown =>
    typeof value === 'string' ? value.toWellFormed() : Array.isArray(value) ? value.map(naive) : value;
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof(anyText, fc.constant('\\\\ud83d'), fc.integer(), fc.constant(null)))),
      (rows) => {
        expect(JSON.parse(jsonOf(rows))).toEqual(naive(rows));
      },
    ),
  );
});
