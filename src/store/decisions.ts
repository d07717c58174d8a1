import { asc, desc, eq, inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import { corrections, decisions } from './schema/orders.ts';

export type NewDecision = Omit<typeof decisions.$inferInsert, 'id'>;
export type Correction = typeof corrections.$inferSelect;

/** Keeps what triage said; rows are never changed afterwards. */
export async function insertDecisions(db: Db, rows: readonly NewDecision[]): Promise<void> {
  if (rows.length > 0) await db.insert(decisions).values([...rows]);
}

/** What triage said last of an order; null for an unknown order. */
export async function decisionOf(db: Db, orderId: string): Promise<Record<string, unknown> | null> {
  const rows = await db
    .select({ result: decisions.result })
    .from(decisions)
    .where(eq(decisions.orderId, orderId))
    .orderBy(desc(decisions.id))
    .limit(1);
  return rows[0]?.result ?? null;
}

/** The same for several orders at once, by order id. */
export async function decisionsOf(
  db: Db,
  orderIds: readonly string[],
): Promise<Map<string, Record<string, unknown>>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ orderId: decisions.orderId, result: decisions.result })
    .from(decisions)
    .where(inArray(decisions.orderId, [...orderIds]))
    .orderBy(asc(decisions.id));
  return new Map(rows.map((row) => [row.orderId, row.result]));
}

/** Keeps a correction as labelled data. */
export async function insertCorrection(db: Db, correction: Omit<Correction, 'id'>): Promise<void> {
  await db.insert(corrections).values(correction);
}

/** All corrections, oldest first. */
export async function allCorrections(db: Db): Promise<Correction[]> {
  return db.select().from(corrections).orderBy(asc(corrections.id));
}
