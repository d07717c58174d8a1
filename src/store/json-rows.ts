import { getTableColumns, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from './client.ts';

/**
 * Values for one parameter that `json_each` takes apart again. A half of a surrogate pair becomes U+FFFD, as it does in a
 * parameter of its own: SQLite would make bytes of it that are no text, and reading these ends the process.
 */
export function jsonOf(values: unknown): string {
  const json = JSON.stringify(values);
  // Halves are written as escapes; looking at every string of very many rows takes as long as writing them.
  if (!/\\ud[89a-f]/.test(json)) return json;
  return JSON.stringify(values, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}

/**
 * Inserts rows in one statement of one parameter, in their order: a parameter for each value takes as long to prepare as
 * the rows take to write, and SQLite takes 32,766 at most. All rows name the same columns; no blobs. Inside the lane only.
 */
export async function insertRows<T extends SQLiteTable>(
  db: Db,
  table: T,
  rows: readonly T['$inferInsert'][],
): Promise<void> {
  const [first] = rows as readonly Readonly<Record<string, unknown>>[];
  if (first === undefined) return;
  const columns = Object.entries(getTableColumns(table)).filter(([key]) => first[key] !== undefined);
  const values = (rows as readonly Readonly<Record<string, unknown>>[]).map((row) =>
    columns.map(([key, column]) => (row[key] == null ? null : column.mapToDriverValue(row[key]))),
  );
  const names = columns.map(([, { name }]) => sql.identifier(name));
  const taken = columns.map((_, i) => sql.raw(`value ->> ${i}`));
  await db.run(sql`
    INSERT INTO ${table} (${sql.join(names, sql`, `)})
    SELECT ${sql.join(taken, sql`, `)} FROM json_each(${jsonOf(values)}) ORDER BY key`);
}
