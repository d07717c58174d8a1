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

/**
 * A vocabulary with its lookup table; `vectorize` reads it. All that is asked of a feature stands side by side, so that
 * it costs one line of the cache: what a text costs is waiting for memory.
 */
export type Lookup = Vocabulary & {
  /** `SLOT` entries a feature: key (0 marks an empty slot), index, place in the vector at hand plus one, idf. */
  readonly slots: Int32Array;
  /** The same memory, to read the idf. */
  readonly slotFloats: Float32Array;
  readonly mask: number;
};

const SLOT = 4;
const INDEX = 1;
/** Scratch of `vectorize`; zero between calls. */
const PLACE = 2;
const IDF = 3;

/** One text as a sparse vector: ascending touch order, no duplicate index. */
export type SparseVector = { readonly indices: Int32Array; readonly values: Float32Array };

/** Counts in how many texts a feature stands; feed texts one by one, then `finish`. */
export function vocabularyBuilder() {
  // Open addressing; key 0 marks an empty slot, as in `Lookup`.
  let keys = new Uint32Array(1 << 16);
  let frequencies = new Uint32Array(1 << 16);
  /** The last text, counted from one, in which the feature was seen. */
  let lastSeen = new Uint32Array(1 << 16);
  let features = 0;
  let documents = 0;

  function slotOf(key: number): number {
    const mask = keys.length - 1;
    let slot = key & mask;
    while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const old = { keys, frequencies, lastSeen };
    keys = new Uint32Array(old.keys.length * 2);
    frequencies = new Uint32Array(keys.length);
    lastSeen = new Uint32Array(keys.length);
    old.keys.forEach((key, from) => {
      if (key === 0) return;
      const slot = slotOf(key);
      keys[slot] = key;
      frequencies[slot] = old.frequencies[from] as number;
      lastSeen[slot] = old.lastSeen[from] as number;
    });
  }

  return {
    add(buffer: FeatureBuffer): void {
      documents++;
      for (let i = 0; i < buffer.length; i++) {
        const key = buffer.keys[i] as number;
        const slot = slotOf(key);
        if (lastSeen[slot] === documents) continue;
        lastSeen[slot] = documents;
        frequencies[slot] = (frequencies[slot] as number) + 1;
        if (keys[slot] === key) continue;
        keys[slot] = key;
        if (++features * 2 > keys.length) grow();
      }
    },
    /** Keeps features of at least `minDocuments` texts. Smoothed idf: ln((1+n)/(1+df)) + 1, as scikit-learn. */
    finish(minDocuments: number, blockWeights: readonly number[]): Vocabulary {
      const kept: number[] = [];
      frequencies.forEach((df, slot) => {
        if (df >= minDocuments && df > 0) kept.push(slot);
      });
      const keyAt = (slot: number): number => keys[slot] as number;
      const dfAt = (slot: number): number => frequencies[slot] as number;
      kept.sort((a, b) => dfAt(b) - dfAt(a) || keyAt(a) - keyAt(b));
      return {
        keys: Uint32Array.from(kept, keyAt),
        idf: Float32Array.from(kept, (slot) => Math.log((1 + documents) / (1 + dfAt(slot))) + 1),
        blockWeights,
      };
    },
  };
}

/** Open addressing with linear probing, at most half full. */
export function buildLookup(vocabulary: Vocabulary): Lookup {
  let size = 1024;
  while (size < vocabulary.keys.length * 2) size *= 2;
  const slots = new Int32Array(size * SLOT);
  const slotFloats = new Float32Array(slots.buffer);
  const mask = size - 1;
  vocabulary.keys.forEach((key, index) => {
    let slot = key & mask;
    while (slots[slot * SLOT] !== 0) slot = (slot + 1) & mask;
    slots[slot * SLOT] = key;
    slots[slot * SLOT + INDEX] = index;
    slotFloats[slot * SLOT + IDF] = vocabulary.idf[index] as number;
  });
  return { ...vocabulary, slots, slotFloats, mask };
}

/** Where the entries of a key begin among the slots, or -1 where the model does not know it. */
function entryOf({ slots, mask }: Lookup, key: number): number {
  // The slots are signed.
  const signed = key | 0;
  for (let slot = key & mask; ; slot = (slot + 1) & mask) {
    const found = slots[slot * SLOT];
    if (found === signed) return slot * SLOT;
    if (found === 0) return -1;
  }
}

/** Index of a key, or -1 where the model does not know it. */
export function indexOf(lookup: Lookup, key: number): number {
  const entry = entryOf(lookup, key);
  return entry === -1 ? -1 : (lookup.slots[entry + INDEX] as number);
}

/** Scratch of `vectorize`, by place in the vector at hand; nothing is kept between calls. */
const scratch = { entries: new Int32Array(1024), counts: new Int32Array(1024), blocks: new Uint8Array(1024) };

/**
 * Term weights (1 + ln tf) * idf; each block normalised to unit length, then scaled by its weight.
 * `occurrences`, when given, receives for each occurrence in the buffer its feature's place in the vector
 * (-1 where the model does not know it).
 */
export function vectorize(lookup: Lookup, buffer: FeatureBuffer, occurrences?: Int32Array): SparseVector {
  reserve(buffer.length);
  const { entries, counts, blocks } = scratch;
  const { slots, slotFloats, blockWeights } = lookup;
  const known = blockWeights.length;
  let size = 0;
  for (let i = 0; i < buffer.length; i++) {
    const block = buffer.blocks[i] as number;
    // A block younger than the model is unknown to it, also where a key of it happens to be that of a known feature.
    const entry = block < known ? entryOf(lookup, buffer.keys[i] as number) : -1;
    if (entry === -1) {
      if (occurrences) occurrences[i] = -1;
      continue;
    }
    let place = (slots[entry + PLACE] as number) - 1;
    if (place === -1) {
      place = size++;
      slots[entry + PLACE] = place + 1;
      entries[place] = entry;
      counts[place] = 1;
      blocks[place] = block;
    } else counts[place] = (counts[place] as number) + 1;
    if (occurrences) occurrences[i] = place;
  }
  const indices = new Int32Array(size);
  const values = new Float32Array(size);
  const squares = new Float64Array(blockWeights.length);
  for (let i = 0; i < size; i++) {
    const entry = entries[i] as number;
    const count = counts[i] as number;
    const value = (count === 1 ? 1 : 1 + Math.log(count)) * (slotFloats[entry + IDF] as number);
    slots[entry + PLACE] = 0;
    indices[i] = slots[entry + INDEX] as number;
    values[i] = value;
    const block = blocks[i] as number;
    squares[block] = (squares[block] as number) + value * value;
  }
  const scales = squares.map((sum, block) =>
    sum > 0 ? (blockWeights[block] as number) / Math.sqrt(sum) : 0,
  );
  for (let i = 0; i < size; i++) {
    values[i] = (values[i] as number) * (scales[blocks[i] as number] as number);
  }
  return { indices, values };
}

function reserve(size: number): void {
  if (size <= scratch.entries.length) return;
  scratch.entries = new Int32Array(size * 2);
  scratch.counts = new Int32Array(size * 2);
  scratch.blocks = new Uint8Array(size * 2);
}
