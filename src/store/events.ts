import { asc, eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { events } from './schema/orders.ts';

export type NewEvent = Omit<typeof events.$inferInsert, 'id'>;
export type StoredEvent = typeof events.$inferSelect;

/** Appends what happened, in the order given. */
export async function appendEvents(db: Db, rows: readonly NewEvent[]): Promise<void> {
  if (rows.length > 0) await db.insert(events).values([...rows]);
}

/** Everything that happened to an order, oldest first. */
export async function eventsOf(db: Db, orderId: string): Promise<StoredEvent[]> {
  return db.select().from(events).where(eq(events.orderId, orderId)).orderBy(asc(events.id));
}
