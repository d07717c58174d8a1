import type { OrderLayout } from '../../profile/order-layouts.ts';
import { cellText, fieldOf, FIELDS, plain } from './columns.ts';
import type { ColumnMap, Field } from './columns.ts';
import type { TableRow } from './tables.ts';

/** Rows among which headings are looked for: above them stand titles, and some headings take two rows. */
export const HEADING_ROWS = 10;

export type Heading = {
  /** Number of rows up to and including the last one of the headings. */
  readonly rows: number;
  readonly headings: readonly string[];
};

/**
 * Where the headings stand among the first rows of a table: the row that names most fields of an order, or two rows read
 * as one (the lower, and the upper where the lower is empty, as merged cells leave it). The first row where none does.
 */
export function findHeading(rows: readonly TableRow[], map: ColumnMap = {}): Heading | null {
  const own = new Map(Object.entries(map).map(([heading, field]) => [plain(heading), field]));
  const texts = rows.map((row) => ('error' in row ? null : row.cells.map(cellText)));
  const score = (headings: readonly string[]): number => {
    const found = new Set<string>();
    for (const heading of headings) {
      const field = own.get(plain(heading)) ?? fieldOf(heading);
      if (field !== undefined && field !== null) found.add(field);
    }
    return found.has('text') ? found.size : 0;
  };
  const first = texts.findIndex((cells) => cells !== null && cells.some((cell) => cell.trim() !== ''));
  if (first === -1) return null;
  let best: Heading = { rows: first + 1, headings: texts[first] ?? [] };
  let most = score(best.headings);
  for (const [i, cells] of texts.entries()) {
    if (cells === null) continue;
    const below = texts[i + 1] ?? null;
    const candidates: Heading[] = [{ rows: i + 1, headings: cells }];
    if (below !== null) {
      const width = Math.max(cells.length, below.length);
      const both = Array.from({ length: width }, (_, n) =>
        (below[n] ?? '').trim() === '' ? (cells[n] ?? '') : (below[n] ?? ''),
      );
      candidates.push({ rows: i + 2, headings: both });
    }
    for (const candidate of candidates) {
      const points = score(candidate.headings);
      if (points > most) [best, most] = [candidate, points];
    }
  }
  return best;
}

/** The map of the layout whose columns are all there, by heading or alias; null where none fits. */
export function layoutMap(headings: readonly string[], layouts: readonly OrderLayout[]): ColumnMap | null {
  const named = new Map(headings.map((heading) => [plain(heading), heading]));
  for (const { columns } of layouts) {
    const found = columns.map((column) =>
      [column.heading, ...column.aliases]
        .map((name) => named.get(plain(name)))
        .find((name) => name !== undefined),
    );
    if (found.some((heading) => heading === undefined)) continue;
    return Object.fromEntries(
      columns.flatMap(({ imports }, i) => {
        const heading = found[i];
        const isField = (FIELDS as readonly (string | null)[]).includes(imports);
        return heading === undefined || !isField ? [] : [[heading, imports as Field]];
      }),
    );
  }
  return null;
}
