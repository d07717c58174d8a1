import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Erased } from '../kernel/erasure-words.ts';
import type { Db } from './client.ts';
import { erasing, erasures, legalHolds } from './schema/erasures.ts';
import { orders } from './schema/orders.ts';
import type { StoredOrder } from './orders.ts';

export type Erasure = typeof erasures.$inferSelect;
export type LegalHold = typeof legalHolds.$inferSelect;

/** States in which nothing more happens to an order by itself. */
const ENDED = sql`${orders.state} IN ('closed', 'excluded', 'terminated')`;

/**
 * Lets words of rows go that are never changed otherwise, within this transaction and for `work` alone; what is deleted is
 * overwritten in the file. Inside the write lane only.
 */
export async function whileErasing<T>(db: Db, work: () => Promise<T>): Promise<T> {
  await db.run(sql`PRAGMA secure_delete = ON`);
  await db.insert(erasing).values({ id: 1 });
  const done = await work();
  await db.delete(erasing);
  return done;
}

/** A condition: the words of the order of this id were not erased; of no order: true. */
export const hasWords = (orderId: SQL): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM erasures er WHERE er.order_id = ${orderId} AND er.what = 'all')`;

/** Says that something was erased; a second time it stays as it was said first. Inside the write lane only. */
export async function insertErasure(db: Db, row: Erasure): Promise<void> {
  await db.insert(erasures).values(row).onConflictDoNothing();
}

export async function erasuresOf(db: Db, orderIds: readonly string[]): Promise<Erasure[]> {
  return db
    .select()
    .from(erasures)
    .where(inArray(erasures.orderId, [...orderIds]));
}

/** Newest first, with the number of the order. */
export async function listErasures(
  db: Db,
  limit: number,
): Promise<(Erasure & { readonly number: string | null })[]> {
  const rows = await db
    .select({ erasure: erasures, number: orders.number })
    .from(erasures)
    .leftJoin(orders, eq(orders.id, erasures.orderId))
    .orderBy(desc(erasures.at), asc(erasures.orderId))
    .limit(limit);
  return rows.map(({ erasure, number }) => ({ ...erasure, number }));
}

/** Everything that was erased, as it is told beside the database. */
export async function allErasures(db: Db): Promise<Erasure[]> {
  return db.select().from(erasures).orderBy(asc(erasures.at), asc(erasures.orderId));
}

/** Erasures whose traces may still lie in the free space of the file. */
export async function countUncleaned(db: Db): Promise<number> {
  return db.$count(erasures, isNull(erasures.cleanedAt));
}

/** Says that the free space was cleared of everything erased up to a moment. Inside the write lane only. */
export async function markCleaned(db: Db, erasedUpTo: number, at: number): Promise<void> {
  await db
    .update(erasures)
    .set({ cleanedAt: at })
    .where(and(isNull(erasures.cleanedAt), sql`${erasures.at} <= ${erasedUpTo}`));
}

/** When orders ended that are due, UTC milliseconds, `[from, before)`. */
export type DueTimes = { readonly from: number; readonly before: number };

/** Orders that ended then and of which neither this nor everything was erased. */
const isDue = (what: Erased, { from, before }: DueTimes): SQL => sql`${ENDED}
  AND ${orders.since} >= ${from} AND ${orders.since} < ${before}
  AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.order_id = ${orders.id} AND e.what IN (${what}, 'all'))
  ${what === 'evidence' ? sql`AND EXISTS (SELECT 1 FROM evidence_files f WHERE f.order_id = ${orders.id})` : sql``}`;

export async function countDue(db: Db, what: Erased, times: DueTimes): Promise<number> {
  return db.$count(orders, isDue(what, times));
}

/** Where a page of orders that ended ends itself. */
export type Ended = { readonly since: number; readonly seq: number };

/** Orders that are due, in the order in which they ended, after `after`. */
export async function dueOrders(
  db: Db,
  asked: { readonly what: Erased; readonly times: DueTimes; readonly after: Ended; readonly limit: number },
): Promise<StoredOrder[]> {
  const { what, times, after, limit } = asked;
  return (await db
    .select()
    .from(orders)
    .where(sql`${isDue(what, times)} AND (${orders.since}, ${orders.seq}) > (${after.since}, ${after.seq})`)
    .orderBy(asc(orders.since), asc(orders.seq))
    .limit(limit)) as StoredOrder[];
}

/** Orders of this telephone, by its digits from the last one on. */
export async function ordersOfPhone(db: Db, phoneReversed: string): Promise<StoredOrder[]> {
  return (await db
    .select()
    .from(orders)
    .where(eq(orders.phoneReversed, phoneReversed))
    .orderBy(asc(orders.seq))) as StoredOrder[];
}

/** Throws nothing where there is one already: the caller asks first. Inside the write lane only. */
export async function insertHold(db: Db, hold: LegalHold): Promise<void> {
  await db.insert(legalHolds).values(hold);
}

/** Ends a hold that stands; false where none does. Inside the write lane only. */
export async function endHold(
  db: Db,
  id: string,
  end: Pick<LegalHold, 'endedAt' | 'endedById' | 'endedByName' | 'endReason'>,
): Promise<boolean> {
  const done = await db
    .update(legalHolds)
    .set(end)
    .where(and(eq(legalHolds.id, id), isNull(legalHolds.endedAt)));
  return done.rowsAffected === 1;
}

export async function holdById(db: Db, id: string): Promise<LegalHold | null> {
  return (await db.select().from(legalHolds).where(eq(legalHolds.id, id)).limit(1))[0] ?? null;
}

/** Holds that stand, newest first, with the number of the order. */
export async function openHolds(db: Db): Promise<(LegalHold & { readonly number: string | null })[]> {
  const rows = await db
    .select({ hold: legalHolds, number: orders.number })
    .from(legalHolds)
    .leftJoin(orders, eq(orders.id, legalHolds.orderId))
    .where(isNull(legalHolds.endedAt))
    .orderBy(desc(legalHolds.at));
  return rows.map(({ hold, number }) => ({ ...hold, number }));
}

/** What hangs on orders so that their data must stay: reasons in words, by id; those of which nothing hangs are left out. */
export async function boundOrders(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const given = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const rows = (await db.all(sql`
    SELECT order_id AS id, '依法保留：' || reason AS why FROM legal_holds WHERE ended_at IS NULL AND order_id IN ${given}
    UNION ALL
    SELECT id, '还没有办结' FROM orders WHERE id IN ${given} AND state NOT IN ('closed', 'excluded', 'terminated')
    UNION ALL
    SELECT id, '有申请等待审定' FROM orders WHERE id IN ${given} AND pending IS NOT NULL
    UNION ALL
    SELECT g.value, '记分申诉还没有复核' FROM json_each(${JSON.stringify(ids)}) g
      JOIN score_appeals a ON a.state = 'pending' AND a.line_key = 'verdict:' || g.value
    UNION ALL
    SELECT r.order_id, '记分申诉还没有复核' FROM score_records r JOIN score_appeals a
      ON a.state = 'pending' AND a.line_key = 'record:' || r.id WHERE r.order_id IN ${given}
    UNION ALL
    SELECT order_id, '登记的记分事项等待批准' FROM score_records WHERE state = 'pending' AND order_id IN ${given}
    UNION ALL
    SELECT m.order_id, '并入的工单 ' || o.number || ' 还没有办结' FROM merged_into m JOIN orders o ON o.id = m.survivor_id
      WHERE m.order_id IN ${given} AND o.state NOT IN ('closed', 'excluded', 'terminated')`)) as {
    readonly id: string;
    readonly why: string;
  }[];
  const found = new Map<string, string[]>();
  for (const { id, why } of rows) found.set(id, [...(found.get(id) ?? []), why]);
  return found;
}
