import { describe, expect, it } from 'vitest';
import { checkReply, createReplyLaw } from '../../src/knowledge/reply-check.ts';

const law = createReplyLaw({ articles: [] });

/** Numbers (from 1) of the demands found unanswered. */
function open(text: string, demands: readonly string[]): number[] {
  const faults = checkReply(law, { text, demands: demands.map((one) => ({ text: one })), day: '2026-11-20' });
  return faults
    .filter(({ code }) => code === 'demand_unanswered')
    .map(({ message }) => Number(/第 (\d+) 项/u.exec(message)?.[1] ?? 1))
    .sort();
}

const CARD = '要求健身房退还年卡余额 1200 元';
const LICENCE = '要求查处该店无证经营';
const APOLOGY = '要求店员当面道歉';

describe('unanswered demands', () => {
  it('finds each demand answered under its own number', () => {
    const text =
      '您好！您反映的问题已收悉，现答复如下：\n一、关于退还年卡余额。经查，您于3月办卡，余额 1200 元；经调解，商家同意三日内退还。\n二、关于无证经营。经检查，该店持有有效的营业执照，未发现无证经营。\n三、关于道歉。店员已于11月15日当面向您致歉。';
    expect(open(text, [CARD, LICENCE, APOLOGY])).toEqual([]);
  });

  it('finds them in running text, in any order', () => {
    const text =
      '您好！关于您反映的健身房问题，经现场检查，该店营业执照齐全。经调解，商家已退还余额 1200 元，店员也当面向您道歉。';
    expect(open(text, [CARD, LICENCE, APOLOGY])).toEqual([]);
  });

  it.each([
    ['left out', '一、关于退还年卡余额。经调解，商家同意三日内退还余额。', [2]],
    [
      'restated only',
      '一、关于退还年卡余额。经调解，商家同意三日内退还余额。\n二、关于您要求查处该店无证经营的问题。',
      [2],
    ],
    [
      'restated in the greeting only',
      '您反映健身房不退年卡余额、无证经营的问题已收悉。经调解，商家同意三日内退还余额。',
      [2],
    ],
    [
      'put off with set phrases',
      '一、关于退还年卡余额。经调解，商家同意三日内退还余额。\n二、关于无证经营。我们高度重视，将进一步加强监管。',
      [2],
    ],
    ['both', '您反映的问题我们高度重视，正在研究处理，请您耐心等待。', [1, 2]],
  ])('names the demand that is %s', (_, text, expected) => {
    expect(open(text, [CARD, LICENCE])).toEqual(expected);
  });

  it('takes a reason for an answer', () => {
    const text =
      '一、关于退还年卡余额。双方分歧较大，商家不同意退款，我所依法终止调解。\n二、关于无证经营。该事项不属于我所职责，由区体育局负责。';
    expect(open(text, [CARD, LICENCE])).toEqual([]);
  });

  it('takes one outcome for all where it says so', () => {
    const text = '您好。经核实，上述两项诉求均不属于我单位职责范围，已告知您向区体育局反映。';
    expect(open(text, [CARD, LICENCE])).toEqual([]);
  });

  it('finds a reply on another matter beside the point', () => {
    const text = '您好！经现场检查，路灯线路老化，维修人员已于11月15日更换灯具，照明恢复正常。';
    expect(open(text, ['要求健身房退还年卡余额 1200 元'])).toEqual([1]);
  });

  it('asks for the kind of thing that was asked for', () => {
    const question = '请问小区什么时候开始供暖';
    expect(open('您好！经核实，该小区由热力集团负责供暖，设备运行正常。', [question])).toEqual([1]);
    expect(open('您好！经核实，该小区由热力集团负责供暖，11月15日开始供热。', [question])).toEqual([]);
    expect(open('您好！经核实，小区供暖不属于我单位职责，由热力集团负责。', [question])).toEqual([]);
  });

  it('does not take the way to object for an answer', () => {
    const text =
      '您好！您反映的健身房退年卡余额的问题已收悉。如对答复有异议，可以向消费者协会请求调解或者向人民法院起诉。联系电话：66012345。';
    expect(open(text, [CARD])).toEqual([1]);
  });
});
