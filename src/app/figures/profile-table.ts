import { AppError } from '../../kernel/errors.ts';
import { cellText, plain } from '../import/columns.ts';
import { kindOfFile } from '../import/file-kind.ts';
import { csvRows, xlsxRows } from '../import/tables.ts';

/** A row that is not taken: the heading is row 1. */
export type RefusedRow = { readonly row: number; readonly column: string | null; readonly reason: string };

/** The cells of a row by the heading asked for, as text without spaces around it. */
export type NamedRow<K extends string> = {
  readonly row: number;
  readonly cells: Readonly<Record<K, string>>;
};

/**
 * The rows of a table (csv or xlsx) that has these columns and no others, in any order. Headings that are missing, unknown
 * or there twice are refused by name: a column nobody reads may be the one that was meant. Throws `bad_file`; rows that
 * are no table rows come back as refused.
 */
export async function namedRows<const K extends string>(
  bytes: Uint8Array,
  file: string,
  columns: readonly K[],
): Promise<{ readonly rows: readonly NamedRow<K>[]; readonly refused: readonly RefusedRow[] }> {
  const kind = kindOfFile(bytes, file);
  if (kind === 'jsonl') throw new AppError('bad_file', { file, reason: '只能读 .json、.csv、.xlsx' });
  const rows: NamedRow<K>[] = [];
  const refused: RefusedRow[] = [];
  let places: readonly number[] | null = null;
  for await (const one of kind === 'xlsx' ? xlsxRows(bytes, file) : csvRows(bytes, file)) {
    if ('error' in one) {
      if (places === null) throw one.error;
      refused.push({ row: one.row, column: null, reason: one.error.message });
      continue;
    }
    const cells = one.cells.map((cell) => cellText(cell).trim());
    if (cells.every((cell) => cell === '')) continue;
    if (places === null) places = placesOf(cells, columns, file);
    else {
      const found = places;
      const extra = cells.findIndex((cell, i) => cell !== '' && !found.includes(i));
      if (extra !== -1)
        refused.push({
          row: one.row,
          column: null,
          reason: `第 ${extra + 1} 格在表头之外：${cells[extra] ?? ''}`,
        });
      else
        rows.push({
          row: one.row,
          cells: Object.fromEntries(
            columns.map((name, k) => [name, cells[found[k] as number] ?? '']),
          ) as Record<K, string>,
        });
    }
  }
  if (places === null) throw new AppError('bad_file', { file, reason: '是空的' });
  return { rows, refused };
}

/** Where each column stands. */
function placesOf(headings: readonly string[], columns: readonly string[], file: string): number[] {
  const bad = (reason: string): AppError => new AppError('bad_file', { file, reason });
  const found = headings.map(plain);
  const places = columns.map((name) => found.indexOf(plain(name)));
  const missing = columns.filter((_, k) => places[k] === -1);
  const unknown = headings.filter((heading, i) => heading !== '' && !places.includes(i));
  const twice = unknown.filter((heading) => columns.some((name) => plain(name) === plain(heading)));
  if (twice.length > 0) throw bad(`列重复：${twice.join('、')}`);
  const parts = [
    ...(missing.length > 0 ? [`缺少列：${missing.join('、')}`] : []),
    ...(unknown.length > 0 ? [`不认识的列：${unknown.join('、')}`] : []),
  ];
  if (parts.length > 0) throw bad(`${parts.join('；')}。须有且只有：${columns.join('、')}`);
  return places;
}
