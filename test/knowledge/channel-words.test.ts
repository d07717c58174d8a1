import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statedChannel } from '../../src/knowledge/channel-words.ts';

describe('where a thing was bought', () => {
  it.each([
    ['线下买的鞋', 'offline'],
    ['在街角那家店买的', 'offline'],
    ['专柜试好了才付的款', 'offline'],
    ['网店是骗人的，我是在商场买的', 'offline'],
    ['为什么网购能退，实体店不行', 'offline'],
    ['实体店不能退，网购能退吗', 'online'],
    ['天猫超市买的米', 'online'],
    ['主播推荐我就下单了', 'online'],
    ['不是在店里买的，是网上买的', 'online'],
    ['网上买的，店里说不能退', 'online'],
    ['小程序付款后去店里取', 'pickup'],
    ['网上下单门店自提', 'pickup'],
  ])('%s: %s', (text, channel) => {
    expect(statedChannel(text)?.channel).toBe(channel);
  });

  it.each(['这件衣服能退吗', '', '旗舰店买的鞋', '一双在商场买的，一双在网上买的'])(
    'takes no side: %s',
    (text) => {
      expect(statedChannel(text)).toBe(null);
    },
  );

  it('gives the place of the words, in any text', () => {
    const parts = fc.constantFrom(
      '网购',
      '店里买的',
      '，',
      '商场',
      '不是',
      '天猫超市',
      '到店自提',
      '买',
      '客服说',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (words) => {
        const text = words.join('');
        const stated = statedChannel(text);
        if (!stated) return;
        expect(stated.start).toBeGreaterThanOrEqual(0);
        expect(stated.end).toBeGreaterThan(stated.start);
        expect(stated.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
