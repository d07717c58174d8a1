import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { fitOpinion, type OpinionExample } from '../../src/triage/fit-opinion.ts';
import { wantsOpinion, withOpinion } from '../../src/triage/second-opinion.ts';
import type { Candidate, Prediction } from '../../src/triage/types.ts';

const CODES = ['a', 'b', 'c', 'd', 'e'];
const WIDTH = 8;

/**
 * Orders of five types. The linear model is right in `linear` of 100 and knows when it is not sure; the vector points to
 * the right type in `encoder` of 100, whatever the linear model does.
 */
function town(n: number, { linear = 75, encoder = 80, seed = 1 } = {}): OpinionExample[] {
  const random = seededRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const gold = i % CODES.length;
    const other = (gold + 1 + Math.floor(random() * 4)) % CODES.length;
    const sure = random() < 0.5;
    // The sure half is always right, as far as the share allows.
    const right = sure || random() * 50 < linear - 50;
    const first = right ? gold : other;
    const p = sure ? 0.95 : 0.4 + random() * 0.2;
    const rest = (1 - p) / 4;
    const candidates = CODES.map((code, k): Candidate => ({ code, confidence: k === first ? p : rest })).sort(
      (a, b) => b.confidence - a.confidence,
    );
    const seen = random() * 100 < encoder ? gold : (gold + 1 + Math.floor(random() * 4)) % CODES.length;
    const raw = Float32Array.from({ length: WIDTH }, (_, j) => (j === seen ? 2 : 0) + random() * 0.6);
    const length = Math.hypot(...raw);
    return {
      code: CODES[gold] as string,
      alsoOk: [],
      vector: raw.map((value) => value / length),
      heldBack: candidates,
      unseen: Math.floor(i / CODES.length) % 3 === 0,
    };
  });
}

describe('fitting a second opinion', () => {
  const examples = town(1500);
  const { opinion, reason, figures, trial, variants } = fitOpinion(examples, { encoder: 'e1' });

  it('is learned where it helps, and says how much, with n and interval', () => {
    expect(reason).toBeNull();
    expect(opinion).toMatchObject({ encoder: 'e1', codes: CODES, width: WIDTH });
    expect(figures?.n).toBe(500);
    expect(figures?.typeTop1.gain.low).toBeGreaterThan(0);
    expect(figures?.typeTop1.with.share).toBeGreaterThan(figures?.typeTop1.without.share ?? 1);
    expect(figures?.typeTop3.with.n).toBe(500);
    const { righted = 0, spoilt = 0 } = figures ?? {};
    expect((righted - spoilt) / 500).toBeCloseTo(figures?.typeTop1.gain.difference ?? 0, 10);
  });

  it('asks where the linear model doubts, not everywhere', () => {
    expect(opinion?.line).toBeGreaterThan(0.4);
    expect(opinion?.line).toBeLessThan(0.95);
    expect(figures?.asked.share).toBeGreaterThan(0.2);
    expect(figures?.asked.share).toBeLessThan(0.7);
  });

  it('tells of unseen orders alone what would have been said', () => {
    trial.forEach((said, i) => {
      if (examples[i]?.unseen !== true) expect(said).toBeNull();
    });
    expect(trial.filter((said) => said !== null)).toHaveLength(figures?.asked.hits ?? -1);
  });

  it('does on new orders what it promises', () => {
    if (opinion === null) throw new Error('no opinion');
    const fresh = town(2000, { seed: 9 });
    const rate = (right: (e: OpinionExample) => boolean): number => fresh.filter(right).length / fresh.length;
    const first = ({ heldBack }: OpinionExample): readonly Candidate[] => heldBack ?? [];
    const both = (e: OpinionExample): readonly Candidate[] => {
      const alone = { issueTypes: first(e) } as unknown as Prediction;
      return wantsOpinion(opinion, alone)
        ? withOpinion(opinion, alone, e.vector).issueTypes
        : alone.issueTypes;
    };
    const without = rate((e) => first(e)[0]?.code === e.code);
    const withIt = rate((e) => both(e)[0]?.code === e.code);
    expect(withIt - without).toBeGreaterThan(figures?.typeTop1.gain.low ?? 1);
    const asked = fresh.filter((e) => wantsOpinion(opinion, { issueTypes: first(e) }));
    const claimed = asked.reduce((sum, e) => sum + (both(e)[0]?.confidence ?? 0), 0) / asked.length;
    const true_ = asked.filter((e) => both(e)[0]?.code === e.code).length / asked.length;
    expect(Math.abs(claimed - true_)).toBeLessThan(0.06);
  });

  it('gives the same numbers twice', () => {
    expect(fitOpinion(examples, { encoder: 'e1' })).toEqual({
      opinion,
      reason,
      figures,
      trial,
      variants,
    });
  });

  it('judges variants of an order as the order itself, and learns nothing from them', () => {
    const twice = examples.map((e) => ({ ...e, variants: [{ vector: e.vector, heldBack: e.heldBack }] }));
    const fitted = fitOpinion(twice, { encoder: 'e1' });
    expect(fitted.opinion).toEqual(opinion);
    fitted.variants.forEach((said, i) =>
      expect(said).toEqual(examples[i]?.unseen === true ? [trial[i]] : []),
    );
  });

  it('is refused with its figures where the vectors say nothing', () => {
    const random = seededRandom(4);
    const blind = examples.map((e) => ({ ...e, vector: Float32Array.from(e.vector, () => random() - 0.5) }));
    const refused = fitOpinion(blind, { encoder: 'e1' });
    expect(refused.opinion).toBeNull();
    expect(refused.reason).toContain('不能肯定有益');
    expect(refused.figures?.n).toBe(500);
    expect(refused.figures?.typeTop1.gain.low).toBeLessThanOrEqual(0);
  });

  it('is not judged by what it learned: an encoder that has learned the other orders by heart gains nothing', () => {
    const random = seededRandom(8);
    const byHeart = town(1500, { encoder: 100 }).map((e) =>
      e.unseen ? { ...e, vector: Float32Array.from(e.vector, () => random() - 0.5) } : e,
    );
    expect(fitOpinion(byHeart, { encoder: 'e1' }).opinion).toBeNull();
  });

  it('is refused where too few orders are unseen, or all are of one type', () => {
    const few = fitOpinion(
      town(1500).map((e, i) => ({ ...e, unseen: i < 40 })),
      { encoder: 'e1' },
    );
    expect(few).toMatchObject({ opinion: null, figures: null });
    expect(few.reason).toContain('40 件');
    const one = fitOpinion(
      town(600).map((e) => ({ ...e, code: 'a' })),
      { encoder: 'e1' },
    );
    expect(one.reason).toContain('不足两个');
  });

  it('counts labels that are right too, and examples that nobody held back teach', () => {
    const also = examples.map((e, i) =>
      i % 2 === 0 ? { ...e, alsoOk: CODES } : { ...e, heldBack: e.unseen ? e.heldBack : null },
    );
    const fitted = fitOpinion(also, { encoder: 'e1' });
    expect(fitted.figures?.typeTop1.without.share).toBeGreaterThan(figures?.typeTop1.without.share ?? 1);
    expect(fitted.opinion?.codes).toEqual(CODES);
  });
});
