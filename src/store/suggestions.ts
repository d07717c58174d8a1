import { eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { suggestions } from './schema/orders.ts';

export type StoredSuggestion = typeof suggestions.$inferSelect;

/** Keeps the newest suggestion for an order. */
export async function saveSuggestion(db: Db, suggestion: StoredSuggestion): Promise<void> {
  const { orderId, ...rest } = suggestion;
  await db
    .insert(suggestions)
    .values({ orderId, ...rest })
    .onConflictDoUpdate({ target: suggestions.orderId, set: rest });
}

export async function suggestionOf(db: Db, orderId: string): Promise<StoredSuggestion | null> {
  return (await db.select().from(suggestions).where(eq(suggestions.orderId, orderId)).limit(1))[0] ?? null;
}
