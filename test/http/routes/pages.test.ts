import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/kernel/errors.ts';
import { createClient, FIRE_ID, ORDER_ID, OWN_ID } from '../../support/client.ts';
import { DISPATCHER } from '../../support/fake-services.ts';

describe('log-in', () => {
  it('sets a cookie scripts cannot read and goes where the person was going', async () => {
    const answer = await createClient().form('/login', { ...DISPATCHER, next: '/ask?q=1' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/ask?q=1');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^jiesu=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('binds the cookie to this host and to https where told so', async () => {
    const answer = await createClient({ secureCookies: true }).form('/login', DISPATCHER);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-jiesu=.*; Secure/);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  });

  it('says the same for a wrong name and a wrong password, and then asks to wait', async () => {
    const client = createClient();
    const wrong = await client.form('/login', { username: 'paidan', password: 'x' });
    const unknown = await client.form('/login', { username: '<i>nobody', password: 'x' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const page = await unknown.text();
    expect(page).toContain('用户名或密码不正确');
    expect(page).toContain('&lt;i&gt;nobody');
    expect(page).not.toContain('<i>nobody');
    for (let i = 0; i < 3; i++) await client.form('/login', { username: 'paidan', password: 'x' });
    const limited = await client.form('/login', { username: 'paidan', password: 'x' });
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('60');
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
  ])('never leads to %s', async (next) => {
    const answer = await createClient().form('/login', { ...DISPATCHER, next });
    expect(answer.headers.get('location')).toBe('/');
  });

  it.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
    'refuses a form sent by another site: %j',
    async (headers) => {
      expect((await createClient().form('/login', DISPATCHER, headers)).status).toBe(403);
    },
  );

  it('takes a form that a proxy with TLS passed on', async () => {
    const headers = { origin: 'https://jiesu.example', host: 'jiesu.example' };
    expect((await createClient().form('/login', DISPATCHER, headers)).status).toBe(303);
  });
});

describe('queue page', () => {
  it('opens at what waits for the person', async () => {
    const client = createClient();
    const page = async (cookie: string) => (await client.app.request('/', { headers: { cookie } })).text();
    expect(await page((await client.asDispatcher()).cookie)).toContain('待人工派单，共 4 件');
    expect(await page((await client.asHandler()).cookie)).toContain('待签收，共 2 件');
  });

  it('takes empty fields of its form as not set, and explains a wrong one', async () => {
    const client = createClient();
    const { cookie } = await client.asDispatcher();
    const get = (query: string) => client.app.request(`/?${query}`, { headers: { cookie } });
    expect(await (await get('tab=all&q=&urgency=&from=&to=')).text()).toContain('全部，共 12 件');
    const wrong = await get('tab=all&from=2026-02-30');
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('from');
  });

  it('leads strangers and bare keys to the log-in and back', async () => {
    const client = createClient();
    for (const headers of [{}, { authorization: 'Bearer jk_test_0123456789' }]) {
      const answer = await client.app.request('/?tab=all', { headers });
      expect(answer.status).toBe(303);
      expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent('/?tab=all')}`);
    }
  });
});

describe('order page', () => {
  it('offers only what the person may do', async () => {
    const client = createClient();
    const page = async (id: string, cookie: string) =>
      (await client.app.request(`/orders/${id}`, { headers: { cookie } })).text();
    const { cookie: dispatcher } = await client.asDispatcher();
    const { cookie: handler } = await client.asHandler();
    const waiting = await page(ORDER_ID, dispatcher);
    expect(waiting).toContain(`/orders/${ORDER_ID}/dispatch`);
    expect(waiting).not.toContain('/acknowledge');
    const own = await page(OWN_ID, handler);
    expect(own).toContain('/acknowledge');
    expect(own).not.toMatch(/\/(dispatch|correct)"/);
  });

  it('acts by form and shows the order again', async () => {
    const client = createClient();
    const { cookie, csrf } = await client.asDispatcher();
    const act = (verb: string, fields: Record<string, string> = {}) =>
      client.form(`/orders/${ORDER_ID}/${verb}`, { _csrf: csrf, ...fields }, { cookie });
    const corrected = await act('correct', { issueType: '0102', unit: '' });
    expect(corrected.headers.get('location')).toBe(`/orders/${ORDER_ID}?done=corrected`);
    expect((await act('dispatch')).headers.get('location')).toBe(`/orders/${ORDER_ID}?done=dispatched`);
    const again = await act('dispatch');
    expect(again.status).toBe(409);
    expect(await again.text()).toContain('role="alert"');
    expect((await act('correct', { issueType: '', unit: '' })).status).toBe(400);
  });

  it('refuses acts without the token, without a session, and across units', async () => {
    const client = createClient();
    const { cookie, csrf } = await client.asHandler();
    const path = `/orders/${OWN_ID}/acknowledge`;
    expect((await client.form(path, {}, { cookie })).status).toBe(403);
    expect((await client.form(path, { _csrf: 'csrf-t-u1-1' }, { cookie })).status).toBe(403);
    expect((await client.form(path, { _csrf: csrf })).headers.get('location')).toBe('/login?next=%2F');
    const onOrder = { referer: `http://localhost/orders/${OWN_ID}?done=x` };
    expect((await client.form(path, { _csrf: csrf }, onOrder)).headers.get('location')).toBe(
      `/login?next=${encodeURIComponent(`/orders/${OWN_ID}?done=x`)}`,
    );
    expect((await client.form(path, { _csrf: csrf }, { cookie, 'sec-fetch-site': 'same-site' })).status).toBe(
      403,
    );
    expect((await client.form(`/orders/${FIRE_ID}/acknowledge`, { _csrf: csrf }, { cookie })).status).toBe(
      403,
    );
    expect((await client.app.request(`/orders/${FIRE_ID}`, { headers: { cookie } })).status).toBe(403);
    const order = await client.app.request(`/api/v1/orders/${OWN_ID}`, { headers: { cookie } });
    expect(((await order.json()) as { state: string }).state).toBe('dispatched');
  });

  it('ignores a made-up word of success', async () => {
    const client = createClient();
    const { cookie } = await client.asDispatcher();
    const page = await client.app.request(`/orders/${ORDER_ID}?done=<script>`, { headers: { cookie } });
    expect(await page.text()).not.toContain('notice-good');
  });
});

describe('ask page', () => {
  it('shows the form, then the answer', async () => {
    const client = createClient();
    const { cookie } = await client.asHandler();
    const get = (path: string) => client.app.request(path, { headers: { cookie } });
    expect(await (await get('/ask')).text()).not.toContain('法条原文');
    expect(await (await get('/ask?q=a&date=2026-04-14')).text()).toContain('按 2026-04-14 有效');
  });

  it('says beside the form what is wrong with a date', async () => {
    const client = createClient();
    const { cookie } = await client.asHandler();
    const answer = await client.app.request('/ask?q=a&date=soon', { headers: { cookie } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('字段“date”有误：须为日期');
  });

  it('escapes the question and asks strangers to log in', async () => {
    const client = createClient();
    const { cookie } = await client.asHandler();
    const path = `/ask?q=${encodeURIComponent('"><script>alert(1)</script>')}`;
    expect(await (await client.app.request(path, { headers: { cookie } })).text()).not.toContain(
      '<script>alert',
    );
    expect((await client.app.request(path)).status).toBe(303);
  });
});

describe('text size', () => {
  it('is kept in a cookie and read by every page', async () => {
    const client = createClient();
    const answer = await client.form('/text-size', { size: 'large', back: '/login' });
    expect(answer.headers.get('location')).toBe('/login');
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(await (await client.app.request('/login', { headers: { cookie } })).text()).toContain(
      '<html lang="zh-CN" class="large"',
    );
  });

  it('takes anything else for the normal size, and leads nowhere else', async () => {
    const answer = await createClient().form('/text-size', { size: '"><', back: '//evil.example' });
    expect(answer.headers.get('location')).toBe('/');
    expect(answer.headers.get('set-cookie')).toContain('jiesu_text=normal');
  });
});

describe('errors on pages', () => {
  it('shows pages to people and JSON to programs', async () => {
    const client = createClient();
    const page = await client.app.request('/nowhere');
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toContain('text/html');
    const api = await client.get('/api/v1/nowhere');
    expect(api.headers.get('content-type')).toContain('application/json');
  });

  it('hides faults of the server and logs them under the same number', async () => {
    const client = createClient();
    const { cookie } = await client.asDispatcher();
    for (const error of [
      new TypeError('secret detail'),
      new AppError('file_unreadable', { file: '/secret', reason: 'x' }),
    ]) {
      client.services.failNext(error);
      const answer = await client.app.request(`/orders/${ORDER_ID}`, { headers: { cookie } });
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).not.toMatch(/secret|at .*\.ts/);
      const id = answer.headers.get('x-request-id') ?? '';
      expect(text).toContain(id);
      expect(client.log.find(({ message }) => message === 'error')?.fields).toMatchObject({
        err: expect.anything(),
      });
      expect(
        client.log.some(
          ({ fields }) => 'err' in fields && (fields as { requestId?: string }).requestId === id,
        ),
      ).toBe(true);
    }
    client.services.failNext(new Error('secret'));
    const api = await client.get(`/api/v1/orders/${ORDER_ID}`);
    expect(api.status).toBe(500);
    expect(await api.json()).toMatchObject({ error: { code: 'internal', details: {} } });
  });
});
