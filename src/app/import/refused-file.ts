import { closeSync, openSync, writeSync } from 'node:fs';
import { guarded } from '../formula-cells.ts';
import { cellText, REFUSED_COLUMN, REFUSED_REASON, REFUSED_ROW } from './columns.ts';
import type { RawRow, Refusal } from './importing.ts';

/** Writes refused rows as they come. */
export type RefusedWriter = {
  readonly headings: (headings: readonly string[]) => void;
  readonly row: (refusal: Refusal, raw: RawRow) => void;
};

/** The ending of the file that rows of this file go back in. */
export const refusedEnding = (file: string): 'jsonl' | 'csv' =>
  /\.(?:jsonl|ndjson)$/i.test(file) ? 'jsonl' : 'csv';

/**
 * The refused rows of a file, to be mended and sent again: the same columns, then row, column and reason, which the next
 * import passes over. A table goes back as csv (UTF-8 with BOM), a jsonl as jsonl with the three among its fields; a line
 * that is no object goes back under 原行.
 */
export function refusedWriter(file: string, write: (text: string) => void): RefusedWriter {
  if (refusedEnding(file) === 'jsonl') {
    return {
      headings: () => {},
      row: (refusal, raw) =>
        write(`${JSON.stringify({ ...objectIn(raw.line ?? ''), ...beside(refusal) })}\n`),
    };
  }
  let places: readonly boolean[] = [];
  return {
    headings: (headings) => {
      const kept = headings.filter((heading) => !BESIDE.includes(heading.trim()));
      places = headings.map((heading) => !BESIDE.includes(heading.trim()));
      write(`\ufeff${line([...kept, ...BESIDE])}`);
    },
    row: (refusal, { cells = [] }) => {
      const texts = places.flatMap((isKept, i) => (isKept ? [cellText(cells[i])] : []));
      write(line([...texts, ...Object.values(beside(refusal))]));
    },
  };
}

/** Refused rows on their way to a file that only this user reads. */
export type RefusedFile = RefusedWriter & {
  /** Ends the file; later calls do nothing. */
  readonly close: () => void;
};

/**
 * Writes each refused row at once and in place: a disk that is full, or a folder that went away, then fails the import in
 * whose midst it happens. A stream would tell of it later, and to nobody where the import has ended by then.
 */
export function openRefusedFile(path: string, file: string): RefusedFile {
  let fd: number | null = openSync(path, 'w', 0o600);
  const writer = refusedWriter(file, (text) => {
    if (fd === null) throw new Error('a row was refused after the import was over');
    writeSync(fd, text);
  });
  return {
    ...writer,
    close: () => {
      if (fd !== null) closeSync(fd);
      fd = null;
    },
  };
}

const BESIDE: readonly string[] = [REFUSED_ROW, REFUSED_COLUMN, REFUSED_REASON];

const beside = ({ row, sheet, column, reason }: Refusal): Readonly<Record<string, string>> => ({
  [REFUSED_ROW]: sheet === undefined ? String(row) : `${sheet} ${row}`,
  [REFUSED_COLUMN]: column ?? '',
  [REFUSED_REASON]: reason,
});

const line = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${guarded(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { 原行: text };
}
