import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ruledProfile } from '../../support/case-desk.ts';
import { caseSite } from '../../support/case-site.ts';
import { DATA, shippedProfile } from '../../support/shipped-profile.ts';

const UNIT = 'SCS-XCAJ';
const DRAFT = readFileSync(join(DATA, 'profile/xicheng/scores.json'), 'utf8');
const heavier = DRAFT.replace('"publicIncident": -3', '"publicIncident": -6');

async function site() {
  const { scores } = shippedProfile();
  if (scores === undefined) throw new Error('The shipped profile has no rules of scoring.');
  return caseSite({ profile: { ...ruledProfile(), scores } });
}
const incident = { kind: 'publicIncident', unit: UNIT, day: '2026-04-14', words: '工作不力引发负面舆情' };
const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>;

test('a matter is recorded, approved, appealed against, decided on and replayed over HTTP', async () => {
  const { as } = await site();
  const [leader, admin] = [await as('leader'), await as('admin')];
  const chief = await as('unitLeader', UNIT);
  const made = await leader.post('/api/v1/scores/records', incident);
  expect(made.status).toBe(201);
  const { id, state, decides } = await json(made);
  expect([state, decides]).toEqual(['pending', false]);
  const path = `/api/v1/scores/records/${String(id)}/decide`;
  expect((await leader.post(path, { approve: true })).status).toBe(403);
  expect((await admin.post(path, { approve: false })).status).toBe(400);
  expect((await admin.post(path, { approve: true })).status).toBe(200);
  expect((await admin.post(path, { approve: true })).status).toBe(409);
  expect(await json(chief.get('/api/v1/scores?year=2026'))).toMatchObject({
    units: [{ unit: UNIT, tenths: -30, fen: -90_000, loses: true }],
  });
  const ledger = (await json(chief.get(`/api/v1/scores/ledger?unit=${UNIT}&year=2026`))) as {
    lines: { key: string; at: string; appealable: boolean }[];
  };
  expect(ledger.lines).toMatchObject([{ at: '2026-04-14T00:00:00+08:00', appealable: true }]);
  const key = ledger.lines[0]?.key;
  const replay = await json(
    leader.post('/api/v1/scores/replay', { from: '2026-01-01', to: '2027-01-01', draft: heavier }),
  );
  expect(replay).toMatchObject({
    units: [{ before: { tenths: -30 }, after: { tenths: -60 }, changedLines: 1 }],
  });
  const appeal = await json(
    chief.post('/api/v1/scores/appeals', { key, year: 2026, reason: '与本单位无关' }),
  );
  expect(appeal).toMatchObject({ state: 'pending', decides: false });
  const decided = leader.post(`/api/v1/scores/appeals/${String(appeal['id'])}/decide`, {
    grant: true,
    reason: '属实',
  });
  expect(await json(decided)).toMatchObject({ state: 'granted' });
  expect(await json(chief.get('/api/v1/scores?year=2026'))).toMatchObject({ units: [{ tenths: 0 }] });
  expect((await admin.post('/api/v1/scores/settlements', { year: 2026 })).status).toBe(409);
});

test('what is wrong is refused by name, and who may not is told so', async () => {
  const { as } = await site();
  const leader = await as('leader');
  const handler = await as('handler', UNIT);
  for (const [response, status] of [
    [leader.get('/api/v1/scores?year=26'), 400],
    [leader.get('/api/v1/scores'), 400],
    [leader.post('/api/v1/scores/records', { ...incident, who: '张三' }), 400],
    [leader.post('/api/v1/scores/settlements', { year: 2025 }), 403],
    [handler.post('/api/v1/scores/records', incident), 403],
    [handler.get('/api/v1/scores/records'), 403],
    [handler.get('/api/v1/scores/ledger?unit=SCS-DS&year=2026'), 403],
    [leader.get('/api/v1/scores/ledger?unit=NOWHERE&year=2026'), 404],
    [leader.post('/api/v1/scores/appeals/none/decide', { grant: true, reason: '好' }), 404],
  ] as const)
    expect((await response).status).toBe(status);
  const overlapping = DRAFT.replace(
    '"versions": [',
    `"versions": [${JSON.stringify({
      ...(JSON.parse(DRAFT) as { versions: object[] }).versions[0],
      version: 'early',
      effectiveFrom: '2018-01-01',
    })},`,
  );
  const refused = await leader.post('/api/v1/scores/replay', {
    from: '2026-01-01',
    to: '2027-01-01',
    draft: overlapping,
  });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain('early 与 score-2019.1 的日期重叠');
});

test('the pages lead through the same without a script', async () => {
  const { d, as } = await site();
  const [leader, admin] = [await as('leader'), await as('admin')];
  const chief = await as('unitLeader', UNIT);
  const order = await d.receive('西单商场的鞋店不退货，要求退款');
  const { number } = await d.services.orders.get({ id: 'a', name: 'a', role: 'admin', unit: null }, order);
  expect(await leader.page('/scores?year=2026')).toContain('这一年没有记分');
  const missing = await leader.form('/scores/records', [
    ['kind', 'missingMaterial'],
    ['order', number],
    ['day', '2026-04-14'],
    ['words', '联系环节没有录音'],
    ['back', '/scores?year=2026'],
  ]);
  expect([missing.status, missing.headers.get('location')]).toEqual([303, '/scores?year=2026&done=recorded']);
  const kept = await leader.form('/scores/records', [
    ['kind', 'missingMaterial'],
    ['order', '20990101-000001'],
    ['day', '2026-04-14'],
    ['words', '写下的<内容>留着'],
  ]);
  expect(kept.status).toBe(404);
  expect(await kept.text()).toContain('写下的&lt;内容&gt;留着');
  await leader.form('/scores/records', Object.entries(incident));
  const waiting = await admin.page('/scores?year=2026');
  const action = /action="(\/scores\/records\/[^"]+)"/.exec(waiting)?.[1] ?? '';
  expect(await leader.page('/scores?year=2026')).toContain('由您登记，须由另一人批准');
  expect((await admin.form(action, [['act', 'approve']])).status).toBe(303);
  const page = await admin.page('/scores?year=2026');
  expect(page).toContain('-3.5 分');
  expect(page).toContain('-1050 元');
  expect(page).toContain('全年为负，取消评优资格');
  const ledger = await chief.page(`/scores/unit/${UNIT}?year=2026`);
  expect(ledger).toContain(`<a href="/orders/${order}">${number}</a>`);
  const key = /name="key" value="(record:[^"]+)"/.exec(ledger)?.[1] ?? '';
  const back = `/scores/unit/${UNIT}?year=2026`;
  const appeal = [
    ['key', key],
    ['year', '2026'],
    ['reason', '录音已经补齐'],
    ['back', back],
  ] as const;
  expect((await chief.form('/scores/appeals', appeal)).headers.get('location')).toBe(`${back}&done=appealed`);
  const again = await chief.form('/scores/appeals', appeal);
  expect(again.status).toBe(409);
  expect(await again.text()).toContain('这一条已经申诉过');
  const decide =
    /action="(\/scores\/appeals\/[^"]+)"/.exec(await leader.page('/scores?year=2026'))?.[1] ?? '';
  expect(
    (
      await leader.form(decide, [
        ['act', 'refuse'],
        ['reason', '补交不改变当时缺失'],
      ])
    ).status,
  ).toBe(303);
  expect(await chief.page(back)).toContain('申诉不成立：补交不改变当时缺失');
  const uploaded = await leader.upload('/scores/replay', [
    ['_csrf', leader.csrf],
    ['from', '2026-01-01'],
    ['to', '2027-01-01'],
    ['file', new File([heavier], 'scores.json', { type: 'application/json' })],
  ]);
  const moved = await uploaded.text();
  expect(moved).toContain('1 个单位有变动');
  expect(moved).toContain('“舆情事件”由 -3 分改为 -6 分');
  d.clock.set(Date.parse('2027-01-10T10:00:00+08:00'));
  const [later, boss] = [await as('dispatcher'), await as('analyst')];
  expect(await later.page('/scores?year=2026')).not.toContain('name="sure"');
  expect(await boss.page('/scores/replay')).toContain('草案全文');
});

test('an administrator settles a year that is over from the page', async () => {
  const { d, as } = await site();
  const leader = await as('leader');
  await leader.form('/scores/records', Object.entries(incident));
  d.clock.set(Date.parse('2027-01-10T10:00:00+08:00'));
  const admin = await as('admin');
  expect(await admin.page('/scores?year=2026')).toContain('还有 1 件待复核或待批准，结算后定下的计入下一年');
  expect((await admin.form('/scores/settle', [['year', '2026']])).status).toBe(400);
  const settled = await admin.form('/scores/settle', [
    ['year', '2026'],
    ['sure', 'yes'],
  ]);
  expect(settled.headers.get('location')).toBe('/scores?done=settled');
  expect(await admin.page('/scores?year=2026')).toContain('不再改动；此后的变动计入下一年');
  const waiting =
    /action="(\/scores\/records\/[^"]+)"/.exec(await admin.page('/scores?year=2027'))?.[1] ?? '';
  expect((await admin.form(waiting, [['act', 'approve']])).status).toBe(303);
  // Nothing of its own days, but what the settled year left.
  expect(await admin.page('/scores?year=2027')).toContain('-3 分');
  expect(await admin.page(`/scores/unit/${UNIT}?year=2027`)).toContain('差额计入 2027 年');
});
