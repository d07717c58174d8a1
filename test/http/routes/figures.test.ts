import { expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { caseSite } from '../../support/case-site.ts';

const PERIOD = 'from=2026-01-01&to=2027-01-01';

async function site() {
  const s = await caseSite();
  await s.d.receive('西单的鞋');
  await s.d.receive('施工噪声');
  return { ...s, leader: await s.as('leader'), unit: await s.as('handler', 'SCS-XCAJ') };
}

it('figures, and the orders each of them is made of', async () => {
  const { leader } = await site();
  const figures = (await (await leader.get(`/api/v1/figures?${PERIOD}&by=unit`)).json()) as {
    total: { counts: { received: number; dispatched: number }; rates: { code: string; raw: unknown }[] };
    groups: { key: string; counts: { received: number } }[];
    definitions: { version: string };
  };
  expect(figures.total.counts.received).toBe(2);
  expect(figures.groups.reduce((sum, { counts }) => sum + counts.received, 0)).toBe(2);
  expect(figures.definitions.version).not.toBe('');
  expect(figures.total.rates.find(({ code }) => code === 'solved')?.raw).toBeNull();
  const cases = (await (
    await leader.get(`/api/v1/figures/cases?${PERIOD}&counter=received&limit=1`)
  ).json()) as {
    rows: { number: string }[];
    next: string | null;
  };
  expect(cases.rows).toHaveLength(1);
  const rest = await leader.get(
    `/api/v1/figures/cases?${PERIOD}&counter=received&limit=1&after=${cases.next ?? ''}`,
  );
  expect(await rest.json()).toMatchObject({ rows: [{ number: expect.any(String) }], next: null });
});

it('what makes no sense is refused, and a unit asks for its own alone', async () => {
  const { leader, unit } = await site();
  const bad = async (path: string) => refused(leader.get(`/api/v1/figures${path}`));
  expect(await bad(`?from=2026-02-01&to=2026-01-01`)).toEqual([400, 'bad_field']);
  expect(await bad(`?${PERIOD}&by=colour`)).toEqual([400, expect.any(String)]);
  expect(await bad(`/cases?${PERIOD}`)).toEqual([400, 'bad_field']);
  expect(await bad(`/cases?${PERIOD}&rate=solved&counter=received`)).toEqual([400, 'bad_field']);
  expect(await bad(`/cases?${PERIOD}&counter=received&after=x`)).toEqual([400, 'bad_field']);
  expect(await refused(unit.get(`/api/v1/figures?${PERIOD}&unit=CGZF`))).toEqual([403, 'forbidden']);
  const own = (await (await unit.get(`/api/v1/figures?${PERIOD}`)).json()) as {
    total: { counts: { received: number } };
  };
  expect(own.total.counts.received).toBeLessThan(2);
});

it('the page shows figures, leads to their orders, and says where there are none', async () => {
  const { leader } = await site();
  const page = await leader.page(`/figures?${PERIOD}`);
  expect(page).toContain('三率与办理统计');
  const href =
    /href="(\/figures\/cases\?[^"]*counter=received[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const cases = await leader.page(href);
  expect(cases).toContain('统计所据的工单');
  expect(cases).toContain('西单的鞋');
  expect(await leader.page('/figures?from=2020-01-01&to=2020-02-01')).toContain('没有符合条件的工单');
  const wrong = await leader.get('/figures?from=2026-02-30&to=2026-03-01');
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('须为日期');
});
