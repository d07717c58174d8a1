import { describe, expect, it } from 'vitest';
import { createRepealedLaws } from '../../src/knowledge/repealed-laws.ts';
import type { Article } from '../../src/knowledge/types.ts';
import { files } from './shelf.ts';

const shipped = createRepealedLaws(files.successors, files.articles);
const on = (day: string) => () => day;
const named = (text: string, day = '2026-04-15') =>
  shipped
    .in(text, on(day))
    .map(({ start, end, on: ended, instead }) => [text.slice(start, end), ended, instead]);

const article = (law: string, effectiveFrom: string, effectiveTo: string | null): Article => ({
  law,
  short: law,
  article: '第一条',
  articleNo: 1,
  chapter: null,
  text: '文。',
  effectiveFrom,
  effectiveTo,
});
const link = (law: string, successor: string, day: string) => ({ law, successor, on: day, basis: null });

describe('names of ended laws', () => {
  it('are read with marks and article, from the links that ship', () => {
    expect(named('按《中华人民共和国合同法》第一百零七条和婚姻法，还有信访条例')).toEqual([
      ['《中华人民共和国合同法》', '2021-01-01', '《中华人民共和国民法典》'],
      ['婚姻法', '2021-01-01', '《中华人民共和国民法典》'],
      ['信访条例', '2022-05-01', '《信访工作条例》'],
    ]);
    expect(named('个体工商户条例第10条怎么说')).toEqual([
      ['个体工商户条例第10条', '2022-11-01', '《促进个体工商户发展条例》'],
    ]);
    expect(named('化妆品卫生监督条例')).toHaveLength(1);
    expect(named('《中华人民共和国收养法》', '2020-12-31')).toEqual([]);
  });

  it.each([
    ['劳动合同法'],
    ['北京市信访条例'],
    ['购房合同法律上有效吗'],
    ['签合同法定代表人要到吗'],
    ['学位条例暂行实施办法'],
    ['关于适用〈合同法〉的解释'],
    ['信访工作条例'],
  ])('are not read out of %s', (text) => {
    expect(named(text)).toEqual([]);
  });

  it('are followed to what is in force on the day', () => {
    const laws = createRepealedLaws(
      [
        link('甲法', '乙法', '2020-01-01'),
        link('乙法', '丙法', '2022-01-01'),
        link('丙法', '甲法', '2024-01-01'),
      ],
      [],
    );
    const instead = (day: string) => laws.in('甲法', on(day)).map((one) => one.instead);
    expect(instead('2019-12-31')).toEqual([]);
    expect(instead('2020-01-01')).toEqual(['《乙法》']);
    expect(instead('2022-01-01')).toEqual(['《丙法》']);
    // A ring of links ends somewhere.
    expect(instead('2024-01-01')).toEqual(['《甲法》']);
    expect(laws.titled('中华人民共和国乙法', '2023-01-01')).toEqual({
      law: '乙法',
      on: '2022-01-01',
      instead: '《丙法》',
    });
    expect(laws.titled('丁法', '2023-01-01')).toBeNull();
  });

  it('are those of laws without a version in force', () => {
    const links = [link('甲法', '乙法', '2020-01-01')];
    const again = createRepealedLaws(links, [
      article('甲法', '2010-01-01', '2020-01-01'),
      article('甲法', '2024-01-01', null),
    ]);
    expect(again.in('甲法', on('2023-01-01'))).toHaveLength(1);
    expect(again.in('甲法', on('2024-01-01'))).toEqual([]);
  });
});
