/**
 * Words as a double-array trie (Aoe 1989): the child of state `s` by symbol `c` is `t = base[s] + c` where
 * `check[t] = s`. State 0 is the root. A walk costs two array reads a character.
 */
export type Trie = {
  /** Symbol of each code unit, 0 for those in no word. */
  readonly symbols: Uint16Array;
  readonly base: Int32Array;
  readonly check: Int32Array;
  /** The word that ends in a state: its place in the list, plus 1; 0 where none does. */
  readonly ends: Int32Array;
  /** Code units of each word. */
  readonly lengths: Uint16Array;
};

type Node = { readonly children: Map<number, Node>; end: number };

/** Builds the trie of distinct, non-empty words. */
export function buildTrie(words: readonly string[]): Trie {
  const { symbols, count } = symbolsOf(words);
  const root: Node = { children: new Map(), end: 0 };
  for (const [i, word] of words.entries()) {
    let node = root;
    for (let at = 0; at < word.length; at++) {
      const symbol = symbols[word.charCodeAt(at)] as number;
      let next = node.children.get(symbol);
      if (next === undefined) {
        next = { children: new Map(), end: 0 };
        node.children.set(symbol, next);
      }
      node = next;
    }
    node.end = i + 1;
  }
  return { symbols, ...pack(root, count), lengths: Uint16Array.from(words, (word) => word.length) };
}

/** Common characters get small symbols: the arrays stay dense. */
function symbolsOf(words: readonly string[]): { symbols: Uint16Array; count: number } {
  const times = new Map<number, number>();
  for (const word of words)
    for (let i = 0; i < word.length; i++)
      times.set(word.charCodeAt(i), (times.get(word.charCodeAt(i)) ?? 0) + 1);
  const symbols = new Uint16Array(65536);
  const units = [...times].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  for (const [i, [unit]] of units.entries()) symbols[unit] = i + 1;
  return { symbols, count: units.length };
}

function pack(root: Node, count: number): Pick<Trie, 'base' | 'check' | 'ends'> {
  let size = 1024 + count;
  let base = new Int32Array(size);
  let check = new Int32Array(size).fill(-1);
  let ends = new Int32Array(size);
  const grow = (least: number): void => {
    const larger = Math.max(least, size * 2);
    const wider = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const fresh = new Int32Array(larger);
      fresh.set(old);
      return fresh;
    };
    base = wider(base);
    check = wider(check).fill(-1, size);
    ends = wider(ends);
    size = larger;
  };
  check[0] = 0;
  let free = 1;
  let last = 0;
  const queue: (readonly [Node, number])[] = [[root, 0]];
  for (let i = 0; i < queue.length; i++) {
    const [node, state] = queue[i] as readonly [Node, number];
    ends[state] = node.end;
    if (node.children.size === 0) continue;
    const codes = [...node.children.keys()].sort((a, b) => a - b);
    const first = codes[0] as number;
    while (free < size && check[free] !== -1) free++;
    let offset = Math.max(free - first, 0);
    for (; ; offset++) {
      if (offset + count + 1 > size) grow(offset + count + 1);
      if (codes.every((code) => check[offset + code] === -1)) break;
    }
    base[state] = offset;
    for (const code of codes) {
      check[offset + code] = state;
      last = Math.max(last, offset + code);
      queue.push([node.children.get(code) as Node, offset + code]);
    }
  }
  // Room for the largest symbol behind the last state: a walk asks without looking at the length.
  const used = last + count + 2;
  if (used > size) grow(used);
  return { base: base.slice(0, used), check: check.slice(0, used), ends: ends.slice(0, used) };
}

/** The longest word that stands at `start`: its place in the list, plus 1; 0 where none does. */
export function longestAt({ symbols, base, check, ends }: Trie, text: string, start: number): number {
  let state = 0;
  let found = 0;
  for (let at = start; at < text.length; at++) {
    const symbol = symbols[text.charCodeAt(at)] as number;
    if (symbol === 0) break;
    const next = (base[state] as number) + symbol;
    if (check[next] !== state) break;
    state = next;
    const end = ends[state] as number;
    if (end !== 0) found = end;
  }
  return found;
}
