import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  allItemCounts,
  insertRating,
  itemCounts,
  listRatings,
  newestRating,
  newestRatings,
  raterCount,
  ratingCounts,
} from '../../src/store/ratings.ts';
import type { StoredRating } from '../../src/store/ratings.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const AT = Date.parse('2026-04-14T00:30:00+08:00');

const row = (more: Partial<StoredRating>): Omit<StoredRating, 'id'> => ({
  suggestion: 's1',
  kind: 'law',
  reference: '某法|第一条',
  about: ['article:某法|第一条', 'entry:e1'],
  citations: [],
  verdict: 'applies',
  rank: 1,
  knowledge: 'k1',
  model: 'm1',
  orderId: 'o1',
  question: null,
  day: '2026-04-14',
  madeAt: AT,
  rating: 'useful',
  reason: null,
  note: null,
  rater: 'u1',
  raterName: '甲',
  unit: null,
  at: AT,
  ...more,
});

const said = fc.record({
  suggestion: fc.constantFrom('s1', 's2', 's3'),
  rater: fc.constantFrom('u1', 'u2', 'u3'),
  rating: fc.constantFrom('useful' as const, 'wrong' as const, 'not_relevant' as const),
  about: fc.subarray(['entry:e1', 'entry:e2', 'rule:r1'], { minLength: 0 }),
  at: fc.integer({ min: AT, max: AT + 40 * 86_400_000 }),
});

test('of one person and suggestion the last rating counts, whatever the clock said, and no other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 30 }), async (all) => {
      const store = await openStore({ url: tempDatabase() });
      try {
        const newest = new Map<string, (typeof all)[number]>();
        for (const one of all) {
          await store.write((db) => insertRating(db, row(one)));
          newest.set(`${one.suggestion} ${one.rater}`, one);
        }
        const expected = [...newest.values()];
        await store.read(async (db) => {
          const listed = await listRatings(db, {}, { limit: 100, offset: 0 });
          expect(listed.total).toBe(expected.length);
          const key = ({
            suggestion,
            rater,
            rating,
          }: Pick<StoredRating, 'suggestion' | 'rater' | 'rating'>): string =>
            `${suggestion} ${rater} ${rating}`;
          expect(listed.rows.map(key).sort()).toEqual(expected.map(key).sort());
          const counts = await ratingCounts(db, {});
          for (const value of ['useful', 'wrong', 'not_relevant'] as const)
            expect(counts.filter(({ rating }) => rating === value).reduce((sum, { n }) => sum + n, 0)).toBe(
              expected.filter(({ rating }) => rating === value).length,
            );
          const items = await itemCounts(db, {});
          expect(await allItemCounts(db)).toEqual(items);
          // All are of one order: each person counts once an item, as the worst they said.
          const worst = (item: string, rater: string) => {
            const values = expected
              .filter((one) => one.rater === rater && one.about.includes(item))
              .map(({ rating }) => rating);
            return (['wrong', 'not_relevant', 'useful'] as const).find((value) => values.includes(value));
          };
          for (const item of ['entry:e1', 'entry:e2', 'rule:r1'])
            for (const value of ['useful', 'wrong', 'not_relevant'] as const)
              expect(
                items
                  .filter((one) => one.item === item && one.rating === value)
                  .reduce((n, one) => n + one.n, 0),
              ).toBe(['u1', 'u2', 'u3'].filter((rater) => worst(item, rater) === value).length);
          expect(await raterCount(db, {})).toBe(new Set(expected.map(({ rater }) => rater)).size);
          for (const [pair, one] of newest) {
            const [suggestion = '', rater = ''] = pair.split(' ');
            expect((await newestRating(db, suggestion, rater))?.rating).toBe(one.rating);
            expect((await newestRatings(db, ['s1', 's2', 's3'], rater)).get(suggestion)?.rating).toBe(
              one.rating,
            );
          }
        });
      } finally {
        await store.close();
      }
    }),
    { numRuns: 25 },
  );
});

test('filters are by day in Beijing, item, version, order, kind, rating and reason', async () => {
  const store = await openStore({ url: tempDatabase() });
  const day = 86_400_000;
  const rows = [
    row({}),
    row({ suggestion: 's2', at: AT - 3_600_000, rating: 'wrong', reason: 'other' }),
    row({ suggestion: 's3', at: AT + day, knowledge: 'k2', orderId: 'o2', about: ['rule:r"1'] }),
    row({ suggestion: 's4', at: AT + 31 * day, kind: 'answer', orderId: null, question: '能退吗' }),
  ];
  for (const one of rows) await store.write((db) => insertRating(db, one));
  const found = (filter: Parameters<typeof listRatings>[1]) =>
    store.read(async (db) =>
      (await listRatings(db, filter, { limit: 9, offset: 0 })).rows.map(({ suggestion }) => suggestion),
    );
  expect(await found({ from: '2026-04-14', to: '2026-04-14' })).toEqual(['s1']);
  expect(await found({ to: '2026-04-13' })).toEqual(['s2']);
  expect(await found({ item: 'entry:e1', rating: 'wrong' })).toEqual(['s2']);
  expect(await found({ item: 'rule:r"1' })).toEqual(['s3']);
  expect(await found({ reason: 'other' })).toEqual(['s2']);
  expect(await found({ knowledge: 'k2', orderId: 'o2' })).toEqual(['s3']);
  expect(await found({ kind: 'answer' })).toEqual(['s4']);
  expect(await found({ item: "' OR 1=1 --" })).toEqual([]);
  const months = await store.read((db) => ratingCounts(db, {}));
  expect(new Set(months.map(({ month }) => month))).toEqual(new Set(['2026-04', '2026-05']));
  await store.close();
});

test('a rating is of an order or of a question, and useful needs no reason', async () => {
  const store = await openStore({ url: tempDatabase() });
  for (const bad of [
    row({ orderId: null }),
    row({ question: '能退吗' }),
    row({ reason: 'other' }),
    row({ rating: 'fine' as 'useful' }),
  ])
    await expect(store.write((db) => insertRating(db, bad))).rejects.toThrow();
  await store.close();
});
