import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecords } from '../../../src/app/import/csv.ts';

const cells = (text: string, delimiter = ','): unknown[] =>
  [...csvRecords(text, delimiter)].map((record) => record.cells);

const cell = fc.string({ unit: fc.constantFrom('a', '退', '"', ',', ';', '\n', ' ', '\t'), maxLength: 6 });

test('what is written as CSV is read back', () => {
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(
      table,
      fc.constantFrom(',', ';', '\t'),
      fc.constantFrom('\n', '\r\n'),
      (rows, delimiter, eol) => {
        const text = stringify(rows, { delimiter, record_delimiter: eol, quoted_match: /[\n\r]/ });
        expect(cells(text, delimiter)).toEqual(rows);
      },
    ),
    { numRuns: 500 },
  );
});

test('well-formed text reads as another parser reads it', () => {
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  fc.assert(
    fc.property(table, (rows) => {
      const text = stringify(rows, { quoted: true });
      const other = parse(text, { relax_column_count: true, skip_empty_lines: true }) as string[][];
      const empty = (row: readonly string[]) => row.length === 1 && row[0] === '';
      expect(cells(text)).toEqual(other.filter((row) => !empty(row)));
    }),
    { numRuns: 500 },
  );
});

test('any text is cut into records that cover it, and the reading ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r'), maxLength: 40 }), (text) => {
      let last = 0;
      for (const record of csvRecords(text, ',')) {
        expect(record.end).toBeGreaterThan(last);
        last = record.end;
      }
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['1,"open\n2,b\n', [null, ['2', 'b']]],
  ['1,"open\n2,"b"\n3,c', [null, ['2', 'b'], ['3', 'c']]],
  ['"a" b,c\n', [['"a" b', 'c']]],
  ['a "b" c,""""\n', [['a "b" c', '"']]],
  ['\n\r\na,\n', [['a', '']]],
])('%j is read as %j', (text, rows) => {
  expect(cells(text)).toEqual(rows);
});
