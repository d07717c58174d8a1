import { describe, expect, it } from 'vitest';
import type { RuleFault, RuleTable } from '../../../src/app/knowledge/rule-care-types.ts';
import { createContext, createServices } from '../../../src/app/services.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { knowledgeRevision } from '../../../src/store/knowledge-state.ts';
import { admin, desk, dispatcher, handler, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { keeper } from '../../support/knowledge-desk.ts';
import { CARDS, createHolderOf, LAW, SHIPPED } from '../../support/knowledge-site.ts';
import { returnRule } from '../../support/rules.ts';
import { smallProfile } from '../../support/small-profile.ts';

/** A desk whose program ships the rules given. */
async function ruleDesk(rules: readonly RuleTable[] = []) {
  const d = await desk();
  const { knowledge, ask } = createHolderOf(d.store, { ...SHIPPED, rules });
  const engine = { ...deskEngine, ask };
  const options = { store: d.store, engine, profile: smallProfile, clock: d.clock, knowledge };
  const services = createServices(options, createContext(options));
  const care = services.ruleCare;
  if (care === undefined) throw new Error('no care of rules');
  return { store: d.store, services, knowledge, ask, care };
}

const draft = (table: RuleTable, base = 0, id?: string) => ({
  ...(id === undefined ? {} : { id }),
  base,
  table,
  reviewBy: null,
  note: null,
});

async function faultsOf(refused: Promise<unknown>): Promise<readonly RuleFault[]> {
  const error = await refused.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ code: 'bad_knowledge' });
  return (error as { details: { faults: readonly RuleFault[] } }).details.faults;
}

const at = (faults: readonly RuleFault[], row: number | null): string =>
  faults
    .filter((fault) => fault.row === row)
    .map(({ reason }) => reason)
    .join('；');

const basis = [{ law: LAW, article: '第二十五条' }];

describe('what is refused at saving', () => {
  it('names the line that can never fire, the case with another verdict and the contradiction', async () => {
    const { care, store } = await ruleDesk([returnRule({ id: 'other', name: '另一条' })]);
    const never = returnRule();
    const rows = [...never.rows];
    rows.splice(3, 0, {
      when: { saleChannel: '线下', daysSinceReceipt: '≤3' },
      verdict: 'applies',
      why: '店里买的三日内可以退',
      basis,
    });
    const faults = await faultsOf(care.save(keeper, draft({ ...never, rows })));
    expect(at(faults, 4)).toContain('永远轮不到');
    expect(faults.every(({ rule }) => rule === '七日退货')).toBe(true);

    const wrongCase = returnRule({
      cases: [...never.cases, { text: '网上买的外套，收到三天，想退', verdict: 'does_not_apply' }],
    });
    expect(at(await faultsOf(care.save(keeper, draft(wrongCase))), null)).toMatch(
      /第 4 个案例.*应为“不适用”，现在是“适用”/u,
    );

    const opposite = returnRule({
      rows: never.rows
        .with(2, { ...(never.rows[2] as RuleTable['rows'][number]), verdict: 'does_not_apply' })
        .with(3, {
          ...(never.rows[3] as RuleTable['rows'][number]),
          verdict: 'applies',
        }),
      cases: [
        { text: '网上买的外套，收到三天，想退', verdict: 'does_not_apply' },
        { text: '网上买的外套，收到十天了想退', verdict: 'applies' },
      ],
    });
    expect(at(await faultsOf(care.save(keeper, draft(opposite))), 3)).toBe(
      '与“另一条”第 3 行矛盾：同样的情形，一个适用、一个不适用',
    );
    await expect(care.save(keeper, draft(opposite))).rejects.toThrow('“七日退货”第 3 行：与“另一条”');
    expect(await store.read(knowledgeRevision)).toBe(0);
    expect((await care.list(keeper)).map(({ id }) => id)).toEqual(['other']);
  });

  it('names cells, facts, articles, entries and types that are not there', async () => {
    const { care } = await ruleDesk();
    const [first, second, third, last] = returnRule().rows as [
      RuleTable['rows'][number],
      RuleTable['rows'][number],
      RuleTable['rows'][number],
      RuleTable['rows'][number],
    ];
    const faults = await care.check(
      keeper,
      returnRule({
        types: ['9999'],
        rows: [
          { ...first, when: { saleChannel: '天上' } },
          { ...second, entries: ['ka-999'] },
          { ...third, basis: [{ law: '消法', article: '第二十五条' }] },
          { ...last, when: { moonPhase: '是' } },
        ],
        validTo: '2014-01-01',
      }),
    );
    expect(at(faults, 1)).toContain('“购买方式”一列写着“天上”');
    expect(at(faults, 2)).toBe('没有条目 ka-999');
    expect(at(faults, 3)).toBe('知识库里没有《消法》第二十五条，法规须写全称');
    expect(at(faults, 4)).toContain('moonPhase');
    expect(at(faults, null)).toContain('没有分类 9999');
    expect(at(faults, null)).toContain('终止日期须晚于起始日期');
    const ended = returnRule({ subject: [{ law: CARDS, article: '第七条' }], validTo: '2019-01-01' });
    expect(at(await care.check(keeper, ended), null)).toContain('在规则的有效期内没有施行过');
    expect(await care.check(keeper, returnRule())).toEqual([]);
  });

  it('finds nothing wrong between a line and the last line of another rule that takes what is left', async () => {
    const one = returnRule({ id: 'one', name: '一', inputs: [{ fact: 'customMade' }] });
    const made = (more: Partial<RuleTable>): RuleTable => ({ ...one, ...more });
    const other = made({
      rows: [
        { when: { customMade: '是' }, verdict: 'does_not_apply', why: '除外', basis },
        { when: {}, verdict: 'applies', why: '可以', basis },
      ],
      cases: [
        { text: '退', facts: { customMade: true }, verdict: 'does_not_apply' },
        { text: '退', facts: { customMade: false }, verdict: 'applies' },
      ],
    });
    const { care } = await ruleDesk([other]);
    expect(await care.check(keeper, returnRule())).toEqual([]);
  });
});

describe('a rule handed in', () => {
  it('is not approved by who wrote it, answers once another has, and stops when it is withdrawn', async () => {
    const { care, knowledge, ask, services, store } = await ruleDesk();
    await services.intake.accept(system, [order('网上买的外套不退')]);
    const question = { query: '网上买的外套，收到三天，七天无理由能退吗' };
    expect(JSON.stringify(ask(question))).not.toContain('签收七日内可以退');
    const made = await care.save(keeper, draft(returnRule({ types: ['01'] })));
    expect(made.summary).toMatchObject({
      id: 'small-return',
      inForce: false,
      source: 'own',
      pending: { version: 1 },
    });
    expect(made.can).toMatchObject({
      edit: true,
      decide: false,
      decideRefusal: '自己提交的规则须由另一人核准',
    });
    await expect(care.approve(keeper, 'small-return', 1, null)).rejects.toMatchObject({ code: 'forbidden' });
    await knowledge.updates.refresh();
    expect(knowledge.holder.current().sources.rules).toEqual([]);
    await expect(care.get(dispatcher, 'small-return')).rejects.toMatchObject({ code: 'not_found' });

    const done = await care.approve(admin, 'small-return', 1, '可以');
    expect(done.summary).toMatchObject({ inForce: true, version: 1, pending: null });
    await knowledge.updates.refresh();
    expect((await care.get(dispatcher, 'small-return')).live).toBe(true);
    expect(JSON.stringify(ask(question))).toContain('签收七日内可以退');
    expect(ask(question).verdicts).toContainEqual(
      expect.objectContaining({ rule: '七日退货', verdict: 'applies' }),
    );
    expect(await services.knowledgeCare?.notices(handler)).toMatchObject([
      { kind: 'rule', item: 'small-return', what: '新增规则“七日退货”' },
    ]);

    await care.withdraw(admin, 'small-return', '办法将改');
    await knowledge.updates.refresh();
    expect(JSON.stringify(ask(question))).not.toContain('签收七日内可以退');
    expect((await care.get(dispatcher, 'small-return')).summary.inForce).toBe(false);
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true });
  });

  it('keeps what shipped, shows what changed, and refuses the second of two editors', async () => {
    const { care, knowledge } = await ruleDesk([returnRule()]);
    const [first] = await care.list(handler, '无理由 七日');
    expect(first).toBeUndefined();
    expect(await care.list(handler, '七日 外套')).toMatchObject([
      { id: 'small-return', source: 'shipped', version: 0, rows: 4, cases: 3 },
    ]);
    const changed = returnRule({ name: '七日无理由退货' });
    const saved = await care.save(keeper, draft(changed, 0, 'small-return'));
    expect(saved.pending?.difference.filter(({ mark }) => mark !== 'same')).toEqual([
      { mark: 'out', text: '名称：七日退货' },
      { mark: 'in', text: '名称：七日无理由退货' },
    ]);
    expect(saved.history.map(({ version, shipped }) => [version, shipped])).toEqual([
      [2, false],
      [1, true],
    ]);
    await expect(care.save(admin, draft(changed, 0, 'small-return'))).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(care.save(admin, draft(changed))).rejects.toMatchObject({ code: 'conflict' });
    const back = await care.sendBack(admin, 'small-return', 2, '名称不必改');
    expect(back).toMatchObject({ pending: { status: 'returned', note: '名称不必改' }, base: 2 });
    await care.save(keeper, draft(changed, 2, 'small-return'));
    await care.approve(admin, 'small-return', 3, null);
    await knowledge.updates.refresh();
    expect(knowledge.holder.current().sources.rules?.map(({ name }) => name)).toEqual(['七日无理由退货']);
    expect(await care.list(handler)).toMatchObject([{ source: 'changed', version: 3 }]);
  });

  it('waits among what is to be approved, in the number and in the list', async () => {
    const { care, services } = await ruleDesk([returnRule()]);
    const waiting = async () => (await services.knowledgeCare?.counts(keeper))?.submitted;
    expect(await waiting()).toBe(0);
    await care.save(keeper, draft(returnRule({ name: '七日' }), 0, 'small-return'));
    await care.save(keeper, draft(returnRule({ name: '七日内' }), 2, 'small-return'));
    expect(await waiting()).toBe(1);
    expect(await care.submissions(admin)).toMatchObject([
      { summary: { id: 'small-return' }, pending: { version: 3, table: { name: '七日内' } } },
    ]);
    await care.sendBack(admin, 'small-return', 3, '不必');
    expect([await waiting(), await care.submissions(admin)]).toEqual([0, []]);
    await expect(care.submissions(handler)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('changes what is answered from at a decision alone, not while it is written', async () => {
    const { care, store } = await ruleDesk();
    const revision = () => store.read(knowledgeRevision);
    await care.save(keeper, draft(returnRule()));
    await care.sendBack(admin, 'small-return', 1, '再想想');
    await care.save(keeper, draft(returnRule(), 1, 'small-return'));
    expect(await revision()).toBe(0);
    await care.approve(admin, 'small-return', 2, null);
    expect(await revision()).toBe(1);
    await care.save(keeper, draft(returnRule({ name: '七日' }), 2, 'small-return'));
    expect(await revision()).toBe(1);
    await care.withdraw(admin, 'small-return', '办法将改');
    expect(await revision()).toBe(2);
  });

  it('written here can be deleted with every word of it; what ships can only be withdrawn', async () => {
    const secret = '蓝色大象的外套';
    const own = returnRule({ id: 'own', name: secret, concerns: [] });
    const { care, store, knowledge } = await ruleDesk([returnRule()]);
    await care.save(keeper, draft(own));
    await care.approve(admin, 'own', 1, null);
    await care.save(keeper, draft({ ...own, name: `${secret}再改` }, 1, 'own'));
    await knowledge.updates.refresh();
    expect((await care.get(admin, 'own')).can).toMatchObject({ remove: true });
    await expect(care.remove(handler, 'own')).rejects.toMatchObject({ code: 'forbidden' });
    const before = await store.read(knowledgeRevision);
    await care.remove(keeper, 'own');
    expect(await store.read(knowledgeRevision)).toBe(before + 1);
    await knowledge.updates.refresh();
    expect(knowledge.holder.current().sources.rules?.map(({ id }) => id)).toEqual(['small-return']);
    await expect(care.get(admin, 'own')).rejects.toMatchObject({ code: 'not_found' });
    await expect(care.remove(admin, 'own')).rejects.toMatchObject({ code: 'not_found' });
    expect((await care.list(admin)).map(({ id }) => id)).toEqual(['small-return']);
    const tables = ['knowledge_items', 'knowledge_comments', 'knowledge_notices', 'audit'];
    const rest = await store.read((db) => Promise.all(tables.map((name) => db.all(`SELECT * FROM ${name}`))));
    expect(JSON.stringify(rest)).not.toContain(secret);
    expect(JSON.stringify(rest)).toContain('rule.delete');
    expect(await verifyAudit(store.read)).toMatchObject({ ok: true });

    await care.save(keeper, draft(returnRule({ name: '七日' }), 0, 'small-return'));
    expect((await care.get(admin, 'small-return')).can).toMatchObject({ remove: false });
    await expect(care.remove(admin, 'small-return')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that was never approved goes without a word to the index', async () => {
    const { care, store } = await ruleDesk();
    await care.save(keeper, draft(returnRule()));
    await care.remove(admin, 'small-return');
    expect(await store.read(knowledgeRevision)).toBe(0);
    expect(await care.list(admin)).toEqual([]);
  });

  it('is edited and decided by keepers alone', async () => {
    const { care } = await ruleDesk([returnRule()]);
    for (const actor of [handler, dispatcher, system]) {
      const id = 'small-return';
      for (const act of [
        care.check(actor, returnRule()),
        care.save(actor, draft(returnRule(), 0, id)),
        care.approve(actor, id, 1, null),
        care.sendBack(actor, id, 1, '不'),
        care.withdraw(actor, id, '不'),
        care.remove(actor, id),
      ])
        await expect(act).rejects.toMatchObject({ code: 'forbidden' });
    }
  });
});

it('a text is tried: the facts with their places, and what both tables say', async () => {
  const { care } = await ruleDesk([returnRule()]);
  const longer = returnRule({
    rows: returnRule().rows.with(2, {
      when: { daysSinceReceipt: '≤15' },
      verdict: 'applies',
      why: '签收十五日内可以退',
      basis,
    }),
    cases: returnRule().cases.with(1, { text: '网上买的外套，收到二十天了想退', verdict: 'does_not_apply' }),
  });
  await care.save(keeper, draft(longer, 0, 'small-return'));
  const text = '网上买的外套，收到十天了想退';
  const tried = await care.try(keeper, 'small-return', text);
  expect(tried.inForce).toMatchObject({ version: 0, verdict: 'does_not_apply', why: '已经过了七日' });
  expect(tried.pending).toMatchObject({ version: 2, verdict: 'applies', restsOn: ['收货后天数'] });
  const days = tried.facts.find(({ name }) => name === 'daysSinceReceipt');
  expect(days).toMatchObject({ label: '收货后天数', words: '10天', isColumn: true });
  for (const { start, end, text: words } of days?.spans ?? []) expect(text.slice(start, end)).toBe(words);
  expect(days?.spans.length).toBeGreaterThan(0);
  expect((await care.try(handler, 'small-return', text)).pending).toBeNull();
  await expect(care.try(handler, 'small-return', ' ')).rejects.toMatchObject({ code: 'bad_knowledge' });
  await expect(care.try(handler, 'nothing', text)).rejects.toMatchObject({ code: 'not_found' });
});
