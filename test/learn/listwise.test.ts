import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { fitListwise, scoreList, type CandidateList } from '../../src/learn/listwise.ts';

/** Lists of ten items of three features; the right one has the highest first feature minus the second. */
function lists(seed: number, scale = 1): CandidateList[] {
  const random = seededRandom(seed);
  return Array.from({ length: 60 }, () => {
    const features = Float32Array.from({ length: 30 }, () => random());
    const worth = Array.from(
      { length: 10 },
      (_, i) => (features[3 * i] as number) - (features[3 * i + 1] as number),
    );
    for (let i = 0; i < 10; i++) features[3 * i + 2] = (features[3 * i + 2] as number) * scale;
    return { features, right: [worth.indexOf(Math.max(...worth))] };
  });
}

const fit = (of: readonly CandidateList[]): Float64Array =>
  fitListwise(of, 3, { passes: 40, rate: 0.2, random: seededRandom(1) });

const firstRight = (weights: Float64Array, of: readonly CandidateList[]): number =>
  of.filter(({ features, right }) => {
    const scores = scoreList(weights, features);
    return right.includes(scores.indexOf(Math.max(...scores)));
  }).length / of.length;

describe('learning to rank', () => {
  it('finds what makes an item the right one', () => {
    const weights = fit(lists(1));
    expect(firstRight(weights, lists(2))).toBeGreaterThan(0.9);
    expect(weights[0]).toBeGreaterThan(1);
    expect(weights[1]).toBeLessThan(-1);
    expect(Math.abs(weights[2] as number)).toBeLessThan(0.2 * (weights[0] as number));
  });

  it('does not depend on the scale of a feature', () => {
    const plain = fit(lists(1));
    const scaled = fit(lists(1, 1024));
    expect(scaled[0]).toBeCloseTo(plain[0] as number, 3);
    expect((scaled[2] as number) * 1024).toBeCloseTo(plain[2] as number, 3);
  });

  it('gives the same weights from the same lists, and passes over those without a right item', () => {
    const empty = { features: new Float32Array(30).fill(9), right: [] };
    expect(fit([...lists(1), empty])).toEqual(fit(lists(1)));
  });

  it('learns nothing from nothing', () => {
    expect([...fit([])]).toEqual([0, 0, 0]);
  });
});
