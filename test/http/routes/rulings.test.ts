import { afterEach, describe, expect, it } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { createClient, refused, type ErrorAnswer } from '../../support/client.ts';
import { NOW, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { smallProfile as profile } from '../../support/small-profile.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const RULING = {
  issueType: '0501',
  condition: { any: ['棋牌室'] },
  unit: 'ZWFW',
  reason: '室内娱乐<b>噪声</b>由该局牵头',
  decidedBy: '区接诉即办专班',
  effectiveFrom: '2026-04-14',
};

/** The real application over a fresh database, with one order stored and someone signed in. */
async function site(role: Role) {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const clock = fixedClock(NOW);
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine: deskEngine, profile, clock, accounts });
  const app = createApp({ services, profile, clock });
  const unit = role === 'handler' ? 'SCS-XCAJ' : null;
  await services.accounts.addUser({ username: 'who', name: '某人', role, unit, password: 'mima-mima-1' });
  const [out] = await services.intake.accept(system, [order('棋牌室施工噪声<i>拿不准</i>')]);
  if (out === undefined || out.status === 'refused') throw new Error('refused');
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username: 'who', password: 'mima-mima-1' }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const me = await app.request('/api/v1/session', { headers: { cookie } });
  const { csrf } = (await me.json()) as { csrf: string };
  const get = (path: string) => app.request(path, { headers: { cookie } });
  const post = (path: string, body: unknown, headers: Record<string, string> = { 'x-csrf-token': csrf }) =>
    app.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const form = (path: string, fields: Record<string, string> | [string, string][], token = csrf) =>
    app.request(path, {
      method: 'POST',
      headers: { cookie },
      body: new URLSearchParams([
        ['_csrf', token],
        ...(Array.isArray(fields) ? fields : Object.entries(fields)),
      ]),
    });
  return { app, services, get, post, form, id: out.id };
}

describe('/api/v1/rulings', () => {
  it('are made, listed, tried and ended', async () => {
    const { get, post } = await site('admin');
    const tried = await post('/rulings/preview', RULING);
    expect(tried.status).toBe(200);
    expect(await tried.json()).toMatchObject({ days: 90, orders: 1, matched: 1, elsewhere: 1 });
    expect(await (await get('/api/v1/rulings')).json()).toEqual([]);
    const made = await post('/rulings', RULING);
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({
      id: 'R2026-0001',
      issueType: { code: '0501', name: '施工噪声' },
      condition: { any: ['棋牌室'] },
      unit: { code: 'ZWFW', name: '区政务服务局' },
      byStation: false,
      reason: RULING.reason,
      decidedBy: RULING.decidedBy,
      effectiveFrom: '2026-04-14',
      effectiveTo: null,
      originOrder: null,
      state: 'in_force',
      enteredBy: '某人',
      at: '2026-04-14T10:00:00+08:00',
      ended: null,
    });
    const judged = await post('/triage', order('棋牌室施工噪声'));
    expect(await judged.json()).toMatchObject({ unit: { lead: 'ZWFW' } });
    const ended = await post('/rulings/R2026-0001/end', { effectiveTo: '2026-04-14', reason: '录错了' });
    expect(await ended.json()).toMatchObject({ state: 'over', ended: { by: '某人', reason: '录错了' } });
    const after = await post('/triage', order('棋牌室施工噪声'));
    expect(await after.json()).toMatchObject({ unit: { lead: 'CGZF' } });
  });

  it('refuse contradictions with the other ruling’s number, and what is not well formed', async () => {
    const { post } = await site('admin');
    await post('/rulings', RULING);
    const clash = await post('/rulings', { ...RULING, unit: 'SCJG' });
    expect(clash.status).toBe(409);
    const { error } = (await clash.json()) as ErrorAnswer;
    expect(error).toMatchObject({ code: 'ruling_conflict', details: { ruling: 'R2026-0001' } });
    expect(error.message).toContain('与裁定 R2026-0001 矛盾');
    const bad: readonly [object, string][] = [
      [{ ...RULING, color: 'red' }, 'unknown_field'],
      [{ ...RULING, condition: { words: ['x'] } }, 'unknown_field'],
      [{ ...RULING, condition: { any: [] } }, 'bad_field'],
      [{ ...RULING, effectiveFrom: '2026-02-30' }, 'bad_field'],
      [{ ...RULING, reason: '  ' }, 'bad_field'],
      [{ ...RULING, unit: 'NOBODY' }, 'bad_field'],
      [{ ...RULING, decidedBy: undefined }, 'missing_field'],
    ];
    for (const [body, code] of bad) expect(await refused(post('/rulings', body))).toEqual([400, code]);
    expect(
      await refused(post('/rulings/R2026-0009/end', { effectiveTo: '2026-05-01', reason: '无' })),
    ).toEqual([404, 'not_found']);
  });

  it('are read by dispatchers and made by administrators with a token of their page', async () => {
    const admin = await site('admin');
    expect(await refused(admin.app.request('/api/v1/rulings'))).toEqual([401, 'unauthenticated']);
    expect(await refused(admin.post('/rulings', RULING, {}))).toEqual([403, 'forbidden']);
    const dispatcher = await site('dispatcher');
    expect((await dispatcher.get('/api/v1/rulings')).status).toBe(200);
    expect(await refused(dispatcher.post('/rulings', RULING))).toEqual([403, 'forbidden']);
    expect(await refused(dispatcher.post('/rulings/preview', RULING))).toEqual([403, 'forbidden']);
    const handler = await site('handler');
    expect(await refused(handler.get('/api/v1/rulings'))).toEqual([403, 'forbidden']);
    expect((await handler.get('/rulings')).status).toBe(403);
    const fake = createClient();
    expect(await refused(fake.get('/api/v1/rulings'))).toEqual([404, 'not_found']);
  });
});

describe('POST /api/v1/orders/{id}/correct', () => {
  it('does not send to a street what the catalogue keeps from streets: 422 with the clause', async () => {
    const { post, id } = await site('dispatcher');
    const answer = await post(`/orders/${id}/correct`, { unit: 'JD-XCAJ' });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as ErrorAnswer).error).toMatchObject({
      code: 'reserved_from_streets',
      details: { clause: '派单目录 0501 施工噪声：由区城管执法局承办，属地街道办事处协办', unit: 'JD-XCAJ' },
    });
    const named = { unit: 'JD-XCAJ', approver: '王副区长', reason: '联合处置' };
    expect(await refused(post(`/orders/${id}/correct`, named))).toEqual([422, 'reserved_from_streets']);
  });

  it('sends it for an administrator who names approver and reason', async () => {
    const { post, id } = await site('admin');
    expect(await refused(post(`/orders/${id}/correct`, { unit: 'JD-XCAJ' }))).toEqual([
      422,
      'reserved_from_streets',
    ]);
    const blank = { unit: 'JD-XCAJ', approver: ' ', reason: '联合处置' };
    expect(await refused(post(`/orders/${id}/correct`, blank))).toEqual([400, 'bad_field']);
    const done = await post(`/orders/${id}/correct`, { ...blank, approver: '王副区长' });
    expect(await done.json()).toMatchObject({ leadUnit: { code: 'JD-XCAJ' } });
  });

  it('says so on the page, which lets an administrator name the approver', async () => {
    const { form, get, id } = await site('admin');
    const page = await form(`/orders/${id}/correct`, { unit: 'JD-XCAJ' });
    expect(page.status).toBe(422);
    const html = await page.text();
    expect(html).toContain('role="alert"');
    expect(html).toContain('不得派给街道，确需派出的由管理员写明批准人和理由');
    expect(html).toContain('<label for="c-approver">批准人</label>');
    const done = await form(`/orders/${id}/correct`, {
      unit: 'JD-XCAJ',
      approver: '王副区长',
      reason: '联合',
    });
    expect(done.status).toBe(303);
    expect(await (await get(`/orders/${id}`)).text()).toContain('经王副区长批准派往街道，理由：联合');
    const dispatcher = await site('dispatcher');
    expect(await (await dispatcher.get(`/orders/${dispatcher.id}`)).text()).not.toContain('c-approver');
  });
});

describe('the page of rulings', () => {
  const FIELDS: [string, string][] = [
    ['issueType', '0501'],
    ['any', '棋牌室、 台球厅'],
    ['streets', '德胜'],
    ['streets', '西长安街'],
    ['unit', 'ZWFW'],
    ['joint', '-'],
    ['reason', '室内娱乐<b>噪声</b>'],
    ['decidedBy', '专班'],
    ['effectiveFrom', '2026-04-14'],
  ];

  it('tries a ruling without keeping it, keeps what was typed, then makes and ends it', async () => {
    const { form, get, services } = await site('admin');
    const tried = await form('/rulings', [...FIELDS, ['act', 'preview']]);
    expect(tried.status).toBe(200);
    const html = await tried.text();
    expect(html).toContain('其中 1 件会改由另一单位承办');
    expect(html).toContain('value="棋牌室、 台球厅"');
    expect(html).toContain('拿不准');
    expect(html).not.toContain('<i>');
    expect(html).toContain('还没有裁定');
    const made = await form('/rulings', [...FIELDS, ['act', 'add']]);
    expect(made.headers.get('location')).toBe('/rulings?done=added');
    const page = await (await get('/rulings?done=added')).text();
    expect(page).toContain('裁定已作出，自下一件工单起执行。');
    expect(page).toContain('含“棋牌室”或“台球厅”；德胜、西长安街街道');
    expect(page).toContain('不设协办');
    expect(page).toContain('室内娱乐&lt;b&gt;噪声');
    const id = (await services.rulings.list(system))[0]?.id ?? '';
    const ended = await form(`/rulings/${id}/end`, { effectiveTo: '2026-04-14', reason: '录错' });
    expect(ended.headers.get('location')).toBe('/rulings?done=ended');
    expect(await (await get('/rulings')).text()).toContain('已终止');
  });

  it('names what is wrong beside what was typed', async () => {
    const { form } = await site('admin');
    await form('/rulings', [...FIELDS, ['act', 'add']]);
    const clash = FIELDS.map(([name, value]): [string, string] => [name, name === 'unit' ? 'SCJG' : value]);
    const answer = await form('/rulings', [...clash, ['act', 'add']]);
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(html).toContain('与裁定 R2026-0001 矛盾');
    expect(html).toContain('<option value="SCJG" selected');
    const empty = await form('/rulings', { act: 'add' });
    expect(empty.status).toBe(400);
    const late = await form('/rulings/R2026-0001/end', { effectiveTo: '2026-01-01', reason: '迟了' });
    expect(await late.text()).toContain('不能早于今天');
  });

  it('is for those who may see it, and changes nothing without a token', async () => {
    const { form, app, get } = await site('dispatcher');
    expect((await app.request('/rulings')).status).toBe(303);
    const html = await (await get('/rulings')).text();
    expect(html).not.toContain('作出裁定</h2>');
    expect((await form('/rulings', [...FIELDS, ['act', 'add']])).status).toBe(403);
    const admin = await site('admin');
    expect((await admin.form('/rulings', [...FIELDS, ['act', 'add']], 'wrong')).status).toBe(403);
    expect(await admin.services.rulings.list(system)).toEqual([]);
  });
});
