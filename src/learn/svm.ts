import { seededRandom, shuffle } from '../kernel/random.ts';
import type { SparseVector } from './vocabulary.ts';

export type SvmOptions = {
  /** Cost of an error on one example of weight 1; larger fits closer. */
  readonly cost: number;
  /** Stop when the projected gradient moves less than this over a whole pass. */
  readonly tolerance: number;
  readonly maxPasses: number;
  readonly seed: number;
};

/** Sparse rows end to end: row i holds `indices` and `values` at `[offsets[i], offsets[i + 1])`. */
export type SparseRows = {
  readonly offsets: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array;
};

/** Lays sparse vectors end to end. */
export function joinRows(rows: readonly SparseVector[]): SparseRows {
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => (offsets[i + 1] = (offsets[i] as number) + row.indices.length));
  const size = offsets[rows.length] as number;
  const indices = new Int32Array(size);
  const values = new Float32Array(size);
  rows.forEach((row, i) => {
    indices.set(row.indices, offsets[i] as number);
    values.set(row.values, offsets[i] as number);
  });
  return { offsets, indices, values };
}

/** Weights of one class against the rest; the bias is learned as one more constant feature. */
export type BinaryWeights = { readonly weights: Float32Array; readonly bias: number };

/**
 * L2-regularised squared-hinge support vector machine, trained in the dual by coordinate descent with
 * shrinking (Hsieh, Chang, Lin, Keerthi, Sundararajan, ICML 2008, algorithm 3; as in LIBLINEAR -s 1).
 * `targets[i]` is true for examples of the class; `weights[i]` multiplies the cost of example i.
 * Deterministic: same input, same seed, same bytes.
 */
export function trainBinarySvm(
  rows: SparseRows,
  targets: ArrayLike<number>,
  exampleWeights: ArrayLike<number>,
  features: number,
  options: SvmOptions,
): BinaryWeights {
  const { offsets, indices, values } = rows;
  const n = offsets.length - 1;
  const w = new Float32Array(features);
  let bias = 0;
  const alpha = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const squaredNorm = new Float64Array(n);
  const active = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    active[i] = i;
    let sum = 1; // the constant feature
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) sum += (values[k] as number) ** 2;
    const cost = options.cost * (exampleWeights[i] as number);
    diagonal[i] = cost > 0 ? 0.5 / cost : Infinity;
    squaredNorm[i] = sum + (diagonal[i] as number);
  }
  const random = seededRandom(options.seed);
  let size = n;
  let shrinkAbove = Infinity;
  for (let pass = 0; pass < options.maxPasses; pass++) {
    let largest = -Infinity;
    let smallest = Infinity;
    shuffle(active.subarray(0, size) as Int32Array, random);
    for (let s = 0; s < size; s++) {
      const i = active[s] as number;
      if (diagonal[i] === Infinity) continue;
      const y = targets[i] ? 1 : -1;
      const from = offsets[i] as number;
      const to = offsets[i + 1] as number;
      let dot = bias;
      for (let k = from; k < to; k++) dot += (w[indices[k] as number] as number) * (values[k] as number);
      const a = alpha[i] as number;
      const gradient = y * dot - 1 + a * (diagonal[i] as number);
      if (a === 0 && gradient > shrinkAbove) {
        // Well on the right side: leave it out until the final check over all examples.
        size--;
        const held = active[s] as number;
        active[s] = active[size] as number;
        active[size] = held;
        s--;
        continue;
      }
      const projected = a === 0 ? Math.min(gradient, 0) : gradient;
      if (projected > largest) largest = projected;
      if (projected < smallest) smallest = projected;
      if (Math.abs(projected) < 1e-12) continue;
      const next = Math.max(a - gradient / (squaredNorm[i] as number), 0);
      alpha[i] = next;
      const step = (next - a) * y;
      for (let k = from; k < to; k++) {
        const f = indices[k] as number;
        w[f] = (w[f] as number) + step * (values[k] as number);
      }
      bias += step;
    }
    if (largest - smallest <= options.tolerance) {
      if (size === n) break;
      size = n;
      shrinkAbove = Infinity;
      continue;
    }
    shrinkAbove = largest > 0 ? largest : Infinity;
  }
  return { weights: w, bias };
}
