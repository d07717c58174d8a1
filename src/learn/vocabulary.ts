import type { FeatureBuffer } from './features.ts';

/**
 * The features a model knows, the most frequent first (the weights that every text touches then lie together),
 * ties by key, with their inverse document frequencies.
 * `blockWeights[b]` scales block `b` after it has been normalised to unit length.
 */
export type Vocabulary = {
  readonly keys: Uint32Array;
  readonly idf: Float32Array;
  readonly blockWeights: readonly number[];
};

/** A vocabulary with its lookup table; `vectorize` reads it. */
export type Lookup = Vocabulary & {
  /** Key and index side by side, so that a probe touches one line of the cache; key 0 marks an empty slot. */
  readonly slots: Uint32Array;
  readonly mask: number;
  /** Scratch, one entry a feature: its place in the vector at hand, plus one. Zero between calls. */
  readonly places: Int32Array;
};

/** One text as a sparse vector: ascending touch order, no duplicate index. */
export type SparseVector = { readonly indices: Int32Array; readonly values: Float32Array };

/** Counts in how many texts a feature stands; feed texts one by one, then `finish`. */
export function vocabularyBuilder() {
  const documentFrequency = new Map<number, number>();
  const seen = new Set<number>();
  let documents = 0;
  return {
    add(buffer: FeatureBuffer): void {
      seen.clear();
      for (let i = 0; i < buffer.length; i++) seen.add(buffer.keys[i] as number);
      for (const key of seen) documentFrequency.set(key, (documentFrequency.get(key) ?? 0) + 1);
      documents++;
    },
    /** Keeps features of at least `minDocuments` texts. Smoothed idf: ln((1+n)/(1+df)) + 1, as scikit-learn. */
    finish(minDocuments: number, blockWeights: readonly number[]): Vocabulary {
      const kept: number[] = [];
      for (const [key, df] of documentFrequency) if (df >= minDocuments) kept.push(key);
      const frequency = (key: number): number => documentFrequency.get(key) as number;
      const keys = Uint32Array.from(kept.sort((a, b) => frequency(b) - frequency(a) || a - b));
      const idf = Float32Array.from(keys, (key) => Math.log((1 + documents) / (1 + frequency(key))) + 1);
      return { keys, idf, blockWeights };
    },
  };
}

/** Open addressing with linear probing, at most half full. */
export function buildLookup(vocabulary: Vocabulary): Lookup {
  let size = 1024;
  while (size < vocabulary.keys.length * 2) size *= 2;
  const slots = new Uint32Array(size * 2);
  const mask = size - 1;
  vocabulary.keys.forEach((key, index) => {
    let slot = key & mask;
    while (slots[slot * 2] !== 0) slot = (slot + 1) & mask;
    slots[slot * 2] = key;
    slots[slot * 2 + 1] = index;
  });
  return { ...vocabulary, slots, mask, places: new Int32Array(vocabulary.keys.length) };
}

/** Index of a key, or -1 where the model does not know it. */
export function indexOf({ slots, mask }: Lookup, key: number): number {
  for (let slot = key & mask; ; slot = (slot + 1) & mask) {
    const found = slots[slot * 2];
    if (found === key) return slots[slot * 2 + 1] as number;
    if (found === 0) return -1;
  }
}

/**
 * Term weights (1 + ln tf) * idf; each block normalised to unit length, then scaled by its weight.
 * `occurrences`, when given, receives for each occurrence in the buffer its feature's place in the vector
 * (-1 where the model does not know it).
 */
export function vectorize(lookup: Lookup, buffer: FeatureBuffer, occurrences?: Int32Array): SparseVector {
  const touched: number[] = [];
  const counts: number[] = [];
  const blocks: number[] = [];
  const { places, idf } = lookup;
  for (let i = 0; i < buffer.length; i++) {
    const index = indexOf(lookup, buffer.keys[i] as number);
    if (index === -1) {
      if (occurrences) occurrences[i] = -1;
      continue;
    }
    let place = (places[index] as number) - 1;
    if (place === -1) {
      place = touched.length;
      places[index] = place + 1;
      touched.push(index);
      counts.push(1);
      blocks.push(buffer.blocks[i] as number);
    } else counts[place] = (counts[place] as number) + 1;
    if (occurrences) occurrences[i] = place;
  }
  const squares = lookup.blockWeights.map(() => 0);
  const indices = Int32Array.from(touched);
  const values = new Float32Array(touched.length);
  for (let i = 0; i < touched.length; i++) {
    const index = touched[i] as number;
    const count = counts[i] as number;
    const value = (count === 1 ? 1 : 1 + Math.log(count)) * (idf[index] as number);
    places[index] = 0;
    values[i] = value;
    const block = blocks[i] as number;
    squares[block] = (squares[block] as number) + value * value;
  }
  const scales = squares.map((sum, block) =>
    sum > 0 ? (lookup.blockWeights[block] as number) / Math.sqrt(sum) : 0,
  );
  for (let i = 0; i < values.length; i++) {
    values[i] = (values[i] as number) * (scales[blocks[i] as number] as number);
  }
  return { indices, values };
}
