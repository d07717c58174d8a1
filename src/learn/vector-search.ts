import { dotMemory, STRIDE } from './dot-kernel.ts';
import type { DotMemory } from './dot-kernel.ts';

/** Vectors in 8 bits: 81,429 rows of 256 take 21 MB. */
export type VectorIndex = {
  readonly size: number;
  readonly width: number;
  /** What one step of a row's 8-bit numbers is worth. */
  readonly scales: Float32Array;
  readonly memory: DotMemory;
};

export type Nearest = { readonly row: number; readonly cosine: number };

/** Bytes of a row, and where the query and the sums begin; rows begin at 0. */
function layout({ size, width }: Pick<VectorIndex, 'size' | 'width'>): {
  readonly row: number;
  readonly query: number;
  readonly sums: number;
} {
  const row = Math.ceil(width / STRIDE) * STRIDE;
  return { row, query: size * row, sums: (size + 1) * row };
}

/** Rows of `width` end to end; each is brought to 8 bits by its largest number. */
export function buildVectorIndex(rows: Float32Array, width: number): VectorIndex {
  const size = rows.length / width;
  if (!Number.isInteger(size)) throw new RangeError(`${rows.length} numbers in rows of ${width}`);
  const { row: stride, sums } = layout({ size, width });
  const memory = dotMemory(sums + 4 * size);
  const held = new Int8Array(memory.buffer);
  const scales = new Float32Array(size);
  for (let row = 0; row < size; row++) {
    const { steps, scale } = quantise(rows.subarray(row * width, (row + 1) * width));
    scales[row] = scale;
    held.set(steps, row * stride);
  }
  return { size, width, scales, memory };
}

/** A vector as whole numbers from -127 to 127 times a scale. */
export function quantise(vector: Float32Array): { readonly steps: Int8Array; readonly scale: number } {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const steps = new Int8Array(vector.length);
  if (largest === 0) return { steps, scale: 0 };
  for (let k = 0; k < steps.length; k++) steps[k] = Math.round(((vector[k] as number) / largest) * 127);
  return { steps, scale: largest / 127 };
}

/**
 * Dot products of a query with every row, to `out` (as long as the index) or a new array: exact for the vectors as
 * they are in 8 bits. With vectors of unit length they are cosines, within about 0.005.
 */
export function scoreVectors(
  { size, width, scales, memory }: VectorIndex,
  asked: Float32Array,
  out: Float32Array = new Float32Array(size),
): Float32Array {
  if (asked.length !== width) throw new RangeError(`a query of ${asked.length} for rows of ${width}`);
  if (size === 0) return out;
  const { steps, scale } = quantise(asked);
  const { row: stride, query, sums } = layout({ size, width });
  new Int8Array(memory.buffer, query).set(steps);
  memory.dots(0, query, stride, query, sums);
  const dots = new Int32Array(memory.buffer, sums, size);
  for (let row = 0; row < size; row++) out[row] = (dots[row] as number) * scale * (scales[row] as number);
  return out;
}

/** The `limit` rows with the highest scores among those accepted, best first, equal ones in order of rows. */
export function highest(
  scores: ArrayLike<number>,
  limit: number,
  accept: (row: number) => boolean = () => true,
): Nearest[] {
  const best: Nearest[] = [];
  if (limit <= 0) return best;
  // A sorted list: of many scores hardly any is among the best so far.
  for (let row = 0; row < scores.length; row++) {
    const cosine = scores[row] as number;
    const last = best[limit - 1];
    if ((last !== undefined && cosine <= last.cosine) || !accept(row)) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1] as Nearest).cosine < cosine) at--;
    best.splice(at, 0, { row, cosine });
    if (best.length > limit) best.pop();
  }
  return best;
}
