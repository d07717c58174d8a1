import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, classReports, confusions } from '../../src/learn/evaluate.ts';

describe('the calibration error', () => {
  it('is nil where confidence and outcome agree in every bin', () => {
    expect(calibrationError([0.25, 0.25, 0.25, 0.25, 1, 1], [true, false, false, false, true, true])).toBe(0);
  });

  it('is the gap between confidence and share right, weighed by how many stand in the bin', () => {
    // Bin 0.9: three of mean 0.9, one right: gap 0.9 - 1/3. Bin 0.5: one of 0.5, right: gap 0.5.
    const error = calibrationError([0.9, 0.9, 0.9, 0.5], [true, false, false, true]);
    expect(error).toBeCloseTo((3 * (0.9 - 1 / 3) + 0.5) / 4, 10);
  });

  it('does not let an overconfident bin make good an underconfident one', () => {
    expect(calibrationError([0.95, 0.05], [false, true])).toBeCloseTo(0.95, 10);
  });

  it('puts full certainty into the last bin, and is nil for nothing', () => {
    expect(calibrationError([1, 0.9], [false, true])).toBeCloseTo((1.9 - 1) / 2, 10);
    expect(calibrationError([], [])).toBe(0);
  });
});

const pair = (gold: string, predicted: string) => ({ gold, predicted });

describe('the report of each class', () => {
  it('counts precision over the predicted and recall over the gold', () => {
    const pairs = [pair('a', 'a'), pair('a', 'a'), pair('a', 'b'), pair('b', 'b'), pair('c', 'b')];
    const [a, b, c, ...more] = classReports(pairs);
    expect(more).toEqual([]);
    expect(a).toMatchObject({
      label: 'a',
      gold: 3,
      predicted: 2,
      precision: { hits: 2, n: 2 },
      recall: { hits: 2, n: 3 },
    });
    expect(b).toMatchObject({
      label: 'b',
      gold: 1,
      predicted: 3,
      precision: { hits: 1, n: 3 },
      recall: { hits: 1, n: 1 },
    });
    expect(c).toMatchObject({
      label: 'c',
      gold: 1,
      predicted: 0,
      precision: { n: 0 },
      recall: { hits: 0, n: 1 },
    });
  });

  it('names a class that was only ever predicted', () => {
    expect(classReports([pair('a', 'z')]).map((report) => report.label)).toEqual(['a', 'z']);
  });

  it('adds up to all pairs', () => {
    const label = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(fc.record({ gold: label, predicted: label })), (pairs) => {
        const reports = classReports(pairs);
        const sum = (of: (r: (typeof reports)[number]) => number): number =>
          reports.reduce((s, r) => s + of(r), 0);
        expect(sum((r) => r.gold)).toBe(pairs.length);
        expect(sum((r) => r.predicted)).toBe(pairs.length);
        expect(sum((r) => r.recall.hits)).toBe(pairs.filter((p) => p.gold === p.predicted).length);
        const wrong = confusions(pairs).reduce((s, c) => s + c.n, 0);
        expect(sum((r) => r.recall.hits) + wrong).toBe(pairs.length);
      }),
    );
  });
});

describe('confusions', () => {
  it('are the mistakes by kind, most frequent first, and keep their direction', () => {
    const pairs = [pair('b', 'a'), pair('a', 'b'), pair('a', 'a'), pair('c', 'a'), pair('c', 'a')];
    expect(confusions(pairs)).toEqual([
      { gold: 'c', predicted: 'a', n: 2 },
      { gold: 'a', predicted: 'b', n: 1 },
      { gold: 'b', predicted: 'a', n: 1 },
    ]);
  });
});
