import { getTableColumns, getTableName } from 'drizzle-orm';
import type { Column } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { InValue } from '@libsql/client';
import type { Db } from './client.ts';
import { run } from './statement.ts';

/**
 * Rows of one statement: few enough that every number of them up to here stays prepared, and that SQLite takes the
 * parameters of the widest table (32,766 at most).
 */
const AT_ONCE = 16;

/** An insertion of rows, as often as there are: `INTO table (columns)`, `(?, ?)`, and what follows the rows. */
export type Insertion = {
  readonly into: string;
  readonly row: string;
  readonly tail?: string;
};

/** By number of rows, the text made once. */
const texts = new WeakMap<Insertion, string[]>();

/** Inserts rows in their order, several in a statement. Inside the lane only. */
export async function insertValues(
  db: Db,
  insertion: Insertion,
  rows: readonly (readonly InValue[])[],
): Promise<void> {
  const known = texts.get(insertion) ?? [];
  texts.set(insertion, known);
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const part = rows.slice(from, from + AT_ONCE);
    const text = (known[part.length] ??= textOf(insertion, part.length));
    await run(db, text, part.length === 1 ? [...(part[0] as readonly InValue[])] : part.flat());
  }
}

function textOf({ into, row, tail = '' }: Insertion, rows: number): string {
  return `INSERT ${into} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${tail}`;
}

/** What becomes of a row that is there already. */
export type OnConflict = 'fail' | 'ignore' | 'replace';

/**
 * Inserts rows of a table in their order, as drizzle would: all name the same columns, those of the first. Inside the lane
 * only.
 */
export async function insertRows<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly T['$inferInsert'][],
  onConflict: OnConflict = 'fail',
): Promise<void> {
  const [first] = rows as readonly Row[];
  if (first === undefined) return;
  const { columns, insertion } = tableInsertion(table, first, onConflict);
  const values = (rows as readonly Row[]).map((row) =>
    columns.map(([key, column]) =>
      row[key] == null ? null : (column.mapToDriverValue(row[key]) as InValue),
    ),
  );
  await insertValues(db, insertion, values);
}

type Row = Readonly<Record<string, unknown>>;

type TableInsertion = {
  readonly columns: readonly (readonly [key: string, column: Column])[];
  readonly insertion: Insertion;
};

/** By table, then by what is named of it. */
const insertions = new WeakMap<SQLiteTable, Map<string, TableInsertion>>();

function tableInsertion(table: SQLiteTable, row: Row, onConflict: OnConflict): TableInsertion {
  const known = insertions.get(table) ?? new Map<string, TableInsertion>();
  insertions.set(table, known);
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => row[key] !== undefined);
  const name = `${onConflict} ${columns.map(([key]) => key).join()}`;
  const before = known.get(name);
  if (before !== undefined) return before;
  const or = onConflict === 'fail' ? '' : `OR ${onConflict.toUpperCase()} `;
  const names = columns.map(([, column]) => `"${column.name}"`).join(', ');
  const made: TableInsertion = {
    columns,
    insertion: {
      into: `${or}INTO "${getTableName(table)}" (${names})`,
      row: `(${columns.map(() => '?').join(', ')})`,
    },
  };
  known.set(name, made);
  return made;
}
