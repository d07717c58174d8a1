import { shareOf, type Share } from './evaluate.ts';

export type Outcome = { readonly confidence: number; readonly right: boolean };

/** What happens when everything at or above a confidence is decided without a person. */
export type DialPoint = { readonly threshold: number; readonly coverage: Share; readonly precision: Share };

/** Coverage and precision at a threshold. */
export function dialPoint(outcomes: readonly Outcome[], threshold: number): DialPoint {
  const taken = outcomes.filter((outcome) => outcome.confidence >= threshold);
  return {
    threshold,
    coverage: shareOf(taken.length, outcomes.length),
    precision: shareOf(taken.filter((outcome) => outcome.right).length, taken.length),
  };
}

/**
 * The lowest threshold whose precision reaches `target` at it and at every higher threshold that still takes
 * `minTaken` outcomes, so that a lucky stretch in the middle of the curve does not set the dial.
 * 1 (nothing is taken) where none does.
 */
export function thresholdFor(outcomes: readonly Outcome[], target: number, minTaken = 30): number {
  const sorted = [...outcomes].sort((a, b) => b.confidence - a.confidence);
  let right = 0;
  let best = 1;
  for (let i = 0; i < sorted.length; i++) {
    const outcome = sorted[i] as Outcome;
    if (outcome.right) right++;
    if (sorted[i + 1]?.confidence === outcome.confidence) continue;
    if (i + 1 < minTaken) continue;
    if (right / (i + 1) < target) break;
    best = outcome.confidence;
  }
  return best;
}
