import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBm25, buildBm25Parts } from '../../src/knowledge/bm25.ts';

/** The formula of the paper, written out with no index at all. */
function naive(
  documents: readonly (readonly number[])[],
  query: readonly number[],
  k1 = 1.2,
  b = 0.75,
): number[] {
  const average = documents.reduce((sum, doc) => sum + doc.length, 0) / documents.length || 1;
  return documents.map((doc) => {
    let score = 0;
    for (const term of query) {
      const n = documents.filter((other) => other.includes(term)).length;
      const count = doc.filter((token) => token === term).length;
      if (count === 0) continue;
      const idf = Math.log(1 + (documents.length - n + 0.5) / (n + 0.5));
      score += (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * doc.length) / average));
    }
    return score;
  });
}

const term: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 0x9000, 0x7fffffff, 0xfffffffe);
const UNKNOWN = 77;
const documents = fc.array(fc.array(term, { maxLength: 12 }), { minLength: 1, maxLength: 12 });
const query = fc.array(fc.oneof(term, fc.constant(UNKNOWN)), { maxLength: 8 });

describe('bm25', () => {
  it('scores and orders like the formula written out', () => {
    fc.assert(
      fc.property(documents, query, fc.integer({ min: 1, max: 15 }), (docs, asked, limit) => {
        const expected = naive(docs, asked);
        const hits = buildBm25(docs).search(asked, { limit });
        expect(hits).toHaveLength(Math.min(limit, expected.filter((score) => score > 0).length));
        for (const hit of hits) expect(hit.score).toBeCloseTo(expected[hit.doc] as number, 4);
        const worst = hits.at(-1)?.score ?? 0;
        const left = expected.filter((score, doc) => score > 0 && !hits.some((hit) => hit.doc === doc));
        for (const score of left) expect(score).toBeLessThanOrEqual(worst + 1e-4);
        for (let i = 1; i < hits.length; i++) {
          const [a, b] = [hits[i - 1], hits[i]] as [(typeof hits)[0], (typeof hits)[0]];
          expect(a.score > b.score || (a.score === b.score && a.doc < b.doc)).toBe(true);
        }
      }),
    );
  });

  it('gives the same answer again, whatever was asked in between', () => {
    fc.assert(
      fc.property(documents, query, query, (docs, first, between) => {
        const index = buildBm25(docs);
        const before = index.search(first, { limit: 5 });
        index.search(between, { limit: 5 });
        expect(index.search(first, { limit: 5 })).toEqual(before);
      }),
    );
  });

  it('leaves out what is not accepted, and fills the places with the next best', () => {
    fc.assert(
      fc.property(documents, query, fc.integer({ min: 0, max: 11 }), (docs, asked, banned) => {
        const index = buildBm25(docs);
        const all = index.search(asked, { limit: docs.length }).filter((hit) => hit.doc !== banned);
        expect(index.search(asked, { limit: 3, accept: (doc) => doc !== banned })).toEqual(all.slice(0, 3));
      }),
    );
  });

  it('takes hits from a few documents alone when they are named', () => {
    fc.assert(
      fc.property(documents, query, fc.array(fc.nat(11)), (docs, asked, few) => {
        const index = buildBm25(docs);
        const among = [...new Set(few)].filter((doc) => doc < docs.length);
        const all = index.search(asked, { limit: docs.length }).filter((hit) => among.includes(hit.doc));
        expect(index.search(asked, { limit: 4, among })).toEqual(all.slice(0, 4));
      }),
    );
  });

  it('never scores above its ceiling', () => {
    fc.assert(
      fc.property(documents, query, (docs, asked) => {
        const index = buildBm25Parts([docs]);
        const terms = index.count(asked);
        const best = index.select(terms, [{ part: 0, limit: 1 }])[0]?.[0]?.score ?? 0;
        expect(best).toBeLessThanOrEqual(index.ceiling(terms, 0) + 1e-4);
      }),
    );
  });

  it('searches several collections as it would search each alone', () => {
    fc.assert(
      fc.property(documents, documents, query, (one, two, asked) => {
        const index = buildBm25Parts([one, two]);
        const terms = index.count(asked);
        const found = index.select(terms, [
          { part: 1, limit: 9 },
          { part: 0, limit: 3 },
          { part: 1, limit: 2 },
        ]);
        const alone = [one, two].map((docs) => buildBm25(docs));
        expect(found).toEqual([
          alone[1]?.search(asked, { limit: 9 }),
          alone[0]?.search(asked, { limit: 3 }),
          alone[1]?.search(asked, { limit: 2 }),
        ]);
      }),
    );
  });

  it('passes over terms that more documents hold than allowed', () => {
    fc.assert(
      fc.property(documents, query, fc.nat(12), (docs, asked, commonest) => {
        const index = buildBm25Parts([docs]);
        const rare = asked.filter((token) => docs.filter((doc) => doc.includes(token)).length <= commonest);
        const [hits] = index.select(index.count(asked), [{ part: 0, limit: 12 }], commonest);
        expect(hits).toEqual(buildBm25(docs).search(rare, { limit: 12 }));
      }),
    );
  });

  it('is empty over no documents, for no query and for no places', () => {
    expect(buildBm25([]).search([1], { limit: 5 })).toEqual([]);
    expect(buildBm25([[1]]).search([], { limit: 5 })).toEqual([]);
    expect(buildBm25([[1]]).search([1], { limit: 0 })).toEqual([]);
  });
});
