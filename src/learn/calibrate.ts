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

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length;
  const rows = matrix.map((line, i) => [...line, right[i] as number]);
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let r = col + 1; r < n; r++) {
      if (Math.abs(at(rows, r, col)) > Math.abs(at(rows, pivot, col))) pivot = r;
    }
    const held = rows[col] as number[];
    rows[col] = rows[pivot] as number[];
    rows[pivot] = held;
    for (let r = col + 1; r < n; r++) {
      const factor = at(rows, r, col) / at(rows, col, col);
      for (let c = col; c <= n; c++) (rows[r] as number[])[c] = at(rows, r, c) - factor * at(rows, col, c);
    }
  }
  const x = right.map(() => 0);
  for (let r = n - 1; r >= 0; r--) {
    let sum = at(rows, r, n);
    for (let c = r + 1; c < n; c++) sum -= at(rows, r, c) * (x[c] as number);
    x[r] = sum / at(rows, r, r);
  }
  return x;
}

function at(rows: readonly (readonly number[])[], r: number, c: number): number {
  return (rows[r] as readonly number[])[c] as number;
}
