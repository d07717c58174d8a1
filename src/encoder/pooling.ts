import type { EncoderInfo } from './types.ts';
import type { States } from './session.ts';

/**
 * Writes the vector of row `row` to `out`: the mean over its `length` tokens (or its first token), brought to length 1.
 * Without any direction (all zero) the first axis stands for it, so that every vector has length 1.
 */
export function poolInto(
  out: Float32Array,
  { data, length: places, width }: States,
  row: number,
  length: number,
  pooling: EncoderInfo['pooling'],
): void {
  const from = row * places * width;
  const read = pooling === 'cls' ? 1 : length;
  const sums = new Float64Array(width);
  for (let at = 0; at < read; at++)
    for (let k = 0; k < width; k++) sums[k] = (sums[k] as number) + (data[from + at * width + k] as number);
  let square = 0;
  for (const sum of sums) square += sum * sum;
  const norm = Math.sqrt(square);
  if (norm === 0) {
    out.fill(0);
    out[0] = 1;
    return;
  }
  for (let k = 0; k < width; k++) out[k] = (sums[k] as number) / norm;
}
