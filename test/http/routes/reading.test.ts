import { describe, expect, it } from 'vitest';
import { answerSchema, pageSchema, sessionSchema, triageSchema } from '../../../src/http/schemas.ts';
import { createClient, ORDER, refused } from '../../support/client.ts';

describe('POST /api/v1/triage', () => {
  it('decides without storing', async () => {
    const client = createClient();
    const answer = await client.post('/api/v1/triage', { ...ORDER, id: 'mine-1' });
    expect(answer.status).toBe(200);
    expect(triageSchema.parse(await answer.json()).id).toBe('mine-1');
    expect(pageSchema.parse(await (await client.get('/api/v1/orders')).json()).total).toBe(12);
  });

  it.each([
    ['{', 'bad_json'],
    ['[]', 'bad_request'],
    ['{}', 'missing_field'],
    [JSON.stringify({ ...ORDER, extra: 1 }), 'unknown_field'],
  ])('refuses %s', async (body, code) => {
    expect(await refused(createClient().post('/api/v1/triage', body))).toEqual([400, code]);
  });

  it('refuses strangers before reading the body', async () => {
    const answer = createClient().app.request('/api/v1/triage', { method: 'POST', body: '{' });
    expect(await refused(answer)).toEqual([401, 'unauthenticated']);
  });
});

describe('GET /api/v1/ask', () => {
  it('answers with citations and verdicts', async () => {
    const answer = await createClient().get(
      `/api/v1/ask?q=${encodeURIComponent('七天能退吗')}&date=2026-04-14`,
    );
    expect(answer.status).toBe(200);
    expect(answerSchema.parse(await answer.json()).citations.length).toBeGreaterThan(0);
  });

  it.each([
    ['', 'missing_field'],
    ['q=%20', 'bad_field'],
    [`q=${'x'.repeat(2001)}`, 'bad_field'],
    ['q=a&date=2026-13-01', 'bad_field'],
    ['q=a&when=now', 'unknown_field'],
  ])('refuses %s', async (query, code) => {
    expect(await refused(createClient().get(`/api/v1/ask?${query}`))).toEqual([400, code]);
  });

  it('refuses strangers', async () => {
    expect(await refused(createClient().app.request('/api/v1/ask?q=a'))).toEqual([401, 'unauthenticated']);
  });
});

describe('GET /api/v1/session', () => {
  it('says who a key and who a cookie is', async () => {
    const client = createClient();
    const byKey = sessionSchema.parse(await (await client.get('/api/v1/session')).json());
    expect(byKey).toMatchObject({ actor: { role: 'system' }, csrf: null, expiresAt: null });
    const { cookie } = await client.asHandler();
    const byCookie = await client.app.request('/api/v1/session', { headers: { cookie } });
    expect(sessionSchema.parse(await byCookie.json())).toMatchObject({ actor: { unit: 'SCS-XCAJ' } });
  });

  it.each(['Bearer wrong', 'Bearer ', 'Basic abc', 'Bearer a b'])(
    'refuses "%s" even beside a good cookie',
    async (authorization) => {
      const client = createClient();
      const { cookie } = await client.asDispatcher();
      const answer = await client.app.request('/api/v1/session', { headers: { cookie, authorization } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(await refused(answer)).toEqual([401, 'unauthenticated']);
    },
  );

  it('forgets a session that logged out', async () => {
    const client = createClient();
    const { cookie, csrf } = await client.asDispatcher();
    expect((await client.form('/logout', { _csrf: csrf }, { cookie })).status).toBe(303);
    expect((await client.app.request('/api/v1/session', { headers: { cookie } })).status).toBe(401);
  });
});

describe('GET /api/openapi.json', () => {
  it('describes every route of the API in OpenAPI 3.1', async () => {
    const client = createClient();
    const answer = await client.app.request('/api/openapi.json');
    const document = (await answer.json()) as {
      openapi: string;
      paths: Record<string, Record<string, object>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    // Open311 names its formats at the end of a path, which routes here take apart themselves.
    const ours = described.filter((one) => !one.includes(' /open311/'));
    expect(described.length - ours.length).toBe(7);
    const served = client.app.routes
      .filter(({ path, method }) => path.startsWith('/api/v1/') && !path.endsWith('*') && method !== 'ALL')
      .map(({ path, method }) => `${method} ${path}`);
    expect(new Set(ours)).toEqual(new Set(served));
    expect(described.length).toBeGreaterThanOrEqual(9);
  });

  it('gives every operation a summary, its security, and an error body', async () => {
    const document = (await (await createClient().app.request('/api/openapi.json')).json()) as {
      paths: Record<
        string,
        Record<string, { summary?: string; security?: object[]; responses: Record<string, object> }>
      >;
    };
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    for (const { path, operation } of operations) {
      expect(operation.summary).toMatch(/\p{Script=Han}/u);
      // What everybody may read asks for nothing.
      if (path.includes('/public/')) {
        expect(operation.security).toEqual([]);
        continue;
      }
      // Keys alone, and none where the specification asks for none; errors are its own.
      if (path.startsWith('/open311/')) {
        expect([[], [{ key: [] }, {}]], path).toContainEqual(operation.security);
        expect(JSON.stringify(operation.responses['404'])).toContain('#/components/schemas/Open311Errors');
        continue;
      }
      // Accounts, keys and backups are for people: no key opens them.
      const own = path.startsWith('/api/v1/admin/') ? [{ session: [] }] : [{ key: [] }, { session: [] }];
      expect(operation.security, path).toEqual(own);
      expect(JSON.stringify(operation.responses['401'])).toContain('#/components/schemas/Error');
    }
  });
});
