import { expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../../src/app/types.ts';
import { createApp } from '../../../src/http/app.tsx';
import { event, history, insightSite } from '../../support/insight-site.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { tempDatabase } from '../../support/temp.ts';

async function site() {
  const d = await insightSite(tempDatabase(), (store) => onTestFinished(() => store.close()));
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  await history(d);
  await event(d);
  await d.settle();
  const as = (role: Role, unit: string | null = null) => signIn(d, app, role, unit);
  return { d, app, as };
}

test('topics, warnings, tasks and histories over HTTP, from the call to the result', async () => {
  const { as } = await site();
  const leader = await as('leader');
  const { rows } = (await (await leader.get('/api/v1/topics?days=7')).json()) as {
    rows: { id: number; title: string }[];
  };
  expect(rows.map(({ title }) => title)).toEqual(['雪屿 线下购物退换货']);
  const detail = (await (await leader.get(`/api/v1/topics/${rows[0]?.id}`)).json()) as { members: object[] };
  expect(detail.members).toHaveLength(6);
  const warnings = (await (await leader.get('/api/v1/warnings?state=new')).json()) as {
    rows: { id: number; version: number; topic: number }[];
  };
  const [warning] = warnings.rows;
  expect(warning?.topic).toBe(rows[0]?.id);
  const path = `/api/v1/warnings/${warning?.id}`;
  const decided = await leader.post(`${path}/decide`, { version: 1, state: 'confirmed' });
  expect(await decided.json()).toMatchObject({ state: 'confirmed', version: 2 });
  const made = await leader.post(`${path}/tasks`, {
    version: 2,
    unit: 'SCS-XCAJ',
    what: '排查',
    dueDay: '2026-04-20',
  });
  const task = (await made.json()) as { id: string };
  expect(task).toMatchObject({ state: 'open', dueDay: '2026-04-20' });
  const handler = await as('handler', 'SCS-XCAJ');
  expect(await (await handler.get('/api/v1/tasks')).json()).toMatchObject({ total: 1 });
  const end = await handler.post(`/api/v1/tasks/${task.id}/end`, { state: 'done', result: '已整改' });
  expect(await end.json()).toMatchObject({ state: 'done', endedBy: 'handler-scs-xcaj' });
  const act = { kind: 'talk', day: '2026-04-14', note: '约谈' };
  expect((await handler.post(`/api/v1/subjects/${encodeURIComponent('雪屿')}/acts`, act)).status).toBe(204);
  const subject = await handler.get(`/api/v1/subjects/${encodeURIComponent('雪屿')}`);
  expect(await subject.json()).toMatchObject({ complaints: 6, acts: [{ kind: 'talk', note: '约谈' }] });
  expect(await (await leader.get('/api/v1/topics/chronic')).json()).toEqual([]);
});

test('what is wrong is refused by name, what others may not see is not there', async () => {
  const { as } = await site();
  const leader = await as('leader');
  for (const [path, status] of [
    ['/api/v1/topics?days=0', 400],
    ['/api/v1/topics?colour=red', 400],
    ['/api/v1/topics/x', 400],
    ['/api/v1/topics/999', 404],
    ['/api/v1/warnings?state=old', 400],
    ['/api/v1/subjects/没有这家', 404],
  ] as const)
    expect([path, (await leader.get(path)).status]).toEqual([path, status]);
  const stale = await leader.post('/api/v1/warnings/1/decide', { version: 9, state: 'confirmed' });
  expect(stale.status).toBe(409);
  const bare = await leader.post('/api/v1/warnings/1/decide', { version: 1, state: 'dismissed' });
  expect(bare.status).toBe(400);
  const handler = await as('handler', 'SCS-DS');
  expect((await handler.get('/api/v1/subjects/雪屿')).status).toBe(404);
  expect((await handler.post('/api/v1/warnings/1/decide', { version: 1, state: 'confirmed' })).status).toBe(
    403,
  );
  const callback = await as('callback');
  for (const path of [
    '/topics',
    '/warnings',
    '/tasks',
    '/api/v1/topics',
    '/api/v1/warnings',
    '/api/v1/tasks',
  ])
    expect([path, (await callback.get(path)).status]).toEqual([path, 403]);
});

test('the pages show no number and no name of a caller, and a refusal stays on the page', async () => {
  const { as } = await site();
  const leader = await as('leader');
  const id = /href="\/topics\/(\d+)"/.exec(await leader.page('/topics'))?.[1];
  for (const path of [
    '/topics',
    `/topics/${id}`,
    '/warnings',
    '/tasks',
    `/subjects/${encodeURIComponent('雪屿')}`,
  ]) {
    const page = await leader.page(path);
    expect(page).toContain('<h1');
    expect(page).not.toMatch(/1380000\d{4}/);
  }
  const refused = await leader.form('/warnings/1/decide', [
    ['version', '1'],
    ['state', 'dismissed'],
    ['back', `/topics/${id}`],
  ]);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('role="alert"');
  const done = await leader.form('/warnings/1/decide', [
    ['version', '1'],
    ['state', 'dismissed'],
    ['reason', '促销'],
    ['back', `/topics/${id}`],
  ]);
  expect([done.status, done.headers.get('location')]).toEqual([303, `/topics/${id}?done=dismissed`]);
  // Whatever an address says beside that is not shown.
  expect(await leader.page('/warnings?error=%E4%BB%98%E6%AC%BE')).not.toContain('付款');
});
