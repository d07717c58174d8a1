import { AppError } from '../../kernel/errors.ts';
import { ZIP_LIMIT, zipStream } from '../zip-stream.ts';
import type { ZipEntry } from '../zip-stream.ts';
import type { Cell } from './export-types.ts';
import { rowXml, STYLE } from './xlsx-cells.ts';
import { bookParts, sheetPath } from './xlsx-parts.ts';

/** Rows of a sheet at most, its heading included. */
export const SHEET_ROWS = 1_048_576;
/** Bytes of a sheet's XML at most: archives without the 64-bit extension count to 4 GB. */
const SHEET_BYTES = 3 * 2 ** 30;

export type Book = {
  readonly name: string;
  readonly columns: readonly { readonly heading: string; readonly width: number }[];
  /** Rows in pieces. */
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>;
  /** Two columns on a sheet of their own, the last: what the file is, and whose. */
  readonly about: readonly (readonly [string, string])[];
  readonly properties: { readonly creator: string; readonly title: string; readonly note: string };
  /** UTC milliseconds. */
  readonly at: number;
};

/**
 * An xlsx as it is read: rows on a sheet, and on further ones where one is full (each with the headings), then what the
 * file is about. Nothing is held but the row in hand. `limits` are those of the format; tests lower them. Throws
 * `file_too_large` where it would outgrow what an archive can hold.
 */
export async function* xlsxOf(
  book: Book,
  limits: { readonly rows: number; readonly bytes: number } = { rows: SHEET_ROWS, bytes: SHEET_BYTES },
): AsyncGenerator<Uint8Array> {
  let written = 0;
  for await (const piece of zipStream(entriesOf(book, limits))) {
    written += piece.length;
    if (written > ZIP_LIMIT)
      throw new AppError('file_too_large', { name: book.name, limit: ZIP_LIMIT, shown: '4 GB' });
    yield piece;
  }
}

async function* entriesOf(
  book: Book,
  limits: { readonly rows: number; readonly bytes: number },
): AsyncGenerator<ZipEntry> {
  const { at } = book;
  const rows = flat(book.batches);
  const sheets: string[] = [];
  let next = await rows.next();
  try {
    do {
      const name = sheets.length === 0 ? book.name : `${book.name}${sheets.length + 1}`;
      sheets.push(name);
      yield { name: sheetPath(sheets.length), at, deflate: true, pieces: sheet() };
    } while (next.done !== true);
  } finally {
    await rows.return(undefined);
  }
  sheets.push('导出说明');
  const about = book.about.map((cells, i) => rowXml(i + 1, cells)).join('');
  const columns = [16, 80].map((width) => ({ heading: '', width }));
  yield text(sheetPath(sheets.length), `${sheetHead(columns, false)}${about}${SHEET_END}`);
  for (const [name, xml] of bookParts(sheets, { ...book.properties, at })) yield text(name, xml);

  function text(name: string, xml: string): ZipEntry {
    return { name, at, deflate: true, pieces: [new TextEncoder().encode(xml)] };
  }

  /** One sheet, until it is full or there is nothing left. */
  async function* sheet(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    const headings = book.columns.map(({ heading }) => heading);
    let pending = sheetHead(book.columns, true) + rowXml(1, headings, STYLE.heading);
    let bytes = 0;
    let row = 1;
    while (next.done !== true && row < limits.rows && bytes < limits.bytes) {
      pending += rowXml(++row, next.value);
      if (pending.length > 1 << 16) {
        const piece = encoder.encode(pending);
        bytes += piece.length;
        pending = '';
        yield piece;
      }
      next = await rows.next();
    }
    yield encoder.encode(pending + SHEET_END);
  }
}

const SHEET_END = '</sheetData></worksheet>';

function sheetHead(columns: readonly { readonly width: number }[], frozen: boolean): string {
  const pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const cols = columns.map(
    ({ width }, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    `<sheetViews><sheetView workbookViewId="0">${frozen ? pane : ''}</sheetView></sheetViews>` +
    `<cols>${cols.join('')}</cols><sheetData>`
  );
}

async function* flat<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T, undefined> {
  for await (const batch of batches) yield* batch;
  return undefined;
}
