import { and, eq, getTableColumns } from 'drizzle-orm';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import type { StoredUser } from './accounts.ts';
import { sessions, userIdentities, users } from './schema/accounts.ts';

export type StoredIdentity = typeof userIdentities.$inferSelect;

/** The account that a subject of an issuer stands for. */
export async function userOfSubject(db: Db, issuer: string, subject: string): Promise<StoredUser | null> {
  const rows = await db
    .select(getTableColumns(users))
    .from(userIdentities)
    .innerJoin(users, eq(users.id, userIdentities.userId))
    .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.subject, subject)))
    .limit(1);
  return rows[0] ?? null;
}

/** What the accounts are called at an issuer, by account. */
export async function identitiesAt(
  db: Db,
  _right: Permitted<'account.manage'>,
  issuer: string,
): Promise<ReadonlyMap<string, StoredIdentity>> {
  const rows = await db.select().from(userIdentities).where(eq(userIdentities.issuer, issuer));
  return new Map(rows.map((row) => [row.userId, row]));
}

export async function identityOf(db: Db, issuer: string, userId: string): Promise<StoredIdentity | null> {
  const where = and(eq(userIdentities.issuer, issuer), eq(userIdentities.userId, userId));
  return (await db.select().from(userIdentities).where(where).limit(1))[0] ?? null;
}

export async function insertIdentity(db: Db, identity: StoredIdentity): Promise<void> {
  await db.insert(userIdentities).values(identity);
}

export async function deleteIdentity(db: Db, issuer: string, userId: string): Promise<void> {
  await db
    .delete(userIdentities)
    .where(and(eq(userIdentities.issuer, issuer), eq(userIdentities.userId, userId)));
}

/** The ID token that a session was opened with; null for one opened by password. */
export async function idTokenOf(db: Db, tokenHash: string): Promise<string | null> {
  const rows = await db
    .select({ idToken: sessions.idToken })
    .from(sessions)
    .where(eq(sessions.tokenHash, tokenHash))
    .limit(1);
  return rows[0]?.idToken ?? null;
}
