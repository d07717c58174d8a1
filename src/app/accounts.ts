import { randomBytes } from 'node:crypto';
import { AppError } from '../kernel/errors.ts';
import { newId } from '../kernel/ids.ts';
import { MOVER_NAMES } from '../kernel/move-words.ts';
import * as table from '../store/accounts.ts';
import type { StoredUser } from '../store/accounts.ts';
import { appendAudit } from '../store/audit.ts';
import type { Db } from '../store/client.ts';
import { sha256 } from './canonical.ts';
import type { Context } from './context.ts';
import { ROTATION_HOURS, actorOfKey, keyDetail, newKey, rotateKey } from './key-limits.ts';
import { PASSWORD_COST, checkPassword, hashPassword } from './passwords.ts';
import type { PasswordCost } from './passwords.ts';
import type { Actor, Role, Services, Session } from './types.ts';

export type AccountOptions = {
  /** Hours a session lasts from log-in. */
  readonly sessionHours: number;
  /** Minutes without use after which it ends before that; left out: it does not. */
  readonly sessionIdleMinutes?: number;
  readonly passwordCost?: PasswordCost;
};

/** Failures of one name before each further try has to wait. */
export const FREE_TRIES = 5;
/** The same of one address, behind which a whole office may sit. */
export const FREE_TRIES_ADDRESS = 30;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** After this long without a failure the count starts anew. */
const FORGET_MS = 6 * 3_600_000;

/** Milliseconds a name is locked after its `failures`-th failure in a row: 30 s from the fifth, doubling to 15 min. */
export const lockAfter = (failures: number): number => waitAfter(failures, FREE_TRIES);

function waitAfter(failures: number, free: number): number {
  if (failures < free) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - free));
}

export const ROLES: readonly Exclude<Role, 'system'>[] = [
  'admin',
  'dispatcher',
  'leader',
  'callback',
  'analyst',
  'handler',
  'unitLeader',
];
const OF_UNIT: readonly Role[] = ['handler', 'unitLeader'];
/** A key's last use is known to the hour, a session's to the minute. */
const USE_MS = 3_600_000;
const SEEN_MS = 60_000;
const PASSWORD_MIN = 8;
const PASSWORD_MAX = 200;

/** Log-in, sessions, users and API keys. Tokens and keys are 256 random bits; only their sha256 is stored. */
export function createAccounts(
  context: Pick<Context, 'store' | 'clock' | 'profile'>,
  options: AccountOptions,
): Services['accounts'] {
  const { store, clock, profile } = context;
  const cost = options.passwordCost ?? PASSWORD_COST;
  /** Checked where there is no such user, so that the answer takes as long. */
  let nobody: Promise<string> | null = null;

  async function login(
    username: string,
    password: string,
    from: { readonly address?: string; readonly replaces?: string } = {},
  ): Promise<{ token: string; session: Session }> {
    const nameHash = sha256(username.normalize('NFKC').toLowerCase());
    const addressHash = from.address === undefined ? null : sha256(`address:${from.address}`);
    // Counted before the check, so that a hundred tries at once are a hundred tries.
    await store.write(async (db) => {
      if (addressHash !== null) await countTry(db, addressHash, FREE_TRIES_ADDRESS, clock.now());
      await countTry(db, nameHash, FREE_TRIES, clock.now());
    });
    const user = await store.read((db) => table.userByName(db, username));
    nobody ??= hashPassword(newId(), cost);
    const right = await checkPassword(password.slice(0, PASSWORD_MAX), user?.passwordHash ?? (await nobody));
    const now = clock.now();
    if (!right || user === null || user.disabledAt !== null) {
      const stranger = { id: '-', name: '未登录', role: 'system', unit: null } as const;
      await store.write((db) => audited(db, stranger, 'account.login_failed', nameHash.slice(0, 16)));
      throw new AppError('bad_credentials');
    }
    const token = randomBytes(32).toString('base64url');
    const expiresAt = now + options.sessionHours * 3_600_000;
    await store.write(async (db) => {
      await table.clearFailures(db, nameHash);
      // A good log-in takes back its own try alone: whoever knows one password must not guess others for ever.
      if (addressHash !== null) await forgiveTry(db, addressHash);
      // What the browser brought along is nobody's any more.
      if (from.replaces !== undefined) await table.deleteSession(db, sha256(from.replaces));
      const tokenHash = sha256(token);
      await table.insertSession(db, {
        tokenHash,
        userId: user.id,
        createdAt: now,
        expiresAt,
        lastSeenAt: now,
      });
      await table.setUserLogin(db, user.id, now);
      await audited(db, actorOf(user), 'account.login', user.username);
    });
    return { token, session: { actor: actorOf(user), csrf: csrfOf(token), expiresAt } };
  }

  async function countTry(db: Db, nameHash: string, free: number, now: number): Promise<void> {
    const last = await table.failuresOf(db, nameHash);
    if (last !== null && last.lockedUntil > now) {
      throw new AppError('rate_limited', { seconds: Math.ceil((last.lockedUntil - now) / 1000) });
    }
    const failures = last === null || now - last.lastAt > FORGET_MS ? 1 : last.failures + 1;
    await table.saveFailures(db, {
      nameHash,
      failures,
      lastAt: now,
      lockedUntil: now + waitAfter(failures, free),
    });
  }

  async function forgiveTry(db: Db, addressHash: string): Promise<void> {
    const last = await table.failuresOf(db, addressHash);
    if (last !== null) await table.saveFailures(db, { ...last, failures: last.failures - 1, lockedUntil: 0 });
  }

  const idleMs = (options.sessionIdleMinutes ?? Infinity) * 60_000;

  const session: Services['accounts']['session'] = async (token, use = 'used') => {
    const now = clock.now();
    const tokenHash = sha256(token);
    const found = await store.read((db) => table.liveSession(db, tokenHash, now, Math.max(-1, now - idleMs)));
    if (found === null) return null;
    if (use === 'used' && now - found.session.lastSeenAt >= SEEN_MS)
      await store.write((db) => table.setSessionSeen(db, tokenHash, now));
    return { actor: actorOf(found.user), csrf: csrfOf(token), expiresAt: found.session.expiresAt };
  };

  const actorOfKeyHeld: Services['accounts']['actorOfKey'] = async (key) => {
    const now = clock.now();
    const found = await store.read((db) => table.liveKey(db, sha256(key), now));
    if (found === null) return null;
    if (found.lastUsedAt === null || now - found.lastUsedAt >= USE_MS)
      await store.write((db) => table.setKeyUsed(db, found.id, now));
    return actorOfKey(found);
  };

  const addUser: Services['accounts']['addUser'] = async (...users) => {
    const rows = await Promise.all(
      users.map(async ({ id = newId(), username, name, role, unit, password }) => {
        checkUser(profile, { username, name, role, unit });
        const passwordHash = await hashNewPassword(password, cost);
        return { id, username, name, role, unit, passwordHash, createdAt: clock.now(), disabledAt: null };
      }),
    );
    await store.write(async (db) => {
      for (const row of rows) {
        if ((await table.userByName(db, row.username)) !== null) {
          throw new AppError('conflict', { reason: `用户名 ${row.username} 已被使用` });
        }
        await table.insertUser(db, row);
        await audited(db, OPERATOR, 'account.add', row.username, standingDetail(row));
      }
    });
  };

  const setPassword: Services['accounts']['setPassword'] = async (username, password) => {
    const passwordHash = await hashNewPassword(password, cost);
    await store.write(async (db) => {
      const user = await known(db, username);
      await table.setUserPassword(db, user.id, passwordHash);
      await table.deleteSessionsOf(db, user.id);
      await audited(db, OPERATOR, 'account.password', username);
    });
  };

  const disableUser: Services['accounts']['disableUser'] = (username) =>
    store.write(async (db) => {
      const user = await known(db, username);
      await table.setUserDisabled(db, user.id, clock.now());
      await table.deleteSessionsOf(db, user.id);
      await audited(db, OPERATOR, 'account.disable', username);
    });

  const addKey: Services['accounts']['addKey'] = async (name, limits = {}) => {
    const { key, row } = newKey(profile, name, limits, clock.now());
    await store.write(async (db) => {
      await table.insertKey(db, row);
      await audited(db, OPERATOR, 'key.add', row.id, keyDetail(row));
    });
    return { id: row.id, key };
  };

  const changeKey: Services['accounts']['rotateKey'] = (id, hours = ROTATION_HOURS) =>
    store.write(async (db) => {
      const { key, row } = await rotateKey(db, id, hours, clock.now());
      await audited(db, OPERATOR, 'key.rotate', id, row.id);
      return { id: row.id, key };
    });

  const listKeys: Services['accounts']['listKeys'] = () => store.read(table.listKeys);

  const revokeKey: Services['accounts']['revokeKey'] = (id) =>
    store.write(async (db) => {
      if ((await table.keyById(db, id)) === null) throw new AppError('not_found', { what: `密钥 ${id}` });
      await table.revokeKey(db, id, clock.now());
      await audited(db, OPERATOR, 'key.revoke', id);
    });

  const logout: Services['accounts']['logout'] = (token) =>
    store.write((db) => table.deleteSession(db, sha256(token)));

  async function audited(db: Db, actor: Actor, action: string, subject: string, detail = ''): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    await appendAudit(db, [entry]);
  }

  return {
    login,
    session,
    logout,
    actorOfKey: actorOfKeyHeld,
    addUser,
    setPassword,
    disableUser,
    addKey,
    rotateKey: changeKey,
    listKeys,
    revokeKey,
  };
}

/** Accounts are managed from the machine itself. */
const OPERATOR: Actor = { id: 'operator', name: '运维', role: 'system', unit: null };

function actorOf(user: StoredUser): Actor {
  return { id: user.id, name: user.name, role: user.role as Role, unit: user.unit };
}

/** Follows from the token, so it needs no storing; a page that does not hold the session cannot know it. */
function csrfOf(token: string): string {
  return sha256(`csrf:${token}`);
}

/** Throws `bad_field` for a user name, name, role or unit that no account can have. */
export function checkUser(
  profile: Context['profile'],
  user: {
    readonly username: string;
    readonly name: string;
    readonly role: string;
    readonly unit: string | null;
  },
): asserts user is typeof user & { readonly role: Role } {
  const bad = (field: string, reason: string) => new AppError('bad_field', { where: '', field, reason });
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(user.username)) {
    throw bad('username', '只能用文字、数字和 . _ -，最多 64 个字符');
  }
  if (user.name.trim() === '' || user.name.length > 64) throw bad('name', '不能为空，最多 64 个字符');
  const role = ROLES.find((known) => known === user.role);
  if (role === undefined) throw bad('role', `须为 ${ROLES.join('、')} 之一`);
  if (OF_UNIT.includes(role) && user.unit === null) throw bad('unit', `${MOVER_NAMES[role]}须有单位`);
  if (user.unit !== null && !profile.units.some((u) => u.code === user.unit)) {
    throw bad('unit', `没有单位 ${user.unit}`);
  }
}

/** Throws `bad_field` for a password too short or too long. */
export async function hashNewPassword(password: string, cost = PASSWORD_COST): Promise<string> {
  if (password.length < PASSWORD_MIN || password.length > PASSWORD_MAX) {
    const reason = `须为 ${PASSWORD_MIN} 到 ${PASSWORD_MAX} 个字符`;
    throw new AppError('bad_field', { where: '', field: 'password', reason });
  }
  return hashPassword(password, cost);
}

/** What the audit keeps of an account, so that who could read what can be told later. */
export function standingDetail({
  name,
  role,
  unit,
}: {
  readonly name: string;
  readonly role: string;
  readonly unit: string | null;
}): string {
  return JSON.stringify({ name, role, unit });
}

async function known(db: Db, username: string): Promise<StoredUser> {
  const user = await table.userByName(db, username);
  if (user === null) throw new AppError('not_found', { what: `用户 ${username}` });
  return user;
}
