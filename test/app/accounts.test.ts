import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FREE_TRIES, countTry } from '../../src/app/login-tries.ts';
import { checkPassword, hashPassword } from '../../src/app/passwords.ts';
import { failuresOf } from '../../src/store/accounts.ts';
import { desk } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

const user = {
  username: 'wang',
  name: '王芳',
  role: 'handler',
  unit: 'SCS-XCAJ',
  password: 'correct horse',
} as const;

async function withUser(): Promise<Desk> {
  const d = await desk();
  await d.services.accounts.addUser(user);
  return d;
}

test('a log-in gives a session that ends after twelve hours', async () => {
  const { services, clock } = await withUser();
  const { token, session } = await services.accounts.login('wang', 'correct horse');
  expect(session.actor).toMatchObject({ name: '王芳', role: 'handler', unit: 'SCS-XCAJ' });
  expect(session.expiresAt).toBe(clock.now() + 12 * 3_600_000);
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(await services.accounts.session(token)).toEqual(session);
  expect(session.csrf).not.toContain(token);
  clock.set(session.expiresAt - 1);
  expect(await services.accounts.session(token)).not.toBeNull();
  clock.set(session.expiresAt);
  expect(await services.accounts.session(token)).toBeNull();
});

test('log-out, a new password and disabling each end the sessions', async () => {
  const { services } = await withUser();
  const { accounts } = services;
  const login = async (password = 'correct horse') => (await accounts.login('wang', password)).token;
  const first = await login();
  const second = await login();
  await accounts.logout(first);
  expect(await accounts.session(first)).toBeNull();
  expect(await accounts.session(second)).not.toBeNull();
  await accounts.setPassword('wang', 'battery staple');
  expect(await accounts.session(second)).toBeNull();
  await expect(login()).rejects.toMatchObject({ code: 'bad_credentials' });
  const third = await login('battery staple');
  await accounts.disableUser('wang');
  expect(await accounts.session(third)).toBeNull();
  await expect(login('battery staple')).rejects.toMatchObject({ code: 'bad_credentials' });
});

test.each(['wang', 'nobody'])(
  'failures of %s are answered alike, and the sixth try has to wait',
  async (name) => {
    const { services, clock } = await withUser();
    const wrong = () => services.accounts.login(name, 'wrong');
    for (let i = 0; i < 5; i++) await expect(wrong()).rejects.toMatchObject({ code: 'bad_credentials' });
    await expect(wrong()).rejects.toMatchObject({ code: 'rate_limited', details: { seconds: 30 } });
    await expect(services.accounts.login(name, 'correct horse')).rejects.toMatchObject({
      code: 'rate_limited',
    });
    clock.set(clock.now() + 30_000);
    await expect(wrong()).rejects.toMatchObject({ code: 'bad_credentials' });
    await expect(wrong()).rejects.toMatchObject({ details: { seconds: 60 } });
  },
);

test('a hundred tries at once are a hundred tries', async () => {
  const { services } = await withUser();
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => services.accounts.login('wang', 'wrong')),
  );
  const codes = results.map((r) => (r.status === 'rejected' ? (r.reason as { code: string }).code : 'in'));
  expect(codes.filter((c) => c === 'bad_credentials')).toHaveLength(5);
  expect(codes.filter((c) => c === 'rate_limited')).toHaveLength(95);
});

test('a success forgets the failures before it', async () => {
  const { services } = await withUser();
  for (let round = 0; round < 3; round++) {
    for (let i = 0; i < 4; i++) {
      await expect(services.accounts.login('wang', 'wrong')).rejects.toMatchObject({
        code: 'bad_credentials',
      });
    }
    await services.accounts.login('wang', 'correct horse');
  }
});

test('waiting grows from half a minute to a quarter of an hour', async () => {
  const { store, clock } = await desk();
  const waits = new Map<number, number>();
  for (let failures = 1; failures <= 50; failures++) {
    await store.write((db) => countTry(db, 'wang', FREE_TRIES, clock.now()));
    const last = await store.read((db) => failuresOf(db, 'wang'));
    if (last === null) throw new Error('The try was not counted.');
    waits.set(last.failures, last.lockedUntil - clock.now());
    clock.set(last.lockedUntil);
  }
  expect([4, 5, 6, 7, 9, 10, 50].map((failures) => waits.get(failures))).toEqual([
    0, 30_000, 60_000, 120_000, 480_000, 900_000, 900_000,
  ]);
});

test('keys work until they are revoked', async () => {
  const { services } = await desk();
  const { id, key } = await services.accounts.addKey('热线平台');
  expect(await services.accounts.actorOfKey(key)).toEqual({
    id,
    name: '热线平台',
    role: 'system',
    unit: null,
  });
  expect(await services.accounts.actorOfKey(`${key}x`)).toBeNull();
  await services.accounts.revokeKey(id);
  expect(await services.accounts.actorOfKey(key)).toBeNull();
  await expect(services.accounts.revokeKey('nope')).rejects.toMatchObject({ code: 'not_found' });
});

test('no secret is in the database file', async () => {
  const { services, store, url } = await withUser();
  const { token } = await services.accounts.login('wang', 'correct horse');
  const { key } = await services.accounts.addKey('k');
  await store.close();
  const bytes = readFileSync(url.slice('file:'.length));
  expect(bytes.includes('scrypt$16$1$1$')).toBe(true);
  for (const secret of ['correct horse', token, key]) expect(bytes.includes(secret)).toBe(false);
});

test.each([
  [{ ...user, username: 'a b' }, 'username'],
  [{ ...user, name: ' ' }, 'name'],
  [{ ...user, role: 'system' as const }, 'role'],
  [{ ...user, unit: null }, 'unit'],
  [{ ...user, unit: 'NOPE' }, 'unit'],
  [{ ...user, password: 'short' }, 'password'],
])('a user with a bad field is refused: %#', async (bad, field) => {
  const { services } = await desk();
  await expect(services.accounts.addUser(bad)).rejects.toMatchObject({
    code: 'bad_field',
    details: { field },
  });
});

test('a user name is given once, and unknown ones are named', async () => {
  const { services } = await withUser();
  await expect(services.accounts.addUser(user)).rejects.toMatchObject({ code: 'conflict' });
  await expect(services.accounts.setPassword('nobody', 'long enough')).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a password hash knows its password and no other, and never looks the same twice', async () => {
  const cost = { n: 16, r: 1, p: 1 };
  const hash = await hashPassword('密码 12345', cost);
  expect(await checkPassword('密码 12345', hash)).toBe(true);
  expect(await checkPassword('密码 12346', hash)).toBe(false);
  expect(await hashPassword('密码 12345', cost)).not.toBe(hash);
});
