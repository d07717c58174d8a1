import { buildTrie, longestAt, type Trie } from './trie.ts';
import type { Span } from './types.ts';

/** A set of names made ready for searching; see `buildNames`. */
export type Names<T> = {
  readonly byName: ReadonlyMap<string, readonly T[]>;
  /** All names as a trie; `lists[n]` has the entries of the n-th name. */
  readonly trie: Trie;
  readonly lists: readonly (readonly T[])[];
};

/** Any thing with a name, and other names for it. */
export type Named = { readonly name: string; readonly aliases?: readonly string[] };

export type NameHit<T> = Span & { readonly name: string; readonly entry: T; readonly entries: readonly T[] };

/** Indexes names and aliases. Several entries may share a name: a hit lists all, `entry` is the first. */
export function buildNames<T extends Named>(entries: readonly T[]): Names<T> {
  const byName = new Map<string, T[]>();
  for (const entry of entries) {
    for (const name of new Set([entry.name, ...(entry.aliases ?? [])])) {
      if (name === '') continue;
      const list = byName.get(name);
      if (list) list.push(entry);
      else byName.set(name, [entry]);
    }
  }
  return { byName, trie: buildTrie([...byName.keys()]), lists: [...byName.values()] };
}

/** The names in a text from left to right, the longest at each place, none overlapping another. */
export function findNames<T>({ trie, lists }: Names<T>, text: string): NameHit<T>[] {
  const hits: NameHit<T>[] = [];
  for (let start = 0; start < text.length; start++) {
    const found = longestAt(trie, text, start);
    if (found === 0) continue;
    const entries = lists[found - 1] as readonly T[];
    const end = start + (trie.lengths[found - 1] as number);
    hits.push({ start, end, name: text.slice(start, end), entry: entries[0] as T, entries });
    start = end - 1;
  }
  return hits;
}
