import { describe, expect, it } from 'vitest';
import { createClient, ORDER_ID } from '../support/client.ts';

describe('every answer', () => {
  it('allows nothing inline and nothing from outside', async () => {
    const client = createClient();
    const { cookie } = await client.asDispatcher();
    for (const path of [
      '/login',
      '/',
      `/orders/${ORDER_ID}`,
      '/ask?q=a',
      '/nowhere',
      '/api/v1/orders',
      '/healthz',
    ]) {
      const answer = await client.app.request(path, { headers: { cookie } });
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const text = await answer.text();
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=|(src|href)="(https?:)?\/\//);
    }
  });

  it("carries a request number: the caller's own where it is decent, a new one else", async () => {
    const { app } = createClient();
    const id = async (sent: string) =>
      (await app.request('/healthz', { headers: { 'x-request-id': sent } })).headers.get('x-request-id');
    expect(await id('order-7')).toBe('order-7');
    expect(await id('a<b')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await id('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is logged without query, body or key', async () => {
    const client = createClient();
    await client.get('/api/v1/orders?q=13600001127');
    await client.form('/login', { username: 'paidan', password: 'paidan-mima-1' });
    const text = JSON.stringify(client.log);
    expect(client.log).toHaveLength(2);
    expect(client.log[0]?.fields).toMatchObject({
      method: 'GET',
      path: '/api/v1/orders',
      status: 200,
      actor: 'k1',
    });
    expect(text).not.toMatch(/13600001127|mima|jk_test/);
  });
});

describe('assets', () => {
  it('come with a hash and may be kept for ever under it', async () => {
    const { app } = createClient();
    const page = await (await app.request('/login')).text();
    const url = /href="(\/assets\/style\.css\?v=\w+)"/.exec(page)?.[1] ?? '';
    const answer = await app.request(url);
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const etag = answer.headers.get('etag') ?? '';
    expect((await app.request(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('are only those of the program', async () => {
    const { app } = createClient();
    for (const path of ['/assets/..%2f..%2fpackage.json', '/assets/nope.js', '/assets/%00', '/assets/']) {
      expect((await app.request(path)).status, path).toBe(404);
    }
  });
});
