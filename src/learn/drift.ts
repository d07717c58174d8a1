import type { FeatureBuffer } from './features.ts';
import { indexOf, type Lookup } from './vocabulary.ts';

/** What a model said of one text, as far as drift is concerned. */
export type Observed = {
  readonly label: string;
  readonly confidence: number;
  /** Share of the text's features that the model does not know. */
  readonly unknown: number;
};

/** What texts looked like to the model when it was made; kept with it. */
export type DriftReference = {
  readonly n: number;
  /** Share of each predicted label. */
  readonly shares: Readonly<Record<string, number>>;
  readonly confidence: MeanOf;
  readonly unknown: MeanOf;
};

export type MeanOf = { readonly mean: number; readonly deviation: number };

export type Drift = {
  readonly n: number;
  /** Population stability index of the labels, rare ones taken together. */
  readonly stability: number;
  /** What the index stays below by chance in 95 of 100 windows of this size without any drift. */
  readonly chance: number;
  readonly confidence: Shift;
  readonly unknown: Shift;
  /** Labels whose share moved, those that add most to the index first; at most ten. */
  readonly moved: readonly { readonly label: string; readonly before: number; readonly now: number }[];
  readonly verdict: 'too_few' | 'steady' | 'shifted' | 'drifted';
};

/** A mean then and now; `z` is their difference in standard errors. */
export type Shift = { readonly before: number; readonly now: number; readonly z: number };

/** Fewer texts say nothing. */
export const DRIFT_SMALLEST = 100;
/** The usual reading of the index (Siddiqi, Credit Risk Scorecards, 2006): above 0.1 look, above 0.25 act. */
const SHIFTED = 0.1;
const DRIFTED = 0.25;
/** Means further apart than so many standard errors have moved. */
const FAR = 4;
/** Labels rarer than this in the reference are counted together: their own shares say nothing in a window. */
const RARE = 0.01;
const REST = '';

/** Share of a text's feature occurrences that the model does not know; 0 for a text without features. */
export function unknownShare(lookup: Lookup, buffer: FeatureBuffer): number {
  if (buffer.length === 0) return 0;
  let unknown = 0;
  for (let i = 0; i < buffer.length; i++) if (indexOf(lookup, buffer.keys[i] as number) === -1) unknown++;
  return unknown / buffer.length;
}

/** The reference of a model from what it said of texts that it did not learn from. */
export function driftReference(observed: readonly Observed[]): DriftReference {
  const counts = new Map<string, number>();
  for (const { label } of observed) counts.set(label, (counts.get(label) ?? 0) + 1);
  const shares = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, n]) => [label, short(n / observed.length)]);
  return {
    n: observed.length,
    shares: Object.fromEntries(shares),
    confidence: meanOf(observed.map(({ confidence }) => confidence)),
    unknown: meanOf(observed.map(({ unknown }) => unknown)),
  };
}

function meanOf(values: readonly number[]): MeanOf {
  if (values.length === 0) return { mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean: short(mean), deviation: short(Math.sqrt(square)) };
}

function short(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * Population stability index: sum of (now - before) ln(now / before) over labels; symmetric, 0 for equal shares.
 * `floor` stands in for a share of nothing, whose logarithm there is not.
 */
export function stabilityIndex(
  before: readonly number[],
  now: readonly number[],
  floor: number,
): { readonly index: number; readonly parts: readonly number[] } {
  const parts = before.map((share, k) => {
    const a = Math.max(share, floor);
    const b = Math.max(now[k] ?? 0, floor);
    return (b - a) * Math.log(b / a);
  });
  return { index: parts.reduce((sum, part) => sum + part, 0), parts };
}

/** How far a window of recent texts is from what the model was made on. */
export function driftOf(reference: DriftReference, recent: readonly Observed[]): Drift {
  const n = recent.length;
  const common = Object.keys(reference.shares).filter((label) => (reference.shares[label] ?? 0) >= RARE);
  const known = new Set(common);
  const labels = [...common, REST];
  const counts = new Map<string, number>();
  for (const { label } of recent) {
    const key = known.has(label) ? label : REST;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const before = labels.map((label) =>
    label === REST
      ? Math.max(0, 1 - common.reduce((sum, other) => sum + (reference.shares[other] ?? 0), 0))
      : (reference.shares[label] ?? 0),
  );
  const now = labels.map((label) => (n === 0 ? 0 : (counts.get(label) ?? 0) / n));
  // Half a text: what a count of none is worth in a window of this size.
  const { index, parts } = stabilityIndex(before, now, n === 0 ? 1 : 0.5 / n);
  // Without drift the index times 1 / (1/n + 1/m) is chi-square with one degree less than labels (Yurdakul 2018).
  const chance = (1 / Math.max(1, n) + 1 / Math.max(1, reference.n)) * chiSquare95(labels.length - 1);
  const confidence = shiftOf(
    reference.confidence,
    reference.n,
    recent.map((o) => o.confidence),
  );
  const unknown = shiftOf(
    reference.unknown,
    reference.n,
    recent.map((o) => o.unknown),
  );
  const moved = labels
    .map((label, k) => ({
      label,
      before: before[k] as number,
      now: now[k] as number,
      part: parts[k] as number,
    }))
    .filter(({ label, part }) => label !== REST && part > 0)
    .sort((a, b) => b.part - a.part || (a.label < b.label ? -1 : 1))
    .slice(0, 10)
    .map(({ label, before: was, now: is }) => ({ label, before: was, now: is }));
  return { n, stability: index, chance, confidence, unknown, moved, verdict: verdict() };

  function verdict(): Drift['verdict'] {
    if (n < DRIFT_SMALLEST) return 'too_few';
    if (index > chance && index >= DRIFTED) return 'drifted';
    const means = confidence.z < -FAR || unknown.z > FAR;
    return means || (index > chance && index >= SHIFTED) ? 'shifted' : 'steady';
  }
}

function shiftOf(before: MeanOf, size: number, values: readonly number[]): Shift {
  const now = values.length === 0 ? before.mean : values.reduce((sum, v) => sum + v, 0) / values.length;
  const error = before.deviation * Math.sqrt(1 / Math.max(1, values.length) + 1 / Math.max(1, size));
  return { before: before.mean, now, z: error === 0 ? 0 : (now - before.mean) / error };
}

/** The 95 % point of chi-square (Wilson and Hilferty, PNAS 1931); within 1 % of the tables from 3 degrees on. */
function chiSquare95(degrees: number): number {
  if (degrees < 1) return 0;
  const c = 2 / (9 * degrees);
  return degrees * (1 - c + 1.6448536269514722 * Math.sqrt(c)) ** 3;
}
