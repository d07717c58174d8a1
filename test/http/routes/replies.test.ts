import { afterEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { NOW, order, system } from '../../support/desk.ts';
import { replyingEngine } from '../../support/reply-desk.ts';
import { smallProfile as profile } from '../../support/small-profile.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

/** The real application over a fresh database, one order of the shopping street's station, and someone signed in. */
async function site(role: Role, unit: string | null = null) {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const clock = fixedClock(NOW);
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine: replyingEngine, profile, clock, accounts });
  const app = createApp({ services, profile, clock });
  await services.accounts.addUser({ username: 'who', name: '某人', role, unit, password: 'mima-mima-1' });
  const [out] = await services.intake.accept(system, [
    order('西单的鞋开胶，要求退货退款', { caller: { name: '霍女士' } }),
  ]);
  if (out === undefined || out.status === 'refused') throw new Error('refused');
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username: 'who', password: 'mima-mima-1' }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { csrf } = (await (await app.request('/api/v1/session', { headers: { cookie } })).json()) as {
    csrf: string;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = { 'x-csrf-token': csrf }) =>
    app.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const form = (path: string, fields: Record<string, string>, token = csrf) =>
    app.request(path, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ _csrf: token, ...fields }),
    });
  const get = (path: string) => app.request(path, { headers: { cookie } });
  return { get, post, form, id: out.id };
}

type Found = { faults: { code: string; name: string; start: number; end: number }[]; mayFinish: boolean };

describe('/api/v1/replies/check', () => {
  it('answers with faults in order, their names and whether the reply may be finished', async () => {
    const { post, id } = await site('dispatcher');
    const text = '张先生，您好！办理情况：{办理情况}。';
    const answer = await post('/replies/check', { text, orderId: id });
    expect(answer.status).toBe(200);
    const { faults, mayFinish } = (await answer.json()) as Found;
    expect(mayFinish).toBe(false);
    expect(faults.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['open_variable', 'wrong_addressee']),
    );
    const variable = faults.find(({ code }) => code === 'open_variable');
    expect(text.slice(variable?.start, variable?.end)).toBe('{办理情况}');
    expect(variable?.name).toBe('待填内容');
    expect(faults.map(({ start }) => start)).toEqual(
      faults.map(({ start }) => start).toSorted((a, b) => a - b),
    );
  });

  it('takes demands in place of an order', async () => {
    const { post } = await site('dispatcher');
    const answer = await post('/replies/check', {
      text: '您好！经现场检查，路灯已于4月13日修好，照明恢复正常。',
      demands: [{ text: '要求修好路灯', issueType: '0706' }, { text: '要求退还停车费' }],
      day: '2026-04-14',
    });
    const { faults } = (await answer.json()) as Found;
    expect(faults.filter(({ code }) => code === 'demand_unanswered')).toHaveLength(1);
  });

  it('refuses what it does not know, both or neither of order and demands, and texts without end', async () => {
    const { post, id } = await site('dispatcher');
    const text = '您好';
    expect((await post('/replies/check', { text })).status).toBe(400);
    expect((await post('/replies/check', { text, orderId: id, demands: [{ text }] })).status).toBe(400);
    expect((await post('/replies/check', { text, orderId: id, send: true })).status).toBe(400);
    expect((await post('/replies/check', { text: 'x'.repeat(20_001), orderId: id })).status).toBe(400);
    expect((await post('/replies/check', { text, demands: [{ text }], day: '2026-02-30' })).status).toBe(400);
  });

  it('is closed to strangers, to other units and without the token of the session', async () => {
    const { post, id } = await site('handler', 'SCS-DS');
    const body = { text: '您好', orderId: id };
    expect((await post('/replies/check', body)).status).toBe(403);
    expect((await post('/replies/check', body, {})).status).toBe(403);
    expect((await post('/replies/check', body, { cookie: '' })).status).toBe(401);
    expect((await post(`/orders/${id}/draft`, {})).status).toBe(403);
    expect((await post('/replies/check', { text: '您好', orderId: 'nowhere' })).status).toBe(404);
  });
});

describe('/api/v1/orders/{id}/draft', () => {
  it('drafts anew, demand by demand', async () => {
    const { post, id } = await site('handler', 'SCS-XCAJ');
    const answer = await post(`/orders/${id}/draft`, {});
    expect(answer.status).toBe(200);
    const draft = (await answer.json()) as {
      text: string;
      missing: string[];
      demands: { missing: string[] }[];
    };
    expect(draft.text).toContain('关于您提出的“西单的鞋开胶，要求退货退款”');
    expect(draft.demands[0]?.missing).toContain('处理结果');
  });
});

describe('the reply on the order page', () => {
  it('works without script: what was typed comes back with its faults', async () => {
    const { form, id } = await site('handler', 'SCS-XCAJ');
    const text = '霍女士，您好！<b>处理结果</b>：{处理结果}。';
    const page = await form(`/orders/${id}/reply`, { act: 'check', text });
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('&lt;b&gt;处理结果&lt;/b&gt;：{处理结果}。');
    expect(html).toContain('必须改正 · 待填内容');
    expect(html).toContain('改正之前不能复制');
  });

  it('drafts anew without script', async () => {
    const { form, id } = await site('handler', 'SCS-XCAJ');
    const page = await form(`/orders/${id}/reply`, { act: 'draft', text: '写坏了' });
    const html = await page.text();
    expect(html).toContain('{办理情况}');
    expect(html).not.toContain('写坏了');
  });

  it('is closed to other units and needs the token', async () => {
    const other = await site('handler', 'SCS-DS');
    expect((await other.form(`/orders/${other.id}/reply`, { act: 'check', text: '您好' })).status).toBe(403);
    const own = await site('handler', 'SCS-XCAJ');
    expect((await own.form(`/orders/${own.id}/reply`, { act: 'check', text: '您好' }, 'x')).status).toBe(403);
  });
});
