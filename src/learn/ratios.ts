import type { SparseRows } from './svm.ts';

export type RatioOptions = {
  /** Added to the count of every feature on both sides; larger trusts rare features less. */
  readonly smoothing: number;
  /** Power of the ratio: 1 takes it as it is, 0 leaves all features equal. */
  readonly exponent: number;
};

/**
 * How telling each feature is for one class: the absolute logarithm of its share in the rows of the class over its
 * share in the others (the log-count ratio of Wang and Manning, ACL 2012, counted by presence), to the power of
 * `exponent`. Multiplied by one common factor, such that rows multiplied by the scales have a mean squared length
 * of one and the cost of an error keeps its meaning; all zero where no feature tells anything.
 */
export function countRatios(
  rows: SparseRows,
  targets: ArrayLike<number>,
  features: number,
  { smoothing, exponent }: RatioOptions,
): Float32Array {
  const { offsets, indices, values } = rows;
  const n = offsets.length - 1;
  const inside = new Float64Array(features).fill(smoothing);
  const outside = new Float64Array(features).fill(smoothing);
  let allInside = smoothing * features;
  let allOutside = allInside;
  for (let i = 0; i < n; i++) {
    const from = offsets[i] as number;
    const to = offsets[i + 1] as number;
    const counts = targets[i] ? inside : outside;
    for (let k = from; k < to; k++) {
      const f = indices[k] as number;
      counts[f] = (counts[f] as number) + 1;
    }
    if (targets[i]) allInside += to - from;
    else allOutside += to - from;
  }
  const common = Math.log(allOutside / allInside);
  const scales = new Float32Array(features);
  for (let f = 0; f < features; f++) {
    const ratio = Math.log((inside[f] as number) / (outside[f] as number)) + common;
    scales[f] = Math.abs(ratio) ** exponent;
  }
  let squares = 0;
  for (let k = 0; k < values.length; k++) {
    squares += ((values[k] as number) * (scales[indices[k] as number] as number)) ** 2;
  }
  const factor = squares > 0 ? Math.sqrt(n / squares) : 0;
  for (let f = 0; f < features; f++) scales[f] = (scales[f] as number) * factor;
  return scales;
}
