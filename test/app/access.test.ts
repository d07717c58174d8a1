import { describe, expect, it } from 'vitest';
import { createAccounts } from '../../src/app/accounts.ts';
import { FREE_TRIES_ADDRESS } from '../../src/app/login-tries.ts';
import { isAllowed, mayDo, scopeOf } from '../../src/app/rights.ts';
import { auditRows } from '../support/audit-rows.ts';
import { desk, order, system } from '../support/desk.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WANG = {
  username: 'wang',
  name: '王芳',
  role: 'handler',
  unit: 'SCS-XCAJ',
  password: 'correct horse',
} as const;

/** Accounts whose sessions end after half an hour without use. */
async function office() {
  const d = await desk();
  const accounts = createAccounts(d.context, {
    sessionHours: 12,
    sessionIdleMinutes: 30,
    passwordCost: { n: 16, r: 1, p: 1 },
  });
  await accounts.addUser(WANG);
  const pass = (ms: number): void => d.clock.set(d.clock.now() + ms);
  return { ...d, accounts, pass };
}

describe('a session', () => {
  it('ends after a time without use, and at its end whatever the use', async () => {
    const { accounts, pass } = await office();
    const { token } = await accounts.login('wang', WANG.password);
    for (let i = 0; i < 24; i++) {
      pass(29 * MINUTE);
      expect(await accounts.session(token), `${i}`).not.toBeNull();
    }
    pass(25 * MINUTE);
    expect(await accounts.session(token)).toBeNull();
    const second = (await accounts.login('wang', WANG.password)).token;
    pass(31 * MINUTE);
    expect(await accounts.session(second)).toBeNull();
  });

  it('is not kept alive by a page that only looks', async () => {
    const { accounts, pass } = await office();
    const { token } = await accounts.login('wang', WANG.password);
    pass(29 * MINUTE);
    expect(await accounts.session(token, 'looked')).not.toBeNull();
    pass(2 * MINUTE);
    expect(await accounts.session(token)).toBeNull();
  });

  it('takes the place of the one the browser came with', async () => {
    const { accounts } = await office();
    const first = (await accounts.login('wang', WANG.password)).token;
    const { token } = await accounts.login('wang', WANG.password, { replaces: first });
    expect(token).not.toBe(first);
    expect(await accounts.session(first)).toBeNull();
    expect(await accounts.session(token)).not.toBeNull();
  });
});

describe('an address', () => {
  it('that tries many names has to wait, whatever the names, and others need not', async () => {
    const { accounts } = await office();
    const address = '203.0.113.7';
    const attempt = (name: string, from = address) =>
      accounts.login(name, 'wrong', { address: from }).catch((error: { code: string }) => error.code);
    for (let i = 0; i < FREE_TRIES_ADDRESS; i++) expect(await attempt(`name${i}`)).toBe('bad_credentials');
    expect(await attempt('another')).toBe('rate_limited');
    expect(
      await accounts.login('wang', WANG.password, { address }).catch((e: { code: string }) => e.code),
    ).toBe('rate_limited');
    expect(await attempt('another', '203.0.113.8')).toBe('bad_credentials');
  });

  it('is not locked by those who know their passwords, nor freed by them', async () => {
    const { accounts } = await office();
    const address = '203.0.113.7';
    for (let i = 0; i < 2 * FREE_TRIES_ADDRESS; i++) await accounts.login('wang', WANG.password, { address });
    for (let i = 0; i < FREE_TRIES_ADDRESS; i++) {
      await expect(accounts.login(`name${i}`, 'wrong', { address })).rejects.toMatchObject({
        code: 'bad_credentials',
      });
      if (i < FREE_TRIES_ADDRESS - 1) await accounts.login('wang', WANG.password, { address });
    }
    await expect(accounts.login('name', 'wrong', { address })).rejects.toMatchObject({
      code: 'rate_limited',
    });
  });
});

describe('a key', () => {
  it('does what it was made for and nothing else', async () => {
    const { accounts, services } = await office();
    const { key } = await accounts.addKey('只读平台', { scope: ['order.read', 'order.list'] });
    const actor = await accounts.actorOfKey(key);
    if (actor === null) throw new Error('unknown');
    expect([
      mayDo(actor, 'order.read'),
      mayDo(actor, 'order.submit'),
      mayDo(actor, 'order.personal'),
    ]).toEqual([true, false, false]);
    await expect(services.intake.accept(actor, [order('西单的鞋')])).rejects.toMatchObject({
      code: 'forbidden',
      details: { reason: expect.stringContaining('order.submit') },
    });
    const [made] = await services.intake.accept(system, [
      order('西单的鞋', { caller: { name: '霍青岚', phone: '13800001234' } }),
    ]);
    if (made === undefined || made.status === 'refused') throw new Error('refused');
    const seen = JSON.stringify(await services.orders.get(actor, made.id));
    expect(seen).not.toMatch(/霍青岚|13800001234/);
  });

  it('of a unit sees that unit alone', async () => {
    const { accounts, services } = await office();
    const { key } = await accounts.addKey('德胜平台', { unit: 'SCS-DS' });
    const actor = await accounts.actorOfKey(key);
    if (actor === null) throw new Error('unknown');
    const outcomes = await services.intake.accept(system, [order('西单的鞋'), order('德胜的鞋')]);
    const [xidan, desheng] = outcomes.map((one) => (one.status === 'refused' ? '' : one.id)) as [
      string,
      string,
    ];
    expect(scopeOf(actor, 'order.list')).toEqual({
      unit: 'SCS-DS',
      letIn: [`person:${actor.id}`, 'unit:SCS-DS'],
    });
    expect((await services.orders.list(actor, {})).rows.map(({ id }) => id)).toEqual([desheng]);
    await expect(services.orders.get(actor, xidan)).rejects.toMatchObject({ code: 'forbidden' });
    const subject = {
      id: xidan,
      state: 'dispatched',
      leadUnit: 'SCS-XCAJ',
      jointUnit: null,
      confidentiality: 'none',
      letIn: [],
    } as const;
    expect(isAllowed(actor, 'order.read', subject)).toBe(false);
  });

  it('ends when it was said to, and its successor with the same limits goes on', async () => {
    const { accounts, pass, clock, store } = await office();
    const limits = { scope: ['order.submit'], unit: 'SCS-DS', days: 30 };
    const old = await accounts.addKey('平台', limits);
    pass(20 * DAY);
    const next = await accounts.rotateKey(old.id, 48);
    const of = (key: string) => accounts.actorOfKey(key);
    expect(await of(next.key)).toMatchObject({ name: '平台', scope: ['order.submit'], unit: 'SCS-DS' });
    pass(47 * 3_600_000);
    expect(await of(old.key)).not.toBeNull();
    pass(2 * 3_600_000);
    expect(await of(old.key)).toBeNull();
    await expect(accounts.rotateKey(old.id)).rejects.toMatchObject({ code: 'conflict' });
    const listed = (await accounts.listKeys()).find(({ id }) => id === next.id);
    expect(listed).toMatchObject({ scope: ['order.submit'], unit: 'SCS-DS' });
    expect(listed).not.toHaveProperty('keyHash');
    pass((listed?.expiresAt ?? 0) - clock.now());
    expect(await of(next.key)).toBeNull();
    const told = (await auditRows(store)).filter(({ action }) => action.startsWith('key.'));
    expect(told.map(({ action, subject }) => [action, subject])).toEqual([
      ['key.add', old.id],
      ['key.rotate', old.id],
    ]);
    expect(JSON.stringify(told)).not.toContain(next.key);
  });

  it.each([
    [{ scope: ['order.dispatch'] }, 'scope'],
    [{ scope: ['nothing'] }, 'scope'],
    [{ scope: [] }, 'scope'],
    [{ unit: 'X' }, 'unit'],
    [{ days: 0 }, 'days'],
    [{ days: 1.5 }, 'days'],
  ])('is not made with %j', async (limits, field) => {
    const { accounts } = await office();
    await expect(accounts.addKey('平台', limits)).rejects.toMatchObject({
      code: 'bad_field',
      details: { field },
    });
  });
});
