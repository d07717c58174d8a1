import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { prepared } from './prepared.ts';
import { outbox } from './schema/journal.ts';

export type OutboxJob = typeof outbox.$inferSelect;

/** Tries before a job is left for a person. */
export const OUTBOX_ATTEMPTS = 8;

/** Milliseconds until the next try after `attempts` failures: 2 s doubling to 10 min. */
export function outboxDelay(attempts: number): number {
  return Math.min(600_000, 1000 * 2 ** attempts);
}

/** Asks for work in the same transaction as the write that needs it. */
export async function enqueue(
  db: Db,
  jobs: readonly { readonly topic: string; readonly payload: Record<string, unknown> }[],
  now: number,
): Promise<void> {
  await insertRows(
    db,
    outbox,
    jobs.map((job) => ({ ...job, createdAt: now, dueAt: now, attempts: 0 })),
  );
}

/** Jobs whose time has come, oldest due first, of the given topics or of all; dead ones never are. */
export async function dueJobs(
  db: Db,
  now: number,
  limit: number,
  topics?: readonly string[],
): Promise<OutboxJob[]> {
  const ofTopics = topics === undefined ? undefined : inArray(outbox.topic, [...topics]);
  return db
    .select()
    .from(outbox)
    .where(and(isNull(outbox.deadAt), lte(outbox.dueAt, now), ofTopics))
    .orderBy(asc(outbox.dueAt), asc(outbox.id))
    .limit(limit);
}

/**
 * The work is done: the row goes, in the same transaction as what the work wrote. False where it was gone already: another
 * process did the same, and what was written here has to be undone.
 */
export async function finishJob(db: Db, id: number): Promise<boolean> {
  return (await finished(db, { id })).rowsAffected === 1;
}

const finished = prepared<{ id: number }, { readonly rowsAffected: number }>((db) =>
  db.delete(outbox).where(eq(outbox.id, sql.placeholder('id'))),
);

/** Puts a failed job off, or declares it dead after `OUTBOX_ATTEMPTS`. */
export async function failJob(
  db: Db,
  job: Pick<OutboxJob, 'id' | 'attempts'>,
  error: string,
  now: number,
): Promise<void> {
  const attempts = job.attempts + 1;
  await db
    .update(outbox)
    .set({
      attempts,
      lastError: error.slice(0, 500),
      dueAt: now + outboxDelay(attempts),
      ...(attempts >= OUTBOX_ATTEMPTS ? { deadAt: now } : {}),
    })
    .where(eq(outbox.id, job.id));
}

/** Jobs waiting and jobs given up. */
export async function outboxCounts(db: Db): Promise<{ readonly waiting: number; readonly dead: number }> {
  const rows = await db
    .select({
      waiting: sql<number>`coalesce(sum(${outbox.deadAt} IS NULL), 0)`,
      dead: sql<number>`coalesce(sum(${outbox.deadAt} IS NOT NULL), 0)`,
    })
    .from(outbox);
  return rows[0] ?? { waiting: 0, dead: 0 };
}

/** Gives every dead job a fresh start; returns how many. */
export async function reviveDead(db: Db, now: number): Promise<number> {
  const rows = await db
    .update(outbox)
    .set({ deadAt: null, attempts: 0, dueAt: now })
    .where(isNotNull(outbox.deadAt))
    .returning({ id: outbox.id });
  return rows.length;
}

/** Jobs of a topic that are left, dead ones included. */
export async function outboxWaiting(db: Db, topic: string): Promise<number> {
  return db.$count(outbox, eq(outbox.topic, topic));
}
