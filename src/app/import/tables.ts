import { readSheet } from 'read-excel-file/node';
import { AppError } from '../../kernel/errors.ts';
import type { Cell } from './columns.ts';
import { csvRecords } from './csv.ts';
import { BROKEN, decodeMarking, detectEncoding } from './encoding.ts';

/** A record of a table: the heading is row 1. `done` is the share of the file read so far. */
export type TableRow =
  | { readonly row: number; readonly done: number; readonly cells: readonly Cell[] }
  | { readonly row: number; readonly done: number; readonly error: AppError };

/**
 * Records of a CSV file (comma, semicolon or tab, by the heading). A record that is no CSV, or whose bytes
 * are no text, comes as an error; the others go on.
 */
export async function* csvRows(bytes: Uint8Array, file: string): AsyncGenerator<TableRow> {
  const text = decodeMarking(bytes, detectEncoding(bytes, file)).replace(/^\ufeff/, '');
  let row = 0;
  for (const { cells, end } of csvRecords(text, delimiterOf(text))) {
    row++;
    const done = Math.min(1, end / text.length);
    const where = `第 ${row} 行`;
    if (cells === null) {
      yield { row, done, error: new AppError('bad_request', { reason: `${where}的引号没有闭合` }) };
    } else if (cells.some((cell) => cell.includes(BROKEN))) {
      yield { row, done, error: new AppError('bad_encoding', { where }) };
    } else yield { row, done, cells };
  }
}

function delimiterOf(text: string): string {
  const heading = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string) => heading.split(mark).length;
  return [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** Records of the first sheet of an XLSX file. Throws `bad_file` if it is none. */
export async function* xlsxRows(bytes: Uint8Array, file: string): AsyncGenerator<TableRow> {
  let sheet: readonly (readonly unknown[])[];
  try {
    sheet = (await readSheet(Buffer.from(bytes), 1, { trim: false })) as readonly (readonly unknown[])[];
  } catch (error) {
    const reason = '不是可以读取的 xlsx 表格';
    throw new AppError('bad_file', { file, reason }, { cause: error });
  }
  for (const [i, cells] of sheet.entries()) {
    if (cells.every((cell) => cell === null || cell === '')) continue;
    yield { row: i + 1, done: (i + 1) / sheet.length, cells: cells as readonly Cell[] };
  }
}
