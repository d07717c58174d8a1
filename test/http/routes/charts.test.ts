import { expect, it } from 'vitest';
import { dayOfDate } from '../../../src/orders/calendar.ts';
import { CHART_VIEWS } from '../../../src/web/pages/charts.tsx';
import { keysOf } from '../../../src/kernel/keys.ts';
import { refused } from '../../support/client.ts';
import { caseSite } from '../../support/case-site.ts';
import { keepFacts, mixedFacts } from '../../support/made-facts.ts';
import { shippedProfile } from '../../support/shipped-profile.ts';
import { smallProfile } from '../../support/small-profile.ts';

const PERIOD = 'from=2026-01-01&to=2026-05-01';

async function site(made = 400) {
  const { population, heads, targets } = shippedProfile();
  if (!population || !heads || !targets) throw new Error('The shipped profile lacks data of charts.');
  const s = await caseSite({ profile: { ...smallProfile, population, heads, targets } });
  await keepFacts(s.d.store, mixedFacts(made, dayOfDate('2026-01-05'), 90));
  return { ...s, leader: await s.as('leader'), unit: await s.as('handler', 'SCS-XCAJ') };
}

it('every view is a page that says what it counted, and the data of it is in the API', async () => {
  const { leader, unit } = await site();
  const api = async (path: string): Promise<Record<string, unknown>> =>
    (await (await leader.get(`/api/v1/figures/${path}`)).json()) as Record<string, unknown>;
  for (const view of keysOf(CHART_VIEWS)) {
    const page = await leader.page(`/figures/charts/${view}?${PERIOD}`);
    expect(page).toContain(`<h1>${CHART_VIEWS[view]} `);
    expect(page).not.toMatch(/\sstyle="/);
    expect((await unit.get(`/figures/charts/${view}?${PERIOD}`)).status).toBe(200);
    if (view === 'changes') continue;
    expect(page).toMatch(/<svg class="chart |无人口数/);
  }
  const spread = (await api(`distribution?${PERIOD}`)) as { total: number; groups: { n: number }[] };
  expect(spread.total).toBeGreaterThan(200);
  expect(await leader.page(`/figures/charts/distribution?${PERIOD}`)).toContain(`来件 ${spread.total} 件`);
  const heat = (await api(`heat?${PERIOD}`)) as { rows: { cells: number[] }[] };
  expect(heat.rows.flatMap(({ cells }) => cells).reduce((a, b) => a + b, 0)).toBe(spread.total);
  const trend = (await api(`trend?${PERIOD}&grain=week`)) as { periods: { received: number }[] };
  expect(trend.periods.reduce((sum, { received }) => sum + received, 0)).toBe(spread.total);
  expect(await api(`control?${PERIOD}&measure=solved`)).toMatchObject({
    charts: [{ basis: 'adjusted' }, { basis: 'raw' }],
  });
  expect(await api(`changes?${PERIOD}`)).toMatchObject({ isCovered: false });
  expect(await api(`residents?${PERIOD}`)).toMatchObject({ district: { residents: 1_106_214 } });
  expect(await api(`heads?${PERIOD}`)).toMatchObject({ isWeightSet: false, version: 'xicheng-heads-2026.1' });
});

it('the page of streets by types leads to the orders of a cell, and there are as many of them', async () => {
  const { leader, d } = await site(0);
  for (const text of ['西单的鞋', '西单的包', '施工噪声']) await d.receive(text);
  const page = await leader.page(`/figures/charts/heat?${PERIOD}`);
  const links = [...page.matchAll(/<td class="num"><a href="([^"]*)">(\d+)<\/a>/g)];
  expect(links.length).toBeGreaterThan(0);
  let listed = 0;
  for (const [, href = '', n = ''] of links) {
    const address = href.replaceAll('&amp;', '&');
    expect(address).toMatch(/issueType=\d\d&street=.*counter=received/);
    const { rows } = (await (await leader.get(`/api/v1${address}`)).json()) as { rows: unknown[] };
    expect(rows).toHaveLength(Number(n));
    listed += rows.length;
    // The drawing leads to the same orders.
    expect(page.split(`href="${href}"`)).toHaveLength(3);
  }
  expect(listed).toBeGreaterThanOrEqual(2);
  expect(await leader.page((links[0]?.[1] ?? '').replaceAll('&amp;', '&'))).toContain('西单的');
});

it('what makes no sense is refused in words, and a unit sees its own alone', async () => {
  const { leader, unit } = await site();
  const bad = (path: string) => refused(leader.get(`/api/v1/figures/${path}`));
  expect(await bad(`heat?${PERIOD}&rows=street&columns=street`)).toEqual([400, 'bad_field']);
  expect(await bad(`heat?${PERIOD}&rows=colour`)).toEqual([400, expect.any(String)]);
  expect(await bad('trend?from=2000-01-01&to=2026-01-01&grain=day')).toEqual([400, 'bad_field']);
  expect(await bad(`control?${PERIOD}&measure=luck`)).toEqual([400, expect.any(String)]);
  expect(await bad('distribution?from=2026-05-01&to=2026-01-01')).toEqual([400, 'bad_field']);
  for (const path of ['distribution', 'heat', 'trend', 'control', 'changes', 'residents', 'heads'])
    expect(await refused(unit.get(`/api/v1/figures/${path}?${PERIOD}&unit=CGZF`))).toEqual([
      403,
      'forbidden',
    ]);
  const page = await leader.get(`/figures/charts/control?${PERIOD}&measure=luck`);
  expect(page.status).toBe(400);
  expect(await page.text()).toContain('没有这个指标');
  expect((await leader.get('/figures/charts')).status).toBe(303);
});

it('a place without data of its own is told so, not shown zeros', async () => {
  const { as } = await caseSite();
  const leader = await as('leader');
  const page = await leader.get(`/figures/charts/residents?${PERIOD}`);
  expect(page.status).toBe(404);
  expect(await page.text()).toContain('population.json');
  expect(await refused(leader.get(`/api/v1/figures/heads?${PERIOD}`))).toEqual([404, 'not_found']);
  expect(await leader.page(`/figures/charts/distribution?${PERIOD}`)).toContain('没有符合条件的工单');
});
