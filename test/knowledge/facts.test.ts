import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_FACTS, FACTS } from '../../src/knowledge/facts/all.ts';
import { factsFromText } from '../../src/knowledge/facts/read-facts.ts';
import type { Facts } from '../../src/knowledge/types.ts';

const facts = (text: string, day?: string): Facts => factsFromText(day ? { text, day } : { text }).facts;

describe('the wordings of facts', () => {
  it('state facts that are defined, and values these may have', () => {
    for (const { fact, value } of ALL_FACTS.cues) {
      const definition = FACTS.get(fact);
      expect(definition, fact).toBeDefined();
      if (typeof value === 'function') continue;
      expect(typeof value === 'boolean', fact).toBe(definition?.kind === 'flag');
      if (definition?.kind === 'choice') expect(Object.keys(definition.values ?? {}), fact).toContain(value);
    }
    for (const { fact, implies, is } of ALL_FACTS.implied) {
      expect(FACTS.has(fact), fact).toBe(true);
      const definition = FACTS.get(implies);
      expect(definition, implies).toBeDefined();
      if (definition?.kind === 'choice') expect(Object.keys(definition.values ?? {}), implies).toContain(is);
    }
  });
});

describe('facts of a text', () => {
  it.each<[string, Partial<Facts>]>([
    ['吊牌未剪未穿着', { goodsIntact: true }],
    ['吊牌已经剪掉了，洗过一次', { goodsIntact: false }],
    ['是按我要求刻了名字的', { customMade: true }],
    ['这不是定制的，是标准款', { customMade: false }],
    ['游戏已经兑换激活了', { digitalOpened: true }],
    ['软件没有激活', { digitalOpened: false }],
    ['不是质量问题，就是不喜欢', { qualityProblem: false, changeOfMind: true }],
    ['鞋子穿了两天就开胶', { qualityProblem: true }],
    ['店里海报写着不满意七天包退', { shopPromisesReturn: true }],
    ['手机掉在地上屏幕摔坏', { misuse: true }],
    ['没有摔也没进水，正常使用', { misuse: false }],
    ['还在保修期内', { withinWarranty: true }],
    ['已过保修期', { withinWarranty: false }],
    ['卖假货', { fraud: true }],
    ['面包发霉了', { food: true, foodUnsafe: true }],
    ['办了张健身年卡，一次都没去过', { prepaid: true, serviceStarted: false }],
    ['老板跑路，人去楼空', { shopClosed: true }],
    ['直播间买的', { liveStream: true }],
    ['商家承诺保价三十天', { pricePromise: true }],
    ['刚买完第二天就降价了三百', { priceDropped: true }],
    ['线上预约到店看货后再付款', { paidInShop: true }],
    ['网购的鞋穿出去走了一圈', { saleChannel: 'online', goodsIntact: false }],
    ['收货超过七天了', { daysSinceReceipt: 8 }],
    ['健身卡想转给朋友', { prepaid: true, wantsTransfer: true }],
    ['这双鞋是假货', { food: false }],
    ['冰箱里的牛奶变质了', { food: true }],
  ])('%s', (text, expected) => {
    expect(facts(text)).toMatchObject(expected);
  });

  it.each<[string, keyof Facts]>([
    ['我不知道是不是假货', 'fraud'],
    ['店员说不支持七天无理由退货', 'shopPromisesReturn'],
    ['国家规定七天无理由退货', 'shopPromisesReturn'],
    ['我怕老板跑路', 'shopClosed'],
    ['商家说是人为损坏', 'misuse'],
    ['鲜花牌手机', 'perishable'],
    ['衣服试穿过', 'goodsIntact'],
    ['批发市场买的玩具', 'forBusiness'],
    ['电话推销的按摩仪', 'service'],
    ['快递外包装扔了', 'service'],
    ['牛奶快过期了', 'foodUnsafe'],
  ])('takes nothing from: %s', (text, fact) => {
    expect(facts(text)[fact]).toBe(undefined);
  });

  it('leaves a fact out that is told both ways', () => {
    const found = factsFromText({ text: '有质量问题。不对，没有质量问题。' });
    expect(found.facts.qualityProblem).toBe(undefined);
    expect(found.evidence.some((evidence) => evidence.fact === 'qualityProblem')).toBe(false);
  });

  it('counts days in words and by date', () => {
    expect(facts('收到货才三天').daysSinceReceipt).toBe(3);
    expect(facts('昨天收到的').daysSinceReceipt).toBe(1);
    expect(facts('十天前签收').daysSinceReceipt).toBe(10);
    expect(facts('3月2日签收', '2026-03-08').daysSinceReceipt).toBe(6);
    expect(facts('12月30日签收', '2026-01-02').daysSinceReceipt).toBe(3);
    expect(facts('办卡五天了').daysSincePayment).toBe(5);
    expect(facts('签收了').daysSinceReceipt).toBe(undefined);
  });

  it('takes the sale channel from outside, unknown being no fact', () => {
    expect(factsFromText({ text: '', saleChannel: 'offline' }).facts).toEqual({ saleChannel: 'offline' });
    expect(factsFromText({ text: '', saleChannel: 'unknown' }).facts).toEqual({});
  });

  it('gives as evidence the very words at the span', () => {
    const words = fc.constantFrom(
      '吊牌没剪，',
      '不喜欢',
      '收到三天。',
      '没有质量问题',
      '办卡',
      '，',
      '他说',
      '假货',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 10 }), (parts) => {
        const text = parts.join('');
        for (const evidence of factsFromText({ text }).evidence)
          expect(text.slice(evidence.start, evidence.end)).toBe(evidence.text);
      }),
    );
  });
});

describe('questions and trying on', () => {
  it('takes a question about quality for no answer, and trying on for no use', () => {
    const asked = factsFromText({ text: '是商品有质量问题吗？质量倒没问题，就是袖子长。' }).facts;
    expect(asked.qualityProblem).not.toBe(true);
    expect(factsFromText({ text: '回家穿了一下发现偏小，想退。' }).facts.goodsIntact).not.toBe(false);
    expect(factsFromText({ text: '这双鞋穿了一周，想退。' }).facts.goodsIntact).toBe(false);
  });
});
