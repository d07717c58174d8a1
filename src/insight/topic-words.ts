import { createNumberLists } from './number-lists.ts';

/** Words of a text with how often it says each, the most telling first. */
export type SaidWords = readonly (readonly [word: string, count: number])[];

/** A text's words as numbers, ascending, each packed with how often the text says it: `idIn`, `emphasisIn`. */
export type WordVector = Uint32Array;

/** The mean direction of `size` texts: words, ascending, with their emphasis added up. Parallel arrays. */
export type WordMean = {
  readonly ids: Uint32Array;
  readonly emphasis: Float32Array;
  readonly size: number;
};

/** Bits of a packed word that say how often; the rest is its number. */
const COUNT_BITS = 8;
const COUNT_MOST = (1 << COUNT_BITS) - 1;
const EMPHASIS = Float32Array.from(
  { length: COUNT_MOST + 1 },
  (_, count) => 1 + Math.log(Math.max(1, count)),
);

const packed = (id: number, count: number): number => id * (COUNT_MOST + 1) + Math.min(count, COUNT_MOST);
export const idIn = (word: number): number => word >>> COUNT_BITS;
/** `1 + ln count`. */
export const emphasisIn = (word: number): number => EMPHASIS[word & COUNT_MOST] as number;

/** How many orders count beforehand as having been read, spread as the background says. */
const BACKGROUND_ORDERS = 500;

/** From this rarity on a word is rare: one order in 665 says it at most. So it is where hardly any say it yet. */
const RARE = 6.5;
const HARDLY_ANY = 4;

export type WordBook = {
  /** Counts the words of a text and keeps them; where they lie. */
  readonly enter: (vector: WordVector) => number;
  /** Forgets the text that lies there. */
  readonly leave: (place: number) => void;
  /** The words that lie there, until another text comes or goes. */
  readonly at: (place: number) => WordVector;
  /** Rarity of a word, `ln(orders / orders with it)`; 0 and more. */
  readonly rarity: (id: number) => number;
  /** Whether so few say it that it tells one matter from others of its kind. */
  readonly isRare: (id: number) => boolean;
  readonly vector: (words: SaidWords) => WordVector;
  readonly word: (id: number) => string;
  readonly size: () => number;
};

/**
 * Counts in how many orders each word stands. `background` is the rarity of a word, `ln(texts / texts with it)`, in
 * texts of the same kind, so that rarity means something from the first order on.
 */
export function createWordBook(background: (word: string) => number): WordBook {
  const ids = new Map<string, number>();
  const words: string[] = [];
  const free: number[] = [];
  const counts: number[] = [];
  const prior: number[] = [];
  const rarities: number[] = [];
  const rarityAt: number[] = [];
  const kept = createNumberLists();
  let orders = 0;
  let version = 0;

  function idOf(word: string): number {
    const known = ids.get(word);
    if (known !== undefined) return known;
    const id = free.pop() ?? words.length;
    ids.set(word, id);
    words[id] = word;
    counts[id] = 0;
    rarityAt[id] = -1;
    prior[id] = BACKGROUND_ORDERS * Math.exp(-background(word));
    return id;
  }

  function vector(said: SaidWords): WordVector {
    return Uint32Array.from(said, ([word, count]) => packed(idOf(word), count)).sort();
  }

  const saidBy = (id: number): number => (counts[id] as number) + (prior[id] as number);
  /** Computed once for all topics that one order is compared with. */
  function rarity(id: number): number {
    if (rarityAt[id] === version) return rarities[id] as number;
    rarityAt[id] = version;
    return (rarities[id] = Math.max(0, Math.log((orders + BACKGROUND_ORDERS) / Math.max(0.5, saidBy(id)))));
  }

  return {
    vector,
    rarity,
    isRare: (id) => saidBy(id) <= HARDLY_ANY || rarity(id) >= RARE,
    enter: (made) => {
      for (const word of made) counts[idIn(word)] = (counts[idIn(word)] as number) + 1;
      orders++;
      version++;
      return kept.put(made);
    },
    leave: (place) => {
      orders--;
      version++;
      for (const word of kept.at(place)) {
        const id = idIn(word);
        counts[id] = (counts[id] as number) - 1;
        if (counts[id] !== 0) continue;
        ids.delete(words[id] as string);
        free.push(id);
      }
      kept.drop(place);
    },
    at: kept.at,
    word: (id) => words[id] as string,
    size: () => ids.size,
  };
}

/** What some texts say together. */
export function meanOf(vectors: readonly WordVector[]): WordMean {
  const sums = new Map<number, number>();
  for (const vector of vectors)
    for (const word of vector) sums.set(idIn(word), (sums.get(idIn(word)) ?? 0) + emphasisIn(word));
  const ids = Uint32Array.from(sums.keys()).sort();
  return { ids, emphasis: Float32Array.from(ids, (id) => sums.get(id) as number), size: vectors.length };
}

/**
 * Cosine, 0 to 1, of a text with the mean of others, each word weighted by its rarity; the words that bring the most of
 * it, best first; and the share of it, 0 to 1, that rare words bring.
 */
export function wordingWith(
  text: WordVector,
  mean: WordMean,
  { rarity, isRare }: Pick<WordBook, 'rarity' | 'isRare'>,
): { readonly cosine: number; readonly shared: readonly number[]; readonly rare: number } {
  let dot = 0;
  let rareDot = 0;
  let own = 0;
  let other = 0;
  const parts: { id: number; part: number }[] = [];
  let j = 0;
  for (const word of text) {
    const id = idIn(word);
    const r = rarity(id);
    const value = r * emphasisIn(word);
    own += value * value;
    while (j < mean.ids.length && (mean.ids[j] as number) < id) j++;
    if (mean.ids[j] !== id) continue;
    const part = value * r * (mean.emphasis[j] as number);
    dot += part;
    if (isRare(id)) rareDot += part;
    parts.push({ id, part });
  }
  if (dot === 0) return { cosine: 0, shared: [], rare: 0 };
  for (let i = 0; i < mean.ids.length; i++) {
    const value = rarity(mean.ids[i] as number) * (mean.emphasis[i] as number);
    other += value * value;
  }
  parts.sort((a, b) => b.part - a.part || a.id - b.id);
  const cosine = Math.min(1, dot / Math.sqrt(own * other));
  return { cosine, shared: parts.map(({ id }) => id), rare: rareDot / dot };
}
