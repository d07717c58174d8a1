import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { findLabelErrors } from '../../src/learn/label-errors.ts';

describe('label errors', () => {
  it('names the example that another label claims beyond its own threshold', () => {
    const rows = [
      [0.9, 0.1],
      [0.8, 0.2],
      [0.05, 0.95],
      [0.1, 0.9],
      [0.2, 0.8],
    ];
    // The third is given label 0; thresholds are (.9+.8+.05)/3 = .583 and .85.
    expect(findLabelErrors(rows, [0, 0, 0, 1, 1])).toEqual([
      { index: 2, given: 0, suggested: 1, margin: 0.05 - 0.95 },
    ]);
  });

  it('does not suspect where the other label stays below its threshold', () => {
    const rows = [
      [0.9, 0.1],
      [0.45, 0.55],
      [0.02, 0.98],
      [0.04, 0.96],
    ];
    expect(findLabelErrors(rows, [0, 0, 1, 1])).toEqual([]);
  });

  it('never suggests a label that nobody was given, and bears none at all', () => {
    expect(
      findLabelErrors(
        [
          [0.1, 0.2, 0.7],
          [0.6, 0.3, 0.1],
          [0.2, 0.6, 0.2],
        ],
        [0, 0, 1],
      ),
    ).toEqual([]);
    expect(findLabelErrors([], [])).toEqual([]);
  });

  it('finds labels that were flipped, with their true label, and suspects hardly any other, most suspect first', () => {
    const random = seededRandom(3);
    const truth = Array.from({ length: 400 }, () => Math.floor(random() * 4));
    const rows = truth.map((label) => {
      const raw = [0, 1, 2, 3].map((k) => (k === label ? 3 : 0) + random() * 2);
      const sum = raw.reduce((a, b) => a + Math.exp(b), 0);
      return raw.map((v) => Math.exp(v) / sum);
    });
    const flipped = new Set<number>();
    const given = truth.map((label, i) => {
      if (random() > 0.05) return label;
      flipped.add(i);
      return (label + 1) % 4;
    });
    const suspects = findLabelErrors(rows, given);
    expect(flipped.size).toBeGreaterThan(10);
    // Below the mean confidence of a label nothing is suspected: about half are found, and hardly one wrongly.
    const found = suspects.filter((s) => flipped.has(s.index));
    expect(found.length / flipped.size).toBeGreaterThan(0.5);
    expect(found.length / suspects.length).toBeGreaterThan(0.95);
    for (const s of found) expect(s.suggested).toBe(truth[s.index]);
    expect(suspects.map((s) => s.margin)).toEqual(suspects.map((s) => s.margin).sort((a, b) => a - b));
  });
});
