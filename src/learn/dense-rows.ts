/**
 * Products of a vector with many rows that lie end to end. Four rows at a time: what they share is then loaded a
 * quarter as often, which is most of the time of learning from batches.
 */

/** `out[j]` becomes the dot product of `a[at, at + width)` with row j of `rows`. */
export function dotRows(
  out: Float64Array,
  a: Float32Array,
  at: number,
  rows: Float32Array,
  width: number,
): void {
  const count = out.length;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    const from = j * width;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let k = 0; k < width; k++) {
      const x = a[at + k] as number;
      first += x * (rows[from + k] as number);
      second += x * (rows[from + width + k] as number);
      third += x * (rows[from + 2 * width + k] as number);
      fourth += x * (rows[from + 3 * width + k] as number);
    }
    out[j] = first;
    out[j + 1] = second;
    out[j + 2] = third;
    out[j + 3] = fourth;
  }
  for (; j < count; j++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (a[at + k] as number) * (rows[j * width + k] as number);
    out[j] = sum;
  }
}

/** Adds row j of `rows` times `factors[j]`, for every factor, to `out[at, at + width)`. */
export function addRows(
  out: Float32Array,
  at: number,
  factors: Float64Array,
  rows: Float32Array,
  width: number,
): void {
  const count = factors.length;
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    const from = j * width;
    const first = factors[j] as number;
    const second = factors[j + 1] as number;
    const third = factors[j + 2] as number;
    const fourth = factors[j + 3] as number;
    for (let k = 0; k < width; k++)
      out[at + k] =
        (out[at + k] as number) +
        first * (rows[from + k] as number) +
        second * (rows[from + width + k] as number) +
        third * (rows[from + 2 * width + k] as number) +
        fourth * (rows[from + 3 * width + k] as number);
  }
  for (; j < count; j++) {
    const factor = factors[j] as number;
    for (let k = 0; k < width; k++)
      out[at + k] = (out[at + k] as number) + factor * (rows[j * width + k] as number);
  }
}
