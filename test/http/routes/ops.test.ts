import { describe, expect, it } from 'vitest';
import { createClient, refused } from '../../support/client.ts';

const from = (remoteAddress: string) => ({
  incoming: { socket: { remoteAddress, remotePort: 1, remoteFamily: 'IPv4' } },
});

describe('operations', () => {
  it('says that it lives, with its version', async () => {
    const answer = await createClient().app.request('/healthz');
    expect(await answer.json()).toEqual({ status: 'ok', version: 'test' });
  });

  it('is ready only when the services are', async () => {
    const client = createClient();
    expect((await client.app.request('/readyz')).status).toBe(200);
    Object.assign(client.services.health, { ready: async () => false });
    expect((await client.app.request('/readyz')).status).toBe(503);
    Object.assign(client.services.health, { ready: () => Promise.reject(new Error('/secret/path')) });
    const broken = await client.app.request('/readyz');
    expect(broken.status).toBe(503);
    expect(await broken.text()).not.toContain('secret');
  });

  it('counts requests by pattern, never by path, and orders by outcome', async () => {
    const client = createClient();
    await client.get('/api/v1/orders/some-id');
    await client.get('/no/such/13600001127');
    await client.post('/api/v1/orders', [{}, {}]);
    const text = await (await client.get('/metrics')).text();
    expect(text).toContain('route="/api/v1/orders/:id",status="404"');
    expect(text).toContain('route="other",status="404"');
    expect(text).toContain('jiesu_orders_total{status="refused"} 2');
    expect(text).not.toContain('13600001127');
  });

  it('opens metrics to this machine and to keys alone', async () => {
    const client = createClient();
    const metrics = (env: object, headers: Record<string, string> = {}) =>
      client.app.request('/metrics', { headers }, env);
    expect((await metrics(from('127.0.0.1'))).status).toBe(200);
    expect((await metrics(from('::1'))).status).toBe(200);
    expect(await refused(metrics(from('10.0.0.8')))).toEqual([401, 'unauthenticated']);
    expect(await refused(metrics({}))).toEqual([401, 'unauthenticated']);
    // Through a proxy on this machine everybody would look local.
    expect((await metrics(from('127.0.0.1'), { 'x-forwarded-for': '1.2.3.4' })).status).toBe(401);
    const { cookie } = await client.asHandler();
    expect((await metrics(from('10.0.0.8'), { cookie })).status).toBe(401);
  });
});
