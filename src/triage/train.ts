import { seededRandom, shuffle } from '../kernel/random.ts';
import { fitSharpness, fitTop, softmax, type Logistic } from '../learn/calibrate.ts';
import { trainColumnsHere, type TrainColumns } from '../learn/columns.ts';
import { unknownShare } from '../learn/drift.ts';
import { featureBuffer, type FeatureBuffer } from '../learn/features.ts';
import { fitMixing } from '../learn/mixing.ts';
import { packLinear, scoreLinear, type LinearModel } from '../learn/linear.ts';
import { joinRows, type BinaryWeights } from '../learn/svm.ts';
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
  /** The same text otherwise (say: with character errors): scored where the order is held back, never learned from. */
  readonly variants?: readonly FeatureBuffer[];
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
  /** The same of each example's variants, in their order; null for examples that are not held back. */
  readonly variants: readonly (readonly Float64Array[] | null)[];
  /** Share of each order's features that a model which did not see it does not know; null for other examples. */
  readonly unknown: readonly (number | null)[];
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
 * Pure and deterministic: same examples, same options, same weights to the byte, whoever trains the columns.
 * `onProgress` receives steps done and steps in all.
 */
export function trainHeads(
  examples: readonly Example[],
  labels: readonly { readonly name: HeadName; readonly labels: readonly string[] }[],
  options: TrainOptions = TRAIN_OPTIONS,
  onProgress: (done: number, all: number) => void = () => {},
  trainColumns: TrainColumns = trainColumnsHere,
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
  const learn = (seen: readonly Example[]) => fit(seen, plain, options, trainColumns, step);

  const folds = assignFolds(examples, options);
  const heldBack: (Float64Array | null)[] = examples.map(() => null);
  const variants: (Float64Array[] | null)[] = examples.map(() => null);
  const unknown: (number | null)[] = examples.map(() => null);
  for (let fold = 0; fold < options.folds; fold++) {
    const seen = examples.filter((_, i) => folds[i] !== fold);
    const { vocabulary, linear } = learn(seen);
    const lookup = buildLookup(vocabulary);
    examples.forEach((example, i) => {
      if (folds[i] !== fold) return;
      const score = (features: FeatureBuffer) => scoreLinear(linear, vectorize(lookup, features));
      heldBack[i] = score(example.features);
      variants[i] = (example.variants ?? []).map(score);
      unknown[i] = unknownShare(lookup, example.features);
    });
  }
  const heads = plain.map((head) => calibrated(head, examples, heldBack));
  return { weights: learn(examples), heads, heldBack, variants, unknown };
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
  trainColumns: TrainColumns,
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
    const task = {
      rows: joinRows(rows),
      classOf: Int32Array.from(own, (example) => head.labels.indexOf(example.labels[head.name] as string)),
      exampleWeights: Float64Array.from(own, (example) => example.weight),
      features: vocabulary.keys.length,
      classes: head.labels.length,
      options: { cost: options.cost, tolerance: 0.1, maxPasses: 60, seed: options.seed },
    };
    columns.push(...trainColumns(task, step));
  }
  return pruneWeights({ vocabulary, linear: packLinear(columns) }, options.maxFeatures);
}

/** With so many labels at most a whole matrix is fitted rather than one number. */
const MOST_MIXED = 8;
/** Held-back examples a mixing needs for each of its numbers. */
const ROWS_PER_NUMBER = 20;

function calibrated(
  head: PlainHead,
  examples: readonly Example[],
  heldBack: readonly (Float64Array | null)[],
): Head {
  const count = head.labels.length;
  const scores: Float64Array[] = [];
  const gold: number[] = [];
  examples.forEach((example, i) => {
    const label = example.labels[head.name];
    const row = heldBack[i];
    if (!row || label === undefined) return;
    scores.push(row.subarray(head.first, head.first + count));
    gold.push(head.labels.indexOf(label));
  });
  const sharpness = scores.length === 0 ? 1 : fitSharpness(scores, gold);
  if (count > MOST_MIXED) return { ...head, sharpness, top: topOf(scores, gold, sharpness) };
  if (scores.length < count * (count + 1) * ROWS_PER_NUMBER) return { ...head, sharpness };
  return { ...head, sharpness, mixing: fitMixing(scores, gold, count, sharpness) };
}

/** One sharpness fits neither doubtful nor sure answers quite; the chance of the first being right is fitted anew. */
function topOf(scores: readonly Float64Array[], gold: readonly number[], sharpness: number): Logistic {
  return fitTop(
    scores.map((row) => softmax(row, sharpness)),
    (i, first) => first === gold[i],
  );
}
