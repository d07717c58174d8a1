import { describe, expect, it } from 'vitest';
import { createShelf } from '../../src/knowledge/citation-check.ts';
import { openBallot, resolveCitations } from '../../src/knowledge/citation-votes.ts';
import { typeHabits } from '../../src/knowledge/type-habits.ts';
import type { Article } from '../../src/knowledge/types.ts';

const article = (law: string, effectiveFrom: string, effectiveTo: string | null): Article => ({
  law,
  short: law,
  article: '第一条',
  articleNo: 1,
  chapter: null,
  text: '文本。',
  effectiveFrom,
  effectiveTo,
});
const articles = [
  article('甲法', '2020-01-01', '2024-01-01'),
  article('甲法', '2024-01-01', null),
  article('乙法', '2020-01-01', null),
];
const shelf = createShelf(articles);
const first = { article: '第一条' };

describe('votes for articles', () => {
  it('go to the version in force on the day of the law, and add up', () => {
    const cited = resolveCitations(shelf, [
      { law: '甲法', ...first },
      { law: '乙法', ...first, quote: '文本' },
    ]);
    const ballot = openBallot(articles, (law) => (law === '甲法' ? '2023-12-31' : '2024-01-01'));
    for (const one of cited) ballot.cast(one, 1);
    ballot.castFor(2, 0.5);
    expect(ballot.count()).toEqual([
      { index: 2, score: 1.5, quote: '文本' },
      { index: 0, score: 1, quote: null },
    ]);
  });

  it('are lost where no version is in force, and where they weigh nothing', () => {
    const ballot = openBallot(articles, () => '2019-01-01');
    for (const one of resolveCitations(shelf, [
      { law: '甲法', ...first },
      { law: '无此法', ...first },
    ]))
      ballot.cast(one, 1);
    ballot.castFor(0, 0);
    expect(ballot.count()).toEqual([]);
  });

  it('are resolved once for an article cited twice', () => {
    const twice = resolveCitations(shelf, [
      { law: '甲法', ...first, quote: '文' },
      { law: '甲法', ...first },
    ]);
    expect(twice).toEqual([{ law: '甲法', ...first, versions: [0, 1], quote: '文' }]);
  });
});

describe('habits of a type', () => {
  it('are shares of its handled orders, drawn towards nothing where these are few', () => {
    const order = (issueType: string, ...laws: string[]) => ({
      id: issueType,
      date: '2025-01-01',
      issueType,
      text: '文本',
      laws: laws.map((law) => ({ law, ...first })),
    });
    const habits = typeHabits(shelf, [order('0101', '甲法'), order('0101', '甲法', '乙法'), order('0203')]);
    expect(habits.get('0101')?.map(({ cited, share }) => [cited.law, share])).toEqual([
      ['甲法', 0.5],
      ['乙法', 0.25],
    ]);
    expect(habits.get('0203')).toEqual([]);
  });
});
