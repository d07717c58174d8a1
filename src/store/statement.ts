import { fillPlaceholders } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import type { InStatement, InValue, ResultSet } from '@libsql/client';
import type { Db } from './client.ts';

const dialect = new SQLiteAsyncDialect();

/** Runs SQL as it stands, on what a drizzle database runs on. */
export function run(db: Db, text: string, args: InValue[]): Promise<ResultSet> {
  const { $client } = db as unknown as {
    readonly $client: { readonly execute: (statement: InStatement) => Promise<ResultSet> };
  };
  return $client.execute({ sql: text, args });
}

/**
 * A statement whose SQL text is made once, at its first run; what changes from run to run is an `sql.placeholder` of its
 * name. For statements in the words of SQL; a query made of tables and columns is `prepared`.
 */
export function statement<V extends Readonly<Record<string, InValue>>>(
  make: () => SQL,
): (db: Db, values: V) => Promise<ResultSet> {
  let first: { readonly sql: string; readonly params: unknown[] } | null = null;
  return (db, values) => {
    first ??= dialect.sqlToQuery(make());
    return run(db, first.sql, fillPlaceholders(first.params, values) as InValue[]);
  };
}
