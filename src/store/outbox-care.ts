import { and, count, desc, eq, isNotNull, isNull, min, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { OutboxJob } from './outbox.ts';
import { outbox } from './schema/journal.ts';

/** Jobs by topic, waiting and given up. */
export async function outboxTopics(
  db: Db,
): Promise<{ readonly topic: string; readonly waiting: number; readonly dead: number }[]> {
  return db
    .select({
      topic: outbox.topic,
      waiting: sql<number>`sum(${outbox.deadAt} IS NULL)`,
      dead: sql<number>`sum(${outbox.deadAt} IS NOT NULL)`,
    })
    .from(outbox)
    .groupBy(outbox.topic)
    .orderBy(desc(count()));
}

/** When the oldest job that waits was asked for; null where none waits. */
export async function oldestWaiting(db: Db): Promise<number | null> {
  const rows = await db
    .select({ at: min(outbox.createdAt) })
    .from(outbox)
    .where(isNull(outbox.deadAt));
  return rows[0]?.at ?? null;
}

/** Jobs given up, newest first. */
export async function deadJobs(db: Db, limit: number): Promise<OutboxJob[]> {
  return db
    .select()
    .from(outbox)
    .where(isNotNull(outbox.deadAt))
    .orderBy(desc(outbox.deadAt), desc(outbox.id))
    .limit(limit);
}

/** Gives one dead job a fresh start; false where there is no such job. */
export async function reviveJob(db: Db, id: number, now: number): Promise<boolean> {
  const rows = await db
    .update(outbox)
    .set({ deadAt: null, attempts: 0, dueAt: now })
    .where(and(eq(outbox.id, id), isNotNull(outbox.deadAt)))
    .returning({ id: outbox.id });
  return rows.length > 0;
}

/** Name of the newest migration. */
export async function schemaName(db: Db): Promise<string> {
  const rows = (await db.all(sql`SELECT max(name) AS name FROM schema_migrations`)) as {
    name: string | null;
  }[];
  return rows[0]?.name ?? '';
}
