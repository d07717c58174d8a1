import { randomBytes } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import * as table from '../../store/accounts.ts';
import type { StoredUser } from '../../store/accounts.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { identityOf, idTokenOf, insertIdentity, userOfSubject } from '../../store/user-identities.ts';
import { STRANGER, checkUser, standingDetail } from '../accounts.ts';
import type { LocalLogin } from '../accounts.ts';
import { sha256 } from '../canonical.ts';
import type { Context } from '../context.ts';
import { FREE_TRIES_ADDRESS, addressKey, countTry, forgiveTry } from '../login-tries.ts';
import { hashPassword } from '../passwords.ts';
import { actorOf, openSession } from '../sessions.ts';
import type { Actor } from '../types.ts';
import { ATTEMPT_MS } from './attempt-seal.ts';
import type { Seal } from './attempt-seal.ts';
import type { ClaimRoles } from './claim-roles.ts';
import type { OidcClient } from './oidc-client.ts';
import type { Identified, SignIn } from './sign-in-types.ts';

export type SignInOptions = {
  readonly issuer: URL;
  readonly client: OidcClient;
  readonly seal: Seal;
  readonly sessionHours: number;
  readonly localLogin: LocalLogin;
  /** `linked`: by an administrator; `name`: by the user name too; `create`: and made where there is none. */
  readonly accounts: 'linked' | 'name' | 'create';
  /** The claim that is the user name. */
  readonly nameClaim: string;
  /** Who is what; needed where accounts are made. */
  readonly roles: ClaimRoles | null;
};

/** Log-in at an identity provider. Sessions, waits and the audit are those of every log-in. */
export function createSignIn(
  { store, clock, profile, log }: Pick<Context, 'store' | 'clock' | 'profile' | 'log'>,
  options: SignInOptions,
): SignIn {
  const { client, seal, nameClaim, roles } = options;
  const issuer = options.issuer.href;
  const wanted =
    options.accounts === 'linked'
      ? []
      : [
          nameClaim,
          ...(nameClaim === 'email' ? ['email_verified'] : []),
          ...(options.accounts === 'create' ? ['name', ...(roles?.claims ?? [])] : []),
        ];
  /** Of no password that anybody knows. */
  let noPassword: Promise<string> | null = null;

  const begin: SignIn['begin'] = async (next) => {
    const { location, ...attempt } = await client.begin().catch(told);
    return { location, sealed: seal.close({ ...attempt, next, until: clock.now() + ATTEMPT_MS }) };
  };

  const finish: SignIn['finish'] = async (query, sealed, from) => {
    const key = addressKey(from.address);
    await store.write((db) => countTry(db, key, FREE_TRIES_ADDRESS, clock.now()));
    try {
      const attempt = seal.open(sealed, clock.now());
      const person = await client.exchange(query, attempt, wanted).catch(told);
      const passwordHash =
        options.accounts === 'create'
          ? await (noPassword ??= hashPassword(randomBytes(32).toString('base64url')))
          : '';
      return await store.write(async (db) => {
        const user = await accountOf(db, person, passwordHash);
        if (user.disabledAt !== null) throw new AppError('account_disabled');
        await forgiveTry(db, key);
        const { sessionHours: hours } = options;
        const { replaces } = from;
        const given = { hours, now: clock.now(), replaces, idToken: person.idToken };
        const opened = await openSession(db, user, given);
        await audited(db, actorOf(user), 'account.login', user.username, 'oidc');
        return { ...opened, next: attempt.next };
      });
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal';
      await store.write(async (db) => {
        // Nobody has to wait because the provider does not answer.
        if (code === 'oidc_unreachable') await forgiveTry(db, key);
        await audited(db, STRANGER, 'account.login_failed', 'oidc', code);
      });
      throw error;
    }
  };

  /** The account a person is here. Inside the write lane only. */
  async function accountOf(db: Db, person: Identified, passwordHash: string): Promise<StoredUser> {
    const linked = await userOfSubject(db, issuer, person.subject);
    if (linked !== null) return linked;
    const unknown = new AppError('oidc_account', { subject: person.subject });
    if (options.accounts === 'linked') throw unknown;
    const username = usernameIn(person.claims);
    const user = await table.userByName(db, username);
    if (user !== null) {
      // A directory where people choose their own names must not make anybody an administrator.
      if (user.role === 'admin' || (await identityOf(db, issuer, user.id)) !== null) throw unknown;
      await link(db, user, person.subject);
      return user;
    }
    if (options.accounts !== 'create') throw unknown;
    const made = await create(db, username, person.claims, passwordHash);
    await link(db, made, person.subject);
    return made;
  }

  function usernameIn(claims: Identified['claims']): string {
    const lacks = (reason: string) => new AppError('oidc_claim', { claim: nameClaim, reason });
    const name = claims[nameClaim];
    if (typeof name !== 'string' || name === '') throw lacks('这一项没有给');
    if (nameClaim === 'email' && claims['email_verified'] !== true) throw lacks('邮箱没有经过核实');
    return name;
  }

  async function create(
    db: Db,
    username: string,
    claims: Identified['claims'],
    passwordHash: string,
  ): Promise<StoredUser> {
    const given = roles?.of(claims) ?? null;
    if (given === null)
      throw new AppError('oidc_claim', {
        claim: roles?.claims.join('、') ?? '',
        reason: '没有一条规则给出角色，请管理员先建立账号或者补上规则',
      });
    const name = typeof claims['name'] === 'string' ? claims['name'].trim() : '';
    const facts = { username, name: name === '' ? username : name, ...given };
    try {
      checkUser(profile, facts);
    } catch (cause) {
      if (!(cause instanceof AppError)) throw cause;
      throw new AppError('oidc_claim', { claim: nameClaim, reason: cause.message }, { cause });
    }
    const row = { id: newId(), ...facts, passwordHash, createdAt: clock.now(), disabledAt: null };
    await table.insertUser(db, row);
    await audited(db, STRANGER, 'account.add', username, standingDetail(row));
    return { ...row, lastLoginAt: null };
  }

  async function link(db: Db, user: StoredUser, subject: string): Promise<void> {
    await insertIdentity(db, { issuer, subject, userId: user.id, linkedAt: clock.now() });
    const detail = JSON.stringify({ issuer, subject });
    await audited(db, actorOf(user), 'account.link', user.username, detail);
  }

  const logout: SignIn['logout'] = async (token, endHere) => {
    // It goes with the session, which is over before anybody else is asked.
    const idToken = await store.read((db) => idTokenOf(db, sha256(token)));
    await endHere();
    if (idToken === null) return null;
    // Whoever logs out here is logged out, whether or not the provider can be told.
    return client.endOf(idToken).catch((error: unknown) => {
      log.warn({ reason: reasonOf(error) }, 'identity provider not told of a log-out');
      return null;
    });
  };

  /** Hands an error on and leaves a line of it, without what the provider said of the person. */
  function told(error: unknown): never {
    const code = error instanceof AppError ? error.code : 'internal';
    log.warn({ code, reason: reasonOf(error) }, 'log-in at the identity provider failed');
    throw error;
  }

  function audited(db: Db, actor: Actor, action: string, subject: string, detail: string): Promise<void> {
    return appendAudit(db, [
      { at: clock.now(), actorId: actor.id, actorName: actor.name, action, subject, detail },
    ]);
  }

  const { origin } = options.issuer;
  return { issuer, origin, localLogin: options.localLogin, begin, finish, logout };
}

/** Messages of an error and of what it came from. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} < ${reasonOf(error.cause)}`;
}
