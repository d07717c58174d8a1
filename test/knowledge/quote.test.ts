import { describe, expect, it } from 'vitest';
import { createQuoter } from '../../src/knowledge/quote.ts';
import { characterTokens } from '../../src/knowledge/tokens.ts';
import { files } from './shelf.ts';

const quoteOf = createQuoter();
const asked = (text: string): Set<number> => new Set(characterTokens(text));

describe('quotes', () => {
  it('are exact substrings of every article, whatever was asked', () => {
    for (const article of files.articles) {
      const quote = quoteOf(article, null, asked('消费者要求经营者退款'));
      expect(quote.trim()).not.toBe('');
      expect(article.text.includes(quote), article.law + article.article).toBe(true);
    }
  });

  it('take the sentence chosen where it stands in the article, else the paragraph that fits', () => {
    const article = files.articles.find(
      (a) => a.law === '中华人民共和国消费者权益保护法' && a.article === '第二十五条',
    );
    if (!article) throw new Error('第二十五条');
    expect(quoteOf(article, '消费者退货的 商品应当完好。', asked(''))).toBe('消费者退货的商品应当完好。');
    expect(quoteOf(article, '没有这句话', asked('定作的商品、鲜活易腐的'))).toContain('（一）消费者定作的');
    expect(quoteOf(article, null, asked('退回商品的运费由谁承担'))).toContain('运费由消费者承担');
  });
});
