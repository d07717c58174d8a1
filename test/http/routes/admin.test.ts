import { describe, expect, it } from 'vitest';
import { enqueue, failJob, OUTBOX_ATTEMPTS, dueJobs } from '../../../src/store/outbox.ts';
import { adminSite } from '../../support/admin-site.ts';
import { refused } from '../../support/client.ts';
import { NOW, PEOPLE } from '../../support/life-desk.ts';

const PAGES = ['/admin', '/admin/keys', '/admin/units', '/admin/rules', '/admin/backups', '/admin/system'];
const READS = [
  '/api/v1/admin/people',
  '/api/v1/admin/keys',
  '/api/v1/admin/units',
  '/api/v1/admin/rules',
  '/api/v1/admin/backups',
  '/api/v1/admin/system',
];
const textOf = (page: string): string => page.replace(/<[^>]+>/g, '');

describe('the administrator’s interface', () => {
  it('makes, changes and puts out of use', async () => {
    const { as, d } = await adminSite();
    const boss = await as('admin');
    const made = await boss.post('/api/v1/admin/people', {
      username: 'anna',
      name: '安娜',
      role: 'handler',
      unit: 'SCS-XCAJ',
    });
    expect(made.status).toBe(201);
    const { id, password } = (await made.json()) as { id: string; password: string };
    await d.services.accounts.login('anna', password);
    const facts = { name: '安娜', role: 'unitLeader', unit: 'SCS-XCAJ' };
    expect((await boss.send('PUT', `/api/v1/admin/people/${id}`, facts)).status).toBe(204);
    const list = await (await boss.get('/api/v1/admin/people?q=anna')).json();
    expect(list).toMatchObject([{ role: 'unitLeader', unit: { code: 'SCS-XCAJ' }, sessions: 0 }]);
    expect(await (await boss.send('DELETE', `/api/v1/admin/people/${id}/sessions`)).json()).toEqual({
      ended: 0,
    });
    expect((await boss.send('POST', `/api/v1/admin/people/${id}/disable`)).status).toBe(204);
    expect((await boss.send('POST', `/api/v1/admin/people/${id}/enable`)).status).toBe(204);
    const fresh = (await (await boss.send('POST', `/api/v1/admin/people/${id}/password`)).json()) as {
      password: string;
    };
    await d.services.accounts.login('anna', fresh.password);
    expect(await refused(boss.post('/api/v1/admin/people', { username: 'b', name: '', role: 'x' }))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(boss.send('PUT', '/api/v1/admin/people/none', facts))).toEqual([404, 'not_found']);

    const key = (await (await boss.post('/api/v1/admin/keys', { name: '平台' })).json()) as {
      id: string;
      key: string;
    };
    expect(key.key).toMatch(/^jiesu_/);
    expect((await boss.send('DELETE', `/api/v1/admin/keys/${key.id}`)).status).toBe(204);
    expect(await (await boss.get('/api/v1/admin/keys')).json()).toMatchObject([
      { name: '平台', revokedAt: '2026-04-14T10:00:00+08:00' },
    ]);
  });

  it('answers every other question, and refuses whoever is no administrator', async () => {
    const { as, d, app } = await adminSite();
    const boss = await as('admin');
    const leader = await as('leader');
    const handler = await as('handler', 'SCS-XCAJ');
    const { key } = await d.services.accounts.addKey('平台');
    for (const path of READS) {
      expect([path, (await boss.get(path)).status]).toEqual([path, 200]);
      expect([path, ...(await refused(leader.get(path)))]).toEqual([path, 403, 'forbidden']);
      const byKey = app.request(path, { headers: { authorization: `Bearer ${key}` } });
      expect([path, ...(await refused(byKey))]).toEqual([path, 403, 'forbidden']);
    }
    for (const path of ['/api/v1/admin/audit', '/api/v1/admin/audit/chain']) {
      expect((await leader.get(path)).status).toBe(200);
      expect(await refused(handler.get(path))).toEqual([403, 'forbidden']);
    }
    const id = await d.take('西单的鞋');
    const { number } = await d.services.orders.get(PEOPLE.leader, id);
    const at = encodeURIComponent('2026-04-14T10:00:00+08:00');
    const knowers = await (await leader.get(`/api/v1/admin/audit/knowers?number=${number}&at=${at}`)).json();
    expect(knowers).toMatchObject({ order: { number }, standing: { state: 'dispatched' } });
    expect((await leader.send('POST', '/api/v1/admin/audit/chain')).status).toBe(202);
    await d.admin.audit.settled();
    expect(await (await leader.get('/api/v1/admin/audit/chain')).json()).toMatchObject({
      last: { ok: true },
    });
    expect((await boss.send('POST', '/api/v1/admin/backups')).status).toBe(202);
    await d.admin.backups.settled();
    const { list } = (await (await boss.get('/api/v1/admin/backups')).json()) as {
      list: { name: string; bytes: number }[];
    };
    const file = await boss.get(`/api/v1/admin/backups/${list[0]?.name}`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect((await file.arrayBuffer()).byteLength).toBe(list[0]?.bytes);
    expect(await refused(leader.get(`/api/v1/admin/backups/${list[0]?.name}`))).toEqual([403, 'forbidden']);
  });
});

describe('the administrator’s pages', () => {
  it('are linked for whom they are, and answer 403 with a sentence to others', async () => {
    const { as } = await adminSite();
    const [boss, leader, handler] = [await as('admin'), await as('leader'), await as('handler', 'SCS-XCAJ')];
    const home = await boss.page('/handbook');
    expect(home).toContain('href="/admin"');
    for (const path of PAGES) {
      expect([path, (await boss.get(path)).status]).toEqual([path, 200]);
      const answer = await leader.get(path);
      expect([path, answer.status]).toEqual([path, 403]);
      expect(await answer.text()).toMatch(/当前角色不能/);
    }
    const seen = await leader.page('/search');
    expect(seen).toContain('href="/admin/audit"');
    expect(seen).not.toContain('href="/admin"');
    expect((await leader.get('/admin/audit')).status).toBe(200);
    expect(await handler.page('/search')).not.toContain('/admin');
    expect((await handler.get('/admin/audit')).status).toBe(403);
    expect((await handler.get('/admin/audit/knowers?number=1&at=2026-04-14T10:00')).status).toBe(403);
  });

  it('make an account: the password is in that answer alone; what was refused stays typed', async () => {
    const { as } = await adminSite();
    const boss = await as('admin');
    const bad = await boss.form('/admin/people', [
      ['username', 'anna'],
      ['name', '安娜'],
      ['role', 'handler'],
      ['unit', ''],
    ]);
    expect(bad.status).toBe(400);
    const kept = await bad.text();
    expect(kept).toContain('承办人须有单位');
    expect(kept).toContain('value="anna"');
    const good = await boss.form('/admin/people', [
      ['username', 'anna'],
      ['name', '安娜'],
      ['role', 'handler'],
      // As the list to choose from writes it.
      ['unit', 'SCS-XCAJ 西长安街所'],
    ]);
    const shown = textOf(await good.text());
    expect(good.status).toBe(200);
    const password = /只显示这一次）：(\S+)/.exec(shown)?.[1] ?? '';
    expect(password).toMatch(/^[a-z2-9-]{19}$/);
    expect(await boss.page('/admin')).not.toContain(password);
  });

  it('change, put out of use, and say what is left to hand over', async () => {
    const { as, d } = await adminSite();
    const boss = await as('admin');
    const { id } = await d.admin.people.add(PEOPLE.admin, {
      username: 'anna',
      name: '安娜',
      role: 'handler',
      unit: 'SCS-XCAJ',
    });
    const order = await d.take('西单的鞋');
    await d.services.handling.acknowledge({ id, name: '安娜', role: 'handler', unit: 'SCS-XCAJ' }, order);
    const saved = await boss.form(`/admin/people/${id}`, [
      ['name', '安娜二'],
      ['role', 'unitLeader'],
      ['unit', 'SCS-XCAJ'],
    ]);
    expect(saved.headers.get('location')).toBe(`/admin/people/${id}?done=saved`);
    await boss.form(`/admin/people/${id}/disable`, []);
    const page = await boss.page(`/admin/people/${id}?done=disabled`);
    expect(textOf(page)).toContain('已停用，手上还有 1 件没有办完');
    const queue = await boss.page(`/?tab=working&person=${id}`);
    expect(queue).toContain(`/orders/${order}`);
    // Oneself is not put out of use: no button, and the act is refused with a sentence.
    const [me] = await d.admin.people.list(PEOPLE.admin, { q: 'admin-all' });
    expect(await boss.page(`/admin/people/${me?.id}`)).not.toContain(`/admin/people/${me?.id}/disable`);
    const own = await boss.form(`/admin/people/${me?.id}/disable`, []);
    expect([own.status, (await own.text()).includes('不能停用自己的账号')]).toEqual([409, true]);
    const forged = await boss.form(`/admin/people/${id}/enable`, [], 'x');
    expect(forged.status).toBe(403);
  });

  it('show rules of a day, and what a check of the files found', async () => {
    const { as } = await adminSite();
    const boss = await as('admin');
    const page = textOf(await boss.page('/admin/rules?day=2026-04-15'));
    expect(page).toContain('限 60个自然日');
    expect(page).toMatch(/依据：《市场监督管理投诉举报处理办法》|依据：/);
    const checked = textOf(await (await boss.form('/admin/rules/check', [['day', '2026-04-15']])).text());
    expect(checked).toContain('正常 工作日历');
    expect(checked).not.toContain('异常 ');
  });

  it('search the audit, tell who could know an order, and check the chain', async () => {
    const { as, d } = await adminSite();
    const leader = await as('leader');
    const id = await d.take('西单的鞋');
    const { number } = await d.services.orders.get(PEOPLE.handler, id);
    const found = textOf(await leader.page(`/admin/audit?subject=${number}&from=2026-04-14&to=2026-04-14`));
    expect(found).toContain('查看工单');
    expect(textOf(await leader.page('/admin/audit?person=nobody'))).toContain('没有这样的记录');
    const wrong = await leader.get('/admin/audit?from=x');
    expect([wrong.status, (await wrong.text()).includes('须为日期')]).toEqual([400, true]);
    const knowers = textOf(await leader.page(`/admin/audit/knowers?number=${number}&at=2026-04-14T10:00`));
    expect(knowers).toContain('经手或看过的 2 人');
    expect(knowers).toContain('不能知道的');
    const none = await leader.get('/admin/audit/knowers?number=1&at=2026-04-14T10:00');
    expect([none.status, (await none.text()).includes('没有找到工单 1')]).toEqual([404, true]);
    const begun = await leader.form('/admin/audit/verify', []);
    expect(begun.headers.get('location')).toBe('/admin/audit#chain');
    await d.admin.audit.settled();
    expect(textOf(await leader.page('/admin/audit'))).toMatch(/完好，共 \d+ 行/);
  });

  it('show how the program runs and start failed jobs anew', async () => {
    const { as, d } = await adminSite();
    const boss = await as('admin');
    await d.store.write((db) => enqueue(db, [{ topic: 'suggest', payload: { orderId: 'o' } }], NOW));
    const [job] = await d.store.read((db) => dueJobs(db, NOW, 1));
    await d.store.write((db) =>
      failJob(db, { id: job?.id ?? 0, attempts: OUTBOX_ATTEMPTS - 1 }, '模型读不出', NOW),
    );
    expect(textOf(await boss.page('/admin/system'))).toContain('模型读不出');
    const again = await boss.form('/admin/system/retry', [['id', String(job?.id)]]);
    expect(again.headers.get('location')).toBe('/admin/system?done=retried');
    expect(textOf(await boss.page('/admin/system'))).toContain('等待 1 项');
  });
});
