import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCitation } from '../../src/knowledge/citation-check.ts';
import { checkReply, createReplyLaw } from '../../src/knowledge/reply-check.ts';
import { draftReply, openVariables } from '../../src/knowledge/reply.ts';
import type { ReplyDemand, ReplyInput } from '../../src/knowledge/reply.ts';
import { files, shelf } from './shelf.ts';

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
      shelf,
      input([demand({ laws: [law] })], { callerName: '霍女士', orderNumber: '20261102-000001' }),
    );
    expect(text.startsWith('霍女士，您好！您于 2026 年 11 月 2 日')).toBe(true);
    expect(text).toContain('要求退还余额');
    expect(text).toContain('依据是《中华人民共和国消费者权益保护法》第二十五条〔1〕。');
    expect(text).toContain(
      '〔1〕《中华人民共和国消费者权益保护法》第二十五条（2014-03-15 起施行）：“消费者退货的商品应当完好。”',
    );
    expect(text).toContain('12345');
    expect(missing).toEqual(['办理情况', '处理结果', '联系人', '联系电话', '答复日期']);
  });

  it('answers every demand in turn, or asks for the reason', () => {
    const draft = draftReply(
      shelf,
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
      shelf,
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
    expect(text).not.toContain('依据是');
    expect(text).not.toContain('引用的条文');
  });

  it('fills what is known into the paragraph of an entry, by any of its names, and marks the rest', () => {
    const entry = {
      ...(files.entries[0] as (typeof files.entries)[0]),
      reply: '您好，您反映{商户名称}的{商品}，{核实情况}。',
    };
    const { text, missing } = draftReply(
      shelf,
      input([demand({ entry })], { known: { 商家: '雪屿', 商品: '羽绒服' } }),
    );
    expect(text).toContain('您反映雪屿的羽绒服，{核实情况}。');
    expect(missing).toContain('核实情况');
    expect(missing).not.toContain('商户名称');
    expect(text.match(/您好/gu)).toHaveLength(1);
  });

  it('greets once with every entry of the knowledge base and leaves no broken mark', () => {
    for (const entry of files.entries) {
      const { text } = draftReply(shelf, input([demand({ entry })]));
      expect(text.match(/您好/gu), entry.id).toHaveLength(1);
      expect(text.replace(/\{[^{}\n]{1,30}\}/gu, ''), entry.id).not.toMatch(/[{}]/u);
    }
  });

  it('thanks for praise without talk of lawsuits', () => {
    expect(draftReply(shelf, input([demand()], { demandKind: '表扬' })).text).not.toContain('起诉');
  });

  it('lists an open variable once', () => {
    expect(openVariables('{甲}{乙}{甲}')).toEqual(['甲', '乙']);
  });

  it('leaves out a citation that is not the article, or not in force on the day of receipt', () => {
    const made = { ...law, quote: '消费者可以随时退货。' };
    const late = { ...law, effectiveFrom: '2030-01-01' };
    for (const wrong of [made, late]) {
      const draft = draftReply(shelf, input([demand({ laws: [wrong] })]));
      expect(draft.text).not.toContain('第二十五条');
      expect(draft.demands[0]?.grounds).toBe('none');
    }
    expect(checkCitation(shelf, law, '2026-11-02')).toBeNull();
    const early = draftReply(shelf, input([demand({ laws: [law] })], { receivedOn: '2010-01-01' }));
    expect(early.text).not.toContain('第二十五条');
  });

  it('numbers an article once, however many demands rest on it', () => {
    const { text } = draftReply(shelf, input([demand({ laws: [law] }), demand({ laws: [law] })]));
    expect(text.match(/依据是[^。]*〔1〕/gu)).toHaveLength(2);
    expect(text).not.toContain('〔2〕');
  });

  it('says what does not apply, and what there is instead', () => {
    const verdict = {
      rule: '七日无理由退货',
      verdict: 'does_not_apply' as const,
      why: '在实体店看货付款，法律没有规定七日无理由退货；有质量问题的按质量问题退换修',
      ask: null,
    };
    const { text } = draftReply(shelf, input([demand({ verdicts: [verdict] })]));
    expect(text).toContain('“七日无理由退货”的规定不适用：在实体店看货付款');
    expect(text).toContain('有质量问题的按质量问题退换修。');
  });

  it('tells the way to object that fits the matter', () => {
    const path = (issueType: string, demandKind = '投诉'): string =>
      draftReply(shelf, input([demand({ issueType })], { demandKind })).text;
    expect(path('0101')).toContain('消费者协会');
    expect(path('0101')).not.toContain('行政复议');
    expect(path('1101')).toContain('劳动人事争议仲裁委员会');
    expect(path('1602')).toContain('请求复查');
    expect(path('0401')).toContain('六十日内申请行政复议');
    expect(path('0101', '举报')).toContain('行政复议');
    expect(path('1403', '咨询')).not.toContain('诉讼');
    const both = draftReply(shelf, input([demand({ issueType: '0101' }), demand({ issueType: '1101' })]));
    expect(both.text).toContain('消费者协会');
    expect(both.text).toContain('仲裁委员会');
  });

  it('answers every demand of any order: once filled in, the check finds none left', () => {
    const replyLaw = createReplyLaw(files);
    const words = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 60 }),
      fc.constantFrom(
        '要求退还余额1200元',
        '要求查处无证经营',
        '希望尽快修好路灯',
        '咨询何时供暖',
        '要求“退一赔三”{见附件}',
        '噪音扰民，每天晚上十一点以后还在施工，要求停止夜间施工并处罚施工单位，同时恢复被占用的人行道',
      ),
    );
    const kinds = fc.constantFrom('投诉', '举报', '咨询', '求助', '建议', '表扬');
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), kinds, (texts, demandKind) => {
        const draft = draftReply(
          shelf,
          input(
            texts.map((text) => demand({ text })),
            { demandKind },
          ),
        );
        expect(draft.demands).toHaveLength(texts.length);
        for (const { start, end, missing } of draft.demands) {
          const section = draft.text.slice(start, end);
          expect(section).toContain('关于您提出的');
          expect(openVariables(section)).toEqual(missing);
          expect(missing.some((name) => name.startsWith('办理情况'))).toBe(true);
          expect(missing.some((name) => name.startsWith('处理结果'))).toBe(true);
        }
        const filled = draft.text
          .replace(/\{办理情况\d*\}/gu, '我所到现场检查，情况属实')
          .replace(/\{处理结果\d*\}/gu, '已于11月10日完成，共用时2天')
          .replace(/\{联系电话\}/gu, '010-66012345')
          .replace(/\{[^{}\n]{1,30}\}/gu, '已按规定处理');
        expect(openVariables(filled)).toEqual([]);
        const demands = texts.map((text) => ({ text }));
        const faults = checkReply(replyLaw, { text: filled, demands, day: '2026-11-20' });
        expect(faults.filter(({ code }) => code === 'demand_unanswered')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
