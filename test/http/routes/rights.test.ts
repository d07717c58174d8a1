import { afterEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { refused } from '../../support/client.ts';
import { NOW, order, system } from '../../support/desk.ts';
import { tempDatabase } from '../../support/temp.ts';
import { measuredEngine as engine, profileWithRight } from '../../support/earned-right.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const profile = profileWithRight({ share: 1, youngShare: 1, youngUntil: 0 });

/** The real application over a fresh database, with one order out and someone signed in. */
async function site(role: Role) {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const clock = fixedClock(NOW);
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine, profile, clock, accounts });
  const app = createApp({ services, profile, clock });
  const unit = role === 'handler' ? 'SCS-XCAJ' : null;
  await services.accounts.addUser({ username: 'who', name: '<某人>', role, unit, password: 'mima-mima-1' });
  const [out] = await services.intake.accept(system, [order('西单买的鞋<b>不合脚</b>')]);
  if (out === undefined || out.status === 'refused') throw new Error('refused');
  const { token, session } = await services.accounts.login('who', 'mima-mima-1');
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username: 'who', password: 'mima-mima-1' }),
  });
  expect(token).not.toBe('');
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const me = await app.request('/api/v1/session', { headers: { cookie } });
  const { csrf } = (await me.json()) as { csrf: string };
  expect(session.actor.role).toBe(role);
  const get = (path: string) => app.request(path, { headers: { cookie } });
  const call = (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = { 'x-csrf-token': csrf },
  ) =>
    app.request(`/api/v1${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const form = (path: string, fields: Record<string, string>) =>
    app.request(path, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams({ _csrf: csrf, ...fields }),
    });
  return { app, services, get, call, form, id: out.id };
}

describe('GET /api/v1/dispatch-rights', () => {
  it('tells of every cell its evidence, bound and reason', async () => {
    const { get } = await site('dispatcher');
    const body = (await (await get('/api/v1/dispatch-rights')).json()) as { cells: unknown[] };
    expect(body).toMatchObject({
      rule: { target: 0.9, minimumFresh: 20 },
      cells: [
        {
          issueType: { code: '0101' },
          unit: { code: 'SCS-XCAJ', name: '西长安街市场监管所' },
          held: true,
          reason: { code: 'prior' },
          proposed: 1,
          since: '2026-04-14T10:00:00+08:00',
        },
      ],
      spotChecks: { total: 1 },
    });
    expect(await (await get('/api/v1/dispatch-rights?unit=CGZF')).json()).toMatchObject({ cells: [] });
  });

  it('refuses strangers, handlers and unknown parameters', async () => {
    const { app, get } = await site('dispatcher');
    expect(await refused(app.request('/api/v1/dispatch-rights'))).toEqual([401, 'unauthenticated']);
    expect(await refused(get('/api/v1/dispatch-rights?x=1'))).toEqual([400, 'unknown_field']);
    expect(await refused(get('/api/v1/dispatch-rights?issueType=abc'))).toEqual([400, 'bad_field']);
    const handler = await site('handler');
    expect(await refused(handler.get('/api/v1/dispatch-rights'))).toEqual([403, 'forbidden']);
  });
});

describe('/api/v1/switches', () => {
  it('is set by administrators and read by dispatchers', async () => {
    const { call, get } = await site('admin');
    const answer = await call('PUT', '/switches', { unit: 'SCS-XCAJ', issueType: '01', enabled: false });
    expect(answer.status).toBe(200);
    expect(await (await get('/api/v1/switches')).json()).toEqual([
      {
        unit: 'SCS-XCAJ',
        issueType: '01',
        enabled: false,
        changedBy: '<某人>',
        at: '2026-04-14T10:00:00+08:00',
      },
    ]);
    const dispatcher = await site('dispatcher');
    expect((await dispatcher.get('/api/v1/switches')).status).toBe(200);
    const refusedSet = dispatcher.call('PUT', '/switches', { unit: '*', issueType: '*', enabled: true });
    expect(await refused(refusedSet)).toEqual([403, 'forbidden']);
  });

  it.each([
    [{ unit: 'SCS-XCAJ', issueType: '*' }, 'missing_field'],
    [{ unit: 'NONE', issueType: '*', enabled: true }, 'bad_field'],
    [{ unit: '*', issueType: '77', enabled: true }, 'bad_field'],
    [{ unit: '*', issueType: '*', enabled: 'ja' }, 'bad_field'],
    [{ unit: '*', issueType: '*', enabled: true, x: 1 }, 'unknown_field'],
  ])('refuses %j', async (body, code) => {
    const { call } = await site('admin');
    expect(await refused(call('PUT', '/switches', body))).toEqual([400, code]);
  });

  it('refuses a cookie without the token', async () => {
    const { call } = await site('admin');
    const answer = call('PUT', '/switches', { unit: '*', issueType: '*', enabled: true }, {});
    expect(await refused(answer)).toEqual([403, 'forbidden']);
  });
});

describe('POST /api/v1/orders/{id}/spot-check', () => {
  it('takes a dispatcher’s word and moves a wrong order', async () => {
    const { call, id, services } = await site('dispatcher');
    const answer = await call('POST', `/orders/${id}/spot-check`, { right: false, unit: 'SCS-DS' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ leadUnit: { code: 'SCS-DS' }, corrected: true });
    const { cells } = await services.rights.overview(system);
    expect(cells[0]).toMatchObject({ wrong: 1 });
  });

  it('refuses what is not there, what makes no sense and who may not', async () => {
    const { call, id } = await site('dispatcher');
    const path = `/orders/${id}/spot-check`;
    expect(await refused(call('POST', '/orders/nope/spot-check', { right: true }))).toEqual([
      404,
      'not_found',
    ]);
    expect(await refused(call('POST', path, {}))).toEqual([400, 'missing_field']);
    expect(await refused(call('POST', path, { right: 'yes' }))).toEqual([400, 'bad_field']);
    expect(await refused(call('POST', path, { right: true, unit: 'SCS-DS' }))).toEqual([400, 'bad_field']);
    const handler = await site('handler');
    const own = handler.call('POST', `/orders/${handler.id}/spot-check`, { right: true });
    expect(await refused(own)).toEqual([403, 'forbidden']);
  });
});

describe('/api/v1/dispatch-lines', () => {
  it('shows coverage and precision and moves both', async () => {
    const { call, get } = await site('admin');
    const before = (await (await get('/api/v1/dispatch-lines?issueType=0101')).json()) as {
      n: number;
      points: unknown[];
    };
    expect(before).toMatchObject({ n: 200, line: 0.8 });
    expect(before.points).toHaveLength(50);
    const answer = await call('PUT', '/dispatch-lines', { issueType: '0101', threshold: 0.95 });
    expect(await answer.json()).toMatchObject({ line: 0.95, profileLine: 0.8, set: [{ issueType: '0101' }] });
    const reset = await call('PUT', '/dispatch-lines', { issueType: '0101', threshold: null });
    expect(await reset.json()).toMatchObject({ line: 0.8, set: [] });
  });

  it('refuses lines that are none, and people who may not', async () => {
    const { call, get } = await site('admin');
    expect(await refused(call('PUT', '/dispatch-lines', { issueType: '*', threshold: 0.2 }))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(call('PUT', '/dispatch-lines', { issueType: '01', threshold: 0.9 }))).toEqual([
      400,
      'bad_field',
    ]);
    expect(await refused(get('/api/v1/dispatch-lines?issueType=99'))).toEqual([400, 'bad_field']);
    const { call: other } = await site('dispatcher');
    expect(await refused(other('PUT', '/dispatch-lines', { issueType: '*', threshold: 0.9 }))).toEqual([
      403,
      'forbidden',
    ]);
  });
});

describe('pages of automatic dispatch', () => {
  it('lists cells, spot checks and switches, and escapes what people wrote', async () => {
    const { get } = await site('admin');
    const page = await (await get('/rights')).text();
    expect(page).toContain('共 1 格，其中 0 格暂停自动派单');
    expect(page).toContain('待抽查 1 件');
    expect(page).toContain('设开关');
    expect(page).not.toContain('<b>不合脚');
    expect(page).not.toContain('<某人>');
  });

  it('answers a spot check and sets a switch by form', async () => {
    const { get, form, id } = await site('admin');
    const checked = await form(`/rights/spot-check/${id}`, { right: 'yes' });
    expect(checked.headers.get('location')).toBe('/rights?done=checked');
    const switched = await form('/rights/switch', { unit: 'SCS-XCAJ', issueType: '', enabled: 'off' });
    expect(switched.headers.get('location')).toBe('/rights?done=switched');
    const page = await (await get('/rights?done=switched')).text();
    expect(page).toContain('开关已改动');
    expect(page).not.toContain('待抽查');
    const again = await form(`/rights/spot-check/${id}`, { right: 'perhaps' });
    expect(again.status).toBe(400);
    expect(await again.text()).toContain('role="alert"');
  });

  it('draws the dial with its table, says where samples are too few, and moves the line by form', async () => {
    const { get, form } = await site('admin');
    const page = await (await get('/dial')).text();
    expect(page).toContain('<svg class="dial-chart"');
    expect(page).toContain('id="dial-points"');
    expect(page).toContain('样本太少');
    const moved = await form('/dial?issueType=0101', { threshold: '0.93' });
    expect(moved.headers.get('location')).toBe('/dial?issueType=0101&done=saved');
    expect(await (await get('/dial?issueType=0101&done=saved')).text()).toContain('93.0%');
    expect((await form('/dial', { threshold: '7' })).status).toBe(400);
    const reset = await form('/dial?issueType=0101', { threshold: '0.93', reset: 'yes' });
    expect(reset.status).toBe(303);
    expect(await (await get('/dial?issueType=0101')).text()).not.toContain('人工设的线');
  });

  it('shows dispatchers no way to move what is not theirs, and handlers nothing', async () => {
    const dispatcher = await site('dispatcher');
    expect(await (await dispatcher.get('/rights')).text()).not.toContain('设开关');
    expect(await (await dispatcher.get('/dial')).text()).not.toContain('移到这里');
    expect((await dispatcher.form('/dial', { threshold: '0.9' })).status).toBe(403);
    expect((await dispatcher.form('/rights/switch', { enabled: 'off' })).status).toBe(403);
    const handler = await site('handler');
    for (const path of ['/rights', '/dial']) expect((await handler.get(path)).status).toBe(403);
    expect((await handler.app.request('/rights')).status).toBe(303);
  });

  it('forms need the token', async () => {
    const { app, get } = await site('admin');
    const answer = await app.request('/dial', {
      method: 'POST',
      body: new URLSearchParams({ threshold: '0.9' }),
    });
    expect([303, 403]).toContain(answer.status);
    expect(await (await get('/dial')).text()).not.toContain('人工设的线');
  });
});
