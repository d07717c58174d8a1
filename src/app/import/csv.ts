/**
 * A record of a CSV text; `end` is where the next one begins. `cells` null: a quotation mark opens in this
 * line and never closes.
 */
export type CsvRecord = { readonly cells: readonly string[] | null; readonly end: number };

/** A quoted cell this long, in UTF-16 code units, is an unclosed quotation mark. */
const CELL_LIMIT = 250_000;

type Cell = { readonly value: string; readonly end: number };

/**
 * Records of a CSV text (RFC 4180), empty lines left out. Written here because the parsers at hand lose all
 * that follows an unclosed quotation mark: here it costs one line. A cell with marks in the wrong places
 * (`"a" b`) is taken as it stands.
 */
export function* csvRecords(text: string, delimiter: string): Generator<CsvRecord> {
  let at = 0;
  while (at < text.length) {
    const record = recordAt(text, at, delimiter);
    if (record.cells === null || record.cells.length > 1 || record.cells[0] !== '') yield record;
    at = record.end;
  }
}

function recordAt(text: string, start: number, delimiter: string): CsvRecord {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const cell = cellAt(text, at, delimiter);
    if (cell === null) return { cells: null, end: afterLine(text, lineEnd(text, start)) };
    cells.push(cell.value);
    if (text.startsWith(delimiter, cell.end)) at = cell.end + delimiter.length;
    else return { cells, end: afterLine(text, cell.end) };
  }
}

function cellAt(text: string, start: number, delimiter: string): Cell | null {
  const quoted = text[start] === '"' ? quotedCellAt(text, start, delimiter) : 'bare';
  if (quoted !== 'bare') return quoted;
  const end = lineEnd(text, start);
  const found = text.indexOf(delimiter, start);
  const stop = found === -1 || found > end ? end : found;
  return { value: text.slice(start, stop), end: stop };
}

/** Null: never closed. `bare`: the marks are part of the words. */
function quotedCellAt(text: string, start: number, delimiter: string): Cell | null | 'bare' {
  let value = '';
  let at = start + 1;
  for (;;) {
    const mark = text.indexOf('"', at);
    if (mark === -1 || mark - start > CELL_LIMIT) return null;
    value += text.slice(at, mark);
    if (text[mark + 1] !== '"') {
      const end = mark + 1;
      const closes = end === text.length || isBreak(text, end) || text.startsWith(delimiter, end);
      if (closes) return { value, end };
      // A mark in the wrong place on the same line belongs to the words; further down it shows that the
      // first one was never closed.
      return lineEnd(text, start) > mark ? 'bare' : null;
    }
    value += '"';
    at = mark + 2;
  }
}

function isBreak(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r';
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBreak(text, at)) at++;
  return at;
}

function afterLine(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
}
