import { featureBuffer } from './features.ts';
import { readStretches, type CutWords } from './sentence-encoder.ts';
import type { SparseRows } from './svm.ts';
import { buildLookup, indexOf, vocabularyBuilder, type Vocabulary } from './vocabulary.ts';

export type ReadingOptions = {
  /** Stretches of one to so many characters. */
  readonly longest: number;
  /** Stretches of fewer texts are not learned. */
  readonly minDocuments: number;
  /** Of the rest, so many of the most frequent. */
  readonly maxFeatures: number;
};

/** The stretches worth a vector: the most frequent ones of the texts. */
export function readVocabulary(texts: Iterable<string>, cut: CutWords, options: ReadingOptions): Vocabulary {
  const builder = vocabularyBuilder();
  const buffer = featureBuffer();
  for (const text of texts) {
    readStretches(buffer, text, cut, options.longest);
    builder.add(buffer);
  }
  const { keys, idf, blockWeights } = builder.finish(options.minDocuments, [1]);
  return { keys: keys.slice(0, options.maxFeatures), idf: idf.slice(0, options.maxFeatures), blockWeights };
}

/**
 * Reads texts one by one into rows of a `SparseRows`, each feature with its count times its idf; `add` gives the
 * number of the row.
 */
export function partReader(vocabulary: Vocabulary, cut: CutWords, longest: number) {
  const lookup = buildLookup(vocabulary);
  const buffer = featureBuffer();
  const offsets = [0];
  let indices = new Int32Array(1 << 16);
  let values = new Float32Array(1 << 16);
  let size = 0;
  /** Where a feature stands in the row at hand, plus one; 0 where it does not. */
  const places = new Int32Array(vocabulary.keys.length);
  return {
    add(text: string): number {
      readStretches(buffer, text, cut, longest);
      if (size + buffer.length > indices.length) {
        const capacity = 2 * (size + buffer.length);
        const before = { indices, values };
        indices = new Int32Array(capacity);
        indices.set(before.indices);
        values = new Float32Array(capacity);
        values.set(before.values);
      }
      const from = size;
      for (let i = 0; i < buffer.length; i++) {
        const feature = indexOf(lookup, buffer.keys[i] as number);
        if (feature === -1) continue;
        const idf = vocabulary.idf[feature] as number;
        const place = (places[feature] as number) - 1;
        if (place >= 0) values[place] = (values[place] as number) + idf;
        else {
          indices[size] = feature;
          values[size] = idf;
          places[feature] = ++size;
        }
      }
      for (let i = from; i < size; i++) places[indices[i] as number] = 0;
      return offsets.push(size) - 2;
    },
    finish: (): SparseRows => ({
      offsets: Int32Array.from(offsets),
      indices: indices.slice(0, size),
      values: values.slice(0, size),
    }),
  };
}
