/**
 * Words with a number each, as a trie: the edges of all nodes stand in one hash table of two 32-bit entries an edge,
 * so that a step costs one line of the cache and half a million of them take 8 MB. A first unit is its own node; every
 * other node is the place of the edge that leads to it.
 */
export type WordTrie = {
  /** The node the edge leaves, plus 1 (0: no edge), then its unit with the word's number in the upper half. */
  edges: Int32Array;
  /** What a hash is shifted by to give a place among the edges. */
  shift: number;
  count: number;
  /** The numbers of words of one unit. */
  readonly singles: Uint16Array;
};

/** Nodes below this are first units. */
const DEEPER = 65536;

/** A trie without words; `capacity` is the number of edges it is likely to hold, more make it grow. */
export function wordTrie(capacity: number): WordTrie {
  const bits = Math.max(4, Math.ceil(Math.log2(capacity * 2)));
  return {
    edges: new Int32Array(2 << bits),
    shift: 32 - bits,
    count: 0,
    singles: new Uint16Array(DEEPER),
  };
}

/** The same words, to add others to. */
export const copyOf = (trie: WordTrie): WordTrie => ({
  ...trie,
  edges: trie.edges.slice(),
  singles: trie.singles.slice(),
});

/** The place of the edge by which `unit` leaves a node, or the empty one where it belongs. */
function placeOf({ edges, shift }: WordTrie, node: number, unit: number): number {
  let place = Math.imul(Math.imul(node, 0x9e3779b1) + unit, 0x85ebca6b) >>> shift;
  for (;;) {
    const from = edges[place * 2] as number;
    if (from === 0 || (from === node + 1 && ((edges[place * 2 + 1] as number) & 0xffff) === unit))
      return place;
    place = place * 2 + 2 === edges.length ? 0 : place + 1;
  }
}

/** The node that `unit` leads to; -1 where no word goes on so. */
export function nextNode(trie: WordTrie, node: number, unit: number): number {
  const place = placeOf(trie, node, unit);
  return trie.edges[place * 2] === 0 ? -1 : DEEPER + place;
}

/** The number of the word that ends in a node; 0 where none does. */
export function wordEnding({ edges, singles }: WordTrie, node: number): number {
  return node < DEEPER ? (singles[node] as number) : (edges[(node - DEEPER) * 2 + 1] as number) >>> 16;
}

/** Adds the word `text[start, end)` (not empty), or gives it another number (1 … 65535). */
export function addWord(trie: WordTrie, text: string, start: number, end: number, number: number): void {
  let node = text.charCodeAt(start);
  if (end === start + 1) {
    trie.singles[node] = number;
    return;
  }
  for (let at = start + 1; at < end; at++) node = grownEdge(trie, node, text.charCodeAt(at));
  const entry = (node - DEEPER) * 2 + 1;
  trie.edges[entry] = ((trie.edges[entry] as number) & 0xffff) | (number << 16);
}

/** The node that `unit` leads to, made where there is none. */
function grownEdge(trie: WordTrie, node: number, unit: number): number {
  const place = placeOf(trie, node, unit);
  if (trie.edges[place * 2] !== 0) return DEEPER + place;
  // Three quarters full at most. Every node moves when the table grows, so the walk begins again at the edge itself.
  if (++trie.count * 8 > trie.edges.length * 3) return grownEdge(trie, grow(trie, node), unit);
  trie.edges[place * 2] = node + 1;
  trie.edges[place * 2 + 1] = unit;
  return DEEPER + place;
}

/** Doubles the table; gives the new name of `node`. */
function grow(trie: WordTrie, node: number): number {
  const old = trie.edges;
  const moved = new Int32Array(old.length / 2);
  trie.edges = new Int32Array(old.length * 2);
  trie.shift--;
  trie.count = 0;
  const move = (from: number): number => {
    if (from < DEEPER) return from;
    const at = from - DEEPER;
    if (moved[at] !== 0) return moved[at] as number;
    const entry = old[at * 2 + 1] as number;
    const made = grownEdge(trie, move((old[at * 2] as number) - 1), entry & 0xffff);
    trie.edges[(made - DEEPER) * 2 + 1] = entry;
    return (moved[at] = made);
  };
  for (let at = 0; at < moved.length; at++) if (old[at * 2] !== 0) move(DEEPER + at);
  return move(node);
}
