import { and, asc, desc, eq, gte, lt, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { corrections, decisions, orders } from './schema/orders.ts';

export type NewDecision = Omit<typeof decisions.$inferInsert, 'id'>;
export type Correction = typeof corrections.$inferSelect;

/** Keeps what triage said; rows are never changed afterwards. */
export async function insertDecisions(db: Db, rows: readonly NewDecision[]): Promise<void> {
  await insertRows(db, decisions, rows);
}

/** What triage said last of an order; null for an unknown order. */
export async function decisionOf(db: Db, orderId: string): Promise<Record<string, unknown> | null> {
  return (await lastOf(db, { orderId }))[0]?.result ?? null;
}

const lastOf = prepared<{ orderId: string }, { result: Record<string, unknown> }[]>((db) =>
  db
    .select({ result: decisions.result })
    .from(decisions)
    .where(eq(decisions.orderId, sql.placeholder('orderId')))
    .orderBy(desc(decisions.id))
    .limit(1),
);

/** The same for several orders at once, by order id. */
export async function decisionsOf(
  db: Db,
  orderIds: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (orderIds.length === 0) return new Map();
  const rows = await ofOrders(db, { orderIds: listOf(orderIds) });
  return new Map(rows.map((row) => [row.orderId, row.result]));
}

const ofOrders = prepared<{ orderIds: string }, { orderId: string; result: Record<string, unknown> }[]>(
  (db) =>
    db
      .select({ orderId: decisions.orderId, result: decisions.result })
      .from(decisions)
      .where(amongNamed(decisions.orderId, 'orderIds'))
      .orderBy(asc(decisions.id)),
);

/** Keeps a correction as labelled data. */
export async function insertCorrection(db: Db, correction: Omit<Correction, 'id'>): Promise<void> {
  await db.insert(corrections).values(correction);
}

/**
 * How many orders were received in `[from, to)` (UTC milliseconds), and what triage said last of those in whose text
 * it found a law misquoted.
 */
export async function decisionsWithMisquotes(
  db: Db,
  from: number,
  to: number,
): Promise<{
  readonly n: number;
  readonly rows: readonly { readonly state: string; readonly result: Record<string, unknown> }[];
}> {
  const period = and(gte(orders.receivedAt, from), lt(orders.receivedAt, to));
  const counted = await db
    .select({ n: sql<number>`count(*)` })
    .from(orders)
    .where(period);
  // As it is stored; inside a string of JSON the marks would be escaped. There is an index of these alone.
  const rows = (
    (await db.all(sql`
      SELECT o.state AS state, d.result AS result FROM decisions d INDEXED BY decisions_misquoted
      CROSS JOIN orders o ON o.id = d.order_id
      WHERE instr(d.result, '"misquoted":[{') > 0 AND o.received_at >= ${from} AND o.received_at < ${to}
        AND d.id = (SELECT max(n.id) FROM decisions n WHERE n.order_id = o.id)`)) as {
      readonly state: string;
      readonly result: string;
    }[]
  ).map(({ state, result }) => ({ state, result: JSON.parse(result) as Record<string, unknown> }));
  return { n: counted[0]?.n ?? 0, rows };
}
