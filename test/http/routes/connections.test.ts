import { describe, expect, it } from 'vitest';
import { createWebhooks } from '../../../src/app/connections/webhooks.ts';
import { createApp } from '../../../src/http/app.tsx';
import { adminDesk } from '../../support/admin-site.ts';
import { refused } from '../../support/client.ts';
import { HERE } from '../../support/connections-desk.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { PEOPLE } from '../../support/life-desk.ts';
import { answering, isSigned, startReceiver } from '../../support/receiver.ts';
import type { Role } from '../../../src/app/types.ts';

/** The real application with an administrator, and receivers on this machine. */
async function site() {
  const d = await adminDesk();
  const webhooks = createWebhooks(d.context, HERE);
  const app = createApp({ services: { ...d.services, webhooks }, profile: d.profile, clock: d.clock });
  const as = (role: Role, unit: string | null = null) => signIn(d, app, role, unit);
  return { d, app, webhooks, as, boss: await as('admin') };
}

const API = '/api/v1/admin/webhooks';

describe('the interface of connections', () => {
  it('registers a receiver, tries it, changes its secret, stops, starts and removes it', async () => {
    const { boss, d } = await site();
    const receiver = await startReceiver();
    const made = await boss.post(API, { name: '城管平台', url: receiver.url, events: ['order.closed'] });
    expect(made.status).toBe(201);
    const { id, secret } = (await made.json()) as { id: string; secret: string };
    expect(await (await boss.get(API)).json()).toMatchObject([
      { id, name: '城管平台', events: ['order.closed'], unit: null, stopped: null, waiting: 0 },
    ]);
    expect(await (await boss.send('POST', `${API}/${id}/test`)).json()).toMatchObject({
      taken: true,
      status: 200,
    });
    expect(isSigned(secret, receiver.got[0]!)).toBe(true);
    receiver.behave(answering(500));
    expect(await (await boss.send('POST', `${API}/${id}/test`)).json()).toMatchObject({
      taken: false,
      status: 500,
    });
    expect(await (await boss.send('POST', `${API}/${id}/secret`)).json()).toMatchObject({ id });
    expect((await boss.send('POST', `${API}/${id}/stop`)).status).toBe(204);
    expect(await (await boss.get(`${API}/${id}`)).json()).toMatchObject({
      stopped: 'person',
      oldSecretUntil: '2026-04-15T10:00:00+08:00',
    });
    expect((await boss.send('POST', `${API}/${id}/start`)).status).toBe(204);
    expect(await (await boss.get(`${API}/${id}/messages`)).json()).toEqual([]);
    expect(await refused(boss.send('POST', `${API}/${id}/messages/1/resend`))).toEqual([404, 'not_found']);
    for (const body of [
      { name: 'x', url: 'http://10.0.0.1/' },
      { name: 'x', url: receiver.url, events: ['nothing'] },
      { name: 'x', url: receiver.url, unit: 'NONE' },
      { name: '', url: receiver.url },
    ])
      expect(await refused(boss.post(API, body))).toEqual([400, 'bad_field']);
    expect(await refused(boss.post(API, { name: 'x', url: receiver.url, to: 1 }))).toEqual([
      400,
      'unknown_field',
    ]);
    expect((await boss.send('DELETE', `${API}/${id}`)).status).toBe(204);
    expect(await refused(boss.get(`${API}/${id}`))).toEqual([404, 'not_found']);
    expect(JSON.stringify(await d.admin.audit.search(PEOPLE.admin, {}))).not.toContain('whsec_');
  });

  it('is for administrators; the feed is for whoever reads orders', async () => {
    const { as, app, d } = await site();
    const { key } = await d.services.accounts.addKey('平台');
    const byKey = (path: string) => app.request(path, { headers: { authorization: `Bearer ${key}` } });
    const [leader, handler, other] = [
      await as('leader'),
      await as('handler', 'SCS-XCAJ'),
      await as('handler', 'SCS-DS'),
    ];
    for (const answer of [leader.get(API), handler.get(API), byKey(API), leader.get('/admin/webhooks')])
      expect((await answer).status).toBe(403);
    expect((await app.request('/api/v1/events')).status).toBe(401);
    const id = await d.take('西单的鞋');
    type Page = { events: { type: string; data: { orderId: string } }[]; next: number; more: boolean };
    const page = (await (await byKey('/api/v1/events?after=0&limit=2')).json()) as Page;
    expect(page).toMatchObject({
      events: [{ type: 'order.received' }, { type: 'order.triaged' }],
      more: true,
    });
    const rest = (await (await byKey(`/api/v1/events?after=${page.next}`)).json()) as Page;
    expect(rest).toMatchObject({
      events: [{ type: 'order.dispatched', data: { orderId: id } }],
      more: false,
    });
    expect(await (await byKey(`/api/v1/events?after=${rest.next}&wait=0`)).json()).toMatchObject({
      events: [],
    });
    expect(((await (await handler.get('/api/v1/events')).json()) as Page).events).toHaveLength(3);
    expect(((await (await other.get('/api/v1/events')).json()) as Page).events).toEqual([]);
    for (const query of ['after=-1', 'after=x', 'limit=0', 'limit=1001', 'wait=31'])
      expect([query, ...(await refused(byKey(`/api/v1/events?${query}`)))]).toEqual([
        query,
        400,
        'bad_field',
      ]);
  });

  it('has a page: what is typed is kept, a secret is shown once, one that stopped by itself is told of', async () => {
    const { boss, webhooks, d } = await site();
    const receiver = await startReceiver();
    expect(await boss.page('/admin/webhooks')).toContain('还没有登记推送');
    const wrong = await boss.form('/admin/webhooks', [
      ['name', '城管平台'],
      ['url', 'http://10.0.0.1/x'],
      ['events', 'order.closed'],
    ]);
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toMatch(/value="http:\/\/10\.0\.0\.1\/x"[\s\S]*value="order\.closed" checked/);
    const made = await boss.form('/admin/webhooks', [
      ['name', '城管<平台>'],
      ['url', receiver.url],
      ['unit', ''],
      ['events', 'order.closed'],
      ['events', 'order.replied'],
    ]);
    expect(await made.text()).toMatch(/whsec_[A-Za-z0-9+/]{43}=/);
    const [one] = await webhooks.list(PEOPLE.admin);
    expect(one).toMatchObject({ name: '城管<平台>', events: ['order.closed', 'order.replied'] });
    const path = `/admin/webhooks/${one?.id ?? ''}`;
    const page = await boss.page(path);
    expect(page).toContain('城管&lt;平台&gt;');
    expect(page).not.toContain('whsec_');
    expect(await (await boss.form(`${path}/test`, [])).text()).toContain('对方收下了（答复 200');
    receiver.behave(answering(404));
    expect(await (await boss.form(`${path}/test`, [])).text()).toContain('对方没有收下：答复 404');
    expect(await (await boss.form(`${path}/secret`, [])).text()).toContain('whsec_');
    expect((await boss.form(`${path}/stop`, [])).headers.get('location')).toBe(`${path}?done=stopped`);
    expect(await boss.page('/')).not.toContain('个推送自动停止');
    await d.store.write(async (db) => {
      const { updateWebhook } = await import('../../../src/store/webhooks.ts');
      await updateWebhook(db, one?.id ?? '', { stopped: 'failing', stoppedAt: d.clock.now() });
    });
    expect(await boss.page('/')).toContain('个推送自动停止');
    expect(await boss.page('/admin/webhooks')).toContain('已自动停止');
    expect((await boss.form(`${path}/start`, [])).status).toBe(303);
    expect((await boss.form(`${path}/messages/9/resend`, [])).status).toBe(404);
    expect((await boss.form(`${path}/remove`, [])).headers.get('location')).toBe(
      '/admin/webhooks?done=removed',
    );
    expect((await boss.get(path)).status).toBe(404);
  });
});
