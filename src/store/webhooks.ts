import { and, asc, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { prepared } from './prepared.ts';
import { webhookDeliveries, webhooks } from './schema/webhooks.ts';

export type StoredWebhook = typeof webhooks.$inferSelect;

export async function insertWebhook(db: Db, row: typeof webhooks.$inferInsert): Promise<void> {
  await db.insert(webhooks).values(row);
}

/** As they were made. */
export async function listWebhooks(db: Db): Promise<StoredWebhook[]> {
  return db.select().from(webhooks).orderBy(asc(webhooks.createdAt), asc(webhooks.id));
}

export async function webhookById(db: Db, id: string): Promise<StoredWebhook | null> {
  return (await db.select().from(webhooks).where(eq(webhooks.id, id)).limit(1))[0] ?? null;
}

export async function updateWebhook(
  db: Db,
  id: string,
  change: Partial<Omit<StoredWebhook, 'id'>>,
): Promise<void> {
  await db.update(webhooks).set(change).where(eq(webhooks.id, id));
}

/** With everything that was to be sent to it. */
export async function deleteWebhook(db: Db, id: string): Promise<void> {
  await db.delete(webhookDeliveries).where(eq(webhookDeliveries.webhookId, id));
  await db.delete(webhooks).where(eq(webhooks.id, id));
}

/** How many were stopped by themselves, and wait for somebody to look at them. */
export async function stoppedWebhooks(db: Db): Promise<number> {
  return db.$count(webhooks, sql`stopped IN ('failing', 'gone')`);
}

/** Those for which something may be sent now and that no other process holds. */
export async function freeWebhooks(db: Db, by: string, now: number): Promise<StoredWebhook[]> {
  return free(db, { by, now });
}

const free = prepared<{ by: string; now: number }, StoredWebhook[]>((db) => {
  const [by, now] = [sql.placeholder('by'), sql.placeholder('now')];
  const isFree = sql`(${webhooks.leaseBy} IS NULL OR ${webhooks.leaseBy} = ${by} OR ${webhooks.leaseUntil} <= ${now})`;
  return db
    .select()
    .from(webhooks)
    .where(and(isNull(webhooks.stopped), lte(webhooks.pausedUntil, now), isFree));
});

/**
 * Takes or prolongs the right to send for one of them; null where another process has it, or where it was stopped, removed
 * or paused meanwhile. Inside the write lane only: there one of two takes it.
 */
export async function leaseWebhook(
  db: Db,
  id: string,
  lease: { readonly by: string; readonly now: number; readonly until: number },
): Promise<StoredWebhook | null> {
  const { by, now, until } = lease;
  const rows = await db
    .update(webhooks)
    .set({ leaseBy: by, leaseUntil: until })
    .where(
      and(
        eq(webhooks.id, id),
        isNull(webhooks.stopped),
        lte(webhooks.pausedUntil, now),
        sql`(${webhooks.leaseBy} IS NULL OR ${webhooks.leaseBy} = ${by} OR ${webhooks.leaseUntil} <= ${now})`,
      ),
    )
    .returning();
  return rows[0] ?? null;
}

/** Gives the right back, so that others need not wait for its end. */
export async function releaseWebhooks(db: Db, by: string): Promise<void> {
  await db
    .update(webhooks)
    .set({ leaseBy: null, leaseUntil: 0 })
    .where(and(eq(webhooks.leaseBy, by), isNotNull(webhooks.leaseBy)));
}
