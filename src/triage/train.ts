import { seededRandom, shuffle } from '../kernel/random.ts';
import { fitSharpness } from '../learn/calibrate.ts';
import { featureBuffer, type FeatureBuffer } from '../learn/features.ts';
import { packLinear, scoreLinear, type LinearModel } from '../learn/linear.ts';
import { joinRows, trainBinarySvm, type BinaryWeights } from '../learn/svm.ts';
import {
  buildLookup,
  vectorize,
  vocabularyBuilder,
  type SparseVector,
  type Vocabulary,
} from '../learn/vocabulary.ts';
import type { Weights } from '../learn/bundle.ts';
import { pruneWeights } from '../learn/prune.ts';
import type { PreparedText } from '../text/types.ts';
import { BLOCK_WEIGHTS, readFeatures } from './features.ts';
import type { Head, HeadName } from './model.ts';

/** One labelled text. A head learns only from the examples that carry its label. */
export type Example = {
  readonly features: FeatureBuffer;
  readonly labels: Readonly<Partial<Record<HeadName, string>>>;
  /** Multiplies the cost of an error; 1 for an order, less for a question or a definition. */
  readonly weight: number;
  /** Whether it is a real order: only these are held back to calibrate and to measure. */
  readonly order: boolean;
};

export type TrainOptions = {
  readonly seed: number;
  readonly folds: number;
  readonly cost: number;
  readonly minDocuments: number;
  /** Features kept after training, those with the largest weights. */
  readonly maxFeatures: number;
};

export const TRAIN_OPTIONS: TrainOptions = {
  seed: 1,
  folds: 5,
  cost: 0.6,
  minDocuments: 2,
  maxFeatures: 200_000,
};

export type Trained = {
  readonly weights: Weights;
  readonly heads: readonly Head[];
  /** Decision values of every order by models that did not see it; null for other examples. */
  readonly heldBack: readonly (Float64Array | null)[];
};

/** Features of a text in a buffer just large enough to keep; positions are dropped, training needs none. */
export function keepFeatures(prepared: PreparedText): FeatureBuffer {
  readFeatures(prepared, scratch);
  const none = new Int32Array(0);
  return {
    keys: scratch.keys.slice(0, scratch.length),
    blocks: scratch.blocks.slice(0, scratch.length),
    starts: none,
    ends: none,
    length: scratch.length,
  };
}
const scratch = featureBuffer();

/**
 * Trains all heads: once a fold without it, to calibrate and to measure, then on everything.
 * Pure and deterministic: same examples, same options, same weights to the byte.
 * `onProgress` receives steps done and steps in all.
 */
export function trainHeads(
  examples: readonly Example[],
  labels: readonly { readonly name: HeadName; readonly labels: readonly string[] }[],
  options: TrainOptions = TRAIN_OPTIONS,
  onProgress: (done: number, all: number) => void = () => {},
): Trained {
  let first = 0;
  const plain = labels.map((head) => {
    const at = first;
    first += head.labels.length;
    return { ...head, first: at };
  });
  const steps = (options.folds + 1) * first;
  let done = 0;
  const step = (): void => onProgress(++done, steps);

  const folds = assignFolds(examples, options);
  const heldBack: (Float64Array | null)[] = examples.map(() => null);
  for (let fold = 0; fold < options.folds; fold++) {
    const seen = examples.filter((_, i) => folds[i] !== fold);
    const { vocabulary, linear } = fit(seen, plain, options, step);
    const lookup = buildLookup(vocabulary);
    examples.forEach((example, i) => {
      if (folds[i] === fold) heldBack[i] = scoreLinear(linear, vectorize(lookup, example.features));
    });
  }
  const heads = plain.map((head) => ({ ...head, sharpness: sharpnessOf(head, examples, heldBack) }));
  return { weights: fit(examples, plain, options, step), heads, heldBack };
}

/** Fold of each order, spread evenly within each issue type; -1 for examples that are always learned from. */
function assignFolds(examples: readonly Example[], options: TrainOptions): Int32Array {
  const folds = new Int32Array(examples.length).fill(-1);
  const byType = new Map<string, number[]>();
  examples.forEach((example, i) => {
    if (!example.order) return;
    const type = example.labels.issueType ?? '';
    const list = byType.get(type);
    if (list) list.push(i);
    else byType.set(type, [i]);
  });
  const random = seededRandom(options.seed);
  let next = 0;
  for (const list of byType.values()) {
    shuffle(list, random);
    for (const i of list) folds[i] = next++ % options.folds;
  }
  return folds;
}

type PlainHead = Omit<Head, 'sharpness'>;

function fit(
  examples: readonly Example[],
  heads: readonly PlainHead[],
  options: TrainOptions,
  step: () => void,
): { vocabulary: Vocabulary; linear: LinearModel } {
  const builder = vocabularyBuilder();
  for (const example of examples) builder.add(example.features);
  const vocabulary = builder.finish(options.minDocuments, BLOCK_WEIGHTS);
  const lookup = buildLookup(vocabulary);
  const vectors = examples.map((example) => vectorize(lookup, example.features));
  const columns: BinaryWeights[] = [];
  for (const head of heads) {
    const rows: SparseVector[] = [];
    const own: Example[] = [];
    examples.forEach((example, i) => {
      if (example.labels[head.name] === undefined) return;
      rows.push(vectors[i] as SparseVector);
      own.push(example);
    });
    const joined = joinRows(rows);
    for (const label of head.labels) {
      const targets = Uint8Array.from(own, (example) => (example.labels[head.name] === label ? 1 : 0));
      const weights = Float64Array.from(own, (example) => example.weight);
      columns.push(
        trainBinarySvm(joined, targets, weights, vocabulary.keys.length, {
          cost: options.cost,
          tolerance: 0.1,
          maxPasses: 60,
          seed: options.seed,
        }),
      );
      step();
    }
  }
  return pruneWeights({ vocabulary, linear: packLinear(columns) }, options.maxFeatures);
}

function sharpnessOf(
  head: PlainHead,
  examples: readonly Example[],
  heldBack: readonly (Float64Array | null)[],
): number {
  const scores: Float64Array[] = [];
  const gold: number[] = [];
  examples.forEach((example, i) => {
    const label = example.labels[head.name];
    const row = heldBack[i];
    if (!row || label === undefined) return;
    scores.push(row.subarray(head.first, head.first + head.labels.length));
    gold.push(head.labels.indexOf(label));
  });
  return scores.length === 0 ? 1 : fitSharpness(scores, gold);
}
