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
  /** For `createVocabulary`, in another thread say; shares memory with this one. */
  readonly pack: () => PackedVocabulary;
};

export type PackedVocabulary = { readonly table: Uint32Array<ArrayBuffer>; readonly size: number };

/** Fields of a slot, side by side so that a look-up waits for memory once: token, term, how often the query has it. */
const FIELDS = 4;
const TERM = 1;
const HELD = 2;

/**
 * Numbers for tokens (whole numbers from 1 to 2^32 - 1), in an open-addressed table: a `Map` keyed by numbers beyond
 * 2^31 is several times slower.
 */
export function createVocabulary(packed?: PackedVocabulary): Vocabulary {
  let table = packed?.table ?? new Uint32Array((1 << 12) * FIELDS);
  let capacity = table.length / FIELDS;
  let size = packed?.size ?? 0;

  const slotOf = (token: number): number => {
    const last = capacity - 1;
    let slot = (Math.imul(token ^ (token >>> 15), 0x9e3779b1) >>> 7) & last;
    for (;;) {
      const key = table[slot * FIELDS];
      if (key === token || key === 0) return slot * FIELDS;
      slot = (slot + 1) & last;
    }
  };
  const grow = (): void => {
    const old = table;
    capacity *= 2;
    table = new Uint32Array(capacity * FIELDS);
    for (let at = 0; at < old.length; at += FIELDS) {
      const token = old[at] as number;
      if (token === 0) continue;
      const slot = slotOf(token);
      table[slot] = token;
      table[slot + TERM] = old[at + TERM] as number;
    }
  };

  return {
    size: () => size,
    pack: () => ({ table, size }),
    add: (token) => {
      let slot = slotOf(token);
      if (table[slot] === token) return table[slot + TERM] as number;
      if (size * 2 >= capacity) {
        grow();
        slot = slotOf(token);
      }
      table[slot] = token;
      table[slot + TERM] = size;
      return size++;
    },
    count: (tokens) => {
      const slots: number[] = [];
      let unknown = 0;
      for (const token of tokens) {
        const slot = slotOf(token);
        if (table[slot] !== token) {
          unknown++;
          continue;
        }
        const before = table[slot + HELD] as number;
        if (before === 0) slots.push(slot);
        table[slot + HELD] = before + 1;
      }
      const ids: number[] = [];
      const counts: number[] = [];
      for (const slot of slots) {
        ids.push(table[slot + TERM] as number);
        counts.push(table[slot + HELD] as number);
        table[slot + HELD] = 0;
      }
      return { ids, counts, unknown };
    },
  };
}
