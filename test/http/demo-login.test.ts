import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDemoDoor, readTour } from '../../src/app/demo/demo-door.ts';
import { createApp } from '../../src/http/app.tsx';
import { markDemoAccounts } from '../../src/store/accounts.ts';
import { caseDesk } from '../support/case-desk.ts';

const PASSWORD = 'demo-pass-123';

async function site() {
  const d = await caseDesk();
  await d.services.accounts.addUser({
    id: 'demo-paidan',
    username: 'paidan',
    name: '派单员',
    role: 'dispatcher',
    unit: null,
    password: PASSWORD,
  });
  await d.store.write((db) => markDemoAccounts(db, ['demo-paidan']));
  const tour = readTour(readFileSync('data/demo/tour.json', 'utf8'));
  const demo = createDemoDoor(d.context, { demoIds: [], tour, password: PASSWORD, isLocal: true });
  const app = createApp({ services: { ...d.services, demo }, profile: d.context.profile, clock: d.clock });
  const page = async (path: string, headers: Record<string, string> = {}) =>
    (await app.request(path, { headers })).text();
  return { d, app, page };
}

it('the log-in page fills in the name and, at this machine, the password', async () => {
  const { page } = await site();
  const plain = await page('/login');
  expect(plain).toContain('href="/login?as=paidan"');
  expect(plain).not.toContain(PASSWORD);
  const filled = await page('/login?as=paidan');
  expect(filled).toMatch(/id="username"[^>]*value="paidan"/);
  expect(filled).toMatch(/id="password"[^>]*value="demo-pass-123"/);
  const relayed = await page('/login?as=paidan', { 'x-forwarded-for': '203.0.113.7' });
  expect(relayed).toMatch(/value="paidan"/);
  expect(relayed).not.toContain(PASSWORD);
  expect(await page('/login?as=admin')).not.toContain('value="admin"');
});

it('in use, it shows nothing of a demonstration', async () => {
  const { d, page } = await site();
  await d.receive('西单的鞋');
  const filled = await page('/login?as=paidan');
  expect(filled).not.toContain('演示');
  expect(filled).not.toContain('value="paidan"');
  expect(filled).not.toContain(PASSWORD);
});

it('steps to try stand where the person begins, until they are closed', async () => {
  const { app } = await site();
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username: 'paidan', password: PASSWORD }),
  });
  const session = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const get = (path: string, cookie = session) => app.request(path, { headers: { cookie } });
  const queue = await (await get('/')).text();
  expect(queue).toContain('五分钟试一试');
  expect(await (await get('/figures')).text()).not.toContain('五分钟试一试');
  const csrf = /name="_csrf" value="([^"]+)"/.exec(queue)?.[1] ?? '';
  const closed = await app.request('/tour/close', {
    method: 'POST',
    headers: { cookie: session },
    body: new URLSearchParams({ _csrf: csrf, back: '/?tab=all' }),
  });
  expect([closed.status, closed.headers.get('location')]).toEqual([303, '/?tab=all']);
  const kept = (closed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(await (await get('/', `${session}; ${kept}`)).text()).not.toContain('五分钟试一试');
});
