import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { endingCase } from '../../src/orders/ending-case.ts';
import type { EndingCaseInput, CasePart } from '../../src/orders/ending-case.ts';
import { missingProof } from '../../src/orders/checklist.ts';
import { lifeOf } from '../../src/orders/life.ts';
import {
  ACKNOWLEDGED,
  CALLED,
  CENTRE,
  HOUR,
  LI,
  eventsOf,
  fileOf,
  handled,
  shippedRules,
} from '../support/handled.ts';
import type { Told } from '../support/handled.ts';

const rules = shippedRules();
const TEXT = '来电人称昨天在西单商场买了一条裙子，今天觉得不喜欢，要求商家按七天无理由退货，商家不同意。';
const spanOf = (words: string): { start: number; end: number } => {
  const start = TEXT.indexOf(words);
  return { start, end: start + words.length };
};
const ARTICLE = {
  law: '中华人民共和国消费者权益保护法',
  article: '第二十五条',
  text: '经营者采用网络、电视、电话、邮购等方式销售商品，消费者有权自收到商品之日起七日内退货，且无需说明理由，但下列商品除外:',
  effectiveFrom: '2014-03-15',
  effectiveTo: null,
};
const RECEIPT = fileOf('other', 'photo', 3, 'a'.repeat(64));
const FINDING = fileOf('visit', 'document', 6, 'b'.repeat(64));
const CALL = fileOf('contact', 'recording', 4, 'c'.repeat(64));

const CONTACTED: readonly Told[] = [
  ...ACKNOWLEDGED,
  ['tryContact', { way: 'phone', note: '无人接听' }, 'acknowledged', 3],
  ['contact', { way: 'phone', result: 'reached', note: '已解释', files: [CALL.id] }, 'contacted', 4],
];
const PROPOSED: readonly Told[] = [
  ...CONTACTED,
  ['proposeExclusion', { code: 'E01', reason: '实体店购买，不喜欢', clause: '第二十五条' }, 'contacted', 7],
];
const GRANTED: readonly Told[] = [...PROPOSED, ['grantExclusion', {}, 'excluded', 9, CENTRE]];
const TOLD: readonly Told[] = [
  ...GRANTED,
  ['tell', { toldAt: CALLED + 10 * HOUR, way: 'phone' }, 'excluded', 10],
];

const input = (told: readonly Told[], change: Partial<EndingCaseInput> = {}): EndingCaseInput => ({
  kind: 'exclusion',
  order: {
    ...handled({ files: [FINDING, RECEIPT, CALL], excerpt: [spanOf('要求商家按七天无理由退货')] }),
    number: '20260511-0001',
    calledAt: CALLED,
    text: TEXT,
    textLength: TEXT.length,
    issueTypeName: '线下购物退换货',
    unitName: '西长安街市场监督管理所',
  },
  facts: [
    { label: '购买方式', text: '线下', spans: [spanOf('在西单商场买')] },
    { label: '金额', text: '299元', spans: [], enteredBy: '李同志' },
  ],
  events: eventsOf(told),
  rules,
  articles: [ARTICLE],
  ...change,
});
const partOf = (one: ReturnType<typeof endingCase>, key: CasePart['key']): CasePart['lines'] =>
  one.parts.find((part) => part.key === key)?.lines ?? [];

describe('the case of an exclusion', () => {
  it('holds everything from the call to what the caller was told', () => {
    const made = endingCase(input(TOLD));
    expect(made).toMatchObject({ state: 'granted', code: 'E01', missing: [], title: '工单剔除审定表' });
    expect(made.parts.map(({ heading }) => heading)).toEqual([
      '工单',
      '来电原文摘录',
      '事实',
      '剔除理由',
      '依据',
      '联系记录',
      '证据清单',
      '申请与审定',
      '告知诉求人',
    ]);
    const [excerpt] = partOf(made, 'excerpt');
    expect(excerpt).toEqual({
      label: '原文',
      text: '要求商家按七天无理由退货',
      spans: [spanOf('要求商家按七天无理由退货')],
    });
    expect(partOf(made, 'facts')).toEqual([
      { label: '购买方式', text: '线下', spans: [spanOf('在西单商场买')] },
      { label: '金额', text: '299元', by: '李同志' },
    ]);
    const [law] = partOf(made, 'law');
    expect(law?.label).toBe('中华人民共和国消费者权益保护法 第二十五条');
    expect(law?.text).toMatch(/^“经营者采用网络.*且无需说明理由”（2014-03-15 起施行）$/);
    expect(partOf(made, 'contacts')).toEqual([
      { label: '电话', text: '未联系上：无人接听', at: CALLED + 3 * HOUR, by: '李同志' },
      { label: '电话', text: '已联系上：已解释', at: CALLED + 4 * HOUR, by: '李同志' },
    ]);
    expect(partOf(made, 'evidence').map(({ label, sha256 }) => [label, sha256])).toEqual([
      ['照片（其他）', RECEIPT.sha256],
      ['录音录像（电话联系）', CALL.sha256],
      ['文书（见面走访）', FINDING.sha256],
    ]);
    expect(partOf(made, 'decision')).toEqual([
      { label: '申请', text: 'E01 实体店购买，不喜欢（第二十五条）', at: CALLED + 7 * HOUR, by: '李同志' },
      { label: '审定', text: '同意', at: CALLED + 9 * HOUR, by: '王同志' },
      { label: '结果', text: '已同意' },
    ]);
    expect(partOf(made, 'told').at(-1)).toEqual({
      label: '已告知',
      text: '电话',
      at: CALLED + 10 * HOUR,
      by: '李同志',
    });
  });

  it('says at each step what it still lacks', () => {
    expect(endingCase(input(CONTACTED)).missing).toEqual(['剔除理由', '剔除申请']);
    expect(endingCase(input(PROPOSED))).toMatchObject({ state: 'waiting', missing: ['第二人的审定'] });
    expect(endingCase(input(GRANTED))).toMatchObject({ state: 'granted', missing: ['告知诉求人'] });
    const draft = { code: 'E01', reason: '实体店购买' };
    expect(endingCase(input(CONTACTED, { draft }))).toMatchObject({ state: 'draft', missing: ['剔除申请'] });
    expect(endingCase(input(CONTACTED, { draft, order: { ...input([]).order, files: [] } })).missing).toEqual(
      [
        '在实体店购买的凭证（小票、付款记录或者现场照片）',
        '商家没有无理由退货承诺、商品没有质量问题的核实材料',
        '向诉求人解释说明的联系记录和录音（截图）',
        '剔除申请',
      ],
    );
  });

  it('shows no law that the articles given do not bear out', () => {
    const lacks = ['中华人民共和国消费者权益保护法第二十五条的原文'];
    const odd = [
      [],
      [{ ...ARTICLE, text: ARTICLE.text.replace('七日', '七天') }],
      [{ ...ARTICLE, article: '第二十四条' }],
      [{ ...ARTICLE, effectiveTo: '2026-05-12' }],
      [{ ...ARTICLE, effectiveFrom: '2026-05-13' }],
    ];
    for (const articles of odd) {
      const made = endingCase(input(TOLD, { articles }));
      expect(made.missing).toEqual(lacks);
      expect(partOf(made, 'law')).toEqual([]);
    }
  });

  it('says which facts nobody stands behind', () => {
    const facts = [
      { label: '商品', text: '裙子', spans: [] },
      { label: '商场', text: '西单商场', spans: [spanOf('西单商场'), { start: 5, end: 500 }] },
    ];
    const made = endingCase(input(TOLD, { facts }));
    expect(made.missing).toEqual(['“商品”的出处', '“商场”的出处']);
    expect(partOf(made, 'facts')[1]?.spans).toEqual([spanOf('西单商场')]);
  });

  it('is about a later application once the first was refused, and keeps the first', () => {
    const refused: readonly Told[] = [
      ...PROPOSED,
      ['refuse', { reason: '没有小票' }, 'contacted', 8, CENTRE],
    ];
    expect(endingCase(input(refused))).toMatchObject({ state: 'refused', code: 'E01' });
    const again: readonly Told[] = [
      ...refused,
      ['proposeExclusion', { code: 'E08', reason: '本人撤回' }, 'contacted', 12],
    ];
    const made = endingCase(input(again));
    expect(made).toMatchObject({ state: 'waiting', code: 'E08' });
    expect(partOf(made, 'earlier').map(({ text }) => text)).toEqual([
      'E01 实体店购买，不喜欢（第二十五条）',
      '不同意：没有小票',
      '不同意',
    ]);
    const draft = { code: 'E02', reason: '再想想' };
    expect(endingCase(input(refused, { draft }))).toMatchObject({ state: 'draft', code: 'E02' });
    expect(endingCase(input(again, { draft }))).toMatchObject({ state: 'waiting', code: 'E08' });
  });

  it('says that an ending was taken back, reversed, or lapsed with a reopening', () => {
    expect(endingCase(input([...PROPOSED, ['withdraw', {}, 'contacted', 8]])).state).toBe('withdrawn');
    const reversed = endingCase(
      input([...TOLD, ['reverse', { reason: '有新证据' }, 'contacted', 20, CENTRE]]),
    );
    expect(reversed.state).toBe('reversed');
    expect(partOf(reversed, 'decision')[1]).toMatchObject({ text: '撤销：有新证据', by: '王同志' });
    const reopened = endingCase(input([...TOLD, ['reopen', { reason: '回访' }, 'dispatched', 20, CENTRE]]));
    expect(reopened.state).toBe('lapsed');
  });

  it('does not take what happened to another ending for its own', () => {
    const events: readonly Told[] = [
      ...CONTACTED,
      ['proposeMediationEnd', { code: 'M2026-03', reason: '谈不成' }, 'contacted', 5],
      ['grantMediationEnd', {}, 'mediationEnded', 6, CENTRE],
      [
        'reply',
        { toldAt: CALLED + 7 * HOUR, outcome: 'mediationEnded', demands: [], text: '终止调解' },
        'replied',
        7,
      ],
      ['proposeExclusion', { code: 'E01', reason: '不喜欢' }, 'replied', 8],
      ['grantExclusion', {}, 'excluded', 9, CENTRE],
      ['reverse', { reason: '弄错了' }, 'replied', 10, CENTRE],
    ];
    expect(endingCase(input(events)).state).toBe('reversed');
    const mediation = endingCase(input(events, { kind: 'mediationEnd' }));
    expect(mediation).toMatchObject({ state: 'granted', title: '工单终止调解审定表' });
    const told = partOf(mediation, 'told');
    expect(told.at(-1)).toMatchObject({ label: '已告知', at: CALLED + 7 * HOUR });
    expect(told.map(({ text }) => text)).toContain('自作出决定之日起 7 个工作日内');
  });

  it('does not hold with one person who applies and decides', () => {
    const alone: readonly Told[] = [...PROPOSED, ['grantExclusion', {}, 'excluded', 9, LI]];
    expect(endingCase(input(alone)).missing).toContain('申请人以外的人的审定');
  });

  it('names files that the events speak of and nobody has any more', () => {
    const made = endingCase(input(TOLD, { order: { ...input([]).order, files: [RECEIPT, FINDING] } }));
    expect(partOf(made, 'evidence').at(-1)).toEqual({
      label: '不在卷内',
      text: `${CALL.id}（已删除或者损坏）`,
      at: CALLED + 4 * HOUR,
      by: '李同志',
    });
    expect(made.missing).toContain('向诉求人解释说明的联系记录和录音（截图）');
  });

  it('says that a code is in no rule', () => {
    const events: readonly Told[] = [
      ...CONTACTED,
      ['proposeExclusion', { code: 'X1', reason: '其他' }, 'contacted', 7],
    ];
    const made = endingCase(input(events));
    expect(made.missing).toContain('有效的剔除理由（没有“X1”这一项）');
    expect(partOf(made, 'reason')[0]?.text).toBe('X1（规则中没有这一项）');
  });
});

test('a case lacks nothing only where its proof, law, decision and telling are all there', () => {
  const steps = [CONTACTED, PROPOSED, GRANTED, TOLD];
  const files = [RECEIPT, FINDING, CALL];
  fc.assert(
    fc.property(
      fc.constantFrom(...steps),
      fc.subarray(files),
      fc.boolean(),
      fc.boolean(),
      (told, kept, withLaw, withExcerpt) => {
        const base = input(told).order;
        const order = { ...base, files: kept, excerpt: withExcerpt ? base.excerpt : [] };
        const made = endingCase(input(told, { order, articles: withLaw ? [ARTICLE] : [] }));
        const whole = told === TOLD && kept.length === files.length && withLaw && withExcerpt;
        expect(made.missing.length === 0).toBe(whole);
        const proof = missingProof(rules, made.code, lifeOf(eventsOf(told)), order);
        expect(made.missing).toEqual(expect.arrayContaining(proof));
      },
    ),
    { seed: 19, numRuns: 300 },
  );
});
