import { shareOf, type Share } from '../kernel/share.ts';
import type { Outcome } from './selective.ts';

/** One bin of a reliability diagram: what was claimed beside what came true. */
export type ReliabilityPoint = {
  readonly from: number;
  readonly to: number;
  /** Mean confidence of the bin; its middle where it is empty. */
  readonly confidence: number;
  readonly accuracy: Share;
};

/** Ten bins of equal width, the last one with its upper end (DeGroot and Fienberg, The Statistician 1983). */
export function reliabilityPoints(outcomes: readonly Outcome[]): ReliabilityPoint[] {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of outcomes) {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))] as (typeof bins)[number];
    bin.n++;
    bin.confidence += confidence;
    if (right) bin.right++;
  }
  return bins.map((bin, k) => ({
    from: k / 10,
    to: (k + 1) / 10,
    confidence: bin.n === 0 ? (k + 0.5) / 10 : bin.confidence / bin.n,
    accuracy: shareOf(bin.right, bin.n),
  }));
}
