import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShelf, isInForce } from '../../src/knowledge/citation-check.ts';
import { dayBefore, staleItems, UNUSED_DAYS } from '../../src/knowledge/staleness.ts';
import type { AgingItem, StalenessOptions } from '../../src/knowledge/staleness.ts';
import type { Article } from '../../src/knowledge/types.ts';

const TODAY = '2026-06-01';
const article = (label: string, text: string, from: string, to: string | null): Article => ({
  law: '甲法',
  short: '甲法',
  article: label,
  articleNo: 1,
  chapter: null,
  text,
  effectiveFrom: from,
  effectiveTo: to,
});
const options: StalenessOptions = {
  shelf: createShelf([
    article('第一条', '旧文甲。共同的话。', '2000-01-01', '2026-03-01'),
    article('第一条', '新文甲。共同的话。', '2026-03-01', null),
    article('第二条', '没有改过。', '2000-01-01', null),
    article('第三条', '废止了。', '2000-01-01', '2026-05-01'),
    article('第四条', '还没施行。', '2026-07-01', null),
    article('第五条', '接替第三条。', '2026-05-01', null),
  ]),
  today: TODAY,
  countedSince: '2025-01-01',
  holdsToday: (_, id) => id === 'new',
};
const item = (more: Partial<AgingItem> = {}): AgingItem => ({
  kind: 'entry',
  id: 'x',
  reviewBy: null,
  since: '2026-04-01',
  validTo: null,
  supersededBy: null,
  basis: [cited('第二条', '没有改过')],
  lastUsed: '2026-05-31',
  ...more,
});
const cited = (label: string, quote: string | null) => ({ law: '甲法', article: label, quote });
const why = (more: Partial<AgingItem>, changed: Partial<StalenessOptions> = {}): string[] =>
  staleItems([item(more)], { ...options, ...changed }).flatMap(({ reasons }) =>
    reasons.map(({ code, text }) => `${code} ${text}`),
  );

test('what is looked after, in force and in use needs nobody', () => {
  expect(why({})).toEqual([]);
  expect(why({ reviewBy: '2026-06-02' })).toEqual([]);
});

test('a review date counts from its day on', () => {
  expect(why({ reviewBy: TODAY })).toEqual(['review_due 复核日期 2026-06-01 已到']);
});

test('an article that ended, has not begun or is not there is named with its day', () => {
  expect(why({ basis: [cited('第三条', '废止了')] })).toEqual([
    'article_gone 《甲法》第三条已于 2026-05-01 失效',
  ]);
  expect(why({ basis: [cited('第四条', null)] })).toEqual(['article_gone 《甲法》第四条2026-07-01 才施行']);
  expect(why({ basis: [cited('第九条', null)] })).toEqual(['article_gone 《甲法》第九条不在知识库里']);
});

test('a changed text counts where the quote is gone, or the rest changed after the entry was written', () => {
  const gone = 'article_changed 《甲法》第一条的现行文本（2026-03-01 起）没有所引的文字';
  expect(why({ basis: [cited('第一条', '旧文甲')] })).toEqual([gone]);
  const changed = 'article_changed 《甲法》第一条的文字于 2026-03-01 改动，条目写于 2026-02-28';
  for (const quote of ['共同的话', null]) {
    expect(why({ basis: [cited('第一条', quote)], since: '2026-02-28' })).toEqual([changed]);
    // Written under the new text, or nobody knows when.
    expect(why({ basis: [cited('第一条', quote)], since: '2026-03-01' })).toEqual([]);
    expect(why({ basis: [cited('第一条', quote)], since: null })).toEqual([]);
  }
});

test('one that was superseded counts while it has no end of its own', () => {
  expect(why({ supersededBy: 'new' })).toEqual(['superseded 已由 new 取代，而没有写明终止日期']);
  expect(why({ supersededBy: 'other' })).toEqual([]);
});

test('what has ended is history, whatever else is to be said of it', () => {
  const all = { reviewBy: '2020-01-01', basis: [cited('第三条', null)], supersededBy: 'new', lastUsed: null };
  expect(why({ ...all, validTo: TODAY })).toEqual([]);
  expect(why({ ...all, validTo: '2026-06-02' }).length).toBeGreaterThan(2);
});

test('unused is what nobody used for 180 days, if it was there and counted so long', () => {
  const edge = dayBefore(TODAY, UNUSED_DAYS);
  expect(edge).toBe('2025-12-03');
  const old = { since: '2025-06-01' };
  expect(why({ ...old, lastUsed: edge })).toEqual([]);
  expect(why({ ...old, lastUsed: '2025-12-02' })).toEqual(['unused 2025-12-02 以后没有再用到（满 180 天）']);
  expect(why({ ...old, lastUsed: null })).toEqual(['unused 2025-01-01 以来没有用到过（满 180 天）']);
  expect(why({ lastUsed: null })).toEqual([]);
  expect(why({ ...old, lastUsed: null }, { countedSince: null })).toEqual([]);
  expect(why({ ...old, lastUsed: null }, { countedSince: '2026-01-01' })).toEqual([]);
});

test('whatever the days, an article is gone exactly when no text of it is in force', () => {
  const day = fc.integer({ min: 0, max: 400 }).map((n) => dayBefore('2026-12-31', n));
  fc.assert(
    fc.property(fc.array(fc.tuple(day, fc.option(day)), { maxLength: 4 }), day, (spans, today) => {
      const texts = spans
        .filter(([from, to]) => to === null || to > from)
        .map(([from, to]) => article('第一条', '一', from, to));
      const shelf = createShelf(texts);
      const found = staleItems([item({ basis: [cited('第一条', null)], lastUsed: today })], {
        ...options,
        shelf,
        today,
      });
      const gone = found.flatMap(({ reasons }) => reasons).some(({ code }) => code === 'article_gone');
      expect(gone).toBe(!texts.some((one) => isInForce(one, today)));
    }),
  );
});

test('what handlers rate badly needs a person, with their words', () => {
  expect(why({ poorlyRated: '10 次评价中 1 次有用' })).toEqual(['poorly_rated 10 次评价中 1 次有用']);
  expect(why({ poorlyRated: null })).toEqual([]);
  expect(why({ poorlyRated: '10 次评价中 1 次有用', validTo: TODAY })).toEqual([]);
});

test('a rule may name what held before beside what took its place on that day; an entry may not', () => {
  const both = [cited('第三条', null), cited('第五条', null)];
  expect(why({ kind: 'rule', basis: both })).toEqual([]);
  expect(why({ kind: 'rule', basis: [cited('第三条', null), cited('第二条', null)] })).toHaveLength(1);
  expect(why({ kind: 'entry', basis: both })).toHaveLength(1);
});
