import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../src/learn/evaluate.ts';
import { reliabilityPoints } from '../../src/learn/reliability.ts';

const outcomes = [
  { confidence: 0.05, right: false },
  { confidence: 0.72, right: true },
  { confidence: 0.78, right: false },
  { confidence: 1, right: true },
];

describe('reliability points', () => {
  const points = reliabilityPoints(outcomes);

  it('are ten bins from 0 to 1, the last one with its end', () => {
    expect(points.map(({ from, to }) => [from, to])[9]).toEqual([0.9, 1]);
    expect(points.map(({ accuracy }) => accuracy.n)).toEqual([1, 0, 0, 0, 0, 0, 0, 2, 0, 1]);
  });

  it('hold what was claimed beside what came true, with an interval', () => {
    expect(points[7]?.confidence).toBeCloseTo(0.75, 12);
    expect(points[7]?.accuracy).toMatchObject({ hits: 1, n: 2, share: 0.5 });
    expect(points[7]?.accuracy.low).toBeGreaterThan(0);
    expect(points[3]).toMatchObject({ confidence: 0.35, accuracy: { n: 0 } });
  });

  it('agree with the calibration error', () => {
    const sum = points.reduce(
      (all, { confidence, accuracy }) => all + accuracy.n * Math.abs(confidence - accuracy.share),
      0,
    );
    expect(sum / outcomes.length).toBeCloseTo(
      calibrationError(
        outcomes.map((o) => o.confidence),
        outcomes.map((o) => o.right),
      ),
      12,
    );
  });
});
