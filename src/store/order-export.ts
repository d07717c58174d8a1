import type { Reach } from '../kernel/reach.ts';
import { and, inArray, sql } from 'drizzle-orm';
import { keysOf as keysIn } from '../kernel/keys.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { conditions, orderingOf } from './order-conditions.ts';
import type { OrderQuery } from './order-conditions.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';

/**
 * Running numbers of the orders that fit, as the list shows them: eight bytes an order, so that the rows themselves can
 * be read in pieces while others write, and how many there are is known before the first one is.
 */
export async function keysOf(db: Db, query: OrderQuery): Promise<Float64Array> {
  const ordering = sql.join(orderingOf(query), sql`, `);
  const rows = (await db.all(sql`
    SELECT json_group_array(seq ORDER BY place) AS keys FROM (
      SELECT ${orders.seq} AS seq, row_number() OVER (ORDER BY ${ordering}) AS place
      FROM ${orders} WHERE ${conditions(query) ?? sql`1`})`)) as { keys: string }[];
  return Float64Array.from(JSON.parse(rows[0]?.keys ?? '[]') as number[]);
}

/** How many of the orders that fit are kept 保密. */
export async function countKept(db: Db, query: OrderQuery): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`count(*)` })
    .from(orders)
    .where(and(conditions(query), sql`${orders.confidentiality} <> 'none'`));
  return rows[0]?.n ?? 0;
}

/** These orders as they stand now, in the order of the keys; those outside the reach are left out. */
export async function ordersByKeys(db: Db, keys: Iterable<number>, reach: Reach): Promise<StoredOrder[]> {
  const wanted = [...keys];
  if (wanted.length === 0) return [];
  const place = new Map(wanted.map((seq, i) => [seq, i]));
  const rows = (await db
    .select()
    .from(orders)
    .where(and(inArray(orders.seq, wanted), conditions({ reach })))) as StoredOrder[];
  return rows.sort((a, b) => (place.get(a.seq) ?? 0) - (place.get(b.seq) ?? 0));
}

/** What triage found in the texts, by order: the last decision's entities and the two lines an export needs beside. */
export async function foundIn(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  if (orderIds.length === 0) return new Map();
  const rows = (await db.all(sql`
    SELECT order_id, json_object(
      'entities', json_extract(result, '$.entities'), 'saleChannel', result ->> '$.saleChannel') AS found
    FROM decisions WHERE order_id IN (SELECT value FROM json_each(${jsonOf(orderIds)})) ORDER BY id`)) as {
    order_id: string;
    found: string;
  }[];
  return new Map(rows.map(({ order_id, found }) => [order_id, JSON.parse(found) as Record<string, unknown>]));
}

/** By what the sums of a list are told. */
export const SUMMED = {
  state: orders.state,
  demandKind: orders.demandKind,
  urgency: orders.urgency,
  leadUnit: orders.leadUnit,
  issueType: orders.issueType,
  street: orders.street,
  channel: orders.channel,
} as const;
export type Summed = keyof typeof SUMMED;

/** How many orders that fit have each value of each; null for those without one. Most first; the orders are read once. */
export async function sumsOf(
  db: Db,
  query: OrderQuery,
): Promise<readonly { readonly by: Summed; readonly value: string | null; readonly n: number }[]> {
  const names = keysIn(SUMMED);
  // What occurs together is counted once, then each by itself: there are far fewer of these than orders.
  const columns = sql.join(
    names.map((name) => sql`${SUMMED[name]} AS ${sql.identifier(name)}`),
    sql`, `,
  );
  const places = sql.join(
    names.map((_, i) => sql.raw(`${i + 1}`)),
    sql`, `,
  );
  const counts = names.map(
    (name) => sql`SELECT ${name} AS by, ${sql.identifier(name)} AS value, sum(n) AS n FROM fit GROUP BY 2`,
  );
  return db.all(sql`
    WITH fit AS MATERIALIZED (
      SELECT ${columns}, count(*) AS n FROM ${orders} WHERE ${conditions(query) ?? sql`1`} GROUP BY ${places})
    SELECT * FROM (${sql.join(counts, sql` UNION ALL `)}) ORDER BY n DESC, value`);
}
