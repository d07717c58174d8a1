import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { EntryBody, ItemDraft } from '../../../src/app/knowledge/knowledge-care-types.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { pathOf } from '../../../src/store/client.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { knowledgeRevision } from '../../../src/store/knowledge-state.ts';
import type { Store } from '../../../src/store/store.ts';
import { admin, dispatcher, elsewhere, handler, order, street, system } from '../../support/desk.ts';
import { careDesk, keeper } from '../../support/knowledge-desk.ts';
import type { CareDesk } from '../../support/knowledge-desk.ts';
import { CARDS, entry, LAW } from '../../support/knowledge-site.ts';

const SECRET = '蓝色大象洗车卡';

function draftOf(more: Partial<EntryBody> = {}, rest: Partial<ItemDraft> = {}): ItemDraft {
  const { id: _, ...body } = entry({
    kind: 'faq',
    types: ['0104'],
    title: `${SECRET}退余额`,
    questions: [`${SECRET}关门了余额怎么退`],
    citations: [{ law: CARDS, article: '第七条', clause: null, quote: '发卡企业应当在七日内退还余额' }],
    rule: `${SECRET}的余额七日内退。`,
    reply: `您好。${SECRET}的余额，发卡企业应当在七日内退还，请您提供消费凭证。`,
    validFrom: '2026-03-01',
    keyPoints: [`${SECRET}要点`],
    ...more,
  });
  return { base: 0, body, owner: null, reviewBy: '2026-10-01', isPublic: false, note: null, ...rest };
}

/** Drafted by a handler, submitted and approved by the keeper. */
async function approved(d: CareDesk, made = draftOf()): Promise<string> {
  const { summary } = await d.care.save(handler, made);
  await d.care.submit(handler, summary.id, summary.version);
  await d.care.approve(keeper, summary.id, summary.version, null);
  await d.knowledge.updates.refresh();
  return summary.id;
}

/** Every text of every table. */
async function everything(store: Store): Promise<string> {
  return store.read(async (db) => {
    const tables = (await db.all("SELECT name FROM sqlite_master WHERE type = 'table'")) as {
      name: string;
    }[];
    let all = '';
    for (const { name } of tables) {
      if (name.includes('_fts') || name.includes('_terms')) continue;
      all += JSON.stringify(await db.all(`SELECT * FROM "${name}"`));
    }
    return all;
  });
}

test('a handler drafts and submits, a keeper approves, and it is answered from', async () => {
  const d = await careDesk();
  const question = { query: `${SECRET}关门了余额怎么退` };
  expect(d.ask(question).keyPoints).not.toContain(`${SECRET}要点`);
  const drafted = await d.care.save(handler, draftOf());
  expect(drafted.summary).toMatchObject({
    id: 'e-0001',
    status: 'draft',
    version: 1,
    owner: 'SCS-XCAJ',
    inForce: false,
  });
  expect(drafted.can).toMatchObject({ edit: true, submit: true, decide: false, remove: false });
  await d.knowledge.updates.refresh();
  expect(d.ask(question).keyPoints).not.toContain(`${SECRET}要点`);
  await d.care.submit(handler, 'e-0001', 1);
  expect((await d.care.submissions(keeper)).map(({ summary }) => summary.id)).toEqual(['e-0001']);
  const done = await d.care.approve(keeper, 'e-0001', 1, '可以');
  expect(done.summary).toMatchObject({ status: 'approved', inForce: true, reviewBy: '2026-10-01' });
  await d.knowledge.updates.refresh();
  expect((await d.care.get(dispatcher, 'e-0001')).live).toBe(true);
  expect(d.ask(question).keyPoints).toEqual([`${SECRET}要点`]);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('an edit of what ships keeps what shipped as the first version, and shows what changed line by line', async () => {
  const d = await careDesk();
  const { body, base } = await d.care.get(handler, 'ka-001');
  expect(base).toBe(0);
  expect(body.asked).toHaveLength(1);
  const rule = '网购商品七天内可以退。';
  const saved = await d.care.save(handler, { ...draftOf(), id: 'ka-001', base, body: { ...body, rule } });
  expect(saved.summary).toMatchObject({ version: 2, status: 'draft', inForce: true });
  expect(saved.body.rule).toBe(entry().rule);
  expect(saved.pending?.difference.filter(({ mark }) => mark !== 'same')).toEqual([
    { mark: 'out', text: `规则：${entry().rule}` },
    { mark: 'in', text: `规则：${rule}` },
  ]);
  expect(saved.history.map(({ version, shipped }) => [version, shipped])).toEqual([
    [2, false],
    [1, true],
  ]);
  await d.care.submit(handler, 'ka-001', 2);
  await d.care.approve(keeper, 'ka-001', 2, null);
  await d.knowledge.updates.refresh();
  const { sources } = d.knowledge.holder.current();
  expect(sources.entries.map(({ id, rule: words }) => [id, words])).toEqual([['ka-001', rule]]);
  // The questions whose answer is known stay with it.
  expect(sources.asked).toEqual([
    { entry: 'ka-001', text: '网购的鞋三天了想退', verdict: 'applies', first: 0 },
  ]);
});

test('what is not right is refused with every field and why', async () => {
  const d = await careDesk();
  const cited = { law: LAW, article: '第二十五条', clause: null };
  const wrong: readonly [Partial<EntryBody>, string, string][] = [
    [{ citations: [{ ...cited, quote: '消费者有权三十日内退货' }] }, 'citations[0].quote', '须一字不差'],
    [
      { citations: [{ ...cited, quote: '旧文：经营者应当退货。' }] },
      'citations[0].quote',
      '1994-01-01 起施行的文本',
    ],
    [
      { citations: [{ ...cited, article: '第九百条', quote: '无' }] },
      'citations[0].article',
      '里没有第九百条',
    ],
    [{ citations: [{ ...cited, law: '消法', quote: '无' }] }, 'citations[0].law', '须写全称'],
    [{ citations: [] }, 'citations', '至少引用一条'],
    [{ questions: [] }, 'questions', '至少要有一个'],
    [{ types: ['9999'] }, 'types', '没有分类 9999'],
    [{ unit: 'NOBODY' }, 'unit', '没有单位 NOBODY'],
    [{ validFrom: '2026-02-30' }, 'validFrom', '须为日期'],
    [{ validTo: '2026-03-01' }, 'validTo', '须晚于起始日期'],
    [{ supersededBy: 'ka-999' }, 'supersededBy', '没有条目 ka-999'],
    [{ title: ' ' }, 'title', '不能为空'],
  ];
  for (const [more, field, reason] of wrong) {
    const error = await d.care.save(handler, draftOf(more)).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'bad_knowledge' });
    const { faults } = (error as { details: { faults: { field: string; reason: string }[] } }).details;
    expect(faults.find((fault) => fault.field === field)?.reason, field).toContain(reason);
  }
  await expect(d.care.save(handler, draftOf({ title: '', questions: [] }))).rejects.toThrow(
    '有 2 处不能保存',
  );
  await expect(d.care.save(handler, draftOf({}, { reviewBy: '2026-04-14' }))).rejects.toThrow('须晚于今天');
  expect((await d.care.list(keeper, {})).total).toBe(1);
});

test('rights go by role and unit, and nobody approves what they submitted', async () => {
  const d = await careDesk();
  for (const actor of [dispatcher, system])
    await expect(d.care.save(actor, draftOf())).rejects.toMatchObject({ code: 'forbidden' });
  // A handler writes for the own unit, whatever the form says.
  const { summary } = await d.care.save(handler, draftOf({}, { owner: 'SCS-DS' }));
  expect(summary.owner).toBe('SCS-XCAJ');
  for (const actor of [elsewhere, dispatcher, system])
    await expect(d.care.get(actor, 'e-0001')).rejects.toMatchObject({ code: 'not_found' });
  await expect(d.care.submit(elsewhere, 'e-0001', 1)).rejects.toMatchObject({ code: 'not_found' });
  await expect(d.care.submit(admin, 'e-0001', 1)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(d.care.approve(keeper, 'e-0001', 1, null)).rejects.toMatchObject({ code: 'conflict' });
  await d.care.submit(handler, 'e-0001', 1);
  for (const act of [
    () => d.care.approve(handler, 'e-0001', 1, null),
    () => d.care.sendBack(handler, 'e-0001', 1, '不'),
    () => d.care.withdraw(handler, 'ka-001', '不'),
    () => d.care.remove(handler, 'e-0001'),
    () => d.care.remove(dispatcher, 'ka-001'),
    () => d.care.submissions(handler),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'forbidden' });
  await d.care.approve(keeper, 'e-0001', 1, null);
  // Now in the care of one unit: others comment.
  const detail = await d.care.get(elsewhere, 'e-0001');
  expect(detail.can).toMatchObject({ edit: false, comment: true });
  const theirs = { ...draftOf(), id: 'e-0001', base: detail.base };
  await expect(d.care.save(elsewhere, theirs)).rejects.toThrow('由其他单位维护');
  await d.care.comment(elsewhere, 'e-0001', '第二句说反了');
  expect((await d.care.get(handler, 'e-0001')).comments).toMatchObject([
    { text: '第二句说反了', authorName: '德胜所' },
  ]);
  const own = await d.care.save(keeper, { ...draftOf(), id: 'e-0001', base: detail.base, owner: 'SCS-DS' });
  await d.care.submit(keeper, 'e-0001', own.base);
  await expect(d.care.approve(keeper, 'e-0001', own.base, null)).rejects.toThrow('须由另一人核准');
  expect((await d.care.get(keeper, 'e-0001')).can).toMatchObject({ decide: false });
  await d.care.approve(admin, 'e-0001', own.base, null);
  expect((await d.care.get(keeper, 'e-0001')).summary.owner).toBe('SCS-DS');
});

test('only what changes a text in force changes what is answered from', async () => {
  const d = await careDesk();
  const revision = () => d.store.read(knowledgeRevision);
  const { summary } = await d.care.save(handler, draftOf());
  await d.care.submit(handler, summary.id, 1);
  await d.care.comment(street, 'ka-001', '看一看');
  await d.care.sendBack(keeper, summary.id, 1, '再改');
  await d.care.save(handler, { ...draftOf(), id: summary.id, base: 1 });
  await d.care.remove(keeper, summary.id);
  expect(await revision()).toBe(0);
  const id = await approved(d);
  expect(await revision()).toBe(1);
  await d.care.withdraw(keeper, id, '停用');
  expect(await revision()).toBe(2);
  await d.care.remove(keeper, id);
  expect(await revision()).toBe(2);
  await d.care.remove(keeper, 'ka-001');
  expect(await revision()).toBe(3);
});

test('of two who edit the same version the second is told, and nothing is lost', async () => {
  const d = await careDesk();
  const id = await approved(d);
  const { base, body } = await d.care.get(handler, id);
  await d.care.save(handler, { ...draftOf(), id, base, body: { ...body, rule: '甲稿' } });
  const second = { ...draftOf(), id, base, body: { ...body, rule: '乙稿' } };
  await expect(d.care.save(keeper, second)).rejects.toMatchObject({ code: 'conflict' });
  await expect(d.care.save(keeper, second)).rejects.toThrow('王所已存为第 2 版，您改的是第 1 版');
  expect((await d.care.get(keeper, id)).pending?.body.rule).toBe('甲稿');
  // A draft that another decision overtook goes no further.
  await d.care.withdraw(keeper, id, '先停用');
  await expect(d.care.submit(handler, id, 2)).rejects.toMatchObject({ code: 'conflict' });
});

test('withdrawn is not answered from and may come back; returned says why', async () => {
  const d = await careDesk();
  const id = await approved(d);
  await expect(d.care.withdraw(keeper, id, '  ')).rejects.toMatchObject({ code: 'bad_knowledge' });
  const gone = await d.care.withdraw(keeper, id, '办法将修订');
  expect(gone.summary).toMatchObject({ status: 'withdrawn', inForce: false });
  await d.knowledge.updates.refresh();
  expect(d.knowledge.holder.current().sources.entries.map((one) => one.id)).toEqual(['ka-001']);
  await d.care.withdraw(keeper, 'ka-001', '重写');
  await d.knowledge.updates.refresh();
  expect(d.knowledge.holder.current().sources.entries).toEqual([]);
  expect(d.knowledge.holder.current().sources.asked).toEqual([]);
  const again = await d.care.save(handler, { ...draftOf(), id, base: gone.base, body: gone.body });
  await d.care.submit(handler, id, again.base);
  const back = await d.care.sendBack(keeper, id, again.base, '请注明凭证');
  expect(back.history[0]).toMatchObject({ status: 'returned', note: '请注明凭证', decidedBy: '知识员' });
  const third = await d.care.save(handler, { ...draftOf(), id, base: again.base, body: gone.body });
  await d.care.submit(handler, id, third.base);
  await d.care.approve(keeper, id, third.base, null);
  await d.knowledge.updates.refresh();
  expect(d.knowledge.holder.current().sources.entries.map((one) => one.id)).toEqual([id]);
});

test('deletion leaves no word of an entry anywhere, not in the file either', async () => {
  const d = await careDesk();
  await d.services.intake.accept(system, [order('会员卡要退')]);
  const id = await approved(d);
  await d.care.comment(street, id, `${SECRET}的说法不对`);
  const { base, body } = await d.care.get(handler, id);
  await d.care.save(handler, { ...draftOf(), id, base, body, note: `${SECRET}再改` });
  expect(await everything(d.store)).toContain(SECRET);
  await d.care.remove(keeper, id);
  await d.knowledge.updates.refresh();
  expect(JSON.stringify(d.knowledge.holder.current().sources)).not.toContain(SECRET);
  await expect(d.care.get(keeper, id)).rejects.toMatchObject({ code: 'not_found' });
  expect((await d.care.list(keeper, {})).rows.map((row) => row.id)).toEqual(['ka-001']);
  const rest = await everything(d.store);
  expect(rest).toContain('knowledge.delete');
  expect(rest).not.toContain(SECRET);
  // Its number is not given again, and what ships under a deleted id stays away.
  expect((await d.care.save(handler, draftOf())).summary.id).toBe('e-0002');
  await d.care.remove(keeper, 'e-0002');
  await d.care.remove(admin, 'ka-001');
  await d.knowledge.updates.refresh();
  expect(d.knowledge.holder.current().sources.entries).toEqual([]);
  expect((await d.care.list(keeper, {})).total).toBe(0);
  const rows = await d.store.read((db) => db.select().from(audit));
  expect(rows.filter(({ action }) => action === 'knowledge.delete').map(({ subject }) => subject)).toEqual([
    id,
    'e-0002',
    'ka-001',
  ]);
  await d.store.close();
  expect(readFileSync(pathOf(d.url)).includes(Buffer.from(SECRET))).toBe(false);
});

test('lists are filtered by kind, type, unit, state, words, age and being public', async () => {
  const d = await careDesk();
  const id = await approved(d, draftOf({}, { isPublic: true }));
  const ids = async (filter: object) => (await d.care.list(keeper, filter)).rows.map((row) => row.id);
  expect(await ids({})).toEqual([id, 'ka-001']);
  expect(await ids({ kind: 'faq' })).toEqual([id]);
  expect(await ids({ type: '01' })).toEqual([id, 'ka-001']);
  expect(await ids({ type: '0101' })).toEqual(['ka-001']);
  expect(await ids({ unit: 'SCS-XCAJ' })).toEqual([id]);
  expect(await ids({ text: '无理由 保护法' })).toEqual(['ka-001']);
  expect(await ids({ isPublic: true })).toEqual([id]);
  expect(await ids({ status: 'draft' })).toEqual([]);
  expect(await ids({ stale: true })).toEqual([]);
  d.clock.set(Date.parse('2026-10-02T09:00:00+08:00'));
  expect(await ids({ stale: true })).toEqual([id]);
  expect(await d.care.stale(handler)).toMatchObject([
    { kind: 'entry', id, reasons: [{ code: 'review_due', text: '复核日期 2026-10-01 已到' }] },
  ]);
  expect(await d.care.list(keeper, {}, { page: 2, pageSize: 1 })).toMatchObject({
    total: 2,
    rows: [{ id: 'ka-001' }],
  });
});

test('units with open orders of the types are told once, and mark it read', async () => {
  const d = await careDesk();
  await d.services.intake.accept(system, [order('会员卡不退'), order('拿不准的会员卡'), order('施工噪声')]);
  expect(await d.care.unread(handler)).toBe(0);
  const id = await approved(d);
  expect(await d.care.unread(handler)).toBe(1);
  expect(await d.care.unread(elsewhere)).toBe(0);
  expect(await d.care.unread(dispatcher)).toBe(0);
  const [notice] = await d.care.notices(handler);
  expect(notice).toMatchObject({
    item: id,
    what: `新增“${SECRET}退余额”`,
    unit: { name: '西长安街市场监管所' },
    types: [
      {
        code: '0104',
        name: '预付卡',
      },
    ],
    orders: [{ excerpt: '会员卡不退' }],
    readBy: null,
  });
  // A second change while the first is unread makes one notice, not two.
  await d.care.withdraw(keeper, id, '再核');
  expect((await d.care.notices(handler)).map(({ what }) => what)).toEqual([`撤下“${SECRET}退余额”`]);
  expect(await d.care.markRead(elsewhere, null)).toBe(0);
  expect(await d.care.markRead(handler, [(await d.care.notices(handler))[0]?.id ?? 0])).toBe(1);
  expect(await d.care.unread(handler)).toBe(0);
  expect((await d.care.notices(keeper))[0]).toMatchObject({ readBy: '王所' });
});

test('answers and drafts count what they show, in one write, and nothing of who asked', async () => {
  const d = await careDesk();
  const answer = d.ask({ query: '网上买的外套不喜欢能退吗' });
  d.care.used(answer);
  d.care.used(answer);
  await d.context.uses.flush();
  const detail = await d.care.get(handler, 'ka-001');
  expect(detail.summary.uses).toEqual({ times: 2, last: '2026-04-14' });
  expect(detail.citations[0]).toMatchObject({ uses: 2, effectiveFrom: '2014-03-15', effectiveTo: null });
  const rows = await d.store.read((db) => db.all('SELECT * FROM knowledge_uses'));
  expect(Object.keys(rows[0] as object).sort()).toEqual(['day', 'key', 'kind', 'times']);
});
