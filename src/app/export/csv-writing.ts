import { guarded } from '../formula-cells.ts';
import { encodeGb18030 } from './gb18030.ts';
import { localTime } from './local-time.ts';
import type { Cell, ExportEncoding } from './export-types.ts';

/** Excel takes a csv for UTF-8 by these three bytes alone. */
const BOM = new Uint8Array([0xef, 0xbb, 0xbf]);

/**
 * A csv (RFC 4180), piece by piece: every text in quotation marks, so that another delimiter of a reader's cannot cut it
 * open, and what might be calculated behind an apostrophe (see `formula-cells.ts`). `batches` are rows in pieces.
 */
export async function* csvOf(
  headings: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  encoding: ExportEncoding,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const encode = encoding === 'utf-8' ? (text: string) => encoder.encode(text) : encodeGb18030;
  if (encoding === 'utf-8') yield BOM;
  yield encode(line(headings));
  for await (const rows of batches) {
    let pending = '';
    for (const row of rows) {
      pending += line(row);
      if (pending.length < PIECE) continue;
      yield encode(pending);
      pending = '';
    }
    if (pending !== '') yield encode(pending);
  }
}

/** Characters of a piece, or one row where that is longer: what a reader who has stopped makes others hold. */
const PIECE = 1 << 16;

/**
 * Written here: csv-stringify takes seven times as long for the same lines (0.54 s against 0.08 s for 5,000 rows of 45
 * cells), which is half of what an export takes. The tests read it with csv-parse.
 */
function line(cells: readonly Cell[]): string {
  return `${cells.map(plain).join(',')}\r\n`;
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = typeof cell === 'string' ? guarded(cell) : localTime(cell.at);
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}
