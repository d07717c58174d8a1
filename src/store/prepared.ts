import { sql } from 'drizzle-orm';
import type { Column, SQL } from 'drizzle-orm';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';

type Preparable<R> = {
  readonly prepare: () => { readonly execute: (values: Record<string, unknown>) => Promise<R> };
};

/**
 * A query whose SQL text is made once, at its first run: that takes drizzle several times as long as a short statement
 * itself, and these run many times for each order. What changes from run to run is an `sql.placeholder` of its name. A
 * list is one of them, as JSON: see `amongNamed`.
 */
export function prepared<V extends Record<string, unknown>, R>(
  make: (db: Db) => Preparable<R>,
): (db: Db, values: V) => Promise<R> {
  let first: ReturnType<Preparable<R>['prepare']> | null = null;
  return (db, values) => {
    first ??= make(db).prepare();
    // The same query on this database: it holds what it runs on in `client`, and its text nowhere else.
    const { $client } = db as unknown as { readonly $client: unknown };
    return (Object.create(first, { client: { value: $client } }) as typeof first).execute(values);
  };
}

/** Whether a column is among the values of a list, however many; `values` is the name of one that `listOf` made. */
export const amongNamed = (column: Column, values: string): SQL =>
  sql`${column} IN (SELECT value FROM json_each(${sql.placeholder(values)}))`;

export const listOf = (values: readonly (string | number)[]): string => jsonOf(values);
