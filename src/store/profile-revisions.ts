import { and, asc, desc, eq, like, sql } from 'drizzle-orm';
import type { AppliedRevision } from '../triage/revision-types.ts';
import type { Db } from './client.ts';
import { profileRevisions } from './schema/profile-revisions.ts';

export type RevisionRow = typeof profileRevisions.$inferSelect;

/** Every revision there ever was, newest first. */
export async function listRevisions(db: Db, subject?: string): Promise<RevisionRow[]> {
  return db
    .select()
    .from(profileRevisions)
    .where(subject === undefined ? undefined : eq(profileRevisions.subject, subject))
    .orderBy(desc(profileRevisions.seq));
}

export async function revisionById(db: Db, id: string): Promise<RevisionRow | null> {
  const rows = await db.select().from(profileRevisions).where(eq(profileRevisions.id, id)).limit(1);
  return rows[0] ?? null;
}

/** Those that were approved, in the order of approval. */
export async function approvedRevisions(db: Db): Promise<AppliedRevision[]> {
  const rows = await db
    .select({ applied: profileRevisions.applied, changes: profileRevisions.changes })
    .from(profileRevisions)
    .where(eq(profileRevisions.state, 'approved'))
    .orderBy(asc(profileRevisions.applied));
  return rows.map(({ applied, changes }) => ({ applied: applied ?? 0, changes }));
}

/** Keeps a draft under the next number of its year, `X2026-0001`. Inside the write lane only. */
export async function insertRevision(
  db: Db,
  made: Pick<
    RevisionRow,
    'subject' | 'changes' | 'basis' | 'reason' | 'draftedById' | 'draftedByName' | 'draftedAt'
  >,
  year: string,
): Promise<string> {
  const prefix = `X${year}-`;
  const last = await db
    .select({ id: profileRevisions.id })
    .from(profileRevisions)
    .where(like(profileRevisions.id, `${prefix}%`))
    .orderBy(desc(profileRevisions.id))
    .limit(1);
  const number = Number(last[0]?.id.slice(prefix.length) ?? 0) + 1;
  const id = `${prefix}${String(number).padStart(4, '0')}`;
  await db.insert(profileRevisions).values({ ...made, id, state: 'waiting' });
  return id;
}

/** The number the next approved revision gets. */
export async function nextApplied(db: Db): Promise<number> {
  const rows = await db
    .select({ last: sql<number | null>`max(${profileRevisions.applied})` })
    .from(profileRevisions);
  return (rows[0]?.last ?? 0) + 1;
}

/** Decides a revision that waits; once. */
export async function decideRevision(
  db: Db,
  id: string,
  decision: Pick<RevisionRow, 'state' | 'decidedById' | 'decidedByName' | 'decidedAt' | 'note'> &
    Partial<Pick<RevisionRow, 'applied' | 'version' | 'difference'>>,
): Promise<void> {
  await db
    .update(profileRevisions)
    .set(decision)
    .where(and(eq(profileRevisions.id, id), eq(profileRevisions.state, 'waiting')));
}

/** Whether the database knows revisions: an older one, opened for reading only, may not. */
export async function hasRevisions(db: Db): Promise<boolean> {
  const rows = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM sqlite_master WHERE type = 'table' AND name = 'profile_revisions'`,
  );
  return (rows[0]?.n ?? 0) > 0;
}
