import { seededRandom, shuffle } from '../kernel/random.ts';
import type { SparseVector } from './vocabulary.ts';

export type SvmOptions = {
  /** Cost of an error on one example of weight 1; larger fits closer. */
  readonly cost: number;
  /** Stop when the projected gradient moves less than this over a whole pass. */
  readonly tolerance: number;
  /** Stop after so many looks at an example, on average over the examples. */
  readonly maxPasses: number;
  readonly seed: number;
  /**
   * Multiplies every value of a feature, which is as if the rows held the products; the weights returned take the
   * values as they are in the rows. One entry a feature, none negative; without it nothing is scaled.
   */
  readonly featureScales?: Float32Array;
};

/** A step of an example that moves its projected gradient by less than this share of the tolerance is not taken. */
const SMALL_STEP = 0.1;

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
 * Unlike there, an example on the right side without a dual weight is left out at once, not only when it lies
 * farther off than the worst of the pass before: with many classes nearly all examples are such, and a pass over
 * everything, at the latest when the others have settled, decides anyway.
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
  const { offsets, indices } = rows;
  const { featureScales, tolerance } = options;
  const values = featureScales === undefined ? rows.values : scaledValues(rows, featureScales);
  const smallStep = tolerance * SMALL_STEP;
  const n = offsets.length - 1;
  const w = new Float32Array(features);
  let bias = 0;
  const alpha = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const squaredNorm = new Float64Array(n);
  const active = new Int32Array(n);
  let learned = 0;
  for (let i = 0; i < n; i++) {
    const cost = options.cost * (exampleWeights[i] as number);
    if (!(cost > 0)) continue;
    active[learned++] = i;
    let sum = 1; // the constant feature
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) sum += (values[k] as number) ** 2;
    diagonal[i] = 0.5 / cost;
    squaredNorm[i] = sum + (diagonal[i] as number);
  }
  const random = seededRandom(options.seed);
  let size = learned;
  for (let looks = 0; looks < options.maxPasses * learned;) {
    looks += size;
    const overAll = size === learned;
    let largest = 0;
    let smallest = 0;
    shuffle(active.subarray(0, size) as Int32Array, random);
    for (let s = 0; s < size; s++) {
      const i = active[s] as number;
      const y = targets[i] ? 1 : -1;
      const from = offsets[i] as number;
      const to = offsets[i + 1] as number;
      const dot = bias + rowProduct(w, indices, values, from, to);
      const a = alpha[i] as number;
      const gradient = y * dot - 1 + a * (diagonal[i] as number);
      if (a === 0 && gradient >= 0) {
        size--;
        active[s] = active[size] as number;
        active[size] = i;
        s--;
        continue;
      }
      if (gradient > largest) largest = gradient;
      if (gradient < smallest) smallest = gradient;
      if (Math.abs(gradient) < smallStep) continue;
      const next = Math.max(a - gradient / (squaredNorm[i] as number), 0);
      alpha[i] = next;
      const step = (next - a) * y;
      for (let k = from; k < to; k++) {
        const f = indices[k] as number;
        w[f] = (w[f] as number) + step * (values[k] as number);
      }
      bias += step;
    }
    if (largest - smallest <= tolerance) {
      if (overAll) break;
      size = learned;
    }
  }
  if (featureScales !== undefined) {
    for (let f = 0; f < features; f++) w[f] = (w[f] as number) * (featureScales[f] as number);
  }
  return { weights: w, bias };
}

/**
 * Weights times values over `[from, to)`. Four sums side by side: one sum alone waits for each addition before the
 * next, and the whole training takes a quarter longer.
 */
function rowProduct(
  w: Float32Array,
  indices: Int32Array,
  values: Float32Array,
  from: number,
  to: number,
): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let k = from;
  for (; k + 3 < to; k += 4) {
    a += (w[indices[k] as number] as number) * (values[k] as number);
    b += (w[indices[k + 1] as number] as number) * (values[k + 1] as number);
    c += (w[indices[k + 2] as number] as number) * (values[k + 2] as number);
    d += (w[indices[k + 3] as number] as number) * (values[k + 3] as number);
  }
  for (; k < to; k++) a += (w[indices[k] as number] as number) * (values[k] as number);
  return a + b + (c + d);
}

/** The values of the rows times the scales of their features. */
function scaledValues({ indices, values }: SparseRows, scales: Float32Array): Float32Array {
  const scaled = new Float32Array(values.length);
  for (let k = 0; k < scaled.length; k++) {
    scaled[k] = (values[k] as number) * (scales[indices[k] as number] as number);
  }
  return scaled;
}
