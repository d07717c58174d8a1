import { and, asc, eq, gt, isNull, lt, lte } from 'drizzle-orm';
import type { Db } from './client.ts';
import { apiKeys, loginFailures, sessions, users } from './schema/accounts.ts';

export type StoredUser = typeof users.$inferSelect;
export type StoredSession = typeof sessions.$inferSelect;
export type StoredKey = typeof apiKeys.$inferSelect;
export type LoginFailures = typeof loginFailures.$inferSelect;

export async function userById(db: Db, id: string): Promise<StoredUser | null> {
  return (await db.select().from(users).where(eq(users.id, id)).limit(1))[0] ?? null;
}

export async function userByName(db: Db, username: string): Promise<StoredUser | null> {
  return (await db.select().from(users).where(eq(users.username, username)).limit(1))[0] ?? null;
}

export async function listUsers(db: Db): Promise<StoredUser[]> {
  return db.select().from(users).orderBy(asc(users.username));
}

export async function insertUser(db: Db, user: StoredUser): Promise<void> {
  await db.insert(users).values(user);
}

export async function setUserPassword(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.update(users).set({ passwordHash }).where(eq(users.id, id));
}

export async function setUserDisabled(db: Db, id: string, disabledAt: number): Promise<void> {
  await db.update(users).set({ disabledAt }).where(eq(users.id, id));
}

export async function insertSession(db: Db, session: StoredSession): Promise<void> {
  await db.delete(sessions).where(lte(sessions.expiresAt, session.createdAt));
  await db.insert(sessions).values(session);
}

/** The session and its user, if the session still runs and the user is not disabled. */
export async function liveSession(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<{ readonly session: StoredSession; readonly user: StoredUser } | null> {
  const rows = await db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.tokenHash, tokenHash), gt(sessions.expiresAt, now), isNull(users.disabledAt)))
    .limit(1);
  return rows[0] ?? null;
}

export async function deleteSession(db: Db, tokenHash: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.tokenHash, tokenHash));
}

export async function deleteSessionsOf(db: Db, userId: string): Promise<void> {
  await db.delete(sessions).where(eq(sessions.userId, userId));
}

export async function insertKey(db: Db, key: StoredKey): Promise<void> {
  await db.insert(apiKeys).values(key);
}

export async function liveKey(db: Db, keyHash: string): Promise<StoredKey | null> {
  const where = and(eq(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt));
  return (await db.select().from(apiKeys).where(where).limit(1))[0] ?? null;
}

export async function keyById(db: Db, id: string): Promise<StoredKey | null> {
  return (await db.select().from(apiKeys).where(eq(apiKeys.id, id)).limit(1))[0] ?? null;
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
