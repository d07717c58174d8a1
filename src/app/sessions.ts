import { randomBytes } from 'node:crypto';
import * as table from '../store/accounts.ts';
import type { StoredUser } from '../store/accounts.ts';
import type { Db } from '../store/client.ts';
import { sha256 } from './canonical.ts';
import type { Actor, Role, Session } from './types.ts';

export type Opened = { readonly token: string; readonly session: Session };

/** Who acts in a session of an account. */
export function actorOf(user: StoredUser): Actor {
  return { id: user.id, name: user.name, role: user.role as Role, unit: user.unit };
}

/** Follows from the token, so it needs no storing; a page that does not hold the session cannot know it. */
export function csrfOf(token: string): string {
  return sha256(`csrf:${token}`);
}

/**
 * A new session of an account, however it was found who it is. A token is 256 random bits; only its sha256 is stored.
 * Inside the write lane only.
 */
export async function openSession(
  db: Db,
  user: StoredUser,
  given: {
    readonly hours: number;
    readonly now: number;
    /** Token of the session that this one takes the place of. */
    readonly replaces?: string | undefined;
    readonly idToken?: string;
  },
): Promise<Opened> {
  const { hours, now, replaces, idToken = null } = given;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = now + hours * 3_600_000;
  // What the browser brought along is nobody's any more.
  if (replaces !== undefined) await table.deleteSession(db, sha256(replaces));
  await table.insertSession(db, {
    tokenHash: sha256(token),
    userId: user.id,
    createdAt: now,
    expiresAt,
    lastSeenAt: now,
    idToken,
  });
  await table.setUserLogin(db, user.id, now);
  return { token, session: { actor: actorOf(user), csrf: csrfOf(token), expiresAt } };
}
