import { eq, lt, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertRows } from './json-rows.ts';
import { prepared } from './prepared.ts';
import { idempotency } from './schema/journal.ts';

export type FirstAnswer = typeof idempotency.$inferSelect;

/** How long a key is remembered, milliseconds: a week. */
export const KEY_LIFE_MS = 7 * 86_400_000;

export async function firstAnswer(db: Db, key: string): Promise<FirstAnswer | null> {
  return (await byKey(db, { key }))[0] ?? null;
}

const byKey = prepared<{ key: string }, FirstAnswer[]>((db) =>
  db
    .select()
    .from(idempotency)
    .where(eq(idempotency.key, sql.placeholder('key')))
    .limit(1),
);

/** Remembers the answers to keys and forgets keys whose time is over. */
export async function rememberAnswers(db: Db, answers: readonly FirstAnswer[]): Promise<void> {
  const [first] = answers;
  if (first === undefined) return;
  await db.delete(idempotency).where(lt(idempotency.at, first.at - KEY_LIFE_MS));
  await insertRows(db, idempotency, answers);
}
