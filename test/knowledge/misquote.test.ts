import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsFromText } from '../../src/knowledge/facts/read-facts.ts';
import { findMisquotes } from '../../src/knowledge/misquote.ts';
import type { Misquote } from '../../src/knowledge/types.ts';
import type { SaleChannel } from '../../src/text/types.ts';
import { files, rules, shelf } from './shelf.ts';
import { createRepealedLaws } from '../../src/knowledge/repealed-laws.ts';

const repealed = createRepealedLaws(files.successors, files.articles);

function found(
  text: string,
  saleChannel: SaleChannel = 'offline',
  issueType = '0101',
  day = '2026-09-01',
): Misquote[] {
  const { facts } = factsFromText({ text, saleChannel, day });
  return findMisquotes(shelf, { text, facts, rules, issueType, day, repealed });
}
const articles = (list: readonly Misquote[]): string[] => list.map((misquote) => misquote.article);

describe('misquoted law', () => {
  it('finds seven days without a reason claimed in a shop, with the very words', () => {
    const text = '在店里买的鞋不合脚。消法规定七天无理由退货，凭什么不退';
    const [misquote, ...more] = found(text);
    expect(more).toEqual([]);
    expect(misquote?.article).toBe('第二十五条');
    expect(misquote?.claim).toContain('七天无理由退货');
    expect(text.slice(misquote?.start, misquote?.end)).toBe(misquote?.claim);
  });

  it('says nothing where the rule does apply, or the shop promised it', () => {
    expect(found('网上买的鞋不合脚，要求七天无理由退货', 'online', '0102')).toEqual([]);
    expect(found('店里海报写着七天无理由退货，我去退他不认')).toEqual([]);
    expect(found('可能是自提，能七天无理由退货吗', 'pickup', '0102')).toEqual([]);
  });

  it('does not hold the words of the agent or the seller against the citizen', () => {
    expect(found('坐席：您是说消法规定的七天无理由退货吗？\n市民：不是，我是说鞋底断了')).toEqual([]);
    expect(found('店员说线下不支持七天无理由退货')).toEqual([]);
  });

  it('finds an exception of online sales claimed', () => {
    expect(articles(found('网上定做的刻字手镯，网购都有七日无理由退货权', 'online', '0102'))).toEqual([
      '第二十五条',
    ]);
  });

  it('finds threefold damages without deceit, and leaves them where there is deceit', () => {
    expect(articles(found('衣服洗坏了，按消法要退一赔三', 'offline', '0111'))).toEqual(['第五十五条']);
    expect(found('卖假货，要求退一赔三', 'offline', '0105')).toEqual([]);
  });

  it('finds free repair claimed after misuse', () => {
    expect(articles(found('手机掉在地上摔坏了，按三包给我免费换新', 'offline', '0103'))).toEqual([
      '第二十四条',
    ]);
  });

  it('finds unfair dealing claimed because the price fell', () => {
    expect(articles(found('刚买完就降价了五百，侵犯我的公平交易权'))).toEqual(['第十条']);
  });

  it('finds tenfold damages claimed for what is no food, unless promised', () => {
    expect(articles(found('买的沙发掉皮，要求十倍赔偿', 'offline', '0105'))).toEqual(['第一百四十八条']);
    expect(found('他承诺假一罚十，现在不认', 'online', '0105')).toEqual([]);
  });

  it('names a law that has been repealed and what took its place', () => {
    const [misquote] = found('按《信访条例》第三十四条应当复查', 'none', '1602');
    expect([misquote?.law, misquote?.article]).toEqual(['信访条例', '第三十四条']);
    expect(misquote?.why).toContain('信访工作条例');
    expect(found('按合同法应该退', 'none', '0201')[0]?.why).toContain('民法典');
    expect(found('劳动合同法规定的', 'none', '1102')).toEqual([]);
  });

  it('answers a deadline that no law sets, by the instrument of the day', () => {
    const text = '你们规定七天之内必须给我解决';
    expect(found(text, 'offline', '0101', '2026-04-14')[0]?.law).toBe('市场监督管理投诉举报处理暂行办法');
    expect(found(text, 'offline', '0101', '2026-04-15')[0]?.law).toBe('市场监督管理投诉举报处理办法');
  });

  it('gives spans that hold their claim and never overlap, for any text', () => {
    const piece = fc.constantFrom(
      '消法',
      '七天无理由退货',
      '退一赔三',
      '三包',
      '，',
      '摔坏',
      '店里',
      '\n坐席：',
      '十倍赔偿',
      '合同法',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const list = found(text);
        list.forEach((misquote, i) => {
          expect(text.slice(misquote.start, misquote.end)).toBe(misquote.claim);
          const next = list[i + 1];
          if (next) expect(misquote.end).toBeLessThanOrEqual(next.start);
        });
      }),
    );
  });
});
