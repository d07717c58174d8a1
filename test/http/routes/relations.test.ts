import { describe, expect, it } from 'vitest';
import { sessionCookieName } from '../../../src/http/cookies.ts';
import { createApp } from '../../../src/http/app.tsx';
import { relationsSchema } from '../../../src/http/relation-schemas.ts';
import { jobHandlers } from '../../../src/jobs/handlers.ts';
import { startRunner } from '../../../src/jobs/runner.ts';
import { refused } from '../../support/client.ts';
import { desk, order, system } from '../../support/desk.ts';
import { smallProfile } from '../../support/small-profile.ts';

const COAT =
  '市民来电反映，3月8日在西单北大街某商场“雪屿”羽绒服专柜花1680元购买羽绒服一件，<b>肩部偏窄</b>，店员称断码只能换其他款式，不给退款。';
const OTHER =
  '来电人反映，西单北大街商场雪屿羽绒服专柜的羽绒服断码，店员拒绝退款，只让换其他款式，价格1680元，<b>肩部偏窄</b>。';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** The real application over a database with two orders about one matter and one about another. */
async function site() {
  const d = await desk();
  const texts = [COAT, OTHER, '德胜路灯不亮，要求维修'];
  const outcomes = await d.services.intake.accept(
    system,
    texts.map((text, i) =>
      order(text, { caller: { phone: `1380000111${i}` }, receivedAt: `2026-04-1${i}T09:00:00+08:00` }),
    ),
  );
  const runner = startRunner({
    store: d.store,
    clock: d.clock,
    log: SILENT,
    handlers: jobHandlers(d.context),
  });
  await runner.drain();
  await runner.stop();
  const [a, b, c] = outcomes.map((o) => (o.status === 'refused' ? '' : o.id)) as [string, string, string];
  const app = createApp({ services: d.services, profile: smallProfile, clock: d.clock });
  const { key } = await d.services.accounts.addKey('热线平台');
  const users = {
    dispatcher: { role: 'dispatcher', unit: null },
    handler: { role: 'handler', unit: 'SCS-XCAJ' },
    elsewhere: { role: 'handler', unit: 'SCS-DS' },
  } as const;
  async function person(name: keyof typeof users) {
    const password = 'mima-123456789';
    await d.services.accounts.addUser({ username: name, name, password, ...users[name] });
    const { token, session } = await d.services.accounts.login(name, password);
    const cookie = `${sessionCookieName(false)}=${token}`;
    return { cookie, csrf: session.csrf };
  }
  const send = (
    path: string,
    body: unknown,
    headers: Record<string, string> = { authorization: `Bearer ${key}` },
  ) =>
    app.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const form = (path: string, fields: Record<string, string>, cookie: string) =>
    app.request(path, { method: 'POST', headers: { cookie }, body: new URLSearchParams(fields) });
  const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) =>
    app.request(path, { headers });
  return { d, app, a, b, c, person, send, form, get };
}

describe('GET /api/v1/orders/{id}/relations', () => {
  it('lists what was said before', async () => {
    const { a, b, get } = await site();
    const answer = await get(`/api/v1/orders/${b}/relations`);
    expect(answer.status).toBe(200);
    const body = relationsSchema.parse(await answer.json());
    expect(body).toMatchObject({
      survivor: null,
      merged: [],
      related: [{ order: { id: a }, kind: 'same_matter', status: 'proposed', side: 'earlier' }],
    });
    expect(body.related[0]?.at).toMatch(/\+08:00$/);
  });

  it('refuses strangers, other units and unknown orders', async () => {
    const { b, get, person } = await site();
    expect(await refused(get(`/api/v1/orders/${b}/relations`, {}))).toEqual([401, 'unauthenticated']);
    expect(await refused(get('/api/v1/orders/nope/relations'))).toEqual([404, 'not_found']);
    const { cookie } = await person('elsewhere');
    expect(await refused(get(`/api/v1/orders/${b}/relations`, { cookie }))).toEqual([403, 'forbidden']);
  });
});

describe('POST /api/v1/orders/{id}/relations/{otherId}', () => {
  it('merges and takes it back', async () => {
    const { a, b, send, person } = await site();
    const { cookie, csrf } = await person('dispatcher');
    const headers = { cookie, 'x-csrf-token': csrf };
    const path = `/api/v1/orders/${b}/relations/${a}`;
    const merged = relationsSchema.parse(await (await send(path, { action: 'merge' }, headers)).json());
    expect(merged.survivor?.id).toBe(a);
    expect(await refused(send(path, { action: 'merge' }, headers))).toEqual([409, 'conflict']);
    const undone = relationsSchema.parse(await (await send(path, { action: 'undo' }, headers)).json());
    expect(undone.survivor).toBeNull();
    expect(undone.related[0]?.status).toBe('undone');
  });

  it.each<[unknown, number, string]>([
    [{}, 400, 'bad_field'],
    [{ action: 'delete' }, 400, 'bad_field'],
    [{ action: 'merge', force: true }, 400, 'unknown_field'],
    ['{', 400, 'bad_json'],
  ])('refuses %j', async (body, status, code) => {
    const { a, b, send, person } = await site();
    const { cookie, csrf } = await person('dispatcher');
    const headers = { cookie, 'x-csrf-token': csrf };
    expect(await refused(send(`/api/v1/orders/${b}/relations/${a}`, body, headers))).toEqual([status, code]);
  });

  it('refuses keys, handlers, requests without the token and an order with itself', async () => {
    const { a, b, send, person } = await site();
    const path = `/api/v1/orders/${b}/relations/${a}`;
    expect(await refused(send(path, { action: 'merge' }))).toEqual([403, 'forbidden']);
    const own = await person('handler');
    const asHandler = { cookie: own.cookie, 'x-csrf-token': own.csrf };
    expect(await refused(send(path, { action: 'merge' }, asHandler))).toEqual([403, 'forbidden']);
    const { cookie, csrf } = await person('dispatcher');
    expect(await refused(send(path, { action: 'merge' }, { cookie }))).toEqual([403, 'forbidden']);
    const headers = { cookie, 'x-csrf-token': csrf };
    const self = send(`/api/v1/orders/${b}/relations/${b}`, { action: 'merge' }, headers);
    expect(await refused(self)).toEqual([400, 'bad_request']);
  });
});

describe('compare page', () => {
  it('shows both texts with the same words marked, and the acts by key', async () => {
    const { a, b, get, person } = await site();
    const { cookie } = await person('dispatcher');
    const answer = await get(`/orders/${b}/compare/${a}`, { cookie });
    expect(answer.status).toBe(200);
    const page = await answer.text();
    expect(page.match(/<mark class="m-evidence" title="相同语句 1">/g)).toHaveLength(2);
    for (const key of ['m', 'l', 'x', 'u']) expect(page).toContain(`data-key="${key}"`);
    expect(page).not.toContain('data-key="z"');
    // What citizens write is never markup.
    expect(page).not.toContain('<b>肩部偏窄</b>');
    expect(page).toContain('&lt;b&gt;');
  });

  it('acts by form and shows the pair again, with what is no longer open refused above it', async () => {
    const { a, b, get, form, person } = await site();
    const { cookie, csrf } = await person('dispatcher');
    const path = `/orders/${b}/compare/${a}`;
    const merged = await form(path, { _csrf: csrf, action: 'merge' }, cookie);
    expect([merged.status, merged.headers.get('location')]).toEqual([303, `${path}?done=1`]);
    expect(await (await get(`${path}?done=1`, { cookie })).text()).toContain('已并单。');
    const again = await form(path, { _csrf: csrf, action: 'merge' }, cookie);
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('role="alert"');
    expect((await form(path, { _csrf: csrf, action: 'eat' }, cookie)).status).toBe(400);
    expect((await form(path, { action: 'undo' }, cookie)).status).toBe(403);
    const order = await (await get(`/orders/${b}`, { cookie })).text();
    expect(order).toContain('本单并入');
    expect(order).toContain(`href="${path}"`);
  });

  it('is for people with a right to both orders', async () => {
    const { a, b, c, get, person } = await site();
    expect((await get(`/orders/${b}/compare/${a}`)).status).toBe(303);
    const own = await person('handler');
    const page = await (await get(`/orders/${b}/compare/${a}`, { cookie: own.cookie })).text();
    expect(page).not.toContain('name="action"');
    expect((await get(`/orders/${b}/compare/${c}`, { cookie: own.cookie })).status).toBe(403);
    expect((await get(`/orders/${b}/compare/nope`, { cookie: own.cookie })).status).toBe(404);
  });
});
