/** Words of a text with how often it says each, the most telling first. */
export type SaidWords = readonly (readonly [word: string, count: number])[];

/** A text's words as numbers, ascending, each with its emphasis `1 + ln count`. Parallel arrays. */
export type WordVector = { readonly ids: Uint32Array; readonly emphasis: Float32Array };

/** The mean direction of some texts: like a word vector, `size` texts added up. */
export type WordMean = WordVector & { readonly size: number };

/** How many orders count beforehand as having been read, spread as the background says. */
const BACKGROUND_ORDERS = 500;

/** From this rarity on a word is rare: one order in 665 says it at most. So it is where hardly any say it yet. */
const RARE = 6.5;
const HARDLY_ANY = 4;

export type WordBook = {
  /** Counts the words of a text that were numbered. */
  readonly enter: (vector: WordVector) => void;
  readonly leave: (vector: WordVector) => void;
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
    const pairs = said.map(([word, count]): [number, number] => [idOf(word), 1 + Math.log(count)]);
    pairs.sort((a, b) => a[0] - b[0]);
    return { ids: Uint32Array.from(pairs, ([id]) => id), emphasis: Float32Array.from(pairs, ([, e]) => e) };
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
      for (const id of made.ids) counts[id] = (counts[id] as number) + 1;
      orders++;
      version++;
    },
    leave: (gone) => {
      orders--;
      version++;
      for (const id of gone.ids) {
        counts[id] = (counts[id] as number) - 1;
        if (counts[id] !== 0) continue;
        ids.delete(words[id] as string);
        free.push(id);
      }
    },
    word: (id) => words[id] as string,
    size: () => ids.size,
  };
}

/** What some texts say together. */
export function meanOf(vectors: readonly WordVector[]): WordMean {
  const [first] = vectors;
  if (vectors.length === 1 && first !== undefined) return { ...first, size: 1 };
  const sums = new Map<number, number>();
  for (const { ids, emphasis } of vectors) {
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      sums.set(id, (sums.get(id) ?? 0) + (emphasis[i] as number));
    }
  }
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
  for (let i = 0; i < text.ids.length; i++) {
    const id = text.ids[i] as number;
    const r = rarity(id);
    const value = r * (text.emphasis[i] as number);
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
