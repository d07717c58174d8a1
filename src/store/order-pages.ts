import { and, asc, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';

/** Orders stored after one (by its `seq`; 0: from the first), in the order in which they were stored. */
export async function ordersAfter(db: Db, seq: number, limit: number): Promise<StoredOrder[]> {
  const rows = await db
    .select()
    .from(orders)
    .where(gt(orders.seq, seq))
    .orderBy(asc(orders.seq))
    .limit(limit);
  return rows as StoredOrder[];
}

/** By the number people know it by; null where there is none. */
export async function orderByNumber(db: Db, number: string): Promise<StoredOrder | null> {
  const rows = await db.select().from(orders).where(eq(orders.number, number)).limit(1);
  return (rows[0] as StoredOrder | undefined) ?? null;
}

export async function countOrders(db: Db): Promise<number> {
  return (await db.select({ n: sql<number>`count(*)` }).from(orders))[0]?.n ?? 0;
}

/** The newest orders, and as many spread evenly over all the others; `limit` together at most. */
export async function sampleOrders(db: Db, limit: number): Promise<StoredOrder[]> {
  const half = Math.ceil(limit / 2);
  const newest = (await db.select().from(orders).orderBy(desc(orders.seq)).limit(half)) as StoredOrder[];
  const oldest = newest.at(-1)?.seq ?? 0;
  const rest = limit - newest.length;
  // Rows are never deleted, so that running numbers are spread as the orders are.
  const seqs = Array.from({ length: rest }, (_, i) => Math.floor(((i + 0.5) * (oldest - 1)) / rest) + 1);
  const others = [...new Set(seqs)].filter((seq) => seq < oldest);
  if (others.length === 0) return newest;
  return [
    ...newest,
    ...((await db.select().from(orders).where(inArray(orders.seq, others))) as StoredOrder[]),
  ];
}

/** Whether the database numbers what happened to orders: one written by an older program does not. */
export async function hasLives(db: Db): Promise<boolean> {
  return (await db.all(sql`SELECT 1 FROM pragma_table_info('events') WHERE name = 'version'`)).length > 0;
}

/** Orders by the numbers others know them by: ours, or that of the system they came from, by whatever channel. */
export async function ordersKnownAs(db: Db, numbers: readonly string[]): Promise<StoredOrder[]> {
  if (numbers.length === 0) return [];
  const wanted = [...numbers];
  // The index of foreign numbers begins with the channel.
  const channels = sql`${orders.channel} IN (SELECT DISTINCT channel FROM orders)`;
  const foreign = await db
    .select()
    .from(orders)
    .where(and(channels, inArray(orders.externalId, wanted)));
  const ours = await db.select().from(orders).where(inArray(orders.number, wanted));
  return [...foreign, ...ours] as StoredOrder[];
}
