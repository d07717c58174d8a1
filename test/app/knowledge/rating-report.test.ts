import fc from 'fast-check';
import { expect, test } from 'vitest';
import { goldLines } from '../../../src/app/knowledge/rating-gold.ts';
import {
  comparisonOf,
  reportCsv,
  reportOf,
  tallyOf,
  worstFirst,
} from '../../../src/app/knowledge/rating-report.ts';
import { poorlyRated } from '../../../src/app/knowledge/rating-words.ts';
import { shareOf } from '../../../src/kernel/share.ts';
import type { ItemCount, RatingCount, StoredRating } from '../../../src/store/ratings.ts';

const count = (more: Partial<RatingCount>): RatingCount => ({
  kind: 'law',
  reference: '某法|第一条',
  knowledge: 'k1',
  month: '2026-04',
  rating: 'useful',
  reason: null,
  n: 1,
  since: 1,
  ...more,
});
const item = (more: Partial<ItemCount>): ItemCount => ({
  item: 'entry:e1',
  knowledge: 'k1',
  rating: 'useful',
  reason: null,
  n: 1,
  madeFrom: 1,
  ...more,
});
const report = (
  counts: RatingCount[],
  items: ItemCount[] = [],
  more: { before?: string; after?: string } = {},
) => reportOf({ counts, items, raters: 1, compared: counts, titleOf: (_, key) => key, ...more });

test('a tally has the share useful with its interval, the reasons, and says where it is small', () => {
  const tally = tallyOf([
    { rating: 'useful', reason: null, n: 6 },
    { rating: 'wrong', reason: 'out_of_date', n: 3 },
    { rating: 'not_relevant', reason: 'out_of_date', n: 1 },
    { rating: 'wrong', reason: null, n: 1 },
    { rating: 'wrong', reason: 'wrong_article', n: 2 },
  ]);
  expect(tally).toEqual({
    useful: shareOf(6, 13),
    wrong: 6,
    notRelevant: 1,
    reasons: [
      { code: 'out_of_date', n: 4 },
      { code: 'wrong_article', n: 2 },
    ],
    few: false,
  });
  expect(tallyOf([{ rating: 'useful', reason: null, n: 9 }]).few).toBe(true);
  expect(tallyOf([])).toMatchObject({ few: true, useful: { n: 0 } });
});

test('the worst come first by the lower bound, and those with too few ratings after all others', () => {
  const items = report(
    [],
    [
      item({ item: 'entry:few', rating: 'wrong', n: 9 }),
      item({ item: 'entry:good', n: 40 }),
      item({ item: 'rule:bad', rating: 'wrong', n: 8 }),
      item({ item: 'rule:bad', n: 4 }),
      item({ item: 'article:某法|第一条', n: 10 }),
    ],
  ).items;
  expect(items.map(({ kind, key, few }) => `${kind} ${key} ${few}`)).toEqual([
    'rule bad false',
    'article 某法|第一条 false',
    'entry good false',
    'entry few true',
  ]);
});

test('whatever the ratings, nothing is lost between the groups and the order is total', () => {
  const counted = fc.record({
    kind: fc.constantFrom('law' as const, 'answer' as const, 'like' as const),
    reference: fc.constantFrom('a', 'b', 'c'),
    knowledge: fc.constantFrom('k1', 'k2', 'k3'),
    month: fc.constantFrom('2026-03', '2026-04'),
    rating: fc.constantFrom('useful' as const, 'wrong' as const, 'not_relevant' as const),
    reason: fc.constantFrom(null, 'other' as const),
    n: fc.integer({ min: 1, max: 20 }),
    since: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(counted, { maxLength: 40 }), (counts) => {
      const found = report(counts);
      const n = counts.reduce((sum, one) => sum + one.n, 0);
      for (const group of [found.byKind, found.byKnowledge, found.byMonth])
        expect(group.reduce((sum, { useful }) => sum + useful.n, 0)).toBe(n);
      expect(found.all.useful.hits + found.all.wrong + found.all.notRelevant).toBe(n);
      found.byKind.slice(1).forEach((one, i) => {
        expect(worstFirst(found.byKind[i]!, one)).toBeLessThanOrEqual(0);
      });
      const compared = found.comparison;
      if (compared === null) return;
      expect(compared.before).not.toBe(compared.after);
      const both = (version: string): Set<string> =>
        new Set(
          counts
            .filter(({ kind, knowledge }) => kind !== 'like' && knowledge === version)
            .map(({ kind, reference }) => `${kind} ${reference}`),
        );
      const [old, now] = [both(compared.before), both(compared.after)];
      expect(new Set(compared.references.map(({ kind, reference }) => `${kind} ${reference}`))).toEqual(
        new Set([...old].filter((key) => now.has(key))),
      );
    }),
  );
});

test('two versions are compared on what was rated under both, worse first, with an interval where it means something', () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((reference) => [
    count({ reference, n: 20 }),
    count({ reference, rating: 'wrong', n: 5 }),
    count({ reference, knowledge: 'k2', n: reference === 'c' ? 2 : 10, since: 2 }),
    count({ reference, knowledge: 'k2', rating: 'wrong', n: 20, since: 2 }),
  ]);
  const found = comparisonOf([...rows, count({ reference: 'new', knowledge: 'k2', n: 99, since: 2 })]);
  expect(found).toMatchObject({ before: 'k1', after: 'k2', all: { before: { useful: { n: 150 } } } });
  expect(found?.references[0]).toMatchObject({ reference: 'c' });
  expect(found?.references.length).toBe(6);
  expect(found?.difference?.high).toBeLessThan(0);
  expect(comparisonOf(rows)).toEqual(found && { ...found });
  expect(comparisonOf(rows, 'k2', 'k1')).toMatchObject({ before: 'k2', after: 'k1' });
  expect(comparisonOf(rows, 'k1', 'k1')).toBeNull();
  expect(comparisonOf(rows, undefined, 'k1')).toMatchObject({ before: 'k2', after: 'k1' });
  expect(comparisonOf(rows.slice(0, 4))?.difference).toBeNull();
  expect(comparisonOf(rows, 'k9', 'k2')?.references).toEqual([]);
  expect(comparisonOf([])).toBeNull();
});

test('the CSV says the same, and no cell of it is a formula', () => {
  const csv = reportCsv(report([count({ knowledge: '=cmd()' })], [item({ item: 'entry:=1+1', n: 12 })]));
  expect(csv.startsWith('\ufeff分组,')).toBe(true);
  expect(csv).toContain("条目,'=1+1,'=1+1,12,12,0,0,1.0000,");
  expect(csv).not.toMatch(/(^|,)=/m);
  expect(csv).toContain('样本太少');
});

test('ratings speak against an entry once they are enough and mostly bad', () => {
  const bad = item({ rating: 'wrong', reason: 'out_of_date' });
  expect(poorlyRated([{ ...bad, n: 9 }])).toBeNull();
  expect(poorlyRated([{ ...bad, n: 10 }])).toBe(
    '10 次评价中 0 次有用（95% 区间 0%–28%），说得最多的是“已过时”',
  );
  expect(poorlyRated([{ ...bad, n: 5 }, item({ n: 20 })])).toBeNull();
  expect(poorlyRated([])).toBeNull();
});

const asked = (more: Partial<StoredRating>): StoredRating => ({
  id: 1,
  suggestion: 's1',
  kind: 'answer',
  reference: 'e1',
  about: [],
  citations: ['某法|第一条', '某法|第二条'],
  verdict: 'applies',
  rank: 1,
  knowledge: 'k1',
  model: null,
  orderId: null,
  question: '能退吗',
  day: '2026-04-14',
  madeAt: 1,
  rating: 'useful',
  reason: null,
  note: '别抄进来',
  rater: 'u1',
  raterName: '甲',
  unit: null,
  at: 1,
  ...more,
});

test('a question found useful becomes gold, one found wrong says what must not be said again', () => {
  const [good] = goldLines([asked({})]);
  expect(good).toMatchObject({
    query: '能退吗',
    eventDate: '2026-04-14',
    gold: [{ law: '某法', article: '第一条' }],
    verdict: 'applies',
  });
  expect(JSON.stringify(good)).not.toContain('别抄进来');
  const [bad] = goldLines([asked({ rating: 'wrong', reason: 'wrong_article' })]);
  expect(bad).toMatchObject({
    gold: [],
    verdict: null,
    wrong: { citations: [{ law: '某法', article: '第一条' }], verdict: 'applies' },
    note: '评价 1 wrong_article',
  });
  const cited = (reference: string, rating: StoredRating['rating'], rank: number) =>
    asked({ kind: 'citation', citations: [], verdict: null, reference, rating, rank });
  const [other] = goldLines([asked({}), cited('某法|第一条', 'wrong', 1), cited('某法|第二条', 'useful', 2)]);
  expect(other?.gold).toEqual([{ law: '某法', article: '第二条' }]);
});

test('split opinions and what was said of older answers make no gold', () => {
  expect(goldLines([asked({}), asked({ rater: 'u2', rating: 'wrong' })])).toEqual([]);
  expect(goldLines([asked({ question: null, orderId: 'o' })])).toEqual([]);
  const [line] = goldLines([
    asked({ rating: 'wrong' }),
    asked({ rater: 'u2', rating: 'wrong' }),
    asked({ rater: 'u3', knowledge: 'k2', madeAt: 2 }),
  ]);
  expect(line?.wrong).toBeUndefined();
  expect(line?.gold.length).toBe(1);
  // A verdict called wrong is no gold, though the article is right.
  const verdict = asked({ kind: 'verdict', reference: 'rule:r1', rating: 'wrong' });
  expect(goldLines([asked({}), verdict])[0]).toMatchObject({
    gold: [],
    wrong: { citations: [], verdict: 'applies' },
  });
});
