import { and, asc, eq, getTableColumns, gt, inArray, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { prepared } from './prepared.ts';
import { apiKeys, demoAccounts as demos, loginFailures, sessions, users } from './schema/accounts.ts';

export type StoredUser = typeof users.$inferSelect;
export type StoredSession = typeof sessions.$inferSelect;
export type StoredKey = typeof apiKeys.$inferSelect;
export type NewUser = typeof users.$inferInsert;
export type NewKey = typeof apiKeys.$inferInsert;
export type LoginFailures = typeof loginFailures.$inferSelect;

export async function userById(db: Db, id: string): Promise<StoredUser | null> {
  return (await db.select().from(users).where(eq(users.id, id)).limit(1))[0] ?? null;
}

export async function userByName(db: Db, username: string): Promise<StoredUser | null> {
  return (await db.select().from(users).where(eq(users.username, username)).limit(1))[0] ?? null;
}

export async function listUsers(
  db: Db,
  _right: Permitted<'account.manage' | 'audit.read' | 'program'>,
): Promise<StoredUser[]> {
  return db.select().from(users).orderBy(asc(users.username));
}

export async function insertUser(db: Db, user: NewUser): Promise<void> {
  await db.insert(users).values(user);
}

export async function setUserPassword(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.update(users).set({ passwordHash }).where(eq(users.id, id));
}

export async function setUserDisabled(db: Db, id: string, disabledAt: number | null): Promise<void> {
  await db.update(users).set({ disabledAt }).where(eq(users.id, id));
}

export async function setUserFacts(
  db: Db,
  id: string,
  facts: Pick<StoredUser, 'name' | 'role' | 'unit'>,
): Promise<void> {
  await db.update(users).set(facts).where(eq(users.id, id));
}

export async function setUserLogin(db: Db, id: string, lastLoginAt: number): Promise<void> {
  await db.update(users).set({ lastLoginAt }).where(eq(users.id, id));
}

export async function insertSession(db: Db, session: StoredSession): Promise<void> {
  await db.delete(sessions).where(lte(sessions.expiresAt, session.createdAt));
  await db.insert(sessions).values(session);
}

/** The session and its user, if the session still runs, was used after `idleSince`, and the user is not disabled. */
export async function liveSession(
  db: Db,
  tokenHash: string,
  now: number,
  idleSince: number,
): Promise<{ readonly session: StoredSession; readonly user: StoredUser } | null> {
  const rows = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        gt(sessions.expiresAt, now),
        gt(sessions.lastSeenAt, idleSince),
        isNull(users.disabledAt),
      ),
    )
    .limit(1);
  return rows[0] ?? null;
}

export async function setSessionSeen(db: Db, tokenHash: string, at: number): Promise<void> {
  await db.update(sessions).set({ lastSeenAt: at }).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteSessionsOf(db: Db, userId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.userId, userId));
}

export async function insertKey(db: Db, key: NewKey): Promise<void> {
  await db.insert(apiKeys).values(key);
}

/** The key, if it was neither revoked nor has ended. */
export async function liveKey(db: Db, keyHash: string, now: number): Promise<StoredKey | null> {
  return (await liveOf(db, { keyHash, now }))[0] ?? null;
}

const liveOf = prepared<{ keyHash: string; now: number }, StoredKey[]>((db) => {
  const isKey = eq(apiKeys.keyHash, sql.placeholder('keyHash'));
  const runs = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql.placeholder('now')));
  return db
    .select()
    .from(apiKeys)
    .where(and(isKey, isNull(apiKeys.revokedAt), runs))
    .limit(1);
});

export async function keyById(db: Db, id: string): Promise<StoredKey | null> {
  return (await db.select().from(apiKeys).where(eq(apiKeys.id, id)).limit(1))[0] ?? null;
}

/** Keys as they were made, revoked ones among them. */
export async function listKeys(
  db: Db,
  _right: Permitted<'key.manage' | 'audit.read' | 'program'>,
): Promise<Omit<StoredKey, 'keyHash'>[]> {
  const { keyHash: _, ...told } = getTableColumns(apiKeys);
  return db.select(told).from(apiKeys).orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
}

export async function setKeyUsed(db: Db, id: string, at: number): Promise<void> {
  await db.update(apiKeys).set({ lastUsedAt: at }).where(eq(apiKeys.id, id));
}

export async function setKeyEnd(db: Db, id: string, expiresAt: number): Promise<void> {
  await db.update(apiKeys).set({ expiresAt }).where(eq(apiKeys.id, id));
}

export async function revokeKey(db: Db, id: string, at: number): Promise<void> {
  await db.update(apiKeys).set({ revokedAt: at }).where(eq(apiKeys.id, id));
}

export async function failuresOf(db: Db, nameHash: string): Promise<LoginFailures | null> {
  const where = eq(loginFailures.nameHash, nameHash);
  return (await db.select().from(loginFailures).where(where).limit(1))[0] ?? null;
}

/** Records a failure; rows older than a day are forgotten, so made-up names do not pile up. */
export async function saveFailures(db: Db, row: LoginFailures): Promise<void> {
  const { failures, lastAt, lockedUntil } = row;
  await db.delete(loginFailures).where(lt(loginFailures.lastAt, lastAt - 86_400_000));
  await db
    .insert(loginFailures)
    .values(row)
    .onConflictDoUpdate({ target: loginFailures.nameHash, set: { failures, lastAt, lockedUntil } });
}

export async function clearFailures(db: Db, nameHash: string): Promise<void> {
  await db.delete(loginFailures).where(eq(loginFailures.nameHash, nameHash));
}

/** Accounts that the first run made for the demonstration, with the password they were made with. */
export async function demoAccounts(db: Db): Promise<(typeof demos.$inferSelect)[]> {
  return db.select().from(demos);
}

/** Says of accounts that they are there for the demonstration, with the password they have now. Inside the lane only. */
export async function markDemoAccounts(db: Db, ids: readonly string[]): Promise<void> {
  const made = await db
    .select()
    .from(users)
    .where(inArray(users.id, [...ids]));
  if (made.length > 0)
    await db.insert(demos).values(made.map(({ id, passwordHash }) => ({ userId: id, passwordHash })));
}
