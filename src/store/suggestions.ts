import { eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { prepared } from './prepared.ts';
import { suggestions } from './schema/orders.ts';

export type StoredSuggestion = typeof suggestions.$inferSelect;

/** Keeps the newest suggestion for an order. */
export async function saveSuggestion(db: Db, suggestion: StoredSuggestion): Promise<void> {
  await insertRows(db, suggestions, [suggestion], 'replace');
}

export async function suggestionOf(db: Db, orderId: string): Promise<StoredSuggestion | null> {
  return (await ofOrder(db, { orderId }))[0] ?? null;
}

const ofOrder = prepared<{ orderId: string }, StoredSuggestion[]>((db) =>
  db
    .select()
    .from(suggestions)
    .where(eq(suggestions.orderId, sql.placeholder('orderId')))
    .limit(1),
);
