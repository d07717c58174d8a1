import { shuffle, type Random } from '../kernel/random.ts';
import { softmaxLoss } from './contrastive.ts';

/** Candidates of one query: item i has its features at `[i * width, (i + 1) * width)`. */
export type CandidateList = { readonly features: Float32Array; readonly right: readonly number[] };

export type ListwiseOptions = {
  readonly passes: number;
  readonly rate: number;
  readonly random: Random;
};

/**
 * Weights of a linear ranking: the softmax over the candidates of a query is to be high where the right ones are
 * (ListNet's top-one loss: Cao et al., ICML 2007), learned query by query with AdaGrad. Features may have any scale.
 * Lists without a right candidate teach nothing and are passed over. Same input, same weights.
 */
export function fitListwise(
  lists: readonly CandidateList[],
  width: number,
  { passes, rate, random }: ListwiseOptions,
): Float64Array {
  const useful = lists.filter((list) => list.right.length > 0);
  const spreads = featureSpreads(useful, width);
  /** Of features divided by their spread. */
  const weights = new Float64Array(width);
  const squares = new Float64Array(width);
  const order = Int32Array.from(useful, (_, i) => i);
  for (let pass = 0; pass < passes; pass++) {
    shuffle(order, random);
    for (const at of order) {
      const { features, right } = useful[at] as CandidateList;
      const gradient = new Float64Array(width);
      const raw = weights.map((weight, k) => weight / (spreads[k] as number));
      const scores = scoreList(raw, features);
      for (const item of right) {
        const slopes = scores.slice();
        softmaxLoss(slopes, item);
        slopes.forEach((slope, i) => {
          for (let k = 0; k < width; k++)
            gradient[k] =
              (gradient[k] as number) +
              (slope * (features[i * width + k] as number)) / (spreads[k] as number) / right.length;
        });
      }
      gradient.forEach((slope, k) => {
        squares[k] = (squares[k] as number) + slope * slope;
        if (slope !== 0)
          weights[k] = (weights[k] as number) - (rate * slope) / Math.sqrt(squares[k] as number);
      });
    }
  }
  return weights.map((weight, k) => weight / (spreads[k] as number));
}

/** Weighted sums, one an item. */
export function scoreList(weights: Float64Array, features: Float32Array): Float64Array {
  const width = weights.length;
  const scores = new Float64Array(features.length / width);
  for (let i = 0; i < scores.length; i++) {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += (weights[k] as number) * (features[i * width + k] as number);
    scores[i] = sum;
  }
  return scores;
}

/** Standard deviation of every feature over all items; 1 where it never changes. */
function featureSpreads(lists: readonly CandidateList[], width: number): Float64Array {
  const sums = new Float64Array(width);
  const squares = new Float64Array(width);
  let items = 0;
  for (const { features } of lists) {
    items += features.length / width;
    features.forEach((value, i) => {
      sums[i % width] = (sums[i % width] as number) + value;
      squares[i % width] = (squares[i % width] as number) + value * value;
    });
  }
  return sums.map((sum, k) => {
    const variance = (squares[k] as number) / items - (sum / items) ** 2;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
}
