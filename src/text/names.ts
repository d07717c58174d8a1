import type { Span } from './types.ts';

/** A set of names made ready for searching; see `buildNames`. */
export type Names<T> = {
  readonly byName: ReadonlyMap<string, readonly T[]>;
  /** First two characters (see `pairKey`) -> the lengths of the names that begin with them, longest first. */
  readonly lengths: ReadonlyMap<number, readonly number[]>;
  /** For each code unit: `BEGINS` where names of two and more begin with it, `ALONE` where it is a name itself. */
  readonly first: Uint8Array;
};

const BEGINS = 1;
const ALONE = 2;

/** Two code units as one (signed 32-bit) number. */
export function pairKey(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);
}

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
  const sets = new Map<number, Set<number>>();
  const first = new Uint8Array(65536);
  for (const name of byName.keys()) {
    const unit = name.charCodeAt(0);
    first[unit] = (first[unit] as number) | (name.length === 1 ? ALONE : BEGINS);
    if (name.length === 1) continue;
    const key = pairKey(name, 0);
    const set = sets.get(key);
    if (set) set.add(name.length);
    else sets.set(key, new Set([name.length]));
  }
  const lengths = new Map<number, readonly number[]>();
  for (const [key, set] of sets)
    lengths.set(
      key,
      [...set].sort((a, b) => b - a),
    );
  return { byName, lengths, first };
}

/** The names in a text from left to right, the longest at each place, none overlapping another. */
export function findNames<T>(names: Names<T>, text: string): NameHit<T>[] {
  const hits: NameHit<T>[] = [];
  for (let i = 0; i < text.length; i++) {
    const begins = names.first[text.charCodeAt(i)] as number;
    if (begins === 0) continue;
    const hit = longestAt(names, text, i, begins);
    if (hit === null) continue;
    hits.push(hit);
    i = hit.end - 1;
  }
  return hits;
}

function longestAt<T>(names: Names<T>, text: string, start: number, begins: number): NameHit<T> | null {
  const lengths =
    begins & BEGINS && start + 1 < text.length ? names.lengths.get(pairKey(text, start)) : undefined;
  if (lengths !== undefined) {
    for (const length of lengths) {
      if (start + length > text.length) continue;
      const hit = hitAt(names, text, start, start + length);
      if (hit !== null) return hit;
    }
  }
  return begins & ALONE ? hitAt(names, text, start, start + 1) : null;
}

function hitAt<T>(names: Names<T>, text: string, start: number, end: number): NameHit<T> | null {
  const name = text.slice(start, end);
  const entries = names.byName.get(name);
  return entries === undefined ? null : { start, end, name, entry: entries[0] as T, entries };
}
