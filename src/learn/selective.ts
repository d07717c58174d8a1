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
