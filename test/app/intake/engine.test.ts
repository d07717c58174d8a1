import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OrderInput, TriageResult } from '../../../src/app/types.ts';
import { shippedEngine } from '../../support/shipped.ts';
import { shippedKnowledge, shippedProfile } from '../../support/shipped-profile.ts';

const ROOT = join(import.meta.dirname, '../../..');
const profile = shippedProfile();
const engine = shippedEngine();
const { articles } = shippedKnowledge();

const order = (text: string, more: Partial<OrderInput> = {}): OrderInput => ({
  channel: 'phone',
  receivedAt: '2026-04-14T10:00:00+08:00',
  text,
  ...more,
});
const triage = (text: string, more?: Partial<OrderInput>): TriageResult => engine.triage(order(text, more));

const linesOf = (file: string): OrderInput[] =>
  readFileSync(join(ROOT, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { text: string; form?: OrderInput['form']; receivedAt?: string })
    .map(({ text, form, receivedAt }) =>
      order(text, {
        ...(form === undefined ? {} : { form }),
        ...(receivedAt === undefined ? {} : { receivedAt }),
      }),
    );

/** Calls, summaries and messages of every kind, and some that need cleaning. */
const MANY: readonly OrderInput[] = [
  ...linesOf('data/samples/calls.jsonl'),
  ...['a', 'b', 'c', 'd', 'e'].flatMap((part) =>
    linesOf(`data/orders/train-${part}.jsonl`).filter((_, i) => i % 25 === 7),
  ),
  order(
    '<p>在&nbsp;&nbsp;西單大悅城３楼买的羽絨服，花了１６８０元，電話１３６００００１１２７，要求退货。</p>',
  ),
  order('我在网上买的😀手机𠮷，七天无理由不给退\u200b，订单是2026年4月1日下的，付了2,999元。'),
];

describe('clear texts', () => {
  it.each([
    [
      '广安门内街道长椿街的蛋糕店办的会员卡，里面还有三千块，店突然关门了，要求退钱。',
      '0104',
      'SCS-GAMN',
      'livelihood',
    ],
    ['牛街街道我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。', '0301', 'JD-NJ', 'normal'],
    ['德胜街道附近工地夜里十一点多还在施工，打桩机噪声吵得全家睡不着。', '0501', 'CGZF', 'normal'],
    ['公司拖欠我三个月工资没发，老板一直推，我想讨要工资。', '1101', 'RSJ', 'livelihood'],
    ['小区里暖气不热，室内只有十五度，老人孩子冻得不行，请供暖单位来看看。', '0704', 'RLJT', 'livelihood'],
    ['楼道里有很浓的天然气味，怀疑燃气泄漏，请马上来人。', '1204', 'RQJT', 'safety'],
    ['电梯卡在三楼，里面困着一个孩子，快来救人。', '1206', 'SCJG', 'safety'],
    ['孩子报的英语培训班停课了，剩下的学费八千块机构不肯退。', '0801', 'JYW', 'livelihood'],
  ])('%s', (text, code, unit, urgency) => {
    const result = triage(text);
    expect(result.issueType.code).toBe(code);
    expect(result.unit.lead).toBe(unit);
    expect(result.urgency).toBe(urgency);
  });

  it('without a place go to a person where the unit depends on it', () => {
    const { decision, unit } = triage('我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。');
    expect(decision.action).toBe('review');
    expect(decision.because.map((reason) => reason.code)).toContain('street_unknown');
    expect(unit.lead).toBe('ZWFW');
  });

  it('take the street that the order carries beside its text', () => {
    const text = '我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。';
    const { street, unit } = triage(text, { place: { street: '牛街' } });
    expect({ street, lead: unit.lead }).toEqual({ street: '牛街', lead: 'JD-NJ' });
  });
});

describe('temper and persistence', () => {
  const CALM = [
    '德胜街道附近工地夜里十一点多还在施工，打桩机噪声吵得全家睡不着。',
    '牛街街道我们小区物业不打扫卫生，保安也没有，物业服务太差，请管一管。',
    '在西单商场买的鞋不合脚，店里不给退，请协调退货。',
    '电梯卡在三楼，里面困着一个孩子，快来救人。',
  ];
  const TEMPER = [
    '气死我了，你们到底管不管！！！',
    '我已经打了十次电话了，没人管。',
    '忍无可忍，必须马上处理！',
  ];

  it.each(TEMPER)('%s changes the urgency of no text', (words) => {
    for (const text of CALM) expect(triage(text + words).urgency).toBe(triage(text).urgency);
  });
});

describe('every result', () => {
  const results = MANY.map((input) => ({ input, result: engine.triage(input) }));
  const types = new Set(profile.issueTypes.map((type) => type.code));
  const units = new Set(profile.units.map((unit) => unit.code));

  it('quotes its entities from the source', () => {
    let seen = 0;
    for (const { input, result } of results) {
      for (const { text, start, end } of result.entities) {
        expect(input.text.slice(start, end)).toBe(text);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(200);
  });

  it('points its evidence at words of the source', () => {
    for (const { input, result } of results) {
      const spans = result.decision.because.flatMap((reason) => reason.evidence);
      expect(spans.length).toBeGreaterThan(0);
      for (const { start, end } of spans) {
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(input.text.length);
        expect(input.text.slice(start, end)).toMatch(/[\p{L}\p{N}]/u);
      }
    }
  });

  it('cuts its demands in order from the source, at least one', () => {
    for (const { input, result } of results) {
      expect(result.demands.length).toBeGreaterThan(0);
      let last = 0;
      for (const { start, end, issueType, unit } of result.demands) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(input.text.length);
        expect(types.has(issueType) && units.has(unit)).toBe(true);
        last = end;
      }
    }
  });

  it('names types and units of the profile, with probabilities', () => {
    for (const { result } of results) {
      const { issueType, unit } = result;
      expect(units.has(unit.lead)).toBe(true);
      expect(unit.joint === null || units.has(unit.joint)).toBe(true);
      for (const { code, confidence } of issueType.candidates) {
        expect(types.has(code)).toBe(true);
        expect(confidence >= 0 && confidence <= 1).toBe(true);
      }
      expect(issueType.candidates[0]).toMatchObject({
        code: issueType.code,
        confidence: issueType.confidence,
      });
      expect(unit.confidence > 0 && unit.confidence < 1).toBe(true);
    }
  });

  it('quotes the law as the article has it', () => {
    const laws = results.flatMap(({ result }) => result.laws);
    expect(laws.length).toBeGreaterThan(50);
    for (const { law, article, quote, effectiveFrom } of laws) {
      const cited = articles.filter(
        (a) => a.law === law && a.article === article && a.effectiveFrom === effectiveFrom,
      );
      expect(
        cited.some((a) => a.text.includes(quote)),
        `${law} ${article}`,
      ).toBe(true);
      expect(quote.length).toBeGreaterThan(0);
    }
  });

  it('quotes the claim that misreads the law, and that law exists', () => {
    const misquotes = results.flatMap(({ input, result }) =>
      result.misquoted.map((m) => ({ ...m, source: input.text })),
    );
    expect(misquotes.length).toBeGreaterThan(0);
    for (const { source, start, end, claim, law, article } of misquotes) {
      expect(source.slice(start, end)).toBe(claim);
      expect(claim).not.toBe('');
      expect(articles.some((a) => a.law === law && a.article === article)).toBe(true);
    }
  });

  it('is the same the second time, whatever came between', () => {
    for (const { input, result } of results.slice(0, 20)) expect(engine.triage(input)).toEqual(result);
  });
});

describe('odd texts', () => {
  it.each(['。', '嗯', '？？？', '1', 'hello', '\n', '😀'])('%j is left to a person', (text) => {
    const { decision, issueType } = triage(text);
    expect(decision.action).toBe('review');
    expect(decision.because.map((reason) => reason.code)).toContain('too_short');
    expect(profile.issueTypes.some((type) => type.code === issueType.code)).toBe(true);
  });

  it('a long one that says nothing is left to a person', () => {
    expect(triage('哈'.repeat(20_000)).decision.action).toBe('review');
  });
});

describe('the engine', () => {
  it('names the versions it works with, and the id it was given', () => {
    const { current } = JSON.parse(readFileSync(join(ROOT, 'models/registry.json'), 'utf8')) as {
      current: string;
    };
    expect(engine.versions).toMatchObject({ model: current, ...profile.versions });
    expect(triage('停水了').versions).toEqual(engine.versions);
    expect(triage('停水了', { id: 'x-1' }).id).toBe('x-1');
    expect(triage('停水了').id).toBeNull();
  });

  it('drafts a reply that names the caller, the day and the unit', () => {
    const input = order('牛街街道我们小区物业不打扫卫生，保安也没有，请管一管。', {
      caller: { name: '王女士' },
    });
    const draft = engine.draftReply(input, engine.triage(input));
    expect(draft).toContain('王女士');
    expect(draft).toContain('牛街街道办事处');
    expect(draft).toMatch(/2026 年 4 月 14 日/);
  });
});

describe('the draft reply', () => {
  it('restates what the citizen said in a call, without the agent', () => {
    const call = order(
      '坐席：您好，请讲。\n市民：我要投诉西单一个卖裙子的，到家一看后腰一块油渍，\n坐席：您联系店家了吗\n市民：联系了，她说是我自己蹭的',
    );
    const draft = engine.draftReply(call, engine.triage(call));
    expect(draft).toContain('关于您提出的“西单一个卖裙子的，到家一看后腰一块油渍，联系了，她说是我自己蹭的”');
  });
});
