import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDraftClient } from '../../../src/app/replies/draft-client.ts';
import type { DraftClient } from '../../../src/app/replies/draft-client.ts';
import { createServices } from '../../../src/app/services.ts';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/store.ts';
import { NOW, order, system } from '../../support/desk.ts';
import { answering, startDraftServer } from '../../support/draft-server.ts';
import type { DraftServer } from '../../support/draft-server.ts';
import { replyingEngine } from '../../support/reply-desk.ts';
import { smallProfile as profile } from '../../support/small-profile.ts';
import { tempDatabase } from '../../support/temp.ts';

const TEXT = '您好！您反映的事项已由我所办理。\n经核实，店方同意退货退款，款项已于4月13日原路退回。';
const BETTER = TEXT.replace('店方同意', '店方同意为您');

let server: DraftServer;
const closing: (() => void | Promise<void>)[] = [];
beforeEach(async () => {
  server = await startDraftServer();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await server.close();
});

/** The real application, one order of the shopping street's station, and someone signed in. */
async function site(role: Role, unit: string | null, isOn = true) {
  const store = await openStore({ url: tempDatabase() });
  closing.push(() => store.close());
  const clock = fixedClock(NOW);
  let draftClient: DraftClient | null = null;
  if (isOn) {
    const { address } = server;
    draftClient = createDraftClient({
      address,
      model: 'small-7b',
      key: '',
      timeoutMs: 2000,
      longest: 2000,
      clock,
    });
    closing.push(draftClient.close);
  }
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine: replyingEngine, profile, clock, accounts, draftClient });
  const app = createApp({ services, profile, clock });
  await services.accounts.addUser({ username: 'who', name: '某人', role, unit, password: 'mima-mima-1' });
  const { key } = await services.accounts.addKey('热线平台');
  const [out] = await services.intake.accept(system, [order('西单的鞋开胶，要求退货退款')]);
  if (out === undefined || out.status === 'refused') throw new Error('refused');
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username: 'who', password: 'mima-mima-1' }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { csrf } = (await (await app.request('/api/v1/session', { headers: { cookie } })).json()) as {
    csrf: string;
  };
  const post = (
    path: string,
    body: unknown = {},
    headers: Record<string, string> = { 'x-csrf-token': csrf },
  ) =>
    app.request(`/api/v1/orders/${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const metrics = async () =>
    (await app.request('/metrics', { headers: { authorization: `Bearer ${key}` } })).text();
  return { post, metrics, id: out.id, services };
}

describe('/api/v1/orders/{id}/draft/rewrite', () => {
  it('proposes, is accepted, and counts both', async () => {
    const { post, metrics, id } = await site('handler', 'SCS-XCAJ');
    server.behave(answering(BETTER));
    const answer = await post(`${id}/draft/rewrite`, { text: TEXT });
    expect(answer.status).toBe(200);
    const found = (await answer.json()) as { id: string; text: string };
    expect(found).toMatchObject({ status: 'proposed', model: 'small-7b', text: BETTER, mayAccept: true });
    const accepted = await post(`${id}/draft/rewrite/${found.id}/accept`);
    expect(await accepted.json()).toEqual({ model: 'small-7b', acceptedBy: '某人' });
    const told = await metrics();
    expect(told).toContain('jiesu_drafts_total{outcome="proposed"} 1');
    expect(told).toContain('jiesu_drafts_total{outcome="accepted"} 1');
  });

  it('answers a failure of the model with 200 and one line, and counts its reason', async () => {
    const { post, metrics, id } = await site('handler', 'SCS-XCAJ');
    server.behave((response) => response.writeHead(500).end('stack of the server'));
    const answer = await post(`${id}/draft/rewrite`, { text: TEXT });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 'unavailable',
      reason: 'refused',
      message: '本地模型暂不可用，草稿不受影响',
    });
    expect(await metrics()).toContain('jiesu_drafts_total{outcome="refused"} 1');
  });

  it('is off by default: a clear code, for those who may and those who may not', async () => {
    const { post, id } = await site('handler', 'SCS-XCAJ', false);
    for (const path of [`${id}/draft/rewrite`, `${id}/draft/rewrite/x/accept`]) {
      const answer = await post(path);
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({
        error: { code: 'drafting_off', message: '没有启用本地模型' },
      });
    }
    expect((await post(`${id}/draft`)).status).toBe(200);
  });

  it('refuses what it does not know, strangers, other units, and requests without the token', async () => {
    const { post, id } = await site('handler', 'SCS-DS');
    expect((await post(`${id}/draft/rewrite`, { text: TEXT })).status).toBe(403);
    expect((await post(`${id}/draft/rewrite/x/accept`)).status).toBe(403);
    expect((await post(`${id}/draft/rewrite`, { text: TEXT }, {})).status).toBe(403);
    expect((await post(`${id}/draft/rewrite`, { text: TEXT }, { cookie: '' })).status).toBe(401);
    expect((await post('nowhere/draft/rewrite', { text: TEXT })).status).toBe(404);
    expect((await post(`${id}/draft/rewrite`, { text: TEXT, url: 'http://x' })).status).toBe(400);
    expect((await post(`${id}/draft/rewrite`, { text: 'x'.repeat(10_001) })).status).toBe(400);
    expect((await post(`${id}/draft/rewrite`, [])).status).toBe(400);
    expect(server.asked).toEqual([]);
  });
});
