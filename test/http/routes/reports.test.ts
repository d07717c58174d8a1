import { sql } from 'drizzle-orm';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { caseSite } from '../../support/case-site.ts';
import { refused } from '../../support/client.ts';

async function site() {
  const s = await caseSite();
  const shoes = await s.d.receive('西单的鞋');
  await s.d.receive('施工噪声');
  const day = new Date(s.d.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  return {
    ...s,
    shoes,
    day,
    month: day.slice(0, 7),
    leader: await s.as('leader'),
    analyst: await s.as('analyst'),
    chief: await s.as('unitLeader', 'SCS-XCAJ'),
    handler: await s.as('handler', 'SCS-XCAJ'),
  };
}
type Site = Awaited<ReturnType<typeof site>>;

const idsOf = (s: Site): Promise<{ id: string; number: string }[]> =>
  s.d.store.read((db) =>
    db.all<{ id: string; number: string }>(sql`SELECT id, number FROM orders ORDER BY seq`),
  );

it('reports as json and as files, each with its mark', async () => {
  const s = await site();
  for (const [kind, date] of [
    ['daily', s.day],
    ['monthly', s.month],
    ['leader', s.day],
    ['meeting', s.month],
    ['annual', s.day.slice(0, 4)],
  ]) {
    const answer = await s.leader.get(`/api/v1/reports/${kind}?date=${date}`);
    expect(answer.status, kind).toBe(200);
    expect(await answer.json()).toMatchObject({ kind, mark: { id: expect.stringMatching(/^B\d{8}-/) } });
  }
  const docx = await s.leader.get(`/api/v1/reports/monthly?date=${s.month}&format=docx`);
  expect(docx.headers.get('content-disposition')).toContain('.docx');
  const files = unzipSync(new Uint8Array(await docx.arrayBuffer()));
  expect(strFromU8(files['word/document.xml'] ?? new Uint8Array())).toContain('受理');
  const html = await s.leader.get(`/api/v1/reports/monthly?date=${s.month}&format=html`);
  const page = await html.text();
  expect(page).toContain('<!doctype html>');
  expect(page).not.toMatch(/<script|href="\/|src="/);
});

it('what does not reconcile is an error that names the orders, and a page that leads to them', async () => {
  const s = await site();
  const [order] = await idsOf(s);
  await s.d.store.write((db) => db.run(sql`DELETE FROM case_facts WHERE order_id = ${order?.id ?? ''}`));
  const answer = await s.leader.get(`/api/v1/reports/monthly?date=${s.month}`);
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    error: {
      code: 'report_unbalanced',
      details: { orphanCount: 1, orphans: [{ field: order?.number, order: order?.id }] },
    },
  });
  expect(await refused(s.leader.get(`/api/v1/reports/monthly?date=${s.month}&format=docx`))).toEqual([
    409,
    'report_unbalanced',
  ]);
  const shown = await s.leader.get(`/reports/view?kind=monthly&date=${s.month}`);
  expect(shown.status).toBe(409);
  const page = await shown.text();
  expect(page).toContain('对不上，不予出具');
  expect(page).toContain(`href="/orders/${order?.id}"`);
});

it('a unit has its own alone, and others cannot finish', async () => {
  const s = await site();
  const own = await s.chief.get(`/api/v1/reports/monthly?date=${s.month}`);
  expect(await own.json()).toMatchObject({ unit: { code: 'SCS-XCAJ' } });
  for (const path of [
    `/api/v1/reports/monthly?date=${s.month}&unit=CGZF`,
    `/api/v1/reports/leader?date=${s.month}`,
    `/api/v1/reports/meeting?date=${s.month}`,
  ])
    expect(await refused(s.chief.get(path)), path).toEqual([403, 'forbidden']);
  expect(await refused(s.handler.get(`/api/v1/reports/monthly?date=${s.month}`))).toEqual([403, 'forbidden']);
  expect(await refused(s.chief.get(`/api/v1/reports/weekly?date=${s.month}`))).toEqual([
    400,
    expect.any(String),
  ]);
  expect(await refused(s.analyst.post(`/api/v1/reports/monthly/final`, { date: s.month }))).toEqual([
    403,
    'forbidden',
  ]);
  const made = await s.leader.post(`/api/v1/reports/monthly/final`, { date: s.month });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  const finals = (await (await s.leader.get('/api/v1/reports/finals')).json()) as { total: number };
  expect(finals.total).toBe(1);
  const final = await s.leader.get(`/api/v1/reports/finals/${id}`);
  expect(await final.json()).toMatchObject({ intact: true, changes: [], report: { kind: 'monthly' } });
  expect(await refused(s.chief.get(`/api/v1/reports/finals/${id}`))).toEqual([403, 'forbidden']);
  expect(await refused(s.leader.get('/api/v1/reports/finals/nobody'))).toEqual([404, 'not_found']);
});

it('the pages: choosing, the sheet, finishing, what became of it', async () => {
  const s = await site();
  const choose = await s.leader.page('/reports');
  expect(choose).toContain('工单日报');
  expect(choose).toContain('还没有定稿');
  expect(await s.chief.page('/reports')).not.toContain('领导一页纸</option>');
  const sheet = await s.leader.page(`/reports/view?kind=monthly&date=${s.month}`);
  expect(sheet).toContain('月度通报');
  expect(sheet).toMatch(/制表标记 B\d{8}-/);
  expect(sheet).toContain('>定稿</button>');
  expect(await s.analyst.page(`/reports/view?kind=monthly&date=${s.month}`)).not.toContain('>定稿</button>');
  const wrong = await s.leader.get('/reports/view?kind=monthly&date=bad');
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('须为月份');
  const done = await s.leader.form('/reports/final', [
    ['kind', 'monthly'],
    ['date', s.month],
    ['unit', ''],
  ]);
  expect(done.status).toBe(303);
  const path = done.headers.get('location') ?? '';
  const final = await s.leader.page(path);
  expect(final).toContain('定稿后没有变化');
  await s.d.receive('西单的帽子');
  const later = await s.leader.page(path.replace('?done=finished', ''));
  expect(later).toContain('定稿后有变化');
  expect(await s.leader.page('/reports')).toContain('data-final');
});
