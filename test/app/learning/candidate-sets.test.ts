import { describe, expect, it } from 'vitest';
import {
  candidateSetOf,
  candidateSets,
  keptSets,
  measureSets,
} from '../../../src/app/learning/candidate-sets.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import type { Candidate } from '../../../src/triage/types.ts';

const CODES = ['0101', '0102', '0103', '0104', '0105', '0106'];
const random = seededRandom(5);

/** Orders whose stated confidences are right, to four decimals as the models state them. */
function order(): { type: string; candidates: Candidate[] } {
  const raw = CODES.map(() => Math.exp(5 * random()));
  const sum = raw.reduce((a, b) => a + b, 0);
  let left = random();
  const place = raw.findIndex((value) => (left -= value / sum) < 0);
  const candidates = CODES.map((code, k) => ({
    code,
    confidence: Math.round(((raw[k] as number) / sum) * 1e4) / 1e4,
  }));
  candidates.sort((a, b) => b.confidence - a.confidence);
  return { type: CODES[place === -1 ? 5 : place] as string, candidates };
}

describe('candidate sets of issue types', () => {
  const held = Array.from({ length: 3000 }, order);
  const later = Array.from({ length: 3000 }, order);
  const reports = candidateSets(held, 1);
  const kept = keptSets(reports);

  it('cover as promised, on held-back orders and on later ones', () => {
    expect(reports.map(({ coverage }) => coverage)).toEqual([0.9, 0.95]);
    for (const { coverage, covered } of [...reports, ...measureSets(later, kept)]) {
      expect(Math.abs(covered.share - coverage)).toBeLessThan(0.025);
      expect(covered.n).toBe(3000);
    }
  });

  it('are the same from the same orders and seed', () => {
    expect(candidateSets(held, 1)).toEqual(reports);
  });

  it('hold the same as when measured, through the file', () => {
    const read = JSON.parse(JSON.stringify(kept)) as typeof kept;
    const hits = later.filter(({ type, candidates }) =>
      candidateSetOf(candidates, read).includes(type),
    ).length;
    expect(hits).toBe(measureSets(later, kept)[1]?.covered.hits);
    for (const { candidates } of later.slice(0, 200)) {
      const set = candidateSetOf(candidates, read);
      expect(set).toEqual(candidates.slice(0, set.length).map(({ code }) => code));
      expect(set.length).toBeGreaterThan(0);
    }
  });

  it('hold every type where too few orders were held back to promise anything', () => {
    const tiny = keptSets(candidateSets(held.slice(0, 5), 1));
    const { candidates } = held[0] as (typeof held)[number];
    expect(candidateSetOf(candidates, JSON.parse(JSON.stringify(tiny)))).toHaveLength(CODES.length);
  });

  it('leave orders out whose type the model does not know', () => {
    const odd = [...later.slice(0, 50), { ...(later[50] as (typeof later)[number]), type: '9999' }];
    expect(measureSets(odd, kept)[0]?.covered.n).toBe(50);
  });
});
