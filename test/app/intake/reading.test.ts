import { expect, test } from 'vitest';
import { audit } from '../../../src/store/schema/journal.ts';
import { admin, desk, dispatcher, order, system } from '../../support/desk.ts';

const TEXTS = [
  order('坐席：您好\n市民：我在西单买的羽绒服，电话13600001127，要退', {
    id: 'a',
    caller: { phone: '136-0000-1127' },
    receivedAt: '2026-04-14T08:00:00+08:00',
  }),
  order('会员卡不给退，拿不准', { id: 'b', channel: 'wechat', receivedAt: '2026-04-14T09:00:00+08:00' }),
  order('施工噪声，拿不准，还着火了', { id: 'c', receivedAt: '2026-04-14T10:00:00+08:00' }),
  order('德胜有人占道摆摊卖iPhone15', { id: 'd', receivedAt: '2026-04-15T09:00:00+08:00' }),
];

async function filled() {
  const d = await desk();
  await d.services.intake.accept(system, TEXTS);
  const ids = async (filter: Parameters<typeof d.services.orders.list>[1]) =>
    (await d.services.orders.list(dispatcher, filter)).rows.map((row) => row.id);
  return { ...d, ids };
}

test('waiting orders come most urgent and oldest first, all others newest first', async () => {
  const { ids } = await filled();
  expect(await ids({ state: 'received' })).toEqual(['c', 'b']);
  expect(await ids({})).toEqual(['d', 'c', 'b', 'a']);
});

test('every filter narrows the list, and several narrow it together', async () => {
  const { ids } = await filled();
  expect(await ids({ action: 'review' })).toEqual(['c', 'b']);
  expect(await ids({ urgency: 'safety' })).toEqual(['c']);
  expect(await ids({ demandKind: '咨询' })).toEqual([]);
  expect(await ids({ issueType: '01' })).toEqual(['b', 'a']);
  expect(await ids({ issueType: '0402' })).toEqual(['d']);
  expect(await ids({ unit: 'JD-XCAJ' })).toEqual(['c']);
  expect(await ids({ street: '德胜' })).toEqual(['d']);
  expect(await ids({ channel: 'wechat' })).toEqual(['b']);
  const from = Date.parse('2026-04-14T09:00:00+08:00');
  expect(await ids({ from })).toEqual(['d', 'c', 'b']);
  expect(await ids({ from, to: Date.parse('2026-04-14T10:00:00+08:00') })).toEqual(['b']);
  expect(await ids({ state: 'received', channel: 'phone' })).toEqual(['c']);
});

test.each([
  ['羽绒服', ['a']],
  ['绒', ['a']],
  ['西单 要退', ['a']],
  ['羽绒服 噪声', []],
  ['退', ['b', 'a']],
  ['iphone', ['d']],
  ['IPHONE15', ['d']],
  ['20260414-000002', ['b']],
  ['20260415', ['d']],
  ['1127', ['a']],
  ['13600001127', ['a']],
  ['+8613600001127', ['a']],
  ['8613600001127', ['a']],
  ['008613600001127', ['a']],
  ['c', ['c']],
  ['没有的词', []],
  ['"OR*NEAR(', []],
  ['100%', []],
  ['，。', []],
])('a search for %s finds %j', async (q, found) => {
  const { ids } = await filled();
  expect(await ids({ q })).toEqual(found);
});

test('excerpts leave out the agent and hide long numbers', async () => {
  const { services } = await filled();
  const { rows } = await services.orders.list(dispatcher, { q: '羽绒服' });
  expect(rows[0]?.excerpt).toBe('我在西单买的羽绒服，电话*******1127，要退');
});

test('pages are cut from the whole, and impossible pages are refused', async () => {
  const { services } = await filled();
  const page = await services.orders.list(dispatcher, {}, { page: 2, pageSize: 3 });
  expect(page).toMatchObject({ total: 4, page: 2, pageSize: 3 });
  expect(page.rows.map((row) => row.id)).toEqual(['a']);
  for (const bad of [{ page: 0 }, { pageSize: 0 }, { pageSize: 501 }, { page: 1.5 }, { page: Number.NaN }]) {
    await expect(services.orders.list(dispatcher, {}, bad)).rejects.toMatchObject({ code: 'bad_field' });
  }
});

test('reading an order and searching by number are audited, before anything is shown', async () => {
  const { services, store } = await filled();
  await services.orders.get(admin, 'a');
  await services.orders.list(dispatcher, { q: '1127' });
  await services.orders.list(dispatcher, { q: '羽绒服' });
  const rows = await store.read((db) => db.select().from(audit));
  expect(rows.slice(4).map((row) => `${row.actorName} ${row.action} ${row.subject}`)).toEqual([
    '管理员 order.read a',
    '派单员 order.search -',
  ]);
  await expect(services.orders.get(admin, 'nope')).rejects.toMatchObject({ code: 'not_found' });
});

test('the database answers for readiness, and its end is noticed', async () => {
  const { services, store } = await filled();
  expect(await services.health.ready()).toBe(true);
  await store.close();
  expect(await services.health.ready()).toBe(false);
});
