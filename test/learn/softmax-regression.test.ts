import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  fitSoftmax,
  softmaxLossAt,
  SOFTMAX_OPTIONS,
  type SoftmaxData,
} from '../../src/learn/softmax-regression.ts';

function dataOf(rows: number, width: number, classes: number, seed: number): SoftmaxData {
  const random = seededRandom(seed);
  return {
    x: Float32Array.from({ length: rows * width }, () => random() * 4 - 2),
    labels: Int32Array.from({ length: rows }, () => Math.floor(random() * classes)),
    width,
    classes,
  };
}

function pointOf(size: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  // Numbers that 32 bits hold exactly: the fast way rounds weights to them.
  return Float64Array.from({ length: size }, () => Math.fround(random() * 2 - 1));
}

/** Written down from the definition, row by row and class by class. */
function naive({ x, labels, width, classes }: SoftmaxData, ridge: number, point: Float64Array) {
  const slope = new Float64Array(point.length);
  const size = classes * width;
  let loss = 0;
  labels.forEach((label, i) => {
    const scores = Array.from({ length: classes }, (_, k) => {
      let sum = point[size + k] as number;
      for (let j = 0; j < width; j++) sum += (point[k * width + j] as number) * (x[i * width + j] as number);
      return sum;
    });
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    loss -= Math.log(Math.exp(scores[label] as number) / total) / labels.length;
    scores.forEach((score, k) => {
      const rest = (Math.exp(score) / total - Number(k === label)) / labels.length;
      for (let j = 0; j < width; j++)
        slope[k * width + j] = (slope[k * width + j] as number) + rest * (x[i * width + j] as number);
      slope[size + k] = (slope[size + k] as number) + rest;
    });
  });
  for (let i = 0; i < size; i++) {
    loss += (ridge / 2) * (point[i] as number) ** 2;
    slope[i] = (slope[i] as number) + ridge * (point[i] as number);
  }
  return { loss, slope };
}

const shape = fc.record({
  rows: fc.integer({ min: 1, max: 70 }),
  width: fc.integer({ min: 1, max: 9 }),
  classes: fc.integer({ min: 1, max: 11 }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

describe('softmax regression', () => {
  it('has the loss and the slope of the definition, whatever the blocks leave over', () => {
    fc.assert(
      fc.property(shape, ({ rows, width, classes, seed }) => {
        const data = dataOf(rows, width, classes, seed);
        const point = pointOf(classes * (width + 1), seed + 1);
        const slope = new Float64Array(point.length);
        const loss = softmaxLossAt(data, 0.01, point, slope);
        const oracle = naive(data, 0.01, point);
        expect(loss).toBeCloseTo(oracle.loss, 8);
        slope.forEach((value, i) => expect(value).toBeCloseTo(oracle.slope[i] as number, 8));
      }),
      { numRuns: 60 },
    );
  });

  it('has the slope that finite differences of its loss show', () => {
    const data = dataOf(40, 5, 6, 3);
    const point = pointOf(36, 4);
    const slope = new Float64Array(36);
    softmaxLossAt(data, 0.05, point, slope);
    const idle = new Float64Array(36);
    // Steps that 32 bits hold exactly beside the weights.
    const h = 2 ** -12;
    slope.forEach((value, i) => {
      const [up, down] = [h, -h].map((by) => {
        const moved = point.slice();
        moved[i] = Math.fround((point[i] as number) + by);
        return { at: moved[i] as number, loss: softmaxLossAt(data, 0.05, moved, idle) };
      }) as [{ at: number; loss: number }, { at: number; loss: number }];
      expect((up.loss - down.loss) / (up.at - down.at)).toBeCloseTo(value, 5);
    });
  });

  it('ends where the slope is nearly nothing', () => {
    const data = dataOf(120, 6, 5, 7);
    const { weights, biases, loss } = fitSoftmax(data, { ridge: 0.01, looks: 200, tolerance: 1e-12 });
    const point = new Float64Array(35);
    point.set(weights, 0);
    point.set(biases, 30);
    const { slope, loss: there } = naive(data, 0.01, point);
    expect(Math.max(...slope.map(Math.abs))).toBeLessThan(1e-4);
    expect(loss).toBeCloseTo(there, 6);
  });

  it('tells apart what lies apart', () => {
    const random = seededRandom(5);
    const labels = Int32Array.from({ length: 300 }, (_, i) => i % 7);
    const x = new Float32Array(300 * 7);
    labels.forEach((label, i) => {
      for (let j = 0; j < 7; j++) x[i * 7 + j] = (j === label ? 2 : 0) + random() * 0.5;
    });
    const { weights, biases } = fitSoftmax({ x, labels, width: 7, classes: 7 });
    labels.forEach((label, i) => {
      const scores = Array.from({ length: 7 }, (_, k) => {
        let sum = biases[k] as number;
        for (let j = 0; j < 7; j++) sum += (weights[k * 7 + j] as number) * (x[i * 7 + j] as number);
        return sum;
      });
      expect(scores.indexOf(Math.max(...scores))).toBe(label);
    });
  });

  it('learns the shares of the classes where the rows say nothing', () => {
    const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 70 ? 0 : 1));
    const data = { x: new Float32Array(100), labels, width: 1, classes: 2 };
    const { biases } = fitSoftmax(data, { ridge: 0.1, looks: 100, tolerance: 1e-12 });
    expect((biases[0] as number) - (biases[1] as number)).toBeCloseTo(Math.log(70 / 30), 4);
  });

  it('gives the same bytes twice, and the same place from another start', () => {
    const data = dataOf(150, 8, 6, 11);
    const options = { ...SOFTMAX_OPTIONS, ridge: 0.05, looks: 300, tolerance: 1e-12 };
    const [a, b] = [fitSoftmax(data, options), fitSoftmax(data, options)];
    expect(a).toEqual(b);
    const start = { weights: pointOf(48, 1), biases: pointOf(6, 2) };
    const c = fitSoftmax(data, { ...options, start });
    c.weights.forEach((value, i) => expect(value).toBeCloseTo(a.weights[i] as number, 2));
  });

  it('looks no more often than it may', () => {
    const { looks } = fitSoftmax(dataOf(60, 4, 4, 2), { ridge: 1e-6, looks: 5, tolerance: 0 });
    expect(looks).toBeLessThanOrEqual(5);
  });
});
