import { expect, test } from 'vitest';
import { analystSite } from '../../support/analyst-site.ts';
import { refused, type ErrorAnswer } from '../../support/client.ts';
import { order, system } from '../../support/desk.ts';

const entry = {
  kind: 'entry',
  issueType: '0501',
  owner: 'ZWFW',
  level: 'dept',
  joint: null,
  clause: '5.1',
  basis: '某条例第一条',
  effectiveFrom: '2026-04-14',
};
const made = { subject: 'catalogue', changes: [entry], basis: '区政府办〔2026〕3号', reason: '职责<b>调整' };
const FORM = {
  kind: 'entry',
  code: '0501',
  owner: 'ZWFW',
  clause: '5.1',
  law: '某条例第一条',
  effectiveFrom: '2026-04-14',
  basis: '区政府办〔2026〕3号',
  reason: '职责<b>调整',
};

test('a revision is tried, drafted, refused to its drafter and approved by another, over the interface for programs', async () => {
  const s = await analystSite();
  await s.services.intake.accept(system, [order('工地施工噪声')]);
  const analyst = await s.signIn('analyst');
  const admin = await s.signIn('admin');
  expect(await (await analyst.post('/profile-revisions/preview', made)).json()).toMatchObject({
    days: 90,
    orders: 1,
    elsewhere: 1,
  });
  const drafted = await analyst.post('/profile-revisions', made);
  expect(drafted.status).toBe(201);
  expect(await drafted.json()).toMatchObject({
    id: 'X2026-0001',
    state: 'waiting',
    difference: expect.arrayContaining([
      {
        code: '0501',
        what: '主办',
        before: '区城管执法局（部门）',
        after: '区政务服务局（部门）',
        effectiveFrom: '2026-04-14',
      },
    ]),
  });
  expect(await refused(analyst.post('/profile-revisions/X2026-0001/approve', {}))).toEqual([
    403,
    'forbidden',
  ]);
  const own = (await (await admin.post('/profile-revisions', made)).json()) as { id: string };
  expect(await refused(admin.post(`/profile-revisions/${own.id}/approve`, {}))).toEqual([
    409,
    'self_approval',
  ]);
  expect((await admin.post('/profile-revisions/X2026-0001/approve', {})).status).toBe(200);
  expect(await (await admin.get('/api/v1/catalogue?issueType=05')).json()).toMatchObject({
    version: 'c1+r1',
    total: 4,
    rows: [{ owner: { code: 'ZWFW' }, effectiveFrom: '2026-04-14' }],
  });
  expect(await (await admin.get('/api/v1/catalogue?issueType=05&asOf=2026-04-13')).json()).toMatchObject({
    rows: [{ owner: { code: 'CGZF' }, effectiveTo: '2026-04-14' }],
  });
  const again = await analyst.post('/profile-revisions', made);
  expect(again.status).toBe(409);
  const { error } = (await again.json()) as ErrorAnswer;
  expect(error.message).toContain('0501 施工噪声 已有自 2026-04-14 起的条目');
  expect(await refused(admin.post('/profile-revisions', { ...made, changes: [{ ...entry, x: 1 }] }))).toEqual(
    [400, 'unknown_field'],
  );
  expect(await (await admin.get('/api/v1/profile-revisions?subject=taxonomy')).json()).toEqual([]);
  expect(await (await admin.get('/api/v1/taxonomy')).json()).toMatchObject({ version: 't1' });
  const dispatcher = await s.signIn('dispatcher');
  expect(await refused(dispatcher.post('/profile-revisions', made))).toEqual([403, 'forbidden']);
  const handler = await s.signIn('handler');
  expect(await refused(handler.get('/api/v1/catalogue'))).toEqual([403, 'forbidden']);
});

test('the pages let an analyst find, try and draft, keep what was typed on refusal, and an administrator decide', async () => {
  const s = await analystSite();
  const analyst = await s.signIn('analyst');
  const admin = await s.signIn('admin');
  const list = await (await analyst.get('/catalogue?words=噪声')).text();
  expect(list).toContain('有效 1／4 条');
  expect(await (await analyst.get('/catalogue?words=没有这个')).text()).toContain('没有这样的条目');
  expect((await analyst.get('/catalogue?asOf=x')).status).toBe(400);
  expect(await (await analyst.get('/catalogue?edit=0501')).text()).toContain('value="0501" selected');
  const tried = await (await analyst.form('/catalogue', { ...FORM, act: 'preview' })).text();
  expect(tried).toContain('预演：近 90 天');
  const wrong = await analyst.form('/catalogue', { ...FORM, owner: 'STREET', act: 'draft' });
  expect(wrong.status).toBe(409);
  const shown = await wrong.text();
  expect(shown).toContain('不得派给街道');
  expect(shown).toContain('value="区政府办〔2026〕3号"');
  const drafted = await analyst.form('/catalogue', { ...FORM, act: 'draft' });
  expect(drafted.headers.get('location')).toBe('/catalogue/revisions/X2026-0001?done=drafted');
  const own = await (await analyst.get('/catalogue/revisions/X2026-0001')).text();
  expect(own).toContain('须由另一位管理员批准');
  expect(own).toContain('职责&lt;b&gt;调整');
  expect((await admin.form('/catalogue/revisions/X2026-0001', { act: 'refuse', note: '' })).status).toBe(400);
  const approved = await admin.form('/catalogue/revisions/X2026-0001', { act: 'approve', note: '同意' });
  expect(approved.status).toBe(303);
  const history = await (await admin.get('/catalogue/revisions')).text();
  expect(history).toContain('已批准');
  expect(history).toContain('c1+r1');
  const handler = await s.signIn('handler');
  expect((await handler.get('/catalogue')).status).toBe(403);
  expect(await (await handler.get('/')).text()).not.toContain('href="/catalogue"');
  const dispatcher = await s.signIn('dispatcher');
  expect(await (await dispatcher.get('/catalogue')).text()).toContain('您可以查看');
});

test('a table goes out, comes back changed, and becomes a draft; rows that are no entry are named', async () => {
  const s = await analystSite();
  const analyst = await s.signIn('analyst');
  const table = await (await analyst.get('/catalogue/table.csv?asOf=2026-04-14')).text();
  const changed = table
    .replace(/("0501".*?"区?.*?)"CGZF"/, '$1"ZWFW"')
    .replace(/("0501",(?:"[^"]*",){7})""/, '$1"某条例第一条"');
  const file = new File([changed], '目录.csv', { type: 'text/csv' });
  const read = await analyst.upload('/catalogue/read', { file, effectiveFrom: '2026-05-01' });
  const page = await read.text();
  expect(page).toContain('与现行不同 1 条，相同 3 条，拒收 0 行。');
  const changes = (/name="changes" value="([^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&quot;', '"');
  const drafted = await analyst.form('/catalogue/read/draft', { changes, basis: '某文', reason: '换届' });
  expect(drafted.status).toBe(303);
  const bad = new File([changed.replace('"0501"', '"9999"')], '目录.csv', { type: 'text/csv' });
  const shown = await (
    await analyst.upload('/catalogue/read', { file: bad, effectiveFrom: '2026-05-01' })
  ).text();
  expect(shown).toMatch(/第 5 行，分类编码：没有分类“9999”/);
  expect(
    (await analyst.form('/catalogue/read/draft', { changes: '{', basis: 'a', reason: 'b' })).status,
  ).toBe(400);
});

test('a type is added, and from then on offered and found; another is retired and not changed any more', async () => {
  const s = await analystSite();
  const analyst = await s.signIn('analyst');
  const admin = await s.signIn('admin');
  const base = { effectiveFrom: '2026-04-14', basis: '某文', reason: '新业态', act: 'draft' };
  const add = await analyst.form('/taxonomy', {
    ...base,
    kind: 'addType',
    parent: '05',
    code: '0502',
    name: '广场舞噪声',
    urgency: 'normal',
    definition: '广场舞音响过大',
    keywords: '广场舞、大音响',
    owner: 'CGZF',
    clause: '5.2',
    law: '某法',
  });
  expect(add.status).toBe(303);
  await admin.form('/catalogue/revisions/X2026-0001', { act: 'approve', note: '' });
  expect(await (await analyst.get('/taxonomy')).text()).toContain('广场舞噪声');
  expect(await (await analyst.get('/')).text()).toContain('0502 广场舞噪声');
  await analyst.form('/taxonomy', { ...base, kind: 'retireType', code: '0501', successors: '0502' });
  await admin.form('/catalogue/revisions/X2026-0002', { act: 'approve', note: '' });
  expect(await (await analyst.get('/taxonomy')).text()).toContain('接替：0502 广场舞噪声');
  const twice = await analyst.form('/taxonomy', { ...base, kind: 'changeType', code: '0501', name: '别的' });
  expect(twice.status).toBe(409);
  expect(await twice.text()).toContain('停用，不能再改');
});
