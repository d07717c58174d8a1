import { describe, expect, it } from 'vitest';
import { createCourier } from '../../../src/app/connections/webhook-courier.ts';
import { createWebhooks } from '../../../src/app/connections/webhooks.ts';
import type { Actor } from '../../../src/app/types.ts';
import { startWebhooks } from '../../../src/jobs/webhooks.ts';
import { AUDIT_PAGE } from '../../../src/app/admin/audit-search.ts';
import { appendAudit } from '../../../src/store/audit.ts';
import { connect } from '../../../src/store/client.ts';
import { adminDesk } from '../../support/admin-site.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { HERE } from '../../support/connections-desk.ts';
import { startReceiver } from '../../support/receiver.ts';
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

  it('tells of a kept order who would see its caller, and of one kept whole who is let in alone', async () => {
    const d = await adminDesk();
    const { people } = d.admin;
    const add = async (name: string, role: string, unit: string | null) =>
      (await people.add(boss, { username: name, name, role, unit })).id;
    const own = await add('own', 'handler', 'SCS-XCAJ');
    const mate = await add('mate', 'handler', 'SCS-XCAJ');
    await add('desk', 'dispatcher', null);
    await add('study', 'analyst', null);
    await d.admin.keys.add(boss, '平台');
    await d.admin.keys.add(boss, '所里的系统', { unit: 'SCS-XCAJ' });
    await d.admin.keys.add(boss, '城管平台', { scope: ['event.read'] });
    const lists = await d.admin.keys.add(boss, '统计平台', { scope: ['order.list', 'order.export'] });
    await d.admin.keys.add(boss, '监控', { scope: ['figure.read'] });
    d.pass(MINUTE);
    const caller = { phone: '13800001234' };
    const identity = await d.take('西单的鞋', { caller, confidentiality: 'identity' });
    const restricted = await d.take('西单的箱子', { caller, confidentiality: 'restricted' });
    await d.services.handling.move(PEOPLE.dispatcher, restricted, {
      move: 'setConfidential',
      data: { confidentiality: 'restricted', people: [own], reason: '反映的是本单位的人' },
    });
    await d.services.handling.dispatch(PEOPLE.dispatcher, restricted).catch(() => undefined);
    d.pass(MINUTE);
    const export_ = async (actor: Actor) => {
      const file = await d.services.exporting.take(actor, {}, { format: 'csv', described: '' });
      for await (const _ of file.bytes()) continue;
    };
    const person = (id: string, name: string) => ({ id, name, role: 'handler', unit: 'SCS-XCAJ' }) as const;
    await export_(person(own, 'own'));
    await export_(person(mate, 'mate'));
    await export_({
      id: lists.id,
      name: '统计平台',
      role: 'system',
      unit: null,
      scope: ['order.list', 'order.export'],
    });

    const toldOf = async (id: string) => {
      const { number } = await d.services.orders.get(boss, id);
      const told = await d.admin.audit.knowers(leader, number, d.clock.now());
      const made = new Set(['own', 'mate', 'desk', 'study']);
      return {
        readers: told.couldRead
          .filter(({ username }) => made.has(username))
          .map(({ username, seesCaller }) => `${username}${seesCaller ? ' caller' : ''}`),
        keys: told.keys.map(
          ({ name, unit, seesCaller, means }) =>
            `${name} ${unit?.code ?? '-'}${seesCaller ? ' caller' : ''}：${means.join('、')}`,
        ),
        holders: told.mayHold.map(({ name }) => name),
      };
    };
    const every = '查看工单、查看工单列表、导出工单、读取工单事件';
    const kept = await toldOf(identity);
    expect(kept.readers).toEqual(['desk caller', 'mate', 'own', 'study']);
    expect(kept.keys).toEqual([
      `平台 -：${every}`,
      `所里的系统 SCS-XCAJ：${every}`,
      '城管平台 -：读取工单事件',
      '统计平台 -：查看工单列表、导出工单',
    ]);
    expect(kept.holders).toEqual(['own', 'mate', '统计平台']);
    const whole = await toldOf(restricted);
    expect(whole.readers).toEqual(['desk caller', 'own caller']);
    expect(whole.keys).toEqual([]);
    expect(whole.holders).toEqual(['own']);
  });

  it('tells which systems were sent what happened to it by then', async () => {
    const d = await adminDesk();
    const receiver = await startReceiver();
    const webhooks = createWebhooks(d.context, HERE);
    await webhooks.add(boss, { name: '城管平台', url: receiver.url, events: [], unit: null });
    d.pass(MINUTE);
    const id = await d.take('西单的鞋');
    const kept = await d.take('西单的箱子', { confidentiality: 'restricted' });
    d.pass(MINUTE);
    const early = d.clock.now();
    d.pass(MINUTE);
    const courier = createCourier(d.context, { allowed: HERE, random: () => 0.5, timeoutMs: 2000 });
    const rounds = startWebhooks(courier, d.context, { everyMs: 3_600_000 });
    closeAfterTest(() => rounds.stop());
    await rounds.drain();
    const told = async (order: string, at: number) => {
      const { number } = await d.services.orders.get(boss, order);
      return (await d.admin.audit.knowers(leader, number, at)).told;
    };
    expect(await told(id, early)).toEqual([]);
    expect(await told(id, d.clock.now())).toMatchObject([
      { name: '城管平台', first: d.clock.now(), how: ['派单', '接收', '研判'], times: 3 },
    ]);
    expect(await told(kept, d.clock.now())).toEqual([]);
  });

  it('says so where more was taken away than is looked at', async () => {
    const d = await adminDesk();
    const id = await d.take('西单的鞋');
    const { number } = await d.services.orders.get(boss, id);
    const row = {
      at: NOW,
      actorId: 'u-l',
      actorName: '主任',
      action: 'order.export',
      subject: 'X',
      detail: '',
    };
    const unknown = async () => (await d.admin.audit.knowers(leader, number, d.clock.now())).unknown;
    await d.store.write((db) =>
      appendAudit(
        db,
        Array.from({ length: 499 }, () => row),
      ),
    );
    const before = await unknown();
    await d.store.write((db) => appendAudit(db, [row]));
    expect((await unknown()).filter((sentence) => !before.includes(sentence))).toEqual([
      expect.stringContaining('只看最近 500 条'),
    ]);
  });
});
