import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endedTitles } from '../../data/knowledge/successors.ts';
import { loadSuccessors } from '../../src/profile/load-knowledge.ts';

const links = loadSuccessors(join(import.meta.dirname, '../../data/knowledge'));

describe('the links that ship', () => {
  it('name what handlers get wrong', () => {
    const on = (law: string) => links.find((link) => link.law === law);
    expect(on('市场监督管理投诉举报处理暂行办法')).toMatchObject({
      successor: '市场监督管理投诉举报处理办法',
      on: '2026-04-15',
    });
    for (const law of [
      '噪声污染防治法',
      '环境保护法',
      '大气污染防治法',
      '水污染防治法',
      '固体废物污染环境防治法',
    ])
      expect(on(`中华人民共和国${law}`)).toMatchObject({
        successor: '中华人民共和国生态环境法典',
        on: '2026-08-15',
      });
    for (const law of [
      '合同法',
      '物权法',
      '担保法',
      '侵权责任法',
      '婚姻法',
      '继承法',
      '收养法',
      '民法通则',
      '民法总则',
    ])
      expect(on(`中华人民共和国${law}`)).toMatchObject({
        successor: '中华人民共和国民法典',
        on: '2021-01-01',
      });
    expect(on('信访条例')?.successor).toBe('信访工作条例');
  });

  it('are each named once, lead to no law that goes back to itself, and say where they are from', () => {
    expect(new Set(links.map(({ law, successor }) => `${law}|${successor}`)).size).toBe(links.length);
    const next = new Map(links.map(({ law, successor }) => [law, successor]));
    for (const { law, basis } of links) {
      expect(basis).not.toBeNull();
      const seen = new Set([law]);
      for (let at = next.get(law); at !== undefined; at = next.get(at)) {
        expect(seen.has(at), law).toBe(false);
        seen.add(at);
      }
    }
  });
});

describe('endedTitles', () => {
  it.each([
    ['本法自2021年1月1日起施行。《甲法》、《乙法》同时废止。', ['甲法', '乙法']],
    ['2010年5月1日公布的《甲办法》同时废止。', ['甲办法']],
    ['本解释施行后，《关于适用〈乙法〉的规定》同时废止。', ['关于适用〈乙法〉的规定']],
    ['《北京市实施〈丙法〉办法》第三条同时废止。', []],
    ['《甲规定》与本法相抵触的，以本法为准；有关规定同时废止。', []],
    ['根据《甲法》，制定本法。', []],
    ['同时废止的文件见《公告》。', []],
  ])('reads %s', (text, titles) => {
    expect(endedTitles(text)).toEqual(titles);
  });
});
