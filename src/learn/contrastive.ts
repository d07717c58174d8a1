import { shuffle, type Random } from '../kernel/random.ts';
import { addRows, dotRows } from './dense-rows.ts';
import { descendBag, drawMask, embedBag, type Bag, type BagTable } from './bag-table.ts';
import type { SparseRows } from './svm.ts';

/** A text to be found. Passages of the same id are the same: never counted against each other. */
export type Passage = { readonly id: number; readonly parts: readonly number[] };

export type Pair = {
  readonly query: readonly number[];
  /** What the query should find. */
  readonly passage: Passage;
  /** Ids of other passages that are right as well. */
  readonly alsoRight?: ReadonlySet<number>;
  /** One that looks right and is not, to be told from the right one beside all others of the batch. */
  readonly mistaken?: Passage;
};

export type StepOptions = {
  /** Cosines are multiplied by it before the softmax: small looks at all passages, large at the likest. */
  readonly sharpness: number;
  readonly rate: number;
  /** Share of the features left out at each look. */
  readonly dropout: number;
};

/**
 * One step for a batch: each query should be nearer to its passage than to every other passage of the batch (softmax
 * over cosines with in-batch negatives: Karpukhin et al., EMNLP 2020). Returns the mean loss before the step.
 */
export function contrastiveStep(
  table: BagTable,
  rows: SparseRows,
  batch: readonly Pair[],
  { sharpness, rate, dropout }: StepOptions,
  random: Random,
): number {
  const { width } = table;
  const passages = [...batch.map((pair) => pair.passage), ...batch.flatMap((pair) => pair.mistaken ?? [])];
  const look = (parts: readonly number[]): Bag => ({ parts, mask: drawMask(dropout, random) });
  const queries = embedAll(
    table,
    rows,
    batch.map((pair) => look(pair.query)),
  );
  const targets = embedAll(
    table,
    rows,
    passages.map((passage) => look(passage.parts)),
  );

  // Row i: cosines of query i times sharpness, then the derivatives of the loss by them.
  const scores = batch.map((_, i) => {
    const row = new Float64Array(passages.length);
    dotRows(row, queries.units, i * width, targets.units, width);
    return row;
  });
  let loss = 0;
  batch.forEach((pair, i) => {
    const row = scores[i] as Float64Array;
    passages.forEach(({ id }, j) => {
      const ignored = j !== i && (id === pair.passage.id || pair.alsoRight?.has(id));
      row[j] = ignored ? Number.NEGATIVE_INFINITY : sharpness * (row[j] as number);
    });
    loss += softmaxLoss(row, i);
    row.forEach((slope, j) => (row[j] = sharpness * slope));
    addRows(queries.gradients, i * width, row, targets.units, width);
  });
  const column = new Float64Array(batch.length);
  passages.forEach((_, j) => {
    scores.forEach((row, i) => (column[i] = row[j] as number));
    addRows(targets.gradients, j * width, column, queries.units, width);
  });
  for (const side of [queries, targets])
    side.bags.forEach((bag, i) =>
      descendBag(table, rows, bag, {
        unit: side.units,
        gradient: side.gradients,
        at: i * width,
        length: side.lengths[i] as number,
        rate,
      }),
    );
  return loss / batch.length;
}

/** One pass over shuffled pairs in batches of `size`; what is left over waits for another pass. Mean loss. */
export function contrastivePass(
  table: BagTable,
  rows: SparseRows,
  pairs: readonly Pair[],
  size: number,
  options: StepOptions,
  random: Random,
): number {
  const order = Int32Array.from(pairs, (_, i) => i);
  shuffle(order, random);
  const batches = Math.floor(order.length / size);
  let sum = 0;
  for (let b = 0; b < batches; b++) {
    const batch = Array.from(order.subarray(b * size, (b + 1) * size), (i) => pairs[i] as Pair);
    sum += contrastiveStep(table, rows, batch, options, random);
  }
  return batches === 0 ? 0 : sum / batches;
}

type Side = {
  readonly bags: readonly Bag[];
  readonly units: Float32Array;
  readonly gradients: Float32Array;
  readonly lengths: Float64Array;
};

function embedAll(table: BagTable, rows: SparseRows, bags: readonly Bag[]): Side {
  const size = bags.length * table.width;
  const units = new Float32Array(size);
  const lengths = Float64Array.from(bags, (bag, i) => embedBag(table, rows, bag, units, i * table.width));
  return { bags, units, gradients: new Float32Array(size), lengths };
}

/** Cross-entropy of the right place; leaves the derivative by each score where the score stood. */
export function softmaxLoss(scores: Float64Array, right: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) highest = Math.max(highest, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  const loss = Math.log(sum) + highest - (scores[right] as number);
  for (let j = 0; j < scores.length; j++)
    scores[j] = Math.exp((scores[j] as number) - highest) / sum - (j === right ? 1 : 0);
  return loss;
}
