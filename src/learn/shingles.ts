import { isWordUnit } from './features.ts';
import { HASH_START, hashFinish, hashUnit } from './hash.ts';

/**
 * The character shingles of a text: single characters and neighbouring pairs, each as a slot number, ascending
 * and distinct, with how often it occurs (255 at most). Parallel arrays of one length.
 */
export type Shingles = { readonly keys: Uint32Array; readonly counts: Uint8Array };

/** Slots below this are single characters (their code unit); the rest are pairs, by hash. */
export const SINGLES = 65_536;
/** All slots. Two pairs share a slot about once in 2,000 pairs of a text: noise far below that of wording. */
export const SLOTS = 1 << 20;

/** Changes whenever the same text would give other shingles, so that stored ones are not mixed with new ones. */
export const SHINGLE_VERSION = 1;

const MOST = 255;

/**
 * Shingles of a text that has been cleaned. Letters count as lower case, digits are kept as they are,
 * everything else only separates. The same text gives the same shingles on every machine.
 */
export function shingle(text: string): Shingles {
  const raw = new Uint32Array(text.length * 2);
  let used = 0;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = folded(text.charCodeAt(i));
    if (unit !== 0) {
      raw[used++] = unit;
      if (before !== 0) raw[used++] = pairSlot(before, unit);
    }
    before = unit;
  }
  const sorted = raw.subarray(0, used).sort();
  const keys = new Uint32Array(used);
  const counts = new Uint8Array(used);
  let distinct = 0;
  for (let i = 0; i < used;) {
    const key = sorted[i] as number;
    let end = i + 1;
    while (end < used && sorted[end] === key) end++;
    keys[distinct] = key;
    counts[distinct++] = Math.min(MOST, end - i);
    i = end;
  }
  return { keys: keys.slice(0, distinct), counts: counts.slice(0, distinct) };
}

function folded(unit: number): number {
  if (!isWordUnit(unit)) return 0;
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

/** Slot of two neighbouring code units as `shingle` reads them. */
export function pairSlot(first: number, second: number): number {
  const hash = hashFinish(hashUnit(hashUnit(HASH_START, first), second));
  return SINGLES + (hash % (SLOTS - SINGLES));
}

/** Slot of the pair at `text[i], text[i + 1]`, or 0 where either is no word character. */
export function pairSlotAt(text: string, i: number): number {
  const first = folded(text.charCodeAt(i));
  const second = i + 1 < text.length ? folded(text.charCodeAt(i + 1)) : 0;
  return first === 0 || second === 0 ? 0 : pairSlot(first, second);
}

/** Mean weight of the pairs of a name: high for names, low for everyday words. 0 where there is no pair. */
export function meanWeight(text: string, weight: (key: number) => number): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i + 1 < text.length; i++) {
    const slot = pairSlotAt(text, i);
    if (slot === 0) continue;
    sum += weight(slot);
    pairs++;
  }
  return pairs === 0 ? 0 : sum / pairs;
}

/**
 * Shingles as bytes, about two a shingle: the version, then for each key its distance from the one before,
 * doubled, plus one where a count follows (a count of one is left out), in base 128, low digits first.
 */
export function packShingles({ keys, counts }: Shingles): Uint8Array {
  const bytes = new Uint8Array(1 + keys.length * 5);
  bytes[0] = SHINGLE_VERSION;
  let at = 1;
  let before = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    const count = counts[i] as number;
    let value = (key - before) * 2 + (count > 1 ? 1 : 0);
    before = key;
    while (value >= 128) {
      bytes[at++] = (value & 127) | 128;
      value >>>= 7;
    }
    bytes[at++] = value;
    if (count > 1) bytes[at++] = count;
  }
  return bytes.slice(0, at);
}

/** The way back; null for bytes of another version or that are cut short. */
export function unpackShingles(bytes: Uint8Array): Shingles | null {
  if (bytes[0] !== SHINGLE_VERSION) return null;
  const keys = new Uint32Array(bytes.length);
  const counts = new Uint8Array(bytes.length);
  let length = 0;
  let key = 0;
  for (let at = 1; at < bytes.length;) {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 21) return null;
      value |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    key += value >>> 1;
    const count = (value & 1) === 0 ? 1 : bytes[at++];
    if (count === undefined || key >= SLOTS) return null;
    keys[length] = key;
    counts[length++] = count;
  }
  return { keys: keys.slice(0, length), counts: counts.slice(0, length) };
}

/**
 * How much two texts have in common, 0 to 1: cosine of their shingles, each weighted by
 * `(ln count + 1/2) * weight(key)`, where `weight` is larger for rarer shingles. Symmetric; 1 for equal texts,
 * 0 where nothing (or nothing of weight) is shared.
 */
export function similarity(a: Shingles, b: Shingles, weight: (key: number) => number): number {
  return similarityTo(a, weight)(b);
}

/** The same of one text with each of many: what the one brings is worked out once. */
export function similarityTo(a: Shingles, weight: (key: number) => number): (b: Shingles) => number {
  const rarities = Float64Array.from(a.keys, weight);
  const values = rarities.map((rarity, i) => rarity * emphasis(a.counts[i] as number));
  const own = values.reduce((sum, value) => sum + value * value, 0);
  return ({ keys, counts }) => {
    let shared = 0;
    let other = 0;
    let i = 0;
    for (let j = 0; j < keys.length; j++) {
      const key = keys[j] as number;
      while (i < a.keys.length && (a.keys[i] as number) < key) i++;
      const isShared = a.keys[i] === key;
      const value = (isShared ? (rarities[i] as number) : weight(key)) * emphasis(counts[j] as number);
      other += value * value;
      if (isShared) shared += (values[i] as number) * value;
    }
    return shared === 0 ? 0 : Math.min(1, shared / Math.sqrt(own * other));
  };
}

const EMPHASIS = Float64Array.from({ length: MOST + 1 }, (_, count) => Math.log(Math.max(1, count)) + 0.5);

/** What is said again and again is the matter. */
function emphasis(count: number): number {
  return EMPHASIS[count] as number;
}
