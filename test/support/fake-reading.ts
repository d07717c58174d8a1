import type { Engine, OrderInput, TriageResult, Versions } from '../../src/app/types.ts';
import type { LegalBasis } from '../../src/knowledge/types.ts';
import type { Span } from '../../src/text/types.ts';
import { FAKE_ORDERS, type FakeOrder } from './fake-orders.ts';

const CONSUMER = '中华人民共和国消费者权益保护法';
const ARTICLE_16 = '经营者和消费者有约定的，应当按照约定履行义务，但双方的约定不得违背法律、法规的规定。';
const ARTICLE_24 =
  '经营者提供的商品或者服务不符合质量要求的，消费者可以依照国家规定、当事人约定退货，或者要求经营者履行更换、修理等义务。';
const ARTICLE_25 =
  '经营者采用网络、电视、电话、邮购等方式销售商品，消费者有权自收到商品之日起七日内退货，且无需说明理由';
const ARTICLE_53 =
  '经营者以预收款方式提供商品或者服务的，应当按照约定提供。未按照约定提供的，应当按照消费者的要求履行约定或者退回预付款';
const FIRE_28 = '不得占用、堵塞、封闭疏散通道、安全出口、消防车通道。';

const VERSIONS: Versions = { model: 'm-1', taxonomy: 'test-1', catalogue: 'test-1', knowledge: 'k-1' };

function spanOf(text: string, words: string): Span {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`fake order lacks "${words}"`);
  return { start, end: start + words.length };
}

function basis(
  article: string,
  quote: string,
  verdict: LegalBasis['verdict'],
  why: string,
  ask: string | null = null,
): LegalBasis {
  return { law: CONSUMER, article, quote, effectiveFrom: '2014-03-15', verdict, why, ask };
}

const LAWS: Readonly<Record<string, readonly LegalBasis[]>> = {
  '0101': [
    basis('第二十五条', ARTICLE_25, 'does_not_apply', '柜台现场购买，不是网络、电视、电话、邮购等远程方式。'),
    basis(
      '第十六条',
      ARTICLE_16,
      'unknown',
      '商家若作出过退换货承诺，应当按承诺履行。',
      '店内公示或小票上有没有写明“几日内可退换”？',
    ),
    basis(
      '第二十四条',
      ARTICLE_24,
      'unknown',
      '不符合质量要求的可以退换；肩部偏窄是否属于质量问题尚不清楚。',
      '除了尺码不合适，衣服本身有没有质量问题？',
    ),
  ],
  '0104': [basis('第五十三条', ARTICLE_53, 'applies', '商家停业，未按约定提供已预付的服务。')],
  '1203': [
    {
      law: '中华人民共和国消防法',
      article: '第二十八条',
      quote: FIRE_28,
      effectiveFrom: '2021-04-29',
      verdict: 'applies',
      why: '楼内通道堆放杂物、停放电动车，占用疏散通道。',
      ask: null,
    },
  ],
};

const candidates = (
  first: readonly [string, number],
  others: readonly (readonly [string, number])[],
): { code: string; confidence: number }[] =>
  [first, ...others].map(([code, confidence]) => ({ code, confidence }));

/** What the fake engine says of a fake order. */
export function fakeTriage(id: string | null, fake: FakeOrder): TriageResult {
  const { text } = fake.input;
  const evidence = fake.evidence.map(([words, weight]) => ({ ...spanOf(text, words), weight }));
  const action = fake.unitConfidence >= 0.8 ? 'dispatch' : 'review';
  const doubt = `承办单位把握 ${Math.round(fake.unitConfidence * 100)}%，低于自动派单线 80%，转人工`;
  return {
    id,
    issueType: {
      code: fake.type,
      confidence: fake.confidence,
      candidates: candidates([fake.type, fake.confidence], fake.otherTypes),
    },
    demandKind: { value: fake.kind, confidence: 0.97 },
    urgency: fake.urgency,
    unit: {
      lead: fake.unit,
      joint: fake.joint ?? null,
      confidence: fake.unitConfidence,
      candidates: candidates([fake.unit, fake.unitConfidence], fake.otherUnits),
    },
    street: fake.street,
    saleChannel: fake.saleChannel,
    demands: [{ start: 0, end: text.length, issueType: fake.type, unit: fake.unit }],
    decision: {
      action,
      because: [
        { code: 'type_evidence', text: '文本中的这些词支持该分类', evidence },
        {
          code: 'catalogue',
          text: `派单目录 ${fake.type}：按属地由所在街道的承办单位负责`,
          evidence: [],
        },
        ...(action === 'review' ? [{ code: 'low_confidence' as const, text: doubt, evidence: [] }] : []),
      ],
    },
    entities: fake.entities.map(([kind, words, value]) => ({
      kind,
      text: words,
      ...spanOf(text, words),
      ...(value === undefined ? {} : { value }),
    })),
    laws: LAWS[fake.type] ?? [],
    misquoted: (fake.misquoted ? [fake.misquoted] : []).map(({ words, why }) => ({
      claim: '七天无理由',
      ...spanOf(text, words),
      law: CONSUMER,
      article: '第二十五条',
      why,
    })),
    versions: VERSIONS,
  };
}

/** An order nobody prepared: type 其他, left to a person. */
function plainOrder(input: OrderInput): FakeOrder {
  return {
    input,
    state: 'received',
    type: '1699',
    confidence: 0.4,
    otherTypes: [['0101', 0.2]],
    kind: '投诉',
    urgency: 'normal',
    unit: 'ZWFW',
    unitConfidence: 0.4,
    otherUnits: [],
    street: input.place?.street ?? null,
    saleChannel: 'unknown',
    evidence: [],
    entities: [],
  };
}

/** The prepared order with this text, or a plain one. */
export function recognise(input: OrderInput): FakeOrder {
  const known = FAKE_ORDERS.find((fake) => fake.input.text === input.text);
  return known ? { ...known, input } : plainOrder(input);
}

/** Knows the prepared orders by heart and one answer to every question. */
export const readingEngine: Engine = {
  versions: VERSIONS,
  triage: (order) => fakeTriage(order.id ?? null, recognise(order)),
  ask: ({ id, query, eventDate }) => ({
    id: id ?? null,
    citations: [
      {
        law: CONSUMER,
        article: '第二十五条',
        quote: ARTICLE_25,
        effectiveFrom: '2014-03-15',
        effectiveTo: null,
        score: 0.92,
      },
      {
        law: CONSUMER,
        article: '第二十四条',
        quote: ARTICLE_24,
        effectiveFrom: '2014-03-15',
        effectiveTo: null,
        score: 0.61,
      },
      {
        law: CONSUMER,
        article: '第十六条',
        quote: ARTICLE_16,
        effectiveFrom: '2014-03-15',
        effectiveTo: null,
        score: 0.48,
      },
    ],
    verdicts: [
      {
        rule: '网购七日无理由退货',
        verdict: 'does_not_apply',
        why: '在实体店现场购买，不属于远程购物。',
        ask: null,
      },
      {
        rule: '按商家承诺退换',
        verdict: 'unknown',
        why: '商家承诺了退换的，应当履行。',
        ask: '店内或小票上有没有写明退换期限？',
      },
      {
        rule: '质量问题退换',
        verdict: 'applies',
        why: `按 ${eventDate ?? '今天'} 有效的法律，质量问题可以退换。`,
        ask: null,
      },
    ],
    keyPoints: ['先问清是线上还是线下购买', '线下购买看商家有无承诺、商品有无质量问题'],
    reply: `您好，您咨询的“${query}”，需要先看购买方式。\n在实体店现场购买的，除商家另有承诺或商品有质量问题外，不适用七日无理由退货。`,
    terms: [],
    similarOrders: [
      { id: 'h-1', issueType: '0101', text: '市民在商场购买毛衣，不喜欢要求退货。', score: 0.71 },
    ],
  }),
  draftReply: (order) =>
    `您好，您反映的问题（${order.text.slice(0, 12)}……）已收悉。\n经核实：【承办人填写】\n如对答复有异议，可再次拨打热线反映。`,
};
