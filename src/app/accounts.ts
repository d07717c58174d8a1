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
import { FREE_TRIES, FREE_TRIES_ADDRESS, addressKey, countTry, forgiveTry } from './login-tries.ts';
import { PASSWORD_COST, checkPassword, hashPassword } from './passwords.ts';
import type { PasswordCost } from './passwords.ts';
import { PROGRAM } from './rights.ts';
import { actorOf, csrfOf, openSession } from './sessions.ts';
import type { Opened } from './sessions.ts';
import type { Actor, Role, Services } from './types.ts';

export type AccountOptions = {
  /** Hours a session lasts from log-in. */
  readonly sessionHours: number;
  /** Minutes without use after which it ends before that; left out: it does not. */
  readonly sessionIdleMinutes?: number;
  /** Who may log in with a password; left out: everybody. */
  readonly localLogin?: LocalLogin;
  readonly passwordCost?: PasswordCost;
};

/** `admin`: with a password administrators alone, so that there is a way in when the identity provider fails. */
export type LocalLogin = 'on' | 'admin';

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
  ): Promise<Opened> {
    const nameHash = sha256(username.normalize('NFKC').toLowerCase());
    const addressHash = from.address === undefined ? null : addressKey(from.address);
    await store.write(async (db) => {
      if (addressHash !== null) await countTry(db, addressHash, FREE_TRIES_ADDRESS, clock.now());
      await countTry(db, nameHash, FREE_TRIES, clock.now());
    });
    const user = await store.read((db) => table.userByName(db, username));
    nobody ??= hashPassword(newId(), cost);
    const right = await checkPassword(password.slice(0, PASSWORD_MAX), user?.passwordHash ?? (await nobody));
    const now = clock.now();
    const isKnown = right && user !== null && user.disabledAt === null;
    if (!isKnown || (options.localLogin === 'admin' && user.role !== 'admin')) {
      await store.write((db) => audited(db, STRANGER, 'account.login_failed', nameHash.slice(0, 16)));
      // That it is closed is told to those alone who know the password.
      throw new AppError(isKnown ? 'password_login_closed' : 'bad_credentials');
    }
    return store.write(async (db) => {
      await table.clearFailures(db, nameHash);
      if (addressHash !== null) await forgiveTry(db, addressHash);
      const opened = await openSession(db, user, {
        hours: options.sessionHours,
        now,
        replaces: from.replaces,
      });
      await audited(db, actorOf(user), 'account.login', user.username);
      return opened;
    });
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

  const listKeys: Services['accounts']['listKeys'] = () => store.read((db) => table.listKeys(db, PROGRAM));

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

/** Whoever tries to log in, before it is known who that is. */
export const STRANGER: Actor = { id: '-', name: '未登录', role: 'system', unit: null };

/** Whoever is at the machine itself. */
export const OPERATOR: Actor = { id: 'operator', name: '运维', role: 'system', unit: null };

/** Throws `bad_field` for a user name, name, role or unit that no account can have. */
export function checkUser(
  profile: Pick<Context['profile'], 'units'>,
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
