import { AppError } from '../../../kernel/errors.ts';
import { columnName } from '../../export/xlsx-cells.ts';
import type { Cell } from '../columns.ts';
import { readingPart, written } from './workbook.ts';
import type { Workbook } from './workbook.ts';
import { attribute } from './xml-reading.ts';
import type { XmlListener } from './xml-reading.ts';
import type { ZipParts } from './zip-parts.ts';

/** Bytes of a sheet at most, unpacked: what a million long rows take. */
const SHEET_LIMIT = 4 * 2 ** 30 - 1;
/** UTF-16 code units of one cell; spreadsheets stop at 32,767. */
const CELL_LIMIT = 1 << 20;
const COLUMNS = 16_384;

export type SheetRow = { readonly row: number; readonly cells: readonly Cell[] };
/** `share` of the sheet that was read, 0 to 1. */
export type ReadSheetRow = SheetRow & { readonly share: number };

/**
 * Rows of a sheet as they are read, empty ones left out; `row` is the number that a spreadsheet shows. Of a formula the
 * value is taken that was saved with it; where there is none, and where a cell shows an error, the cell says so.
 */
export async function* sheetRows(
  parts: ZipParts,
  book: Workbook,
  path: string,
  file: string,
): AsyncGenerator<ReadSheetRow> {
  const ready: SheetRow[] = [];
  const listener = rowListener(book, file, (row) => void ready.push(row));
  for await (const bytes of readingPart(parts, path, SHEET_LIMIT, file, listener)) {
    const share = Math.min(1, bytes / Math.max(1, parts.size(path)));
    for (const row of ready.splice(0)) yield { ...row, share };
  }
}

function rowListener(book: Workbook, file: string, tell: (row: SheetRow) => void): XmlListener {
  let row = 0;
  let cells: Cell[] = [];
  let column = 0;
  let type = 'n';
  let style = 0;
  let isFormula = false;
  let value: string | null = null;
  let taking = false;
  let inReading = false;

  const open = (tag: string, given: string): void => {
    if (tag === 'c') {
      column = columnOf(attribute(given, 'r'), cells.length);
      if (column >= COLUMNS)
        throw new AppError('bad_file', { file, reason: `第 ${row} 行的列超过 ${COLUMNS} 列` });
      type = attribute(given, 't') ?? 'n';
      style = Number(attribute(given, 's') ?? 0);
      isFormula = false;
      value = null;
    } else if (tag === 'v' || (tag === 't' && !inReading)) {
      taking = true;
      value ??= '';
    } else if (tag === 'f') isFormula = true;
    else if (tag === 'rPh') inReading = true;
    else if (tag === 'row') {
      row = Number(attribute(given, 'r') ?? row + 1);
      cells = [];
    }
  };
  const close = (tag: string): void => {
    if (tag === 'v' || tag === 't') taking = false;
    else if (tag === 'rPh') inReading = false;
    else if (tag === 'c') {
      while (cells.length < column) cells.push(null);
      cells[column] = cellOf();
    } else if (tag === 'row' && cells.some((cell) => cell !== null && cell !== '')) tell({ row, cells });
  };
  const text = (piece: string): void => {
    if (!taking) return;
    value = (value ?? '') + piece;
    if (value.length > CELL_LIMIT)
      throw new AppError('bad_file', {
        file,
        reason: `单元格 ${columnName(column)}${row} 超过 ${CELL_LIMIT} 个字符`,
      });
  };

  function cellOf(): Cell {
    const where = `单元格 ${columnName(column)}${row} `;
    if (value === null || (value === '' && type === 'n'))
      return isFormula
        ? { fault: `${where}是公式，没有保存结果，请用表格软件打开保存一次，或粘贴为数值` }
        : null;
    if (type === 'e') return { fault: `${where}是错误值 ${value}` };
    if (type === 's') {
      const shared = book.shared[Number(value)];
      return shared ?? { fault: `${where}所指的文字不在表格里` };
    }
    if (type === 'inlineStr' || type === 'str') return written(value);
    if (type === 'b') return value === '1';
    if (type === 'd') return new Date(`${value.replace(/Z$/, '')}Z`);
    const number = Number(value);
    if (!Number.isFinite(number)) return { fault: `${where}不是数` };
    return book.isMoment(style) ? momentOf(value, number, book.is1904) : number;
  }

  return { open, text, close };
}

/** Column of `AB12`; the next one where a cell does not say. */
function columnOf(ref: string | null, next: number): number {
  if (ref === null) return next;
  let column = 0;
  for (let i = 0; i < ref.length; i++) {
    const letter = ref.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column === 0 ? next : column - 1;
}

/** Days from 1899-12-30 to 1904-01-01. */
const SINCE_1904 = 1462;

/**
 * A count of days as a clock shows it, without an offset. The calendar of 1900 counts a 29 February that never was: its
 * first sixty days are one off. A number that was cut short is rounded to the second it was meant to be.
 */
export function momentOf(raw: string, days: number, is1904: boolean): Date {
  const counted = is1904 ? days + SINCE_1904 : days < 60 ? days + 1 : days;
  const ms = (counted - 25_569) * 86_400_000;
  const exact = raw.replace(/[^\d]/g, '').length >= 14;
  return new Date(exact ? Math.round(ms) : Math.round(ms / 1000) * 1000);
}
