/** Distinct terms of a query with how often each stands there. */
export type CountedTerms = {
  readonly ids: readonly number[];
  readonly counts: readonly number[];
  /** Tokens of the query that no document ever had, repetitions counted. */
  readonly unknown: number;
};

export type Vocabulary = {
  readonly size: () => number;
  /** The number of a token, given out in order of first appearance. */
  readonly add: (token: number) => number;
  readonly count: (tokens: readonly number[]) => CountedTerms;
};

/**
 * Numbers for tokens (whole numbers from 1 to 2^32 - 1). One vocabulary serves several indexes, so that a query is
 * looked up once; an open-addressed table, because a `Map` keyed by numbers beyond 2^31 is several times slower.
 */
export function createVocabulary(): Vocabulary {
  let capacity = 1 << 12;
  let keys = new Uint32Array(capacity);
  let ids = new Int32Array(capacity);
  let size = 0;
  /** How often the query at hand holds a term; zero between queries. */
  let held = new Int32Array(capacity);

  const slotOf = (token: number): number => {
    const mask = capacity - 1;
    let slot = (Math.imul(token ^ (token >>> 15), 0x9e3779b1) >>> 7) & mask;
    while (keys[slot] !== 0 && keys[slot] !== token) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const [oldKeys, oldIds] = [keys, ids];
    capacity *= 2;
    keys = new Uint32Array(capacity);
    ids = new Int32Array(capacity);
    held = new Int32Array(capacity);
    for (let i = 0; i < oldKeys.length; i++) {
      const token = oldKeys[i] as number;
      if (token === 0) continue;
      const slot = slotOf(token);
      keys[slot] = token;
      ids[slot] = oldIds[i] as number;
    }
  };

  return {
    size: () => size,
    add: (token) => {
      let slot = slotOf(token);
      if (keys[slot] === token) return ids[slot] as number;
      if (size * 2 >= capacity) {
        grow();
        slot = slotOf(token);
      }
      keys[slot] = token;
      ids[slot] = size;
      return size++;
    },
    count: (tokens) => {
      const found: number[] = [];
      let unknown = 0;
      for (const token of tokens) {
        const slot = slotOf(token);
        if (keys[slot] !== token) {
          unknown++;
          continue;
        }
        const id = ids[slot] as number;
        const before = held[id] as number;
        if (before === 0) found.push(id);
        held[id] = before + 1;
      }
      const counts = found.map((id) => held[id] as number);
      for (const id of found) held[id] = 0;
      return { ids: found, counts, unknown };
    },
  };
}
