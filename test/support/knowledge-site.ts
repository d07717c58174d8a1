import { createKnowledgeHolder } from '../../src/app/knowledge/knowledge-holder.ts';
import { createKnowledgeUpdates, type ShippedKnowledge } from '../../src/app/knowledge/knowledge-updates.ts';
import type { LiveKnowledge } from '../../src/app/context.ts';
import type { Engine } from '../../src/app/types.ts';
import { createKnowledge } from '../../src/knowledge/knowledge-base.ts';
import type { Article, KnowledgeEntry } from '../../src/knowledge/types.ts';
import type { Store } from '../../src/store/store.ts';

export const LAW = '中华人民共和国消费者权益保护法';
export const CARDS = '单用途预付卡管理办法';

const article = (
  law: string,
  articleNo: number,
  label: string,
  text: string,
  from: string,
  to: string | null = null,
): Article => ({
  law,
  short: law.replace('中华人民共和国', ''),
  article: label,
  articleNo,
  chapter: null,
  text,
  effectiveFrom: from,
  effectiveTo: to,
});

export const ARTICLES: readonly Article[] = [
  article(LAW, 25, '第二十五条', '旧文：经营者应当退货。', '1994-01-01', '2014-03-15'),
  article(
    LAW,
    25,
    '第二十五条',
    '经营者采用网络、电视、电话、邮购等方式销售商品，消费者有权自收到商品之日起七日内退货，且无需说明理由。',
    '2014-03-15',
  ),
  article(CARDS, 7, '第七条', '预付卡应当记名，发卡企业应当按照约定退还余额。', '2020-01-01', '2026-03-01'),
  article(CARDS, 7, '第七条', '预付卡可以不记名，发卡企业应当在七日内退还余额。', '2026-03-01'),
];

export const entry = (more: Partial<KnowledgeEntry> = {}): KnowledgeEntry => ({
  id: 'ka-001',
  kind: 'rule',
  types: ['0101'],
  title: '网购七日无理由退货',
  questions: ['网上买的外套不喜欢能退吗'],
  citations: [
    { law: LAW, article: '第二十五条', clause: null, quote: '消费者有权自收到商品之日起七日内退货' },
  ],
  rule: '网上买的东西七天内可以退，不用讲理由。',
  applies: ['合同通过网络订立'],
  notApplies: ['到店里买的'],
  ask: '是网上下单的吗？',
  unit: 'SCJG',
  path: '先找商家，不成再打 12345。',
  keyPoints: ['看下单渠道', '看签收日期'],
  reply: '您好。网上买的商品，签收次日起七日内可以退货，不需要说明理由，请保持商品完好。',
  validFrom: '2014-03-15',
  validTo: null,
  supersededBy: null,
  ...more,
});

export const SHIPPED: ShippedKnowledge = {
  version: '2026-01-10.1',
  articles: ARTICLES,
  entries: [entry()],
  asked: [{ entry: 'ka-001', text: '网购的鞋三天了想退', verdict: 'applies', first: 0 }],
  rules: [],
  precedents: [],
};

export type KnowledgeSite = {
  readonly knowledge: LiveKnowledge;
  readonly ask: Engine['ask'];
};

/** A small knowledge held over a store's, and asking it. */
export function createHolderOf(store: Store, shipped = SHIPPED): KnowledgeSite {
  const holder = createKnowledgeHolder({
    base: createKnowledge(shipped),
    sources: shipped,
    version: shipped.version,
  });
  return {
    knowledge: { holder, updates: createKnowledgeUpdates(shipped, store, holder) },
    ask: ({ id, query, eventDate }) =>
      holder.current().base.ask({
        ...(id === undefined ? {} : { id }),
        query,
        eventDate: eventDate ?? '2026-04-14',
      }),
  };
}
