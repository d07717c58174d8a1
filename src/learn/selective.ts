import { shareOf, type Share } from '../kernel/share.ts';

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
 * The threshold at or above which calling everything positive has the best F1; here `right` means positive. Halfway
 * to the next lower confidence, so that rounding does not decide; 1 where there is no positive.
 */
export function bestF1Threshold(outcomes: readonly Outcome[]): number {
  const positives = outcomes.filter((outcome) => outcome.right).length;
  const ranked = [...outcomes].sort((a, b) => b.confidence - a.confidence);
  let best = { f1: 0, threshold: 1 };
  let hits = 0;
  ranked.forEach(({ confidence, right }, i) => {
    if (right) hits++;
    const next = ranked[i + 1]?.confidence;
    if (next === confidence) return;
    const f1 = (2 * hits) / (i + 1 + positives);
    if (f1 > best.f1) best = { f1, threshold: (confidence + (next ?? 0)) / 2 };
  });
  return best.threshold;
}
