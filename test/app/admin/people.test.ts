import { describe, expect, it } from 'vitest';
import { userByName } from '../../../src/store/accounts.ts';
import { accountHistory } from '../../../src/store/audit-search.ts';
import { adminDesk } from '../../support/admin-site.ts';
import { PEOPLE } from '../../support/life-desk.ts';

const ANNA = { username: 'anna', name: '安娜', role: 'handler', unit: 'SCS-XCAJ' };

/** A desk with an administrator who has an account. */
async function office() {
  const d = await adminDesk();
  const { id, password } = await d.admin.people.add(PEOPLE.admin, {
    username: 'boss',
    name: '老管',
    role: 'admin',
    unit: null,
  });
  const boss = { id, name: '老管', role: 'admin', unit: null } as const;
  const row = async (username: string) => {
    const user = await d.store.read((db) => userByName(db, username));
    if (user === null) throw new Error(`No ${username}.`);
    return user;
  };
  return { ...d, boss, password, row };
}

describe('people', () => {
  it('are made with a password that opens the account, and is told once', async () => {
    const { admin, services, boss } = await office();
    const { password } = await admin.people.add(boss, ANNA);
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const { session } = await services.accounts.login('anna', password);
    expect(session.actor).toMatchObject({ name: '安娜', role: 'handler', unit: 'SCS-XCAJ' });
    const [anna] = await admin.people.list(boss, { q: '安' });
    expect(anna).toMatchObject({ username: 'anna', sessions: 1, open: 0, disabledAt: null });
    expect(anna?.lastLoginAt).toBe(session.expiresAt - 12 * 3_600_000);
    await expect(admin.people.add(boss, ANNA)).rejects.toMatchObject({ code: 'conflict' });
    await expect(admin.people.add(boss, { ...ANNA, username: 'b', unit: null })).rejects.toMatchObject({
      code: 'bad_field',
      details: { field: 'unit' },
    });
  });

  it('change role and unit at once: sessions end, and the log keeps what they were', async () => {
    const { admin, services, boss, store } = await office();
    const { id, password } = await admin.people.add(boss, ANNA);
    const { token } = await services.accounts.login('anna', password);
    await admin.people.change(boss, id, { name: '安娜', role: 'handler', unit: 'SCS-XCAJ' });
    expect(await services.accounts.session(token)).not.toBeNull();
    await admin.people.change(boss, id, { name: '安娜二', role: 'dispatcher', unit: null });
    expect(await services.accounts.session(token)).toBeNull();
    const history = await store.read(accountHistory);
    const change = history.filter(({ action }) => action === 'account.change');
    expect(change.map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([
      {
        name: '安娜二',
        role: 'dispatcher',
        unit: null,
        was: { name: '安娜', role: 'handler', unit: 'SCS-XCAJ' },
      },
    ]);
    expect(change[0]?.actorId).toBe(boss.id);
  });

  it('get a new password, and are signed out everywhere', async () => {
    const { admin, services, boss } = await office();
    const { id, password } = await admin.people.add(boss, ANNA);
    const { token } = await services.accounts.login('anna', password);
    const { password: fresh } = await admin.people.resetPassword(boss, id);
    expect(await services.accounts.session(token)).toBeNull();
    await expect(services.accounts.login('anna', password)).rejects.toMatchObject({
      code: 'bad_credentials',
    });
    await services.accounts.login('anna', fresh);
    await services.accounts.login('anna', fresh);
    expect(await admin.people.endSessions(boss, id)).toBe(2);
    expect((await admin.people.get(boss, id)).sessions).toBe(0);
  });

  it('are put out of use and back; nobody puts out themself or the last administrator', async () => {
    const { admin, services, boss } = await office();
    const { id, password } = await admin.people.add(boss, ANNA);
    await admin.people.disable(boss, id);
    await expect(services.accounts.login('anna', password)).rejects.toMatchObject({
      code: 'bad_credentials',
    });
    await admin.people.enable(boss, id);
    await services.accounts.login('anna', password);

    await expect(admin.people.disable(boss, boss.id)).rejects.toMatchObject({ code: 'conflict' });
    // The desk has one administrator besides; without it there is no other.
    await admin.people.disable(boss, PEOPLE.admin.id);
    await expect(admin.people.disable(PEOPLE.admin, boss.id)).rejects.toThrow('最后一位管理员');
    const leader = { name: '老管', role: 'leader', unit: null };
    await expect(admin.people.change(boss, boss.id, leader)).rejects.toThrow('最后一位管理员');
    const second = await admin.people.add(boss, { username: 'b2', name: '二管', role: 'admin', unit: null });
    // Two who put each other out at the same moment: one of them stays.
    const both = await Promise.allSettled([
      admin.people.disable(boss, second.id),
      admin.people.disable({ ...boss, id: second.id }, boss.id),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('that are out of use show what is left in their hands, and the queue shows the same', async () => {
    const d = await office();
    const { admin, boss, services } = d;
    const { id } = await admin.people.add(boss, ANNA);
    const anna = { id, name: '安娜', role: 'handler', unit: 'SCS-XCAJ' } as const;
    const orders = [await d.take('西单的鞋'), await d.take('西单的包'), await d.take('西单的帽子')];
    for (const one of orders.slice(0, 2)) await services.handling.acknowledge(anna, one);
    await admin.people.disable(boss, id);
    expect(await admin.people.get(boss, id)).toMatchObject({ open: 2 });
    expect(
      (await admin.people.list(boss, { standing: 'disabled', role: 'handler' })).map(
        ({ username }) => username,
      ),
    ).toEqual(['anna']);
  });

  it('are nobody else’s business', async () => {
    const { admin, boss } = await office();
    const { leader, dispatcher, key, chief } = PEOPLE;
    for (const who of [leader, dispatcher, key, chief]) {
      await expect(admin.people.list(who)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(admin.people.add(who, ANNA)).rejects.toMatchObject({ code: 'forbidden' });
      expect(() => admin.people.disable(who, boss.id)).toThrow('没有权限');
    }
  });
});

describe('keys', () => {
  it('are told once, seen when used, and revoked', async () => {
    const { admin, services, boss, clock } = await office();
    const { id, key } = await admin.keys.add(boss, ' 热线平台 ');
    expect(await admin.keys.list(boss)).toMatchObject([{ id, name: '热线平台', lastUsedAt: null }]);
    expect(await services.accounts.actorOfKey(key)).toMatchObject({ id, role: 'system' });
    const used = clock.now();
    clock.set(used + 60_000);
    await services.accounts.actorOfKey(key);
    expect(await admin.keys.list(boss)).toMatchObject([{ lastUsedAt: used }]);
    clock.set(used + 3_600_000);
    await services.accounts.actorOfKey(key);
    expect(await admin.keys.list(boss)).toMatchObject([{ lastUsedAt: used + 3_600_000 }]);
    await admin.keys.revoke(boss, id);
    expect(await services.accounts.actorOfKey(key)).toBeNull();
    await expect(admin.keys.revoke(boss, 'none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(admin.keys.add(PEOPLE.leader, 'x')).rejects.toMatchObject({ code: 'forbidden' });
  });
});
