import { solve } from './linear-equations.ts';

/**
 * Probabilities of a few labels from the decision values of all of them: softmax(matrix * scores + offsets).
 * Beside being calibrated they may rank the labels otherwise than the decision values do: one against the rest,
 * each value is fitted alone and knows nothing of what the others say (matrix scaling: Guo et al., ICML 2017).
 */
export type Mixing = { readonly matrix: readonly (readonly number[])[]; readonly offsets: readonly number[] };

/** Probability of each label; `scores` may be part of a longer array. */
export function mixedProbabilities({ matrix, offsets }: Mixing, scores: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(offsets);
  let largest = -Infinity;
  for (let k = 0; k < out.length; k++) {
    const row = matrix[k] as readonly number[];
    let z = out[k] as number;
    for (let j = 0; j < row.length; j++) z += (row[j] as number) * (scores[j] as number);
    out[k] = z;
    largest = Math.max(largest, z);
  }
  let sum = 0;
  for (let k = 0; k < out.length; k++) {
    out[k] = Math.exp((out[k] as number) - largest);
    sum += out[k] as number;
  }
  for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / sum;
  return out;
}

/** Steps of Newton's method at most; a handful is enough. */
const STEPS = 25;

/**
 * The mixing under which held-out decision values explain their labels best: softmax regression by Newton's method,
 * with a ridge that draws the matrix towards `sharpness` times the identity and the offsets towards 0. For few
 * labels (the Hessian is solved densely). `scores` must come from models that did not see the rows.
 */
export function fitMixing(
  scores: readonly ArrayLike<number>[],
  labels: readonly number[],
  count: number,
  sharpness: number,
  ridge = 1,
): Mixing {
  const width = count + 1;
  const size = count * width;
  const prior = Float64Array.from({ length: size }, (_, i) =>
    i % width === Math.floor(i / width) ? sharpness : 0,
  );
  let weights = prior.slice();
  for (let step = 0; step < STEPS; step++) {
    const { gradient, hessian } = derivatives(scores, labels, count, weights);
    for (let i = 0; i < size; i++) {
      gradient[i] = (gradient[i] as number) + ridge * ((weights[i] as number) - (prior[i] as number));
      const row = hessian[i] as Float64Array;
      row[i] = (row[i] as number) + ridge;
    }
    const delta = solve(
      hessian.map((row) => [...row]),
      [...gradient],
    );
    weights = weights.map((w, i) => w - (delta[i] as number));
    if (Math.max(...delta.map(Math.abs)) < 1e-8) break;
  }
  return toMixing(weights, count);
}

/** Of the negative log-likelihood; the weights are label by label: its row of the matrix, then its offset. */
function derivatives(
  scores: readonly ArrayLike<number>[],
  labels: readonly number[],
  count: number,
  weights: Float64Array,
): { gradient: Float64Array; hessian: Float64Array[] } {
  const width = count + 1;
  const gradient = new Float64Array(count * width);
  const hessian = Array.from({ length: count * width }, () => new Float64Array(count * width));
  const mixing = toMixing(weights, count);
  const x = new Float64Array(width).fill(1);
  scores.forEach((row, i) => {
    for (let j = 0; j < count; j++) x[j] = row[j] as number;
    const p = mixedProbabilities(mixing, row);
    for (let a = 0; a < count; a++) {
      const pa = p[a] as number;
      const residual = pa - (labels[i] === a ? 1 : 0);
      for (let j = 0; j < width; j++) {
        const at = a * width + j;
        gradient[at] = (gradient[at] as number) + residual * (x[j] as number);
        const line = hessian[at] as Float64Array;
        for (let b = 0; b < count; b++) {
          const factor = pa * ((a === b ? 1 : 0) - (p[b] as number)) * (x[j] as number);
          for (let k = 0; k < width; k++) {
            line[b * width + k] = (line[b * width + k] as number) + factor * (x[k] as number);
          }
        }
      }
    }
  });
  return { gradient, hessian };
}

function toMixing(weights: Float64Array, count: number): Mixing {
  const width = count + 1;
  return {
    matrix: Array.from({ length: count }, (_, k) => [...weights.subarray(k * width, k * width + count)]),
    offsets: Array.from({ length: count }, (_, k) => weights[k * width + count] as number),
  };
}
