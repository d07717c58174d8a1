import { eq, lt, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { idempotency } from './schema/journal.ts';

export type FirstAnswer = typeof idempotency.$inferSelect;

/** How long a key is remembered, milliseconds: a week. */
export const KEY_LIFE_MS = 7 * 86_400_000;

export async function firstAnswer(db: Db, key: string): Promise<FirstAnswer | null> {
  return (await byKey(db, { key }))[0] ?? null;
}

/** Those of these keys that were answered before. */
export async function answeredAmong(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  return new Set((await among(db, { keys: listOf(keys) })).map(({ key }) => key));
}

const among = prepared<{ keys: string }, { key: string }[]>((db) =>
  db.select({ key: idempotency.key }).from(idempotency).where(amongNamed(idempotency.key, 'keys')),
);

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
  await forget(db, { before: first.at - KEY_LIFE_MS });
  await insertRows(db, idempotency, answers);
}

const forget = prepared<{ before: number }, unknown>((db) =>
  db.delete(idempotency).where(lt(idempotency.at, sql.placeholder('before'))),
);
