import { shareOf, type Share } from '../kernel/share.ts';

/** Expected calibration error over ten equal-width bins of confidence (Naeini et al., AAAI 2015). */
export function calibrationError(confidences: readonly number[], right: readonly boolean[]): number {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, confidence: 0, right: 0 }));
  confidences.forEach((confidence, i) => {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))] as (typeof bins)[number];
    bin.n++;
    bin.confidence += confidence;
    if (right[i]) bin.right++;
  });
  let error = 0;
  for (const bin of bins) error += Math.abs(bin.confidence - bin.right);
  return confidences.length === 0 ? 0 : error / confidences.length;
}

/** Precision, recall and their counts for one class. */
export type ClassReport = {
  readonly label: string;
  readonly gold: number;
  readonly predicted: number;
  readonly precision: Share;
  readonly recall: Share;
};

/** One line a class, in label order, from pairs of gold and predicted label. */
export function classReports(
  pairs: readonly { readonly gold: string; readonly predicted: string }[],
): ClassReport[] {
  const labels = [...new Set(pairs.flatMap((pair) => [pair.gold, pair.predicted]))].sort();
  return labels.map((label) => {
    const gold = pairs.filter((pair) => pair.gold === label).length;
    const predicted = pairs.filter((pair) => pair.predicted === label).length;
    const right = pairs.filter((pair) => pair.gold === label && pair.predicted === label).length;
    return { label, gold, predicted, precision: shareOf(right, predicted), recall: shareOf(right, gold) };
  });
}

/** Mistakes by kind, most frequent first. */
export function confusions(
  pairs: readonly { readonly gold: string; readonly predicted: string }[],
): { gold: string; predicted: string; n: number }[] {
  const counts = new Map<string, { gold: string; predicted: string; n: number }>();
  for (const { gold, predicted } of pairs) {
    if (gold === predicted) continue;
    const key = `${gold}>${predicted}`;
    const entry = counts.get(key);
    if (entry) entry.n++;
    else counts.set(key, { gold, predicted, n: 1 });
  }
  return [...counts.values()].sort((a, b) => b.n - a.n || (a.gold < b.gold ? -1 : 1));
}
