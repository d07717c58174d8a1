import { createPostings } from './posting-arena.ts';
import { SINGLES, SLOTS } from './shingles.ts';
import type { Shingles } from './shingles.ts';

/**
 * Texts that share rare wording, found among a million: an inverted index over character pairs, its lists
 * compressed, all of it in typed arrays (some 250 bytes a text of 200 characters).
 * Why not MinHash with banding: two callers who tell of the same matter share 5 to 15 % of their pairs, where
 * banding finds next to nothing; the few rare pairs they share (a name, a place) find them here.
 */
export type NearDuplicates = {
  /** Texts that can be found. */
  readonly size: () => number;
  /** Adds a text under a number of the caller's; one that is there already stays as it is. */
  readonly add: (id: number, shingles: Shingles) => void;
  readonly has: (id: number) => boolean;
  /**
   * The texts most likely alike, best first, equal ones by order of adding; scores only rank them and are to
   * be followed by `similarity` over the whole shingles.
   */
  readonly candidates: (
    shingles: Shingles,
    options: { readonly limit: number; readonly excluding?: number },
  ) => { readonly id: number; readonly score: number }[];
  /** Rarity of a shingle, `ln(texts / texts with it)`, background included; never negative. */
  readonly weight: (key: number) => number;
  /** Bytes held in typed arrays. */
  readonly bytes: () => number;
};

/** Texts of the same kind counted beforehand, so that rarity means something in a young index. */
export type Background = { readonly texts: number; readonly frequencies: Uint32Array };

/**
 * Pairs of one text that are indexed at most; of a longer text those with the smallest hash, the same ones
 * in every text, so that two long texts alike still meet.
 */
const INDEXED = 128;
/** Pairs in more than this share of all texts find nothing in particular. */
const COMMON = 1 / 12;
/** Below this many texts every pair is looked up, however common. */
const FEW = 256;
/** List entries that one question may read; rarest pairs go first. */
const BUDGET = 100_000;

/** An empty index. Nothing is taken out of it but by building it anew. */
export function createNearDuplicates(background?: Background): NearDuplicates {
  const postings = createPostings(SLOTS);
  const frequencies = new Uint32Array(SLOTS);
  let ids = new Uint32Array(1024);
  let sizes = new Uint16Array(1024);
  let sums = new Float32Array(1024);
  let added = 0;
  /** The position of a number, where numbers come in ascending order (they mostly do). */
  let ascending = true;

  function grow(): void {
    const size = ids.length * 2;
    const wider = new Uint32Array(size);
    wider.set(ids);
    ids = wider;
    const sizesWider = new Uint16Array(size);
    sizesWider.set(sizes);
    sizes = sizesWider;
    sums = new Float32Array(size);
  }

  function has(id: number): boolean {
    if (!ascending) return ids.subarray(0, added).includes(id);
    let low = 0;
    let high = added;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ids[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low < added && ids[low] === id;
  }

  function weight(key: number): number {
    const texts = added + (background?.texts ?? 0) + 1;
    const having = (frequencies[key] as number) + (background?.frequencies[key] ?? 0);
    return Math.log(texts) - logOf(Math.max(1, Math.min(having, texts)));
  }

  function add(id: number, shingles: Shingles): void {
    if (has(id)) return;
    if (added === ids.length) grow();
    const at = added++;
    if (at > 0 && id <= (ids[at - 1] as number)) ascending = false;
    ids[at] = id;
    const pairs = indexedPairs(shingles);
    sizes[at] = Math.min(65_535, pairs.length + 1);
    for (const key of pairs) postings.append(key, at);
    for (const key of shingles.keys) frequencies[key] = (frequencies[key] as number) + 1;
  }

  const candidates: NearDuplicates['candidates'] = (shingles, { limit, excluding }) => {
    const most = added <= FEW ? added : Math.max(FEW, added * COMMON);
    const asked = Array.from(shingles.keys.subarray(firstPair(shingles)))
      .map((key) => ({ key, length: postings.lengthOf(key) }))
      .filter(({ length }) => length > 0 && length <= most)
      .sort((a, b) => a.length - b.length || a.key - b.key);
    sums.fill(0, 0, added);
    let left = BUDGET;
    for (const { key, length } of asked) {
      if (left < length && left < BUDGET) break;
      left -= length;
      const w = weight(key);
      postings.accumulate(key, sums, w * w);
    }
    return best(limit, excluding);
  };

  /** The highest sums over the root of the text's size, held in a short sorted list. */
  function best(limit: number, excluding: number | undefined): { id: number; score: number }[] {
    const top: { at: number; score: number }[] = [];
    let least = 0;
    for (let at = 0; at < added; at++) {
      const sum = sums[at] as number;
      if (sum === 0 || ids[at] === excluding) continue;
      const score = sum / Math.sqrt(sizes[at] as number);
      if (top.length === limit && score <= least) continue;
      let place = top.length;
      while (place > 0 && (top[place - 1] as { score: number }).score < score) place--;
      top.splice(place, 0, { at, score });
      if (top.length > limit) top.pop();
      least = (top.at(-1) as { score: number }).score;
    }
    return top.map(({ at, score }) => ({ id: ids[at] as number, score }));
  }

  return {
    size: () => added,
    add,
    has,
    candidates,
    weight,
    bytes: () =>
      postings.bytes() + frequencies.byteLength + ids.byteLength + sizes.byteLength + sums.byteLength,
  };
}

/** Logarithms of whole numbers up to what most shingles are counted: a question asks for tens of thousands. */
const LOGS = Float64Array.from({ length: 1 << 14 }, (_, n) => Math.log(n));
const logOf = (n: number): number => LOGS[n] ?? Math.log(n);

/** Where the pairs begin among the keys. */
function firstPair({ keys }: Shingles): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] as number) < SINGLES) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The pairs under which a text can be found. */
function indexedPairs(shingles: Shingles): Uint32Array {
  const pairs = shingles.keys.subarray(firstPair(shingles));
  // Slots are hashes already: the smallest are a sample that does not depend on the rest of the text.
  return pairs.length <= INDEXED ? pairs : pairs.subarray(0, INDEXED);
}
