import { describe, expect, it } from 'vitest';
import { createReferenceReader } from '../../src/knowledge/cite-query.ts';
import { LAW_ALIASES } from '../../src/knowledge/law-titles.ts';
import { chineseNumeral } from '../../src/knowledge/numerals.ts';
import { files } from './shelf.ts';

const read = createReferenceReader(files.articles);
const CONSUMER = '中华人民共和国消费者权益保护法';
const one = (text: string): [readonly string[], readonly number[]] | null => {
  const found = read(text);
  return found.length === 1 ? [found[0]?.laws ?? [], found[0]?.articles ?? []] : null;
};

describe('reading references', () => {
  it.each([
    '消法25条',
    '消保法第二十五条',
    '消费者权益保护法 第25条',
    '《中华人民共和国消费者权益保护法》第二十五条第一款',
    '消法第２５条怎么说',
    '消法（2013修正）第二十五条',
    '消费者权益保护法里第二五条',
  ])('reads the article out of %s', (text) => {
    expect(one(text)).toEqual([[CONSUMER], [25]]);
  });

  it('takes the longest name: the regulation is not the law', () => {
    expect(one('消费者权益保护法实施条例第十九条')).toEqual([[`${CONSUMER}实施条例`], [19]]);
  });

  it('reads a bare number after the name, but no date and no amount', () => {
    expect(one('食品安全法148')).toEqual([['中华人民共和国食品安全法'], [148]]);
    expect(one('食品安全法2025年修改了什么')?.[1]).toEqual([]);
    expect(one('消法500元')?.[1]).toEqual([]);
  });

  it('leaves both titles open where an old and a new text go by one name', () => {
    expect(one('投诉举报办法 第10条')?.[0]).toEqual([
      '市场监督管理投诉举报处理办法',
      '市场监督管理投诉举报处理暂行办法',
    ]);
  });

  it('reads lists of articles', () => {
    expect(one('消法第二十四条、第二十五条')?.[1]).toEqual([24, 25]);
    expect(one('消法第24、25条')?.[1]).toEqual([24, 25]);
  });

  it('reads an article alone, and gives it to the only law named', () => {
    expect(one('第一百四十八条')).toEqual([[], [148]]);
    const found = read('第五十五条是消法的吗');
    expect(found.some(({ laws, articles }) => laws.includes(CONSUMER) && articles.includes(55))).toBe(true);
  });

  it('knows every title it holds, by any spelling of the number', () => {
    const laws = [...new Set(files.articles.map((article) => article.law))];
    for (const law of laws) {
      for (const spelling of [`第${chineseNumeral(12)}条`, '第12条', '12条']) {
        const found = read(`《${law}》${spelling}`);
        expect(found[0]?.laws, law).toContain(law);
        expect(found[0]?.articles, law).toEqual([12]);
      }
    }
  });

  it('lists no alias of a law it does not hold', () => {
    const laws = new Set(files.articles.map((article) => article.law));
    const missing = Object.entries(LAW_ALIASES).filter(
      ([, titles]) => !titles.some((title) => laws.has(title)),
    );
    expect(missing).toEqual([]);
  });

  it('finds nothing in ordinary speech', () => {
    expect(read('我在西单买了两条裤子，3条毛巾')).toEqual([]);
  });
});
