import { featureBuffer, pushCharacters, pushWords, type FeatureBuffer, type WordSpan } from './features.ts';
import { packLinear, scoreLinear, type LinearModel } from './linear.ts';
import { countRatios, type RatioOptions } from './ratios.ts';
import { joinRows, trainBinarySvm } from './svm.ts';
import { buildLookup, vectorize, vocabularyBuilder, type Lookup } from './vocabulary.ts';

/** One part of a text (its title, its body, all of it) with its words in order; no words where no block reads them. */
export type Field = { readonly text: string; readonly words: readonly WordSpan[] };

/** The parts of a text, in the same order for every text; a part may be empty. */
export type Fields = readonly Field[];

/** `weight` multiplies the cost of an error on the example: 1 for a text, other for a name or a definition. */
export type LabelledFields = { readonly fields: Fields; readonly label: string; readonly weight: number };

/** What is read of one field: words and pairs of them, or the stretches of at most `longest` characters. */
export type Block = { readonly field: number; readonly weight: number } & (
  { readonly of: 'words' } | { readonly of: 'characters'; readonly longest: number }
);

export type ClassifierOptions = {
  /** Each is brought to unit length, then multiplied by its weight. At most 127. */
  readonly blocks: readonly Block[];
  /** Features of fewer texts are not learned. */
  readonly minDocuments: number;
  readonly cost: number;
  readonly tolerance: number;
  readonly seed: number;
  /**
   * Scales the features class by class with their log-count ratios. Helps where each class has hundreds of
   * examples, harms where it has a handful; null leaves it.
   */
  readonly ratios: RatioOptions | null;
};

export type TextClassifier = {
  /** Ascending by code unit; the order of the scores. */
  readonly labels: readonly string[];
  readonly blocks: readonly Block[];
  readonly lookup: Lookup;
  readonly linear: LinearModel;
};

const MAX_PASSES = 60;

/**
 * Learns a label from labelled texts: TF-IDF of words and characters, one support vector machine a label against
 * the rest. Needs at least one example; each is read once and not kept, so that a generator may make them on the
 * way. Same input, same classifier to the byte.
 */
export function fitTextClassifier(
  examples: Iterable<LabelledFields>,
  options: ClassifierOptions,
): TextClassifier {
  const { blocks, minDocuments, cost, tolerance, seed, ratios } = options;
  const builder = vocabularyBuilder();
  const features: FeatureBuffer[] = [];
  const own: string[] = [];
  const weights: number[] = [];
  for (const { fields, label, weight } of examples) {
    const buffer = readBlocks(fields, blocks);
    builder.add(buffer);
    features.push(kept(buffer));
    own.push(label);
    weights.push(weight);
  }
  const blockWeights = blocks.map(({ weight }) => weight);
  const lookup = buildLookup(builder.finish(minDocuments, blockWeights));
  const rows = joinRows(features.map((buffer) => vectorize(lookup, buffer)));
  const labels = [...new Set(own)].sort();
  const size = lookup.keys.length;
  const base = { cost, tolerance, seed, maxPasses: MAX_PASSES };
  const targets = new Uint8Array(own.length);
  const columns = labels.map((label) => {
    own.forEach((one, i) => (targets[i] = one === label ? 1 : 0));
    const scaled = ratios === null ? {} : { featureScales: countRatios(rows, targets, size, ratios) };
    return trainBinarySvm(rows, targets, weights, size, { ...base, ...scaled });
  });
  return { labels, blocks, lookup, linear: packLinear(columns) };
}

/** Decision value of every label, in the order of `labels`: above 0 speaks for it. */
export function scoreFields({ blocks, lookup, linear }: TextClassifier, fields: Fields): Float64Array {
  return scoreLinear(linear, vectorize(lookup, readBlocks(fields, blocks)));
}

/** The labels of the highest decision values, the best first; ties in label order. */
export function topLabels(classifier: TextClassifier, fields: Fields, count: number): string[] {
  const scores = scoreFields(classifier, fields);
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  return order.slice(0, count).map((label) => classifier.labels[label] as string);
}

/** Holds the features of the text at hand, until the next is read. */
const scratch = featureBuffer();

function readBlocks(fields: Fields, blocks: readonly Block[]): FeatureBuffer {
  scratch.length = 0;
  blocks.forEach((block, number) => {
    const field = fields[block.field];
    if (field === undefined) return;
    const { text, words } = field;
    if (block.of === 'words') pushWords(scratch, text, words, 0, text.length, number);
    else pushCharacters(scratch, text, 0, text.length, block.longest, number);
  });
  return scratch;
}

/** A copy just large enough, without the positions, which training does not need. */
function kept({ keys, blocks, length }: FeatureBuffer): FeatureBuffer {
  const none = new Int32Array(0);
  return { keys: keys.slice(0, length), blocks: blocks.slice(0, length), starts: none, ends: none, length };
}
