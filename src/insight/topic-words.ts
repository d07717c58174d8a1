/** Words of a text with how often it says each, the most telling first. */
export type SaidWords = readonly (readonly [word: string, count: number])[];

/** A text's words as numbers, ascending, each with its emphasis `1 + ln count`. Parallel arrays. */
export type WordVector = { readonly ids: Uint32Array; readonly emphasis: Float32Array };

/** The mean direction of some texts: like a word vector, `size` texts added up. */
export type WordMean = WordVector & { readonly size: number };

/** How many orders count beforehand as having been read, spread as the background says. */
const BACKGROUND_ORDERS = 500;

export type WordBook = {
  /** Numbers the words of a text and counts them. */
  readonly enter: (words: SaidWords) => WordVector;
  readonly leave: (vector: WordVector) => void;
  /** Rarity of a word, `ln(orders / orders with it)`; 0 and more. */
  readonly rarity: (id: number) => number;
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
  let orders = 0;

  function idOf(word: string): number {
    const known = ids.get(word);
    if (known !== undefined) return known;
    const id = free.pop() ?? words.length;
    ids.set(word, id);
    words[id] = word;
    counts[id] = 0;
    prior[id] = BACKGROUND_ORDERS * Math.exp(-background(word));
    return id;
  }

  function vector(said: SaidWords): WordVector {
    const pairs = said.map(([word, count]): [number, number] => [idOf(word), 1 + Math.log(count)]);
    pairs.sort((a, b) => a[0] - b[0]);
    return { ids: Uint32Array.from(pairs, ([id]) => id), emphasis: Float32Array.from(pairs, ([, e]) => e) };
  }

  return {
    vector,
    enter: (said) => {
      const made = vector(said);
      for (const id of made.ids) counts[id] = (counts[id] as number) + 1;
      orders++;
      return made;
    },
    leave: (gone) => {
      orders--;
      for (const id of gone.ids) {
        counts[id] = (counts[id] as number) - 1;
        if (counts[id] !== 0) continue;
        ids.delete(words[id] as string);
        free.push(id);
      }
    },
    rarity: (id) =>
      Math.max(
        0,
        Math.log(
          (orders + BACKGROUND_ORDERS) / Math.max(0.5, (counts[id] as number) + (prior[id] as number)),
        ),
      ),
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
 * Cosine, 0 to 1, of a text with the mean of others, each word weighted by its rarity; and the words that bring the
 * most of it, best first.
 */
export function wordingWith(
  text: WordVector,
  mean: WordMean,
  rarity: (id: number) => number,
): { readonly cosine: number; readonly shared: readonly number[] } {
  let dot = 0;
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
    parts.push({ id, part });
  }
  if (dot === 0) return { cosine: 0, shared: [] };
  for (let i = 0; i < mean.ids.length; i++) {
    const value = rarity(mean.ids[i] as number) * (mean.emphasis[i] as number);
    other += value * value;
  }
  parts.sort((a, b) => b.part - a.part || a.id - b.id);
  return { cosine: Math.min(1, dot / Math.sqrt(own * other)), shared: parts.map(({ id }) => id) };
}
