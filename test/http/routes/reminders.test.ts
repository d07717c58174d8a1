import { afterEach, expect, test } from 'vitest';
import { createSweeping } from '../../../src/app/life/sweeping.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY } from '../../support/life-desk.ts';
import { lifeSite } from '../../support/life-site.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function site() {
  const made = await lifeSite((store) => open.push(store));
  const id = await made.d.take('西单的鞋');
  made.d.pass(6 * DAY);
  await createSweeping(made.d.context).sweep();
  return { ...made, id };
}

type Answer = {
  readonly rows: readonly { readonly id: number; readonly kind: string; readonly order: { url: string } }[];
  readonly unseen: number;
  readonly newest: number;
};

test('a person gets their reminders, marks them, and others have theirs', async () => {
  const { as, id } = await site();
  const wang = await as('handler', 'SCS-XCAJ');
  const first = (await (await wang.get('/api/v1/reminders')).json()) as Answer;
  expect(first).toMatchObject({ unseen: 3, total: 3, counts: { late: { all: 1, unseen: 1 } } });
  expect(first.rows[0]?.order.url).toBe(`/orders/${id}`);
  const late = first.rows.find(({ kind }) => kind === 'late');
  const marked = await wang.send('POST', '/api/v1/reminders/seen', { ids: [late?.id] });
  expect(await marked.json()).toEqual({ marked: 1, unseen: 2 });
  const only = (await (await wang.get('/api/v1/reminders?kind=late&show=all')).json()) as Answer;
  expect(only.rows).toMatchObject([{ kind: 'late', kindName: '超期', seen: true }]);
  const all = await wang.send('POST', '/api/v1/reminders/seen', { upTo: first.newest });
  expect(await all.json()).toEqual({ marked: 2, unseen: 0 });
  const away = await as('handler', 'SCS-DS');
  expect(await (await away.get('/api/v1/reminders?show=all')).json()).toMatchObject({ rows: [], unseen: 0 });
  const centre = await as('dispatcher');
  expect(await (await centre.get('/api/v1/reminders')).json()).toMatchObject({
    rows: [{ kind: 'supervise' }],
  });
});

test('what is asked wrongly is refused with a reason, and who has no list is told so', async () => {
  const { as } = await site();
  const wang = await as('handler', 'SCS-XCAJ');
  for (const path of ['?kind=nothing', '?show=some', '?page=0', '?other=1'])
    expect((await wang.get(`/api/v1/reminders${path}`)).status, path).toBe(400);
  for (const body of [
    {},
    { ids: [] },
    { ids: [1], upTo: 2 },
    { upTo: 0 },
    { upTo: 1, kind: 'x' },
    { ids: ['1'] },
  ])
    expect((await wang.send('POST', '/api/v1/reminders/seen', body)).status, JSON.stringify(body)).toBe(400);
  const bare = await wang.send('POST', '/api/v1/reminders/seen', { upTo: 1 }, { 'x-csrf-token': 'no' });
  expect(bare.status).toBe(403);
  const analyst = await as('analyst');
  expect((await analyst.get('/api/v1/reminders')).status).toBe(403);
  expect((await analyst.get('/reminders')).status).toBe(403);
  expect(await analyst.page('/')).not.toContain('href="/reminders"');
});

test('the page lists them, the menu counts them, and its forms mark one or all without a script', async () => {
  const { app, as, id } = await site();
  const wang = await as('handler', 'SCS-XCAJ');
  const page = await wang.page('/reminders');
  expect(page).toContain('未看 3 条');
  expect(page).toContain(`href="/orders/${id}"`);
  expect(page).toContain('全部标为已看（3 条）');
  expect(await wang.page('/')).toMatch(/data-reminders-count[^>]*>3</);
  const post = (fields: Record<string, string>) =>
    app.request('/reminders/seen', {
      method: 'POST',
      headers: { cookie: wang.cookie },
      body: new URLSearchParams({ _csrf: wang.csrf, back: '/reminders?kind=late', ...fields }),
    });
  const one = /name="id" value="(\d+)"/.exec(page)?.[1] ?? '';
  const answer = await post({ id: one });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/reminders?kind=late']);
  expect(await wang.page('/reminders')).toContain('未看 2 条');
  const upTo = /name="upTo" value="(\d+)"/.exec(page)?.[1] ?? '';
  expect((await post({ upTo, back: '//evil' })).headers.get('location')).toBe('/reminders');
  expect(await wang.page('/reminders')).toContain('没有未看的提醒');
  expect(await wang.page('/')).toMatch(/<span class="count due" data-reminders[^>]*hidden/);
  expect((await post({ id: 'x' })).status).toBe(400);
  expect((await wang.get('/reminders?page=9')).headers.get('location')).toBe('/reminders');
  expect(await wang.page('/reminders?show=all')).toContain('只看未看的');
});
