import { expect, it } from 'vitest';
import { sql } from 'drizzle-orm';
import { SHOES, analyst, caseDesk, leader } from '../../support/case-desk.ts';
import { dispatcher, handler } from '../../support/desk.ts';
import { LAW } from '../../support/knowledge-site.ts';

const audits = async (d: Awaited<ReturnType<typeof caseDesk>>) =>
  (
    (await d.store.read((db) =>
      db.all(sql`SELECT actor_name AS who, detail FROM audit WHERE action = 'order.search' ORDER BY seq`),
    )) as { who: string; detail: string }[]
  ).map(({ who, detail }) => `${who} ${detail}`);

async function searched() {
  const d = await caseDesk();
  const shoes = await d.receive(SHOES, { externalId: 'WX-77', caller: { phone: '13800001234' } });
  const noise = await d.receive('施工噪声扰民，请联系 13800001234', { caller: { phone: '13900005678' } });
  return { d, shoes, noise, find: d.services.searching.find };
}
const ids = (hits: { readonly rows: readonly { readonly id: string }[] } | null) =>
  hits?.rows.map(({ id }) => id);

it('an order is found by number, number of the other system, words and telephone', async () => {
  const { d, shoes, noise, find } = await searched();
  const { number } = await d.services.orders.get(dispatcher, shoes);
  expect((await find(dispatcher, ` ${number} `)).exact).toEqual({ id: shoes, number });
  expect(ids((await find(dispatcher, 'WX-77')).numbered)).toEqual([shoes]);
  expect(ids((await find(dispatcher, '噪声')).said)).toEqual([noise]);
  expect(ids((await find(dispatcher, '5678')).phoned)).toEqual([noise]);
  expect((await find(dispatcher, '没有这个词')).said.total).toBe(0);
});

it('who looks for digits is in the audit, as with the list of orders; who looks for words is not', async () => {
  const { d, find } = await searched();
  await find(dispatcher, '噪声');
  await find(dispatcher, '5678');
  expect(await audits(d)).toEqual(['派单员 q=5678 1']);
});

it('whoever may not see who called finds neither by the number nor by what was said of it', async () => {
  const { d, shoes, find } = await searched();
  const found = await find(analyst, '1234');
  expect(found.phoned).toBeNull();
  expect(found.said.total).toBe(0);
  expect((await d.services.orders.list(analyst, { q: '1234' })).total).toBe(0);
  expect(ids((await find(analyst, 'WX-77')).numbered)).toEqual([shoes]);
});

it('people of a unit find what their unit has, and nothing of orders elsewhere', async () => {
  const { d, shoes, noise, find } = await searched();
  const { number } = await d.services.orders.get(dispatcher, noise);
  expect(ids((await find(handler, '皮鞋')).said)).toEqual([shoes]);
  expect((await find(handler, '噪声')).said.total).toBe(0);
  expect((await find(handler, number)).exact).toBeNull();
  expect((await find(handler, number)).numbered.total).toBe(0);
  expect((await find(handler, '5678')).phoned?.total).toBe(0);
  expect((await find(handler, '噪声')).rulings).toBeNull();
});

it('law is found by its short name and number, by words and by title', async () => {
  const { find } = await searched();
  const named = await find(leader, '消保法 25');
  expect(named.articles?.rows).toEqual([
    expect.objectContaining({ law: LAW, article: '第二十五条', inForce: true }),
  ]);
  expect(named.articles?.rows[0]?.text).toContain('网络、电视');
  expect(named.laws?.rows.map(({ title }) => title)).toEqual([LAW]);
  const said = await find(leader, '无需说明理由');
  expect(said.articles?.rows.map(({ article }) => article)).toEqual(['第二十五条']);
  // Long texts are shown from a little before the words on.
  expect(said.articles?.rows[0]?.text).toMatch(/^….*无需说明理由/u);
  // The old text, which is not in force, is not found by its words.
  expect((await find(leader, '旧文')).articles?.total).toBe(0);
  expect((await find(leader, '预付卡管理')).laws?.rows).toHaveLength(1);
});

it('knowledge, types and units are found by words and codes', async () => {
  const { find } = await searched();
  expect((await find(leader, '无理由退货')).entries?.rows.map(({ id }) => id)).toEqual(['ka-001']);
  const [type] = (await find(leader, '0101')).types.rows;
  expect(type).toMatchObject({ code: '0101', isGroup: false });
  expect((await find(leader, 'scs-xcaj')).units.rows.map(({ code }) => code)).toEqual(['SCS-XCAJ']);
  expect((await find(leader, '西长安街')).units.rows.length).toBeGreaterThan(0);
});

it('rulings are found by their words by those who may read them', async () => {
  const { d, find } = await searched();
  const ruling = await d.services.rulings.add(leader, {
    issueType: '0101',
    condition: { any: ['皮鞋'] },
    unit: 'CGZF',
    byStation: false,
    reason: '专题会议纪要',
    decidedBy: '区热线中心',
    effectiveFrom: '2026-04-14',
    effectiveTo: null,
    originOrder: null,
  });
  expect(ids((await find(leader, '会议纪要')).rulings)).toEqual([ruling.id]);
  expect(ids((await find(leader, '皮鞋')).rulings)).toEqual([ruling.id]);
});

it('a question of blanks finds nothing, one that is too long is refused', async () => {
  const { find } = await searched();
  expect(await find(leader, '  ，')).toMatchObject({ said: { total: 0 }, types: { total: 0 } });
  await expect(find(leader, '字'.repeat(101))).rejects.toMatchObject({ code: 'bad_field' });
});
