import { describe, expect, it } from 'vitest';
import { draftReply, openVariables } from '../../src/knowledge/reply.ts';
import type { ReplyDemand, ReplyInput } from '../../src/knowledge/reply.ts';
import { files } from './shelf.ts';

const demand = (change: Partial<ReplyDemand> = {}): ReplyDemand => ({
  text: '要求退还余额',
  issueTypeName: '预付卡',
  laws: [],
  verdicts: [],
  misquoted: [],
  entry: null,
  ...change,
});
const input = (demands: readonly ReplyDemand[], change: Partial<ReplyInput> = {}): ReplyInput => ({
  receivedOn: '2026-11-02',
  unitName: '某所',
  demandKind: '投诉',
  demands,
  ...change,
});
const law = {
  law: '中华人民共和国消费者权益保护法',
  article: '第二十五条',
  quote: '消费者退货的商品应当完好。',
  effectiveFrom: '2014-03-15',
  verdict: 'applies' as const,
  why: '',
  ask: null,
};

describe('draft reply', () => {
  it('greets, restates, leaves findings and outcome open, cites and tells how to object', () => {
    const { text, missing } = draftReply(
      input([demand({ laws: [law] })], { callerName: '霍女士', orderNumber: '20261102-000001' }),
    );
    expect(text.startsWith('霍女士，您好！您于 2026 年 11 月 2 日')).toBe(true);
    expect(text).toContain('要求退还余额');
    expect(text).toContain('《中华人民共和国消费者权益保护法》第二十五条：“消费者退货的商品应当完好。”');
    expect(text).toContain('12345');
    expect(missing).toEqual(['办理情况', '处理结果', '联系人', '联系电话', '答复日期']);
  });

  it('answers every demand in turn, or asks for the reason', () => {
    const draft = draftReply(
      input([demand({ laws: [law] }), demand({ text: '要求查处无证经营' }), demand({ text: '要求道歉' })]),
    );
    expect(draft.demands.map((d) => d.grounds)).toEqual(['law', 'none', 'none']);
    for (const [mark, words] of [
      ['一、', '要求退还余额'],
      ['二、', '要求查处无证经营'],
      ['三、', '要求道歉'],
    ] as const)
      expect(draft.text).toContain(`${mark}关于您提出的“${words}”`);
    for (const name of [
      '办理情况1',
      '办理情况2',
      '办理情况3',
      '处理结果3',
      '第2项诉求的答复依据或者不能办理的理由',
    ])
      expect(draft.missing).toContain(name);
  });

  it('puts a misquoted rule right and does not cite the article in support', () => {
    const { text } = draftReply(
      input([
        demand({
          laws: [{ ...law, verdict: 'does_not_apply' }],
          misquoted: [
            {
              claim: '七天无理由',
              start: 0,
              end: 5,
              law: law.law,
              article: law.article,
              why: '在实体店购买的不适用',
            },
          ],
        }),
      ]),
    );
    expect(text).toContain('您提到的“七天无理由”');
    expect(text).toContain('在实体店购买的不适用');
    expect(text).not.toContain('依据《');
  });

  it('fills what is known into the paragraph of an entry, by any of its names, and marks the rest', () => {
    const entry = {
      ...(files.entries[0] as (typeof files.entries)[0]),
      reply: '您好，您反映{商户名称}的{商品}，{核实情况}。',
    };
    const { text, missing } = draftReply(
      input([demand({ entry })], { known: { 商家: '雪屿', 商品: '羽绒服' } }),
    );
    expect(text).toContain('您反映雪屿的羽绒服，{核实情况}。');
    expect(missing).toContain('核实情况');
    expect(missing).not.toContain('商户名称');
    expect(text.match(/您好/gu)).toHaveLength(1);
  });

  it('greets once with every entry of the knowledge base and leaves no broken mark', () => {
    for (const entry of files.entries) {
      const { text } = draftReply(input([demand({ entry })]));
      expect(text.match(/您好/gu), entry.id).toHaveLength(1);
      expect(text.replace(/\{[^{}\n]{1,30}\}/gu, ''), entry.id).not.toMatch(/[{}]/u);
    }
  });

  it('thanks for praise without talk of lawsuits', () => {
    expect(draftReply(input([demand()], { demandKind: '表扬' })).text).not.toContain('起诉');
  });

  it('lists an open variable once', () => {
    expect(openVariables('{甲}{乙}{甲}')).toEqual(['甲', '乙']);
  });
});
