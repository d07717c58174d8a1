/**
 * What a pattern cannot match without, read off its source: every clause is a list of characters and neighbouring
 * pairs, hashed, of which a text must hold at least one. Necessary, not sufficient: a text that passes may still not
 * match. An empty list says nothing is known.
 */
export type Needed = readonly (readonly number[])[];

/** Whether a text could match: false only where some clause has none of its characters or pairs in the text. */
export type MightMatch = (needed: Needed) => boolean;

/** A place of a pattern: the characters that may stand there, or null where that is open. */
type Place = readonly string[] | null;
type Clause = ReadonlySet<number>;

/** More alternatives than this in a pair of places, and the places are taken one by one. */
const MOST_PAIRS = 36;

/** Reads the pattern's source; with a flag that changes how it is written (`i`, `v`) nothing is known. */
export function neededBy(pattern: RegExp): Needed {
  if (/[iv]/u.test(pattern.flags)) return [];
  const reader = { source: pattern.source, at: 0 };
  return readAlternatives(reader).map((clause) => [...clause]);
}

/**
 * Finds among many patterns those that could match a text, in time that grows little with the number of patterns: each
 * is filed under the clause whose characters and pairs the fewest patterns share, and its other clauses are asked about
 * when that one is met. Places of the patterns, ascending.
 */
export function createNeedIndex(patterns: readonly Needed[]): (text: string) => number[] {
  const numbers = new Map<number, number>();
  const uses: number[] = [];
  for (const item of patterns.flat(2)) {
    const id = numbers.get(item);
    if (id === undefined) numbers.set(item, uses.push(1) - 1);
    else uses[id] = (uses[id] as number) + 1;
  }
  const clauses = patterns.map((needed) =>
    needed.map((clause) => Int32Array.from(clause, (item) => numbers.get(item) as number)),
  );
  const commonness = (clause: Int32Array): number =>
    clause.reduce((sum, id) => sum + (uses[id] as number), 0);
  const always: number[] = [];
  const filed = uses.map((): number[] => []);
  clauses.forEach((needed, place) => {
    const rarest = [...needed].sort((a, b) => commonness(a) - commonness(b))[0];
    if (!rarest) always.push(place);
    for (const id of rarest ?? []) (filed[id] as number[]).push(place);
  });
  const idOf = createItemTable(numbers);
  // Marked with the number of the search, so that nothing has to be wiped between two.
  const present = new Int32Array(uses.length);
  const looked = new Int32Array(patterns.length);
  let search = 0;
  return (text) => {
    search++;
    const ids: number[] = [];
    let before = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      for (let of = 0; of < 2; of++) {
        const id = idOf(hashOf(of === 0 ? 0 : before, code));
        if (id < 0 || present[id] === search) continue;
        present[id] = search;
        ids.push(id);
      }
      before = code;
    }
    const found = [...always];
    for (const id of ids)
      for (const place of filed[id] as number[]) {
        if (looked[place] === search) continue;
        looked[place] = search;
        if (isMet(clauses[place] as readonly Int32Array[], present, search)) found.push(place);
      }
    return found.sort((a, b) => a - b);
  };
}

/** Whether each clause has something that was marked in this search. */
function isMet(clauses: readonly Int32Array[], present: Int32Array, search: number): boolean {
  for (const clause of clauses) {
    let at = 0;
    while (at < clause.length && present[clause[at] as number] !== search) at++;
    if (at === clause.length) return false;
  }
  return true;
}

/** The number of a hash, or -1: an open-addressed table, several times as quick as a `Map`. */
function createItemTable(numbers: ReadonlyMap<number, number>): (item: number) => number {
  let size = 64;
  while (size < numbers.size * 4) size *= 2;
  const last = size - 1;
  const items = new Int32Array(size).fill(-1);
  const ids = new Int32Array(size);
  for (const [item, id] of numbers) {
    let slot = item & last;
    while (items[slot] !== -1) slot = (slot + 1) & last;
    items[slot] = item;
    ids[slot] = id;
  }
  return (item) => {
    let slot = item & last;
    for (;;) {
      const held = items[slot];
      if (held === item) return ids[slot] as number;
      if (held === -1) return -1;
      slot = (slot + 1) & last;
    }
  };
}

/** The characters and pairs of a text, ready to be asked about. Takes time in proportion to its length. */
export function charactersOf(text: string): MightMatch {
  let size = 512;
  while (size < text.length * 24) size *= 2;
  const present = new Uint8Array(size);
  const last = size - 1;
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    present[hashOf(0, code) & last] = 1;
    present[hashOf(before, code) & last] = 1;
    before = code;
  }
  return (needed) => {
    for (const clause of needed) {
      let at = 0;
      while (at < clause.length && present[(clause[at] as number) & last] !== 1) at++;
      if (at === clause.length) return false;
    }
    return true;
  };
}

/** Thirty bits: a map keyed by larger numbers is several times slower. */
const hashOf = (before: number, code: number): number => {
  const mixed = Math.imul(before * 31 + code + 1, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) & 0x3fffffff;
};
const single = (char: string): number => hashOf(0, char.charCodeAt(0));
const pair = (a: string, b: string): number => hashOf(a.charCodeAt(0), b.charCodeAt(0));

type Reader = { readonly source: string; at: number };

/** One of the alternatives must match: a clause holds what at least one of them needs. */
function readAlternatives(reader: Reader): Clause[] {
  const branches: Clause[][] = [readSequence(reader)];
  while (reader.source[reader.at] === '|') {
    reader.at++;
    branches.push(readSequence(reader));
  }
  if (branches.some((clauses) => clauses.length === 0)) return [];
  const longest = Math.max(...branches.map((clauses) => clauses.length));
  return Array.from({ length: longest }, (_, i) => {
    const merged = new Set<number>();
    for (const clauses of branches)
      for (const item of clauses[Math.min(i, clauses.length - 1)] as Clause) merged.add(item);
    return merged;
  });
}

function readSequence(reader: Reader): Clause[] {
  const clauses: Clause[] = [];
  let run: (readonly string[])[] = [];
  const endRun = (): void => {
    clauses.push(...clausesOfRun(run));
    run = [];
  };
  while (reader.at < reader.source.length && !'|)'.includes(reader.source[reader.at] as string)) {
    if (reader.source[reader.at] === '(') {
      const inner = readGroup(reader);
      const { least } = readQuantifier(reader);
      endRun();
      if (least > 0) clauses.push(...inner);
      continue;
    }
    const place = readPlace(reader);
    const { least, most } = readQuantifier(reader);
    if (place === null || least === 0) endRun();
    else {
      run.push(place);
      if (most !== 1) endRun();
    }
  }
  endRun();
  return clauses;
}

function clausesOfRun(run: readonly (readonly string[])[]): Clause[] {
  const [only] = run;
  if (run.length === 1 && only) return [new Set(only.map(single))];
  return run.slice(1).map((here, i) => {
    const before = run[i] as readonly string[];
    return before.length * here.length > MOST_PAIRS
      ? new Set(here.map(single))
      : new Set(before.flatMap((a) => here.map((b) => pair(a, b))));
  });
}

/** What stands in brackets; a look-around needs nothing at its own place, so nothing is taken from it. */
function readGroup(reader: Reader): Clause[] {
  const opening = /^\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?/u.exec(reader.source.slice(reader.at))?.[0] as string;
  reader.at += opening.length;
  const clauses = readAlternatives(reader);
  reader.at++;
  return /[=!]$/u.test(opening) ? [] : clauses;
}

function readPlace(reader: Reader): Place {
  const char = reader.source[reader.at] as string;
  if (char === '[') return readClass(reader);
  reader.at++;
  if (char === '\\') return readEscape(reader);
  return '.^$'.includes(char) ? null : [char];
}

/** Escaped punctuation stands for itself; classes such as `\d`, anchors and code points are left open. */
function readEscape(reader: Reader): Place {
  const char = reader.source[reader.at++] as string;
  if (/[0-9A-Za-z]/u.test(char)) {
    const rest = /^(?:\{[^}]*\}|[0-9A-Fa-f]{1,4})/u.exec(reader.source.slice(reader.at))?.[0] ?? '';
    if ('uxpP'.includes(char)) reader.at += rest.length;
    return null;
  }
  return [char];
}

function readClass(reader: Reader): Place {
  reader.at++;
  let open = false;
  const chars: string[] = [];
  if (reader.source[reader.at] === '^') {
    open = true;
    reader.at++;
  }
  while (reader.source[reader.at] !== ']') {
    const char = reader.source[reader.at] as string;
    if (char === '\\') {
      reader.at++;
      const escaped = readEscape(reader);
      if (escaped === null) open = true;
      else chars.push(...escaped);
    } else {
      if (char === '-' && chars.length > 0 && reader.source[reader.at + 1] !== ']') open = true;
      chars.push(char);
      reader.at++;
    }
  }
  reader.at++;
  return open ? null : chars;
}

function readQuantifier(reader: Reader): { least: number; most: number } {
  const match = /^(?:([?*+])|\{(\d+)(,?)(\d*)\})\??/u.exec(reader.source.slice(reader.at));
  if (!match) return { least: 1, most: 1 };
  reader.at += match[0].length;
  const [, sign, from, comma, to] = match;
  if (sign) return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
  const least = Number(from);
  return { least, most: comma === '' ? least : to === '' ? Number.POSITIVE_INFINITY : Number(to) };
}
