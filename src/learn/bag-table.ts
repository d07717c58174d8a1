import type { Random } from '../kernel/random.ts';
import type { SparseRows } from './svm.ts';

/**
 * A vector for every feature. A text is the sum of the vectors of what stands in it, brought to unit length; so a
 * text cut into parts is the sum of its parts, and each part is read once however texts are put together from them.
 */
export type BagTable = {
  readonly width: number;
  /** Feature f at `[f * width, (f + 1) * width)`. */
  readonly vectors: Float32Array;
  /** Mean square of the gradients each vector has met, summed: AdaGrad with one rate a feature. */
  readonly squares: Float32Array;
};

/** A text to be learned from: rows of a `SparseRows`, and which of its features are looked at this time. */
export type Bag = { readonly parts: readonly number[]; readonly mask: FeatureMask };

/**
 * Features left out for one look at a text, so that no single one is relied on (dropout on the input). Whether one
 * is left out is read from a hash, so that the way back leaves out the same ones as the way there.
 */
export type FeatureMask = { readonly seed: number; readonly below: number };

/** Leaves out a share (0 to below 1) of the features. */
export function drawMask(share: number, random: Random): FeatureMask {
  return { seed: Math.floor(random() * 4294967296), below: Math.floor(share * 4294967296) };
}

/** Everything is looked at. */
export const WHOLE: FeatureMask = { seed: 0, below: 0 };

const hidden = ({ seed, below }: FeatureMask, feature: number): boolean => {
  if (below === 0) return false;
  // Murmur3's fmix32 over feature and seed.
  let h = seed ^ Math.imul(feature, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0 < below;
};

/** Small random vectors: sums of four uniform numbers, near enough to normal. */
export function createTable(features: number, width: number, random: Random): BagTable {
  const vectors = new Float32Array(features * width);
  for (let i = 0; i < vectors.length; i++) vectors[i] = (random() + random() + random() + random() - 2) * 0.1;
  return { width, vectors, squares: new Float32Array(features) };
}

/** Writes the unit vector of a text to `out[at, at + width)`; returns the length it had (1 where nothing is known). */
export function embedBag(table: BagTable, rows: SparseRows, bag: Bag, out: Float32Array, at: number): number {
  const { width, vectors } = table;
  out.fill(0, at, at + width);
  const size = lookAt(rows, bag, width);
  const { starts, values } = seen;
  let i = 0;
  // Four features at a time: the sums are then loaded and stored a quarter as often.
  for (; i + 4 <= size; i += 4) {
    const a = starts[i] as number;
    const b = starts[i + 1] as number;
    const c = starts[i + 2] as number;
    const d = starts[i + 3] as number;
    const va = values[i] as number;
    const vb = values[i + 1] as number;
    const vc = values[i + 2] as number;
    const vd = values[i + 3] as number;
    for (let k = 0; k < width; k++) {
      out[at + k] =
        (out[at + k] as number) +
        va * (vectors[a + k] as number) +
        vb * (vectors[b + k] as number) +
        vc * (vectors[c + k] as number) +
        vd * (vectors[d + k] as number);
    }
  }
  for (; i < size; i++) {
    const from = starts[i] as number;
    const value = values[i] as number;
    for (let k = 0; k < width; k++)
      out[at + k] = (out[at + k] as number) + value * (vectors[from + k] as number);
  }
  return toUnitLength(out, at, width);
}

/** Scratch of `lookAt`: where the vectors of the features begin, and their values. */
const seen = { starts: new Int32Array(1024), values: new Float64Array(1024) };

/** Puts the features of a bag that are not hidden into `seen`; returns how many. */
function lookAt(rows: SparseRows, { parts, mask }: Bag, width: number): number {
  let size = 0;
  for (const part of parts) {
    const from = rows.offsets[part] as number;
    const to = rows.offsets[part + 1] as number;
    if (size + to - from > seen.starts.length) {
      const before = { ...seen };
      seen.starts = new Int32Array(2 * (size + to - from));
      seen.starts.set(before.starts);
      seen.values = new Float64Array(seen.starts.length);
      seen.values.set(before.values);
    }
    for (let i = from; i < to; i++) {
      const feature = rows.indices[i] as number;
      if (hidden(mask, feature)) continue;
      seen.starts[size] = feature * width;
      seen.values[size++] = rows.values[i] as number;
    }
  }
  return size;
}

/** Divides `out[at, at + width)` by its length and returns the length; zeros stay, with length 1. */
export function toUnitLength(out: Float32Array, at: number, width: number): number {
  let square = 0;
  for (let k = 0; k < width; k++) square += (out[at + k] as number) ** 2;
  const length = Math.sqrt(square) || 1;
  for (let k = 0; k < width; k++) out[at + k] = (out[at + k] as number) / length;
  return length;
}

/**
 * One step down the gradient for all features of a text. `unit` and `length` are what `embedBag` gave, `gradient`
 * the loss by the unit vector (overwritten with the loss by the sum before it was brought to unit length).
 */
export function descendBag(
  { width, vectors, squares }: BagTable,
  rows: SparseRows,
  bag: Bag,
  { unit, gradient, at, length, rate }: Descent,
): void {
  let along = 0;
  for (let k = 0; k < width; k++) along += (gradient[at + k] as number) * (unit[at + k] as number);
  let square = 0;
  for (let k = 0; k < width; k++) {
    const g = ((gradient[at + k] as number) - along * (unit[at + k] as number)) / length;
    gradient[at + k] = g;
    square += g * g;
  }
  square /= width;
  if (square === 0) return;
  const size = lookAt(rows, bag, width);
  for (let i = 0; i < size; i++) {
    const from = seen.starts[i] as number;
    const value = seen.values[i] as number;
    const met = (squares[from / width] as number) + value * value * square;
    squares[from / width] = met;
    if (met === 0) continue;
    const step = (rate * value) / Math.sqrt(met);
    for (let k = 0; k < width; k++)
      vectors[from + k] = (vectors[from + k] as number) - step * (gradient[at + k] as number);
  }
}

export type Descent = {
  readonly unit: Float32Array;
  readonly gradient: Float32Array;
  /** Where the text's vector begins in both. */
  readonly at: number;
  readonly length: number;
  readonly rate: number;
};
