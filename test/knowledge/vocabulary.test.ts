import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVocabulary } from '../../src/knowledge/vocabulary.ts';

const token = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 0xffffffff }));

describe('vocabulary', () => {
  it('numbers tokens like a map, however many there are', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 3000, size: 'max' }), (tokens) => {
        const vocabulary = createVocabulary();
        const oracle = new Map<number, number>();
        for (const one of tokens) {
          if (!oracle.has(one)) oracle.set(one, oracle.size);
          expect(vocabulary.add(one)).toBe(oracle.get(one));
        }
        expect(vocabulary.size()).toBe(oracle.size);
      }),
      { numRuns: 20 },
    );
  });

  it('counts the terms of a query, and what it does not know', () => {
    fc.assert(
      fc.property(fc.array(token), fc.array(token), (known, query) => {
        const vocabulary = createVocabulary();
        const oracle = new Map(known.map((one) => [vocabulary.add(one), one]));
        for (let again = 0; again < 2; again++) {
          const { ids, counts, unknown } = vocabulary.count(query);
          expect(new Set(ids).size).toBe(ids.length);
          ids.forEach((id, i) => {
            expect(counts[i]).toBe(query.filter((one) => one === oracle.get(id)).length);
          });
          expect(unknown).toBe(query.filter((one) => !known.includes(one)).length);
          expect(counts.reduce((sum, count) => sum + count, unknown)).toBe(query.length);
        }
      }),
    );
  });
});
