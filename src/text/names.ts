import type { Span } from './types.ts';

/** A set of names made ready for searching; see `buildNames`. */
export type Names<T> = {
  readonly byName: ReadonlyMap<string, readonly T[]>;
  /** First character -> the lengths of the names that begin with it, longest first. */
  readonly lengths: ReadonlyMap<string, readonly number[]>;
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
  const sets = new Map<string, Set<number>>();
  for (const name of byName.keys()) {
    const first = name[0] as string;
    const set = sets.get(first);
    if (set) set.add(name.length);
    else sets.set(first, new Set([name.length]));
  }
  const lengths = new Map<string, number[]>();
  for (const [first, set] of sets)
    lengths.set(
      first,
      [...set].sort((a, b) => b - a),
    );
  return { byName, lengths };
}

/** The names in a text from left to right, the longest at each place, none overlapping another. */
export function findNames<T>(names: Names<T>, text: string): NameHit<T>[] {
  const hits: NameHit<T>[] = [];
  for (let i = 0; i < text.length; i++) {
    const lengths = names.lengths.get(text[i] as string);
    if (!lengths) continue;
    for (const length of lengths) {
      if (i + length > text.length) continue;
      const name = text.slice(i, i + length);
      const entries = names.byName.get(name);
      if (!entries) continue;
      hits.push({ start: i, end: i + length, name, entry: entries[0] as T, entries });
      i += length - 1;
      break;
    }
  }
  return hits;
}
