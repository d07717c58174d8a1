import { and, asc, count, desc, eq, lte, sql } from 'drizzle-orm';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { webhookDeliveries } from './schema/webhooks.ts';

export type Delivery = typeof webhookDeliveries.$inferSelect;
export type NewDelivery = Pick<Delivery, 'webhookId' | 'seq' | 'messageId' | 'type' | 'body' | 'createdAt'>;

/** Puts messages in line; they are due at once. Fails for an event that is in line already. */
export async function insertDeliveries(db: Db, rows: readonly NewDelivery[]): Promise<void> {
  await insertRows(
    db,
    webhookDeliveries,
    rows.map((row) => ({ ...row, state: 'waiting' as const, dueAt: row.createdAt, attempts: 0 })),
  );
}

const waits = (webhookId: string) =>
  and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.state, 'waiting'));

/** The message whose time has come first; of one time the one of the earlier event. */
export async function nextDelivery(db: Db, webhookId: string, now: number): Promise<Delivery | null> {
  const rows = await db
    .select()
    .from(webhookDeliveries)
    .where(and(waits(webhookId), lte(webhookDeliveries.dueAt, now)))
    .orderBy(asc(webhookDeliveries.dueAt), asc(webhookDeliveries.seq))
    .limit(1);
  return rows[0] ?? null;
}

export async function countWaiting(db: Db, webhookId: string): Promise<number> {
  return db.$count(webhookDeliveries, waits(webhookId));
}

export async function updateDelivery(
  db: Db,
  id: number,
  change: Partial<Omit<Delivery, 'id'>>,
): Promise<void> {
  await db.update(webhookDeliveries).set(change).where(eq(webhookDeliveries.id, id));
}

/** Everything in line becomes due: for a receiver that is there again. */
export async function hastenDeliveries(db: Db, webhookId: string, now: number): Promise<void> {
  await db.update(webhookDeliveries).set({ dueAt: now, firstAt: null, attempts: 0 }).where(waits(webhookId));
}

/** One message anew, whatever became of it; false where there is no such message. */
export async function resendDelivery(db: Db, webhookId: string, seq: number, now: number): Promise<boolean> {
  const rows = await db
    .update(webhookDeliveries)
    .set({ state: 'waiting', dueAt: now, attempts: 0, firstAt: null })
    .where(and(eq(webhookDeliveries.webhookId, webhookId), eq(webhookDeliveries.seq, seq)))
    .returning({ id: webhookDeliveries.id });
  return rows.length > 0;
}

/** The newest messages, newest first. */
export async function listDeliveries(db: Db, webhookId: string, limit: number): Promise<Delivery[]> {
  return db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, webhookId))
    .orderBy(desc(webhookDeliveries.seq))
    .limit(limit);
}

/** Receivers that what happened to an order was sent to before a moment (inclusive), as far as messages are kept. */
export async function sentOfOrder(
  db: Db,
  _right: Permitted<'audit.read'>,
  orderId: string,
  until: number,
): Promise<
  {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly first: number;
    readonly last: number;
    readonly n: number;
  }[]
> {
  return db.all(sql`
    SELECT w.id, w.name, d.type, min(coalesce(d.first_at, d.last_at)) AS first, max(d.last_at) AS last, count(*) AS n
    FROM webhook_deliveries d JOIN events e ON e.id = d.seq JOIN webhooks w ON w.id = d.webhook_id
    WHERE e.order_id = ${orderId} AND coalesce(d.first_at, d.last_at) <= ${until}
    GROUP BY w.id, d.type ORDER BY first, w.id, d.type`);
}

/** Messages of each receiver by what became of them. */
export async function deliveryCounts(
  db: Db,
): Promise<ReadonlyMap<string, Readonly<Partial<Record<Delivery['state'], number>>>>> {
  const { webhookId, state } = webhookDeliveries;
  const rows = await db
    .select({ webhookId, state, n: count() })
    .from(webhookDeliveries)
    .groupBy(webhookId, state);
  const counts = new Map<string, Partial<Record<Delivery['state'], number>>>();
  for (const row of rows) counts.set(row.webhookId, { ...counts.get(row.webhookId), [row.state]: row.n });
  return counts;
}

/** Forgets messages that were settled before a time, and all but the newest so many. */
export async function pruneDeliveries(
  db: Db,
  webhookId: string,
  { before, keep }: { readonly before: number; readonly keep: number },
): Promise<void> {
  await db.run(sql`
    DELETE FROM webhook_deliveries
    WHERE webhook_id = ${webhookId} AND state <> 'waiting' AND (last_at < ${before} OR seq < coalesce((
      SELECT seq FROM webhook_deliveries WHERE webhook_id = ${webhookId} AND state <> 'waiting'
      ORDER BY seq DESC LIMIT 1 OFFSET ${keep}), 0))`);
}
