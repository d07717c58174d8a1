import { expect, it } from 'vitest';
import { SHOES } from '../../support/case-desk.ts';
import { caseSite } from '../../support/case-site.ts';
import { refused } from '../../support/client.ts';

async function site() {
  const s = await caseSite();
  const shoes = await s.d.receive(SHOES);
  const noise = await s.d.receive('施工噪声扰民');
  return {
    ...s,
    shoes,
    noise,
    dispatcher: await s.as('dispatcher'),
    unit: await s.as('handler', 'SCS-XCAJ'),
  };
}

it('the page finds by kind, leads to each, and says how many there are', async () => {
  const { dispatcher, shoes } = await site();
  const empty = await dispatcher.page('/search');
  expect(empty).toContain('一次查找工单');
  expect(empty).toMatch(/<input[^>]*name="q"[^>]*autofocus/);
  const page = await dispatcher.page(`/search?q=${encodeURIComponent('无理由退货')}`);
  expect(page).toContain(`href="/orders/${shoes}"`);
  expect(page).toContain('内容相符的工单');
  expect(page).toContain('/knowledge/entries/ka-001');
  expect(page).toContain('data-key="1"');
  expect(await dispatcher.page(`/search?q=${encodeURIComponent('消保法 25')}`)).toContain('第二十五条');
  expect(await dispatcher.page(`/search?q=${'qqzzxx'}`)).toContain('没有找到');
});

it('the number of an order leads to it at once, unless the person may not read it', async () => {
  const { d, dispatcher, unit, noise } = await site();
  const { number } = await d.services.orders.get(
    { id: 'x', name: 'x', role: 'dispatcher', unit: null },
    noise,
  );
  const answer = await dispatcher.get(`/search?q=${number}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/orders/${noise}`]);
  const other = await unit.get(`/search?q=${number}`);
  expect(other.status).toBe(200);
  expect(await other.text()).not.toContain(noise);
});

it('the API finds the same', async () => {
  const { dispatcher, unit, noise } = await site();
  const found = (await (
    await dispatcher.get(`/api/v1/search?q=${encodeURIComponent('噪声扰民')}`)
  ).json()) as { exact: unknown; sections: { key: string; rows: { path: string }[] }[] };
  expect(found.exact).toBeNull();
  expect(found.sections[0]).toMatchObject({ key: 'orders', rows: [{ path: `/orders/${noise}` }] });
  const own = (await (await unit.get(`/api/v1/search?q=${encodeURIComponent('噪声扰民')}`)).json()) as {
    sections: { key: string }[];
  };
  expect(own.sections.some(({ key }) => key === 'orders')).toBe(false);
  expect(await refused(dispatcher.get('/api/v1/search'))).toEqual([400, expect.any(String)]);
});

it('every page has the way to it by one key; somebody who may not see numbers is told that none are looked for', async () => {
  const { as, dispatcher } = await site();
  const page = await dispatcher.page('/');
  expect(page).toMatch(/href="\/search"[^>]*data-key="q"/);
  const analyst = await as('analyst');
  expect(await analyst.page('/search?q=1234')).toContain('不按电话号码查找');
  expect(await dispatcher.page('/search?q=1234')).not.toContain('不按电话号码查找');
});
