import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../../src/kernel/random.ts';
import {
  driftOf,
  driftReference,
  stabilityIndex,
  unknownShare,
  type Observed,
} from '../../src/learn/drift.ts';
import { featureBuffer, pushFeature } from '../../src/learn/features.ts';
import { buildLookup } from '../../src/learn/vocabulary.ts';

const one = (label: string, confidence = 0.8, unknown = 0.1): Observed => ({ label, confidence, unknown });
const times = (n: number, label: string): Observed[] => Array.from({ length: n }, () => one(label));

/** `n` texts of ten labels, the first ones more frequent where `tilt` is above 1. */
function drawn(n: number, random: Random, tilt = 1): Observed[] {
  return Array.from({ length: n }, () =>
    one(`t${Math.floor(10 * random() ** tilt)}`, 0.6 + 0.3 * random(), 0.1 * random()),
  );
}

describe('the stability index', () => {
  it('is the textbook sum', () => {
    // (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5)
    const { index, parts } = stabilityIndex([0.5, 0.5], [0.3, 0.7], 0.001);
    expect(parts[0]).toBeCloseTo(0.2 * Math.log(5 / 3), 12);
    expect(index).toBeCloseTo(0.16946, 5);
  });

  it('is 0 for equal shares, the same both ways, and finite where a label vanished', () => {
    expect(stabilityIndex([0.2, 0.8], [0.2, 0.8], 0.001).index).toBe(0);
    const there = stabilityIndex([0.2, 0.8], [0.6, 0.4], 0.001).index;
    expect(stabilityIndex([0.6, 0.4], [0.2, 0.8], 0.001).index).toBeCloseTo(there, 12);
    expect(stabilityIndex([0.5, 0.5], [0, 1], 0.01).index).toBeCloseTo(
      0.49 * Math.log(50) + 0.5 * Math.log(2),
      12,
    );
  });
});

describe('the drift reference', () => {
  it('keeps shares in order of label, and means with their deviations', () => {
    expect(
      driftReference([one('b', 0.9, 0), one('a', 0.5, 0.2), one('b', 0.7, 0.1), one('b', 0.7, 0.1)]),
    ).toEqual({
      n: 4,
      shares: { a: 0.25, b: 0.75 },
      confidence: { mean: 0.7, deviation: 0.141421 },
      unknown: { mean: 0.1, deviation: 0.070711 },
    });
    expect(driftReference([])).toMatchObject({ n: 0, shares: {} });
  });
});

describe('drift', () => {
  const reference = driftReference([
    ...times(500, 'a'),
    ...times(300, 'b'),
    ...times(195, 'c'),
    ...times(5, 'rare'),
  ]);

  it('is steady where nothing changed', () => {
    const drift = driftOf(reference, [
      ...times(100, 'a'),
      ...times(60, 'b'),
      ...times(39, 'c'),
      ...times(1, 'rare'),
    ]);
    expect(drift).toMatchObject({ n: 200, verdict: 'steady', confidence: { z: 0 }, unknown: { z: 0 } });
    expect(drift.stability).toBeCloseTo(0, 3);
  });

  it('names the labels that moved, those that matter most first', () => {
    const drift = driftOf(reference, [...times(20, 'a'), ...times(60, 'b'), ...times(120, 'c')]);
    expect(drift.verdict).toBe('drifted');
    expect(drift.moved[0]).toEqual({ label: 'a', before: 0.5, now: 0.1 });
    expect(drift.moved.map(({ label }) => label)).toEqual(['a', 'c']);
    const [a, c] = [0.4 * Math.log(5), (0.6 - 0.195) * Math.log(0.6 / 0.195)];
    // The rare label, counted as the rest, fell from 0.005 to none, which counts as half a text of 200.
    expect(drift.stability).toBeCloseTo(a + c + 0.0025 * Math.log(2), 6);
  });

  it('counts a label that was not there before among the rest', () => {
    const drift = driftOf(reference, [...times(100, 'a'), ...times(60, 'b'), ...times(40, 'new')]);
    expect(drift.verdict).toBe('drifted');
    expect(drift.moved.map(({ label }) => label)).not.toContain('new');
  });

  it('says nothing of a handful of texts', () => {
    expect(driftOf(reference, times(99, 'c')).verdict).toBe('too_few');
    expect(driftOf(reference, [])).toMatchObject({ n: 0, verdict: 'too_few', confidence: { z: 0 } });
  });

  it('sees a fall of confidence and a rise of what is unknown', () => {
    const random = seededRandom(3);
    const before = driftReference(drawn(2000, random));
    const unsure = drawn(300, random).map((o) => ({ ...o, confidence: o.confidence - 0.2 }));
    expect(driftOf(before, unsure)).toMatchObject({ verdict: 'shifted' });
    expect(driftOf(before, unsure).confidence.z).toBeLessThan(-10);
    const strange = drawn(300, random).map((o) => ({ ...o, unknown: o.unknown + 0.1 }));
    expect(driftOf(before, strange).verdict).toBe('shifted');
    expect(driftOf(before, strange).unknown.z).toBeGreaterThan(10);
  });

  it('stays below its chance line in about 95 of 100 windows without drift, and passes it with drift', () => {
    const random = seededRandom(11);
    const before = driftReference(drawn(2000, random));
    let above = 0;
    for (let i = 0; i < 400; i++) {
      const { stability, chance } = driftOf(before, drawn(200, random));
      if (stability > chance) above++;
    }
    // 20 expected; the reference itself is a sample, and the index is only nearly chi-square.
    expect(above).toBeGreaterThan(5);
    expect(above).toBeLessThan(50);
    const tilted = driftOf(before, drawn(200, random, 2));
    expect(tilted.stability).toBeGreaterThan(tilted.chance);
  });
});

describe('the share of unknown features', () => {
  it('counts occurrences, and is 0 for a text without features', () => {
    const lookup = buildLookup({ keys: Uint32Array.of(7, 9), idf: Float32Array.of(1, 1), blockWeights: [1] });
    const buffer = featureBuffer(4);
    expect(unknownShare(lookup, buffer)).toBe(0);
    for (const key of [7, 8, 8, 9]) pushFeature(buffer, key, 0, 1, 0);
    expect(unknownShare(lookup, buffer)).toBe(0.5);
  });
});
