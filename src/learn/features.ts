import { HASH_START, hashFinish, hashUnit } from './hash.ts';

/**
 * Occurrences of features in one text: key, the stretch of text it stands on, and the block it belongs to.
 * Blocks (say: words, characters, words of the request) are weighted and normalised separately.
 * Parallel growing arrays: thousands of texts a second go through here, so nothing is allocated per feature.
 */
export type FeatureBuffer = {
  keys: Uint32Array;
  starts: Int32Array;
  ends: Int32Array;
  blocks: Uint8Array;
  length: number;
};

export function featureBuffer(capacity = 4096): FeatureBuffer {
  return {
    keys: new Uint32Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    blocks: new Uint8Array(capacity),
    length: 0,
  };
}

/** Appends one occurrence, growing the buffer by doubling. */
export function pushFeature(
  buffer: FeatureBuffer,
  key: number,
  start: number,
  end: number,
  block: number,
): void {
  if (buffer.length === buffer.keys.length) grow(buffer);
  const at = buffer.length++;
  buffer.keys[at] = key;
  buffer.starts[at] = start;
  buffer.ends[at] = end;
  buffer.blocks[at] = block;
}

function grow(buffer: FeatureBuffer): void {
  const size = buffer.keys.length * 2;
  const keys = new Uint32Array(size);
  keys.set(buffer.keys);
  const starts = new Int32Array(size);
  starts.set(buffer.starts);
  const ends = new Int32Array(size);
  ends.set(buffer.ends);
  const blocks = new Uint8Array(size);
  blocks.set(buffer.blocks);
  Object.assign(buffer, { keys, starts, ends, blocks });
}

/** Classes of code units: 0 separates (blank, punctuation), 1 is kept as it is, 2 is a digit, 3 an upper-case letter. */
const UNIT_CLASS = buildUnitClasses();

function buildUnitClasses(): Uint8Array {
  const classes = new Uint8Array(65536);
  const wordUnit = /[\p{L}\p{N}\p{M}]/u;
  for (let unit = 0; unit < 65536; unit++) {
    // Surrogate halves count as word units: a rare character outside the basic plane stays in one piece.
    const surrogate = unit >= 0xd800 && unit <= 0xdfff;
    if (surrogate || wordUnit.test(String.fromCharCode(unit))) classes[unit] = 1;
  }
  for (let unit = 48; unit < 58; unit++) classes[unit] = 2;
  for (let unit = 65; unit < 91; unit++) classes[unit] = 3;
  return classes;
}

/** Folded code unit: digits become `0`, upper case becomes lower, separators become 0. */
function fold(unit: number): number {
  const kind = UNIT_CLASS[unit] as number;
  return kind === 1 ? unit : kind === 2 ? 48 : kind === 3 ? unit + 32 : 0;
}

/** True where the code unit can stand inside a feature: a letter, a digit, a Chinese character. */
export function isWordUnit(unit: number): boolean {
  return UNIT_CLASS[unit] !== 0;
}

/** Character n-grams, n = 1..maxN, of `text[from, to)`; none crosses a separator. */
export function pushCharacters(
  buffer: FeatureBuffer,
  text: string,
  from: number,
  to: number,
  maxN: number,
  block: number,
): void {
  const seed = hashUnit(HASH_START, 1 + block);
  for (let start = from; start < to; start++) {
    let hash = seed;
    const last = Math.min(to, start + maxN);
    for (let end = start; end < last; end++) {
      const unit = fold(text.charCodeAt(end));
      if (unit === 0) break;
      hash = hashUnit(hash, unit);
      pushFeature(buffer, hashFinish(hash), start, end + 1, block);
    }
  }
}

/** A word's place in the text, as every segmenter gives it. */
export type WordSpan = { readonly start: number; readonly end: number };

/** Words and pairs of neighbouring words; separators break pairs. `only` limits to words inside `[from, to)`. */
export function pushWords(
  buffer: FeatureBuffer,
  text: string,
  words: readonly WordSpan[],
  from: number,
  to: number,
  block: number,
): void {
  const seed = hashUnit(HASH_START, 129 + block);
  let previous = 0;
  let previousStart = 0;
  for (const word of words) {
    if (word.start < from) continue;
    if (word.end > to) break;
    let hash = seed;
    for (let i = word.start; i < word.end; i++) {
      const unit = fold(text.charCodeAt(i));
      if (unit === 0) {
        hash = 0;
        break;
      }
      hash = hashUnit(hash, unit);
    }
    if (hash === 0) {
      previous = 0;
      continue;
    }
    pushFeature(buffer, hashFinish(hash), word.start, word.end, block);
    if (previous !== 0) {
      pushFeature(buffer, hashFinish(Math.imul(previous, 31) ^ hash), previousStart, word.end, block);
    }
    previous = hash;
    previousStart = word.start;
  }
}

/** A named fact (`channel=online`) as a feature standing on a stretch of text (or on none: 0, 0). */
export function pushNamed(
  buffer: FeatureBuffer,
  name: string,
  start: number,
  end: number,
  block: number,
): void {
  let hash = hashUnit(HASH_START, 65000 + block);
  for (let i = 0; i < name.length; i++) hash = hashUnit(hash, name.charCodeAt(i));
  pushFeature(buffer, hashFinish(hash), start, end, block);
}
