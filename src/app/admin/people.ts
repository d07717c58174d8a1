import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { OrderState } from '../../kernel/move-words.ts';
import * as table from '../../store/accounts.ts';
import type { StoredUser } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { ordersOfPeople, otherAdmins, sessionCounts } from '../../store/people.ts';
import {
  deleteIdentity,
  identitiesAt,
  identityOf,
  insertIdentity,
  userOfSubject,
} from '../../store/user-identities.ts';
import type { StoredIdentity } from '../../store/user-identities.ts';
import { checkUser, hashNewPassword, standingDetail } from '../accounts.ts';
import type { Context } from '../context.ts';
import { randomPassword } from '../first-run.ts';
import type { PasswordCost } from '../passwords.ts';
import { scopeOf } from '../rights.ts';
import type { Actor, Role } from '../types.ts';
import type { People, Person, PersonQuery } from './admin-types.ts';

/** In a person's hands: taken and not answered. What the tab 办理中 of the queue shows of a person. */
export const IN_HAND: readonly OrderState[] = [
  'acknowledged',
  'contacted',
  'handling',
  'onHold',
  'mediationEnded',
];

const refused = (reason: string): AppError => new AppError('conflict', { reason });

/** Accounts of people, as an administrator keeps them. Every change is recorded in the same write. */
export function createPeople(
  context: Pick<Context, 'store' | 'clock' | 'profile' | 'names'>,
  options: { readonly passwordCost?: PasswordCost; readonly issuer?: string } = {},
): People {
  const { store, clock, profile, names } = context;
  const { issuer } = options;

  const read = (actor: Actor): Promise<Person[]> => {
    const right = scopeOf(actor, 'account.manage');
    return store.read(async (db) => {
      const users = await table.listUsers(db, right);
      const [running, held] = [
        await sessionCounts(db, right, clock.now()),
        await ordersOfPeople(db, right, IN_HAND),
      ];
      const linked = issuer === undefined ? null : await identitiesAt(db, right, issuer);
      return users.map((user) => ({
        id: user.id,
        username: user.username,
        name: user.name,
        role: user.role as Role,
        unit: user.unit === null ? null : { code: user.unit, name: names.unit(user.unit) },
        createdAt: user.createdAt,
        disabledAt: user.disabledAt,
        lastLoginAt: user.lastLoginAt,
        sessions: running.get(user.id) ?? 0,
        open: held.get(user.id) ?? 0,
        identity: identityIn(linked?.get(user.id)),
      }));
    });
  };

  const list: People['list'] = async (actor, query = {}) =>
    (await read(actor)).filter((person) => fits(person, query));

  const get: People['get'] = async (actor, id) => {
    const person = (await read(actor)).find((one) => one.id === id);
    if (person === undefined) throw new AppError('not_found', { what: '这个账号' });
    return person;
  };

  const add: People['add'] = async (actor, { username, ...facts }) => {
    scopeOf(actor, 'account.manage');
    const user = { username: username.trim(), ...facts, name: facts.name.trim() };
    checkUser(profile, user);
    const password = randomPassword();
    const passwordHash = await hashNewPassword(password, options.passwordCost);
    const id = newId();
    await store.write(async (db) => {
      if ((await table.userByName(db, user.username)) !== null)
        throw refused(`用户名 ${user.username} 已被使用`);
      await table.insertUser(db, { id, ...user, passwordHash, createdAt: clock.now() });
      await record(db, actor, 'account.add', user.username, standingDetail(user));
    });
    return { id, password };
  };

  const change: People['change'] = (actor, id, given) => {
    scopeOf(actor, 'account.manage');
    const facts = { ...given, name: given.name.trim() };
    return store.write(async (db) => {
      const user = await known(db, id);
      const next = { username: user.username, ...facts };
      checkUser(profile, next);
      const { name, role, unit } = next;
      if (name === user.name && role === user.role && unit === user.unit) return;
      if (user.role === 'admin' && role !== 'admin') await keepOneAdmin(db, user);
      await table.setUserFacts(db, id, { name, role, unit });
      // What a page was shown by, or a live connection goes by, is not theirs any more.
      if (role !== user.role || unit !== user.unit) await table.deleteSessionsOf(db, id);
      const was = JSON.parse(standingDetail(user)) as object;
      const detail = JSON.stringify({ ...(JSON.parse(standingDetail(next)) as object), was });
      await record(db, actor, 'account.change', user.username, detail);
    });
  };

  const resetPassword: People['resetPassword'] = async (actor, id) => {
    scopeOf(actor, 'account.manage');
    const password = randomPassword();
    const passwordHash = await hashNewPassword(password, options.passwordCost);
    await store.write(async (db) => {
      const user = await known(db, id);
      await table.setUserPassword(db, id, passwordHash);
      await table.deleteSessionsOf(db, id);
      await record(db, actor, 'account.password', user.username);
    });
    return { password };
  };

  const disable: People['disable'] = (actor, id) => {
    scopeOf(actor, 'account.manage');
    return store.write(async (db) => {
      const user = await known(db, id);
      if (user.id === actor.id) throw refused('不能停用自己的账号，请由另一位管理员停用');
      if (user.disabledAt !== null) return;
      if (user.role === 'admin') await keepOneAdmin(db, user);
      await table.setUserDisabled(db, id, clock.now());
      await table.deleteSessionsOf(db, id);
      await record(db, actor, 'account.disable', user.username, standingDetail(user));
    });
  };

  const enable: People['enable'] = (actor, id) => {
    scopeOf(actor, 'account.manage');
    return store.write(async (db) => {
      const user = await known(db, id);
      if (user.disabledAt === null) return;
      // The profile may have changed since: a unit that is gone has to be replaced first.
      checkUser(profile, user);
      await table.setUserDisabled(db, id, null);
      await record(db, actor, 'account.enable', user.username, standingDetail(user));
    });
  };

  const endSessions: People['endSessions'] = (actor, id) => {
    const right = scopeOf(actor, 'account.manage');
    return store.write(async (db) => {
      const user = await known(db, id);
      const running = (await sessionCounts(db, right, clock.now())).get(id) ?? 0;
      await table.deleteSessionsOf(db, id);
      await record(db, actor, 'account.end_sessions', user.username, `${running}`);
      return running;
    });
  };

  const link: People['link'] = (actor, id, given) => {
    scopeOf(actor, 'account.manage');
    const subject = given.trim();
    if (issuer === undefined) throw noProvider();
    // What OpenID Connect allows a subject to be.
    if (!/^[\x21-\x7e]{1,255}$/.test(subject))
      throw new AppError('bad_field', {
        where: '',
        field: 'subject',
        reason: '须为 1 到 255 个英文字母、数字或符号，按统一身份认证所写',
      });
    return store.write(async (db) => {
      const user = await known(db, id);
      const holder = await userOfSubject(db, issuer, subject);
      if (holder?.id === id) return;
      if (holder !== null) throw refused(`这个身份已经关联到 ${holder.username}，请先解除`);
      const before = await identityOf(db, issuer, id);
      if (before !== null) await takeLink(db, actor, user, before);
      await insertIdentity(db, { issuer, subject, userId: id, linkedAt: clock.now() });
      await record(db, actor, 'account.link', user.username, JSON.stringify({ issuer, subject }));
    });
  };

  const unlink: People['unlink'] = (actor, id) => {
    scopeOf(actor, 'account.manage');
    if (issuer === undefined) throw noProvider();
    return store.write(async (db) => {
      const user = await known(db, id);
      const identity = await identityOf(db, issuer, id);
      if (identity !== null) await takeLink(db, actor, user, identity);
    });
  };

  /** Whoever came in by it is out as well. */
  async function takeLink(db: Db, actor: Actor, user: StoredUser, identity: StoredIdentity): Promise<void> {
    const { issuer: of, subject } = identity;
    await deleteIdentity(db, of, user.id);
    await table.deleteSessionsOf(db, user.id);
    await record(db, actor, 'account.unlink', user.username, JSON.stringify({ issuer: of, subject }));
  }

  /** Throws `conflict` where nobody would be left to look after the accounts. */
  async function keepOneAdmin(db: Db, user: StoredUser): Promise<void> {
    if (user.disabledAt === null && (await otherAdmins(db, user.id)) === 0)
      throw refused('这是最后一位管理员，不能停用或改作别的角色；请先指定另一位管理员');
  }

  function record(db: Db, actor: Actor, action: string, subject: string, detail = ''): Promise<void> {
    const entry = { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail };
    return appendAudit(db, [entry]);
  }

  const linkable = issuer !== undefined;
  return { linkable, list, get, add, change, resetPassword, disable, enable, endSessions, link, unlink };
}

const noProvider = (): AppError => new AppError('not_found', { what: '统一身份认证：没有启用' });

function identityIn(found: StoredIdentity | undefined): Person['identity'] {
  return found === undefined ? null : { subject: found.subject, linkedAt: found.linkedAt };
}

async function known(db: Db, id: string): Promise<StoredUser> {
  const user = await table.userById(db, id);
  if (user === null) throw new AppError('not_found', { what: '这个账号' });
  return user;
}

function fits(person: Person, { q, role, standing }: PersonQuery): boolean {
  const words = (q ?? '').normalize('NFKC').trim().toLowerCase();
  const told = [person.username, person.name, person.unit?.name ?? '', person.unit?.code ?? ''];
  return (
    (words === '' || told.some((one) => one.toLowerCase().includes(words))) &&
    (role === undefined || person.role === role) &&
    (standing === undefined || (person.disabledAt === null) === (standing === 'active'))
  );
}
