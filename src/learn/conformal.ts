import { shuffle, type Random } from '../kernel/random.ts';
import { shareOf, type Share } from '../kernel/share.ts';

/**
 * How badly a label fits a text's probabilities; the lower the better.
 * `lac`: 1 - p(label) (Sadinle, Lei, Wasserman, JASA 2019): the smallest sets on average.
 * `raps`: the probability of everything at least as likely, the label included, plus a penalty for each place behind
 * the fifth (Romano, Sesia, Candès 2020; Angelopoulos and others, ICLR 2021, without the random part): sets that are
 * larger where the text is harder.
 */
export type ConformalScore = 'lac' | 'raps';

const FREE_PLACES = 5;
const PENALTY = 0.01;

/** Scores of all labels of one text. */
export function conformalScores(probabilities: ArrayLike<number>, score: ConformalScore): Float64Array {
  const n = probabilities.length;
  if (score === 'lac') return Float64Array.from({ length: n }, (_, k) => 1 - (probabilities[k] as number));
  const order = Array.from({ length: n }, (_, k) => k);
  order.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
  const out = new Float64Array(n);
  let sum = 0;
  order.forEach((k, place) => {
    sum += probabilities[k] as number;
    out[k] = sum + PENALTY * Math.max(0, place + 1 - FREE_PLACES);
  });
  return out;
}

/**
 * The score up to which labels belong to the set so that it holds the right one with probability `coverage`, for
 * texts exchangeable with the calibration ones: their ceil((n + 1) coverage)-th smallest score of the right label
 * (Vovk, Gammerman, Shafer 2005). Infinity where n is too small for that coverage: every label then belongs.
 */
export function conformalQuantile(scores: readonly number[], coverage: number): number {
  const rank = Math.ceil((scores.length + 1) * coverage - 1e-9);
  if (rank > scores.length) return Infinity;
  return [...scores].sort((a, b) => a - b)[rank - 1] as number;
}

/** Columns of the labels in the set, likeliest first; the likeliest always belongs: an empty set helps nobody. */
export function conformalSet(
  probabilities: ArrayLike<number>,
  score: ConformalScore,
  quantile: number,
): number[] {
  const scores = conformalScores(probabilities, score);
  const order = Array.from({ length: scores.length }, (_, k) => k);
  order.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
  return order.filter((k, place) => place === 0 || (scores[k] as number) <= quantile);
}

/** What candidate sets would have done on texts that they were not calibrated on. */
export type ConformalReport = {
  readonly score: ConformalScore;
  /** Coverage asked for. */
  readonly coverage: number;
  /** From all rows: what is used from now on. */
  readonly quantile: number;
  /** Sets that held the right label. */
  readonly covered: Share;
  readonly meanSize: number;
  readonly largest: number;
  /** Sets of one label, and how many of those are right. */
  readonly singletons: Share;
  readonly singletonsRight: Share;
  /** What lists of always the same length hold, the length being the mean size rounded up. */
  readonly fixed: { readonly length: number; readonly covered: Share };
};

/**
 * Calibrates on one half and measures on the other, both ways round, over a random split; the quantile that is
 * given back is that of all rows. `probabilities[i]` must come from a model that did not see row i; `labels[i]` is
 * the column of the right label.
 */
export function crossConformal(
  probabilities: readonly ArrayLike<number>[],
  labels: readonly number[],
  { score, coverage }: { readonly score: ConformalScore; readonly coverage: number },
  random: Random,
): ConformalReport {
  const own = probabilities.map((row, i) => conformalScores(row, score)[labels[i] as number] as number);
  const order = Array.from({ length: own.length }, (_, i) => i);
  shuffle(order, random);
  const middle = order.length >> 1;
  const quantileOf = (rows: readonly number[]): number =>
    conformalQuantile(
      rows.map((i) => own[i] as number),
      coverage,
    );
  const [first, second] = [order.slice(0, middle), order.slice(middle)];
  const quantiles = new Float64Array(own.length);
  const [ofFirst, ofSecond] = [quantileOf(first), quantileOf(second)];
  for (const i of first) quantiles[i] = ofSecond;
  for (const i of second) quantiles[i] = ofFirst;
  return reportOf(
    probabilities,
    labels,
    { score, coverage, quantile: quantileOf(order) },
    (i) => quantiles[i] as number,
  );
}

/** What sets of a given quantile do on rows that had no part in it. */
export function conformalReport(
  probabilities: readonly ArrayLike<number>[],
  labels: readonly number[],
  kept: { readonly score: ConformalScore; readonly coverage: number; readonly quantile: number },
): ConformalReport {
  return reportOf(probabilities, labels, kept, () => kept.quantile);
}

function reportOf(
  probabilities: readonly ArrayLike<number>[],
  labels: readonly number[],
  kept: { readonly score: ConformalScore; readonly coverage: number; readonly quantile: number },
  quantileOf: (row: number) => number,
): ConformalReport {
  const sets = probabilities.map((row, i) => conformalSet(row, kept.score, quantileOf(i)));
  const holds = (set: readonly number[], i: number): boolean => set.includes(labels[i] as number);
  const n = sets.length;
  const single = sets.flatMap((set, i) => (set.length === 1 ? [holds(set, i)] : []));
  const meanSize = n === 0 ? 0 : sets.reduce((sum, set) => sum + set.length, 0) / n;
  const length = Math.max(1, Math.ceil(meanSize));
  const inList = probabilities.filter((row, i) => rankOf(row, labels[i] as number) <= length).length;
  return {
    ...kept,
    covered: shareOf(sets.filter(holds).length, n),
    meanSize,
    largest: sets.reduce((most, set) => Math.max(most, set.length), 0),
    singletons: shareOf(single.length, n),
    singletonsRight: shareOf(single.filter(Boolean).length, single.length),
    fixed: { length, covered: shareOf(inList, n) },
  };
}

/** Place of a label among all, from 1; equal ones in column order. */
function rankOf(row: ArrayLike<number>, label: number): number {
  const own = row[label] as number;
  let rank = 1;
  for (let k = 0; k < row.length; k++) {
    const p = row[k] as number;
    if (p > own || (p === own && k < label)) rank++;
  }
  return rank;
}
