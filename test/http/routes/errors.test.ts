import { expect, test } from 'vitest';
import { analystSite } from '../../support/analyst-site.ts';
import { refused } from '../../support/client.ts';
import { dispatcher, order, system } from '../../support/desk.ts';

const PERIOD = 'from=2026-04-01&to=2026-05-01';
const PAIR = `${PERIOD}&about=type&said=0501&truth=0402`;

async function site() {
  const s = await analystSite();
  const [one] = await s.services.intake.accept(system, [
    order('拿不准的噪声<b>，我叫张建国，电话13800138000'),
  ]);
  if (one === undefined || one.status === 'refused') throw new Error('refused');
  await s.services.handling.correct(dispatcher, one.id, { issueType: '0402' });
  await s.services.intake.accept(system, [order('又是噪声和电话')]);
  return { ...s, id: one.id };
}

test('errors answer programs: pairs, orders, causes, and labelling', async () => {
  const { signIn, id } = await site();
  const { get, post } = await signIn('analyst');
  expect(await (await get(`/api/v1/errors?${PERIOD}`)).json()).toMatchObject({
    wrong: { hits: 1, n: 1 },
    pairs: [{ said: { code: '0501', name: '施工噪声' }, truth: { code: '0402' }, orders: 1, safety: 0 }],
    open: 1,
  });
  const orders = (await (await get(`/api/v1/errors/orders?${PAIR}`)).json()) as { rows: { text: string }[] };
  expect(orders.rows).toMatchObject([{ orderId: id, word: 'corrected', now: { mended: false } }]);
  expect(orders.rows[0]?.text).not.toContain('13800138000');
  expect((await post(`/errors/orders/${id}/cause`, { about: 'type', cause: 'few_data' })).status).toBe(204);
  expect(await refused(post(`/errors/orders/${id}/cause`, { about: 'type', cause: 'luck' }))).toEqual([
    400,
    'bad_field',
  ]);
  expect(await refused(post('/errors/orders/nope/cause', { about: 'type', cause: 'few_data' }))).toEqual([
    404,
    'not_found',
  ]);
  expect(await refused(get('/api/v1/errors?from=2026-05-01&to=2026-04-01'))).toEqual([400, 'bad_field']);
  const asked = { from: '2026-04-01', to: '2026-05-01', about: 'type', said: '0501', truth: '0402', size: 5 };
  expect(await (await post('/errors/labelling', asked)).json()).toEqual({ looked: 1, added: 1 });
  for (const role of ['dispatcher', 'handler'] as const) {
    const other = await signIn(role);
    expect(await refused(other.get(`/api/v1/errors?${PERIOD}`))).toEqual([403, 'forbidden']);
    const page = await other.get('/errors');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('当前角色不能查看错判');
    expect(await (await other.get('/')).text()).not.toContain('href="/errors"');
  }
});

test('the pages say what is there, keep what was typed, and go back to where they came from', async () => {
  const { signIn, id } = await site();
  const { get, form } = await signIn('analyst');
  const overview = await (await get(`/errors?${PERIOD}`)).text();
  expect(overview).toContain('人有结论的 1 件中，问题分类判错 1 件');
  expect(overview).toContain('大类之间的错判');
  expect(await (await get('/errors?from=2026-01-01&to=2026-01-02')).text()).toContain('人还没有作过结论');
  expect((await get('/errors?from=x&to=y')).status).toBe(400);
  const page = await (await get(`/errors/orders?${PAIR}`)).text();
  expect(page).toContain('施工噪声 → 占道经营');
  expect(page).toContain('来电人信息已遮盖');
  expect(page).toContain('&lt;b&gt;');
  const back = {
    from: '2026-04-01',
    to: '2026-05-01',
    about: 'type',
    said: '0501',
    truth: '0402',
    page: '1',
  };
  const wrong = await form(`/errors/orders/${id}/cause`, { ...back, cause: '', note: '打错的说明' });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('value="打错的说明"');
  const done = await form(`/errors/orders/${id}/cause`, { ...back, cause: 'few_data', note: '' });
  expect(done.status).toBe(303);
  expect(await (await get(done.headers.get('location') ?? '')).text()).toContain('原因已登记。');
  const added = await form('/errors/labelling', { ...back, size: '5' });
  expect(await (await get(added.headers.get('location') ?? '')).text()).toContain('已加入标注任务 1 件。');
  expect(await (await form('/errors/labelling', { ...back, size: '999' })).text()).toContain('1 到 100');
});
