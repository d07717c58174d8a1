import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createApp } from '../../../src/http/app.tsx';
import { signIn } from '../../support/knowledge-http.ts';
import { simulationSite } from '../../support/simulation-site.ts';

async function site() {
  const d = await simulationSite((close) => onTestFinished(close));
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  return { d, app, as: (role: Parameters<typeof signIn>[2]) => signIn(d, app, role) };
}
type View = {
  readonly state: string;
  readonly problem: string | null;
  readonly run: { done: number } | null;
};

test('an administrator has a year written, watches it, and has it taken away, over the interface', async () => {
  const { d, as } = await site();
  const admin = await as('admin');
  const view = async (): Promise<View> => (await admin.get('/api/v1/simulation')).json() as Promise<View>;
  const settled = (state: string) =>
    vi.waitFor(async () => expect(await view()).toMatchObject({ state, problem: null }), { timeout: 60_000 });
  expect(await view()).toEqual({ state: 'none', run: null, problem: null });
  const begun = await admin.post('/api/v1/simulation', { orders: 40, seed: 3 });
  expect(begun.status).toBe(202);
  expect(await begun.json()).toMatchObject({ state: 'running', run: { orders: 40, seed: 3 } });
  // One thing at a time.
  expect((await admin.post('/api/v1/simulation', { orders: 40, seed: 3 })).status).toBe(409);
  expect((await admin.send('DELETE', '/api/v1/simulation')).status).toBe(409);
  await settled('done');
  expect((await view()).run).toMatchObject({ done: 40 });
  expect(await admin.page('/')).toContain('含演示数据');
  // Another year beside it is refused, the same one is there already.
  const other = await admin.post('/api/v1/simulation', { orders: 50, seed: 3 });
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ error: { code: 'simulation_refused' } });
  expect((await d.context.duplicates.index()).size()).toBe(40);
  expect((await admin.send('DELETE', '/api/v1/simulation')).status).toBe(202);
  await settled('none');
  // What a running service remembered of the texts is gone as well.
  expect((await d.context.duplicates.index()).size()).toBe(0);
  expect(await d.store.read((db) => db.all(sql`SELECT id FROM orders`))).toEqual([]);
});

test('what is asked for wrongly is said, and nobody but an administrator has it', async () => {
  const { app, as } = await site();
  const admin = await as('admin');
  for (const body of [{ orders: 0 }, { orders: 1.5 }, { seed: -1 }, { year: 1999 }, { years: 2025 }])
    expect((await admin.post('/api/v1/simulation', body)).status, JSON.stringify(body)).toBe(400);
  for (const role of ['dispatcher', 'leader', 'analyst'] as const) {
    const person = await as(role);
    expect((await person.get('/api/v1/simulation')).status).toBe(403);
    expect((await person.post('/api/v1/simulation', { orders: 10 })).status).toBe(403);
    expect((await person.send('DELETE', '/api/v1/simulation')).status).toBe(403);
    expect((await person.get('/simulation')).status).toBe(403);
  }
  expect((await app.request('/api/v1/simulation')).status).toBe(401);
  expect((await app.request('/simulation')).headers.get('location')).toContain('/login');
});

test('the page begins and ends it by plain forms, and says what it will not do', async () => {
  const { d, as } = await site();
  const admin = await as('admin');
  expect(await admin.page('/simulation')).toContain('写入截至今天的一年');
  const wrong = await admin.form('/simulation', [
    ['orders', '很多'],
    ['seed', '1'],
  ]);
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('须为 1 到 200000 的整数');
  expect((await admin.form('/simulation', [['orders', '20']], 'x')).status).toBe(403);
  const begun = await admin.form('/simulation', [
    ['orders', '20'],
    ['seed', '1'],
  ]);
  expect([begun.status, begun.headers.get('location')]).toEqual([303, '/simulation']);
  await vi.waitFor(async () => expect(await admin.page('/simulation')).toContain('移除全部模拟工单'), {
    timeout: 60_000,
  });
  expect((await admin.form('/simulation/remove', [])).status).toBe(303);
  await vi.waitFor(
    async () => expect(await d.store.read((db) => db.all(sql`SELECT id FROM simulations`))).toEqual([]),
    { timeout: 60_000 },
  );
});
