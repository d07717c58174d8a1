import { AppError } from '../../kernel/errors.ts';
import { cellText } from './columns.ts';
import type { Cell } from './columns.ts';
import { csvRecords } from './csv.ts';
import { unguarded } from '../formula-cells.ts';
import { BROKEN, decodeMarking, detectEncoding } from './encoding.ts';
import { sheetRows } from './xlsx/sheet-rows.ts';
import { readWorkbook } from './xlsx/workbook.ts';
import { zipParts } from './xlsx/zip-parts.ts';

/** A record of a table: the heading is row 1. `done` is the share of the file read so far. */
export type TableRow =
  | {
      readonly row: number;
      readonly done: number;
      readonly cells: readonly Cell[];
      /** Name of the sheet, where it is not the first. */
      readonly sheet?: string;
    }
  | {
      readonly row: number;
      readonly done: number;
      readonly error: AppError;
      /** The record as it stands, where it is text. */
      readonly line?: string;
    };

/**
 * Records of a CSV file (comma, semicolon or tab, by the heading). A record that is no CSV, or whose bytes
 * are no text, comes as an error; the others go on. The apostrophe that keeps a cell from being calculated is taken away.
 */
export async function* csvRows(bytes: Uint8Array, file: string): AsyncGenerator<TableRow> {
  const text = decodeMarking(bytes, detectEncoding(bytes, file)).replace(/^\ufeff/, '');
  let row = 0;
  let start = 0;
  for (const { cells, end } of csvRecords(text, delimiterOf(text))) {
    row++;
    const done = Math.min(1, end / text.length);
    const where = `第 ${row} 行`;
    const line = text.slice(start, end).trim();
    start = end;
    if (cells === null) {
      yield { row, done, line, error: new AppError('bad_request', { reason: `${where}的引号没有闭合` }) };
    } else if (cells.some((cell) => cell.includes(BROKEN))) {
      const error = new AppError('bad_encoding', { where });
      yield { row, done, line: line.replaceAll(BROKEN, '\ufffd'), error };
    } else yield { row, done, cells: cells.map(unguarded) };
  }
}

/** The delimiter of the first line that has any: a title above the headings has none. */
function delimiterOf(text: string): string {
  const lines = text.slice(0, 1 << 16).split(/\r\n|[\r\n]/, 10);
  for (const line of lines) {
    const count = (mark: string) => line.split(mark).length;
    const best = [',', '\t', ';'].reduce((one, mark) => (count(mark) > count(one) ? mark : one));
    if (count(best) > 1) return best;
  }
  return ',';
}

/**
 * Records of an XLSX file: of its first sheet, and of those after it that begin with the same headings (a table that was
 * too long for one). Throws `bad_file` for what is none.
 */
export async function* xlsxRows(bytes: Uint8Array, file: string): AsyncGenerator<TableRow> {
  const parts = zipParts(bytes, file);
  const book = await readWorkbook(parts, file);
  let first: readonly Cell[] | null = null;
  for (const [i, { name, path }] of book.sheets.entries()) {
    let isNew = true;
    for await (const { row, cells, share } of sheetRows(parts, book, path, file)) {
      if (isNew && first !== null) {
        if (!sameCells(first, cells)) return;
        isNew = false;
        continue;
      }
      first ??= cells;
      isNew = false;
      const done = (i + share) / book.sheets.length;
      yield { row, done, cells, ...(i === 0 ? {} : { sheet: name }) };
    }
  }
}

const sameCells = (a: readonly Cell[], b: readonly Cell[]): boolean =>
  a.length === b.length && a.every((cell, i) => cellText(cell) === cellText(b[i]));
