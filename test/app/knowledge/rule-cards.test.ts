import { describe, expect, it } from 'vitest';
import type { RuleTable } from '../../../src/app/knowledge/rule-care-types.ts';
import { createContext, createServices } from '../../../src/app/services.ts';
import { desk, dispatcher, elsewhere, handler, order, street, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { admin } from '../../support/desk.ts';
import { keeper } from '../../support/knowledge-desk.ts';
import { CARDS, createHolderOf, LAW, SHIPPED } from '../../support/knowledge-site.ts';
import { returnRule } from '../../support/rules.ts';
import { smallProfile } from '../../support/small-profile.ts';

const TEXT = '在网上买了一件外套，收到三天了，商家不给退，说好七天无理由的。';

async function cardDesk(rules: readonly RuleTable[], text = TEXT) {
  const d = await desk();
  const successors = [
    { law: '旧预付卡办法', successor: CARDS, on: '2020-01-01', basis: `${CARDS}第九条` },
    { law: '不相干的办法', successor: '另一部', on: '2020-01-01', basis: null },
  ];
  const { knowledge } = createHolderOf(d.store, { ...SHIPPED, rules, successors });
  const options = {
    store: d.store,
    engine: deskEngine,
    profile: smallProfile,
    clock: d.clock,
    knowledge,
  };
  const services = createServices(options, createContext(options));
  const [made] = await services.intake.accept(system, [order(text)]);
  if (made?.status !== 'accepted') throw new Error('not taken in');
  const cards = async (actor = dispatcher) => {
    if (services.ruleCards === undefined) throw new Error('no cards');
    return services.ruleCards.beside(actor, await services.orders.get(dispatcher, made.id));
  };
  return { services, cards, knowledge };
}

const cardRule = (more: Partial<RuleTable> = {}): RuleTable =>
  returnRule({
    id: 'card-balance',
    name: '预付卡退余额',
    subject: [{ law: CARDS, article: '第七条' }],
    named: ['退余额'],
    concerns: [],
    ...more,
  });

describe('rule cards beside an order', () => {
  it('puts the rule the order speaks of first, with its verdict, the places that tell the facts, and the dates', async () => {
    const { cards } = await cardDesk([
      cardRule(),
      returnRule(),
      returnRule({ id: 'x', name: '别的分类', types: ['0501'] }),
    ]);
    const [first, second, ...none] = await cards();
    expect(none).toEqual([]);
    expect(first).toMatchObject({ id: 'small-return', isCalledUp: true, verdict: 'applies' });
    expect(second).toMatchObject({ id: 'card-balance', isCalledUp: false });
    const bought = first?.lines
      .flatMap(({ conditions }) => conditions)
      .find(({ fact }) => fact === 'saleChannel');
    const [span] = bought?.spans ?? [];
    expect(span && TEXT.slice(span.start, span.end)).toBe(span?.text);
    expect(first?.articles).toEqual([
      { law: LAW, article: '第二十五条', effectiveFrom: '2014-03-15', effectiveTo: null },
    ]);
  });

  it('tells what changed: the older wording, the law that gave way, the rule before and the versions decided here', async () => {
    const { cards, services } = await cardDesk([
      cardRule({ validFrom: '2026-03-01' }),
      cardRule({ id: 'card-balance-old', name: '预付卡退余额（2026年3月1日前）', validTo: '2026-03-01' }),
    ]);
    const changes = async () => (await cards()).find(({ id }) => id === 'card-balance')?.changes;
    expect(await changes()).toEqual([
      {
        kind: 'rule',
        id: 'card-balance-old',
        name: '预付卡退余额（2026年3月1日前）',
        on: '2026-03-01',
        is: 'before',
      },
      { kind: 'wording', law: CARDS, article: '第七条', until: '2026-03-01' },
      { kind: 'successor', law: '旧预付卡办法', successor: CARDS, on: '2020-01-01', basis: `${CARDS}第九条` },
      { kind: 'wording', law: LAW, article: '第二十五条', until: '2014-03-15' },
    ]);
    const care = services.ruleCare;
    const table = cardRule({ validFrom: '2026-03-01', questions: ['卡里的钱怎么退'] });
    await care?.save(keeper, { id: 'card-balance', base: 0, table, reviewBy: null, note: '补问法' });
    expect((await changes())?.some(({ kind }) => kind === 'version')).toBe(false);
    await care?.approve(admin, 'card-balance', 2, '同意');
    expect((await changes())?.at(-1)).toMatchObject({
      kind: 'version',
      version: 2,
      by: admin.name,
      note: '同意',
    });
    await care?.withdraw(admin, 'card-balance', '先停用');
    await care?.save(keeper, { id: 'card-balance', base: 3, table, reviewBy: null, note: null });
    await care?.approve(admin, 'card-balance', 4, null);
    const versions = (await changes())?.filter(({ kind }) => kind === 'version');
    expect(versions).toMatchObject([
      { version: 4, status: 'approved' },
      { version: 3, status: 'withdrawn', note: '先停用' },
      { version: 2, status: 'approved' },
    ]);
  });

  it('shows nothing to a unit that does not handle the order, and of no rule an empty list', async () => {
    const { cards } = await cardDesk([]);
    expect(await cards()).toEqual([]);
    await expect(cards(elsewhere)).rejects.toMatchObject({ code: 'forbidden' });
    expect(await cards(handler)).toEqual([]);
  });

  it('shows them to a unit that was called in', async () => {
    const { cards, services } = await cardDesk([cardRule()]);
    const [{ id = '' } = {}] = (await services.orders.list(dispatcher, {})).rows;
    await services.handling.acknowledge(handler, id);
    await services.handling.move(handler, id, {
      move: 'whistle',
      data: { reason: '联合检查', units: ['JD-XCAJ'] },
    });
    expect(await cards(street)).toMatchObject([{ id: 'card-balance' }]);
  });
});
