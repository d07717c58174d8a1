import { describe, expect, it } from 'vitest';
import { AUDIT_PAGE } from '../../../src/app/admin/audit-search.ts';
import { appendAudit } from '../../../src/store/audit.ts';
import { connect } from '../../../src/store/client.ts';
import { adminDesk } from '../../support/admin-site.ts';
import { MINUTE, NOW, PEOPLE } from '../../support/life-desk.ts';

const { admin: boss, leader, handler, elsewhere } = PEOPLE;

describe('the audit', () => {
  it('is found by person, action, order and days, newest first, and page follows page without a gap', async () => {
    const d = await adminDesk();
    const entry = { actorId: 'u-1', actorName: '甲', subject: '-', detail: '' };
    // Twice the same moment: the key has to tell rows of one moment apart.
    const rows = Array.from({ length: 2 * AUDIT_PAGE + 7 }, (_, i) => ({
      ...entry,
      at: NOW + Math.floor(i / 2),
      action: i % 3 === 0 ? 'order.read' : 'order.trace',
    }));
    await d.store.write((db) => appendAudit(db, rows));
    const seen: number[] = [];
    for (let after: string | undefined; ;) {
      const page = await d.admin.audit.search(boss, {
        person: 'u-1',
        ...(after === undefined ? {} : { after }),
      });
      seen.push(...page.lines.map(({ seq }) => seq));
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toEqual(rows.map((_, i) => rows.length - i));
    const read = await d.admin.audit.search(boss, {
      person: 'u-1',
      action: 'order.read',
      from: NOW,
      to: NOW + 3,
    });
    expect(read.lines.map(({ seq, actionName }) => [seq, actionName])).toEqual([
      [4, '查看工单'],
      [1, '查看工单'],
    ]);
    expect((await d.admin.audit.actions(boss)).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['order.read', 'order.trace', 'audit.search']),
    );
    await expect(d.admin.audit.search(boss, { after: 'x' })).rejects.toMatchObject({ code: 'bad_field' });
  });

  it('is found by the number of an order and by the name of an account', async () => {
    const d = await adminDesk();
    await d.admin.people.add(boss, { username: 'boss', name: '老管', role: 'admin', unit: null });
    const id = await d.take('西单的鞋');
    const { number } = await d.services.orders.get(leader, id);
    const { lines } = await d.admin.audit.search(leader, { subject: number });
    expect(lines.map(({ action, actor, order }) => [action, actor.id, order?.number])).toEqual([
      ['order.read', leader.id, number],
      ['order.submit', PEOPLE.key.id, number],
    ]);
    const [mine] = (await d.admin.audit.search(leader, { action: 'account.add' })).lines;
    expect(mine).toMatchObject({ subject: 'boss', actionName: '建立账号' });
    // What is asked for is in the log as well.
    const asked = await d.admin.audit.search(leader, { action: 'audit.search' });
    expect(asked.lines.map(({ detail }) => detail)).toContain(`subject=${number}`);
    await expect(d.admin.audit.search(handler, {})).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is checked to the end, and tells the first row that breaks', async () => {
    const d = await adminDesk();
    await d.take('西单的鞋');
    await d.admin.audit.verify(boss);
    await expect(d.admin.audit.verify(boss)).rejects.toMatchObject({ code: 'conflict' });
    await d.admin.audit.settled();
    const { running, last } = d.admin.audit.chain(leader);
    expect(running).toBeNull();
    expect(last).toMatchObject({ ok: true, brokenAt: null, by: boss.name });
    expect(last?.head).toMatch(/^[0-9a-f]{64}$/);

    const outside = await connect(d.url);
    await outside.client.execute('DROP TRIGGER audit_no_update');
    await outside.client.execute(`UPDATE audit SET detail = 'x' WHERE seq = 1`);
    outside.close();
    await d.admin.audit.verify(boss);
    await d.admin.audit.settled();
    expect(d.admin.audit.chain(boss).last).toMatchObject({ ok: false, brokenAt: 1, reason: 'hash', rows: 0 });
    expect(() => d.admin.audit.verify(handler)).toThrow('没有权限');
  });
});

describe('who could know an order', () => {
  it('is told for a moment: rights of accounts as they were, and who had seen it by then', async () => {
    const d = await adminDesk();
    const { people } = d.admin;
    const add = async (username: string, role: string, unit: string | null) =>
      (await people.add(boss, { username, name: username, role, unit })).id;
    const own = await add('own', 'handler', 'SCS-XCAJ');
    await add('far', 'handler', 'SCS-DS');
    const gone = await add('gone', 'dispatcher', null);
    const moved = await add('moved', 'handler', 'SCS-XCAJ');
    await add('chef', 'leader', null);
    const key = await d.admin.keys.add(boss, '平台');
    d.pass(MINUTE);
    const before = d.clock.now();
    d.pass(MINUTE);
    const id = await d.take('西单的鞋');
    const { number } = await d.services.orders.get({ ...handler, id: own, name: 'own' }, id);
    const after = d.clock.now();
    d.pass(MINUTE);
    await people.disable(boss, gone);
    await people.change(boss, moved, { name: 'moved', role: 'handler', unit: 'SCS-DS' });
    await d.services.orders.get(leader, id);
    await d.admin.keys.revoke(boss, key.id);
    d.pass(MINUTE);
    await add('late', 'leader', null);

    // Those made here: the desk has people of its own.
    const made = new Set(['own', 'far', 'gone', 'moved', 'chef', 'late']);
    const names = (readers: readonly { readonly username: string }[]) =>
      readers.map(({ username }) => username).filter((name) => made.has(name));
    const told = await d.admin.audit.knowers(leader, number, after);
    expect(told.standing).toMatchObject({ state: 'dispatched', units: [{ code: 'SCS-XCAJ', as: 'lead' }] });
    expect(names(told.couldRead)).toEqual(['chef', 'gone', 'moved', 'own']);
    expect(told.couldRead.find(({ username }) => username === 'moved')?.unit?.code).toBe('SCS-XCAJ');
    expect(told.keys.map(({ name }) => name)).toEqual(['平台']);
    expect(told.didRead.map(({ name }) => name)).toEqual([PEOPLE.key.name, 'own']);
    expect(told.unknown.length).toBeGreaterThan(2);

    const now = await d.admin.audit.knowers(leader, number, d.clock.now());
    expect(names(now.couldRead)).toEqual(['chef', 'late', 'own']);
    expect(now.keys).toEqual([]);
    expect(now.didRead.map(({ name }) => name)).toEqual([PEOPLE.key.name, 'own', leader.name]);

    const early = await d.admin.audit.knowers(leader, number, before);
    expect(early).toMatchObject({ standing: null, couldRead: [], keys: [], didRead: [], mayHold: [] });
    const [asked] = (await d.admin.audit.search(boss, { action: 'audit.knowers' })).lines;
    expect(asked?.actor.id).toBe(leader.id);
    await expect(d.admin.audit.knowers(elsewhere, number, after)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const future = d.clock.now() + MINUTE;
    await expect(d.admin.audit.knowers(leader, number, future)).rejects.toThrow('还没有到');
    await expect(d.admin.audit.knowers(leader, '1', after)).rejects.toMatchObject({ code: 'not_found' });
  });
});
