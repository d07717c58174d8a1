import { solve } from './linear-equations.ts';

/** Probabilities from decision values: softmax(scores * sharpness), numerically safe. */
export function softmax(scores: ArrayLike<number>, sharpness: number): Float64Array {
  let largest = -Infinity;
  for (let k = 0; k < scores.length; k++) largest = Math.max(largest, scores[k] as number);
  const out = new Float64Array(scores.length);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    const value = Math.exp(((scores[k] as number) - largest) * sharpness);
    out[k] = value;
    sum += value;
  }
  for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) / sum;
  return out;
}

/** A probability to four decimals, short of certainty: more would claim what no calibration can hold. */
export function rounded(p: number): number {
  return Math.min(9_999, Math.round(p * 10_000)) / 10_000;
}

/**
 * The sharpness (inverse temperature) under which held-out decision values explain their labels best:
 * minimum of the mean negative log-likelihood by golden-section search on a log scale (Guo et al., ICML 2017,
 * there as a temperature). `scores` must come from models that did not see the rows.
 */
export function fitSharpness(scores: readonly ArrayLike<number>[], labels: readonly number[]): number {
  const loss = (logSharpness: number): number => {
    const sharpness = Math.exp(logSharpness);
    let sum = 0;
    for (let i = 0; i < scores.length; i++) {
      const p = softmax(scores[i] as ArrayLike<number>, sharpness)[labels[i] as number] as number;
      sum -= Math.log(Math.max(p, 1e-12));
    }
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(0.1);
  let high = Math.log(100);
  let a = high - ratio * (high - low);
  let b = low + ratio * (high - low);
  let lossA = loss(a);
  let lossB = loss(b);
  for (let step = 0; step < 40; step++) {
    if (lossA < lossB) {
      high = b;
      b = a;
      lossB = lossA;
      a = high - ratio * (high - low);
      lossA = loss(a);
    } else {
      low = a;
      a = b;
      lossA = lossB;
      b = low + ratio * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}

/** A logistic model over a handful of inputs; weights[0] is the intercept. */
export type Logistic = { readonly weights: readonly number[] };

/** Probability of the positive class. `inputs` without the constant. */
export function logisticProbability(model: Logistic, inputs: readonly number[]): number {
  let z = model.weights[0] as number;
  for (let i = 0; i < inputs.length; i++) z += (model.weights[i + 1] as number) * (inputs[i] as number);
  return 1 / (1 + Math.exp(-z));
}

/**
 * Logistic regression by Newton's method with a ridge penalty on all but the intercept; for few inputs
 * (the normal equations are solved densely). Rows must come from held-out predictions.
 */
export function fitLogistic(
  rows: readonly (readonly number[])[],
  targets: readonly boolean[],
  ridge = 1,
): Logistic {
  const size = (rows[0]?.length ?? 0) + 1;
  let weights = Array.from({ length: size }, () => 0);
  for (let step = 0; step < 50; step++) {
    const gradient = weights.map((w, j) => (j === 0 ? 0 : -ridge * w));
    const hessian = weights.map((_, j) =>
      weights.map((__, k) => (j === k && j > 0 ? ridge : j === k ? 1e-9 : 0)),
    );
    rows.forEach((row, i) => {
      const x = [1, ...row];
      const p = logisticProbability({ weights }, row);
      const residual = (targets[i] ? 1 : 0) - p;
      const variance = p * (1 - p);
      for (let j = 0; j < size; j++) {
        gradient[j] = (gradient[j] as number) + residual * (x[j] as number);
        const line = hessian[j] as number[];
        for (let k = 0; k < size; k++)
          line[k] = (line[k] as number) + variance * (x[j] as number) * (x[k] as number);
      }
    });
    const delta = solve(hessian, gradient);
    weights = weights.map((w, j) => w + (delta[j] as number));
    if (Math.max(...delta.map(Math.abs)) < 1e-9) break;
  }
  return { weights };
}

/** What the chance that the most likely label is right is computed from: its log-odds, and its lead over the next. */
export function topInputs(first: number, second: number): number[] {
  const p = Math.min(0.9999, Math.max(0.0001, first));
  return [Math.log(p / (1 - p)), Math.log(p / Math.max(second, 0.0001))];
}

/**
 * Fits the chance that the most likely label is right, as `topCorrection` takes it; rows of probabilities must come from
 * models that did not see them. `isRight` is told the row and the place of its most likely label.
 */
export function fitTop(
  rows: readonly ArrayLike<number>[],
  isRight: (row: number, first: number) => boolean,
): Logistic {
  const inputs: number[][] = [];
  const right: boolean[] = [];
  rows.forEach((p, i) => {
    let first = 0;
    for (let k = 1; k < p.length; k++) if ((p[k] as number) > (p[first] as number)) first = k;
    let second = 0;
    for (let k = 0; k < p.length; k++) if (k !== first) second = Math.max(second, p[k] as number);
    inputs.push(topInputs(p[first] as number, second));
    right.push(isRight(i, first));
  });
  return fitLogistic(inputs, right);
}

/**
 * Factors that bring the most likely label's probability to what `top` says of it, and the others' to what is left.
 * The order of the labels stays: where the second would overtake the first, both are left as they are.
 */
export function topCorrection(
  top: Logistic | undefined,
  first: number | undefined,
  second: number | undefined,
): { readonly first: number; readonly rest: number } {
  const none = { first: 1, rest: 1 };
  if (top === undefined || first === undefined || second === undefined || first >= 1) return none;
  const corrected = logisticProbability(top, topInputs(first, second));
  const rest = (1 - corrected) / (1 - first);
  return corrected > second * rest ? { first: corrected / first, rest } : none;
}
