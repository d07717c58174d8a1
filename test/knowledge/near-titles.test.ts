import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReferenceReader } from '../../src/knowledge/cite-query.ts';
import { createNearTitles } from '../../src/knowledge/near-titles.ts';
import { files } from './shelf.ts';

const read = createReferenceReader(files.articles);
const NPC = '中华人民共和国';

describe('titles written otherwise than they should be', () => {
  it.each([
    ['消费者权宜保护法第25条', `${NPC}消费者权益保护法`, 25],
    ['消费者权利保护法第二十五条', `${NPC}消费者权益保护法`, 25],
    ['食品安权法148条', `${NPC}食品安全法`, 148],
    ['xbf25条', `${NPC}消费者权益保护法`, 25],
    ['SPAQF 第148条', `${NPC}食品安全法`, 148],
    ['根据劳动和同法第八十二条', `${NPC}劳动合同法`, 82],
  ])('%s', (text, law, article) => {
    const [reference] = read(text);
    expect(reference?.laws).toContain(law);
    expect(reference?.articles).toEqual([article]);
  });

  it('takes other words for what they are', () => {
    for (const text of [
      'app里买的',
      '这个vip卡',
      '我要投诉这家店',
      '消费者来电反映问题',
      'KTV太吵',
      '怎么办理营业执照',
    ])
      expect(read(text), text).toEqual([]);
  });

  it('finds any long name with one character put wrong, where the name itself stood', () => {
    const names = [...new Set(files.articles.map(({ law }) => law))]
      .filter((law) => law.length >= 8 && /^[\u4e00-\u9fff]+$/u.test(law))
      .map((text) => ({ text }));
    const near = createNearTitles(names);
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom('，', '在', '水'),
        (name, n, other) => {
          const at = n % name.text.length;
          const text = `按${name.text.slice(0, at)}${other}${name.text.slice(at + 1)}规定`;
          const found = near.in(text)(1);
          expect(found).not.toBe(null);
          expect(found?.length).toBeGreaterThanOrEqual(8);
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });
});
