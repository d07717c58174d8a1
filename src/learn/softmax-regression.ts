/**
 * Multinomial logistic regression on dense rows. Everything lies in flat arrays; products are taken over blocks of rows
 * and classes that stay in the processor's registers, for a training of a hundred classes spends all its time there.
 */

/** Row i of `x` is `[i * width, (i + 1) * width)`; `labels[i]` is its class, in `[0, classes)`. */
export type SoftmaxData = {
  readonly x: Float32Array;
  readonly labels: Int32Array;
  readonly width: number;
  readonly classes: number;
};

/** Class k scores `weights[k * width …] · x + biases[k]`; the softmax of the scores is its probability. */
export type SoftmaxModel = { readonly weights: Float64Array; readonly biases: Float64Array };

export type SoftmaxOptions = {
  /** Half of it times the squared weights is added to the mean loss; biases are free. */
  readonly ridge: number;
  /** Looks at all rows at most; a step mostly takes one. */
  readonly looks: number;
  /** Ends where a step lowers the loss by a smaller share than this. */
  readonly tolerance: number;
  /** Where to begin; left out: at zero. */
  readonly start?: SoftmaxModel;
};

export const SOFTMAX_OPTIONS: SoftmaxOptions = { ridge: 1e-4, looks: 60, tolerance: 1e-4 };

/** Pairs of steps and slopes that stand for the curvature. */
const MEMORY = 8;
/** Armijo's condition: a step is taken where it lowers the loss by this share of what the slope promises. */
const ENOUGH = 1e-4;
/** Rows whose scores are held at once. */
const BLOCK = 32;

/**
 * Fits by the limited-memory BFGS method over all rows (Nocedal and Wright, Numerical Optimization, algorithm 7.5) with
 * backtracking. The loss is convex: start and order of the rows decide nothing but the time. Same input, same bytes.
 */
export function fitSoftmax(
  data: SoftmaxData,
  options: SoftmaxOptions = SOFTMAX_OPTIONS,
): SoftmaxModel & { readonly loss: number; readonly looks: number } {
  const { width, classes } = data;
  const size = classes * width;
  const all = size + classes;
  let point = new Float64Array(all);
  if (options.start !== undefined) {
    point.set(options.start.weights, 0);
    point.set(options.start.biases, size);
  }
  let slope = new Float64Array(all);
  let loss = softmaxLossAt(data, options.ridge, point, slope);
  let looks = 1;
  const memory: Pair[] = [];
  while (looks < options.looks) {
    const step = direction(slope, memory);
    let promise = dot(step, slope);
    if (promise >= 0) {
      // Rounding has spoilt the memory: begin again downhill.
      memory.length = 0;
      step.forEach((_, i) => (step[i] = -(slope[i] as number)));
      promise = dot(step, slope);
    }
    if (promise === 0) break;
    let length = memory.length === 0 ? 1 / Math.max(1, Math.sqrt(-promise)) : 1;
    const next = new Float64Array(all);
    const nextSlope = new Float64Array(all);
    let nextLoss = Number.POSITIVE_INFINITY;
    while (looks < options.looks) {
      for (let i = 0; i < all; i++) next[i] = (point[i] as number) + length * (step[i] as number);
      nextLoss = softmaxLossAt(data, options.ridge, next, nextSlope);
      looks++;
      if (nextLoss <= loss + ENOUGH * length * promise) break;
      length /= 2;
    }
    if (nextLoss >= loss) break;
    remember(memory, point, next, slope, nextSlope);
    const gained = loss - nextLoss;
    point = next;
    slope = nextSlope;
    loss = nextLoss;
    if (gained < options.tolerance * loss) break;
  }
  return { weights: point.slice(0, size), biases: point.slice(size), loss, looks };
}

type Pair = { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number };

function remember(
  memory: Pair[],
  from: Float64Array,
  to: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const step = to.map((value, i) => value - (from[i] as number));
  const change = after.map((value, i) => value - (before[i] as number));
  const curvature = dot(step, change);
  if (curvature <= 1e-12 * dot(change, change)) return;
  memory.push({ step, change, curvature });
  if (memory.length > MEMORY) memory.shift();
}

/** The slope times the remembered inverse curvature, downhill (two-loop recursion). */
function direction(slope: Float64Array, memory: readonly Pair[]): Float64Array<ArrayBuffer> {
  const out = slope.map((value) => -value);
  const shares = memory.map(() => 0);
  for (let m = memory.length - 1; m >= 0; m--) {
    const { step, change, curvature } = memory[m] as Pair;
    const share = dot(step, out) / curvature;
    shares[m] = share;
    add(out, change, -share);
  }
  const last = memory[memory.length - 1];
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) * scale;
  }
  memory.forEach(({ step, change, curvature }, m) => {
    add(out, step, (shares[m] as number) - dot(change, out) / curvature);
  });
  return out;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function add(out: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + factor * (other[i] as number);
}

/**
 * Mean cross-entropy plus the ridge at `point` (weights, then biases); its slope is written into `slope`. One look at
 * all rows.
 */
export function softmaxLossAt(
  { x, labels, width, classes }: SoftmaxData,
  ridge: number,
  point: Float64Array,
  slope: Float64Array,
): number {
  const size = classes * width;
  const rows = labels.length;
  slope.fill(0);
  // Products of 32-bit numbers: half the memory to go through.
  const weights = Float32Array.from(point.subarray(0, size));
  const scores = new Float64Array(BLOCK * classes);
  let loss = 0;
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    scoreBlock(scores, x, from * width, count, weights, width, classes);
    for (let i = 0; i < count; i++) {
      const at = i * classes;
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < classes; k++) {
        const score = (scores[at + k] as number) + (point[size + k] as number);
        scores[at + k] = score;
        if (score > highest) highest = score;
      }
      const label = labels[from + i] as number;
      const own = scores[at + label] as number;
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        const value = Math.exp((scores[at + k] as number) - highest);
        scores[at + k] = value;
        sum += value;
      }
      loss += Math.log(sum) + highest - own;
      for (let k = 0; k < classes; k++) {
        const rest = ((scores[at + k] as number) / sum - (k === label ? 1 : 0)) / rows;
        scores[at + k] = rest;
        slope[size + k] = (slope[size + k] as number) + rest;
      }
    }
    addBlock(slope, scores, x, from * width, count, width, classes);
  }
  loss /= rows;
  let squares = 0;
  for (let i = 0; i < size; i++) {
    const weight = point[i] as number;
    squares += weight * weight;
    slope[i] = (slope[i] as number) + ridge * weight;
  }
  return loss + (ridge / 2) * squares;
}

/** `scores[i * classes + k]` becomes the product of row i of the block with the weights of class k. */
function scoreBlock(
  scores: Float64Array,
  x: Float32Array,
  at: number,
  count: number,
  weights: Float32Array,
  width: number,
  classes: number,
): void {
  for (let k = 0; k < classes; k += 4) {
    // The last block of classes overlaps the one before it: computing a few twice is cheaper than another loop.
    const first = Math.max(0, Math.min(k, classes - 4));
    const many = Math.min(4, classes);
    if (many < 4) {
      plainScores(scores, x, at, count, weights, width, classes);
      return;
    }
    const w0 = first * width;
    const w1 = w0 + width;
    const w2 = w1 + width;
    const w3 = w2 + width;
    let i = 0;
    for (; i + 2 <= count; i += 2) {
      const r0 = at + i * width;
      const r1 = r0 + width;
      let a0 = 0;
      let a1 = 0;
      let a2 = 0;
      let a3 = 0;
      let b0 = 0;
      let b1 = 0;
      let b2 = 0;
      let b3 = 0;
      for (let j = 0; j < width; j++) {
        const a = x[r0 + j] as number;
        const b = x[r1 + j] as number;
        const p = weights[w0 + j] as number;
        const q = weights[w1 + j] as number;
        const r = weights[w2 + j] as number;
        const s = weights[w3 + j] as number;
        a0 += a * p;
        a1 += a * q;
        a2 += a * r;
        a3 += a * s;
        b0 += b * p;
        b1 += b * q;
        b2 += b * r;
        b3 += b * s;
      }
      const to = i * classes + first;
      scores[to] = a0;
      scores[to + 1] = a1;
      scores[to + 2] = a2;
      scores[to + 3] = a3;
      scores[to + classes] = b0;
      scores[to + classes + 1] = b1;
      scores[to + classes + 2] = b2;
      scores[to + classes + 3] = b3;
    }
    for (; i < count; i++) {
      for (let c = first; c < first + 4; c++)
        scores[i * classes + c] = product(x, at + i * width, weights, c * width, width);
    }
  }
}

function plainScores(
  scores: Float64Array,
  x: Float32Array,
  at: number,
  count: number,
  weights: Float32Array,
  width: number,
  classes: number,
): void {
  for (let i = 0; i < count; i++)
    for (let k = 0; k < classes; k++)
      scores[i * classes + k] = product(x, at + i * width, weights, k * width, width);
}

function product(a: Float32Array, at: number, b: Float32Array, from: number, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += (a[at + j] as number) * (b[from + j] as number);
  return sum;
}

/** Adds what each row of the block says of each class, `rest[i * classes + k]` times the row, to the slopes. */
function addBlock(
  slope: Float64Array,
  rest: Float64Array,
  x: Float32Array,
  at: number,
  count: number,
  width: number,
  classes: number,
): void {
  for (let k = 0; k < classes; k++) {
    const to = k * width;
    let i = 0;
    for (; i + 8 <= count; i += 8) {
      const f0 = rest[i * classes + k] as number;
      const f1 = rest[(i + 1) * classes + k] as number;
      const f2 = rest[(i + 2) * classes + k] as number;
      const f3 = rest[(i + 3) * classes + k] as number;
      const f4 = rest[(i + 4) * classes + k] as number;
      const f5 = rest[(i + 5) * classes + k] as number;
      const f6 = rest[(i + 6) * classes + k] as number;
      const f7 = rest[(i + 7) * classes + k] as number;
      const r = at + i * width;
      for (let j = 0; j < width; j++) {
        const c = r + j;
        slope[to + j] =
          (slope[to + j] as number) +
          f0 * (x[c] as number) +
          f1 * (x[c + width] as number) +
          f2 * (x[c + 2 * width] as number) +
          f3 * (x[c + 3 * width] as number) +
          f4 * (x[c + 4 * width] as number) +
          f5 * (x[c + 5 * width] as number) +
          f6 * (x[c + 6 * width] as number) +
          f7 * (x[c + 7 * width] as number);
      }
    }
    for (; i < count; i++) {
      const factor = rest[i * classes + k] as number;
      const r = at + i * width;
      for (let j = 0; j < width; j++)
        slope[to + j] = (slope[to + j] as number) + factor * (x[r + j] as number);
    }
  }
}
