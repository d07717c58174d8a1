/**
 * Append-only lists of growing numbers, one a slot, as base-128 distances in chunks of a few shared pages.
 * A list of n numbers takes little more than n bytes where the numbers lie close; a new list takes 12.
 */
export type PostingArena = {
  /** Appends; `value` must be larger than the slot's last one. */
  readonly append: (slot: number, value: number) => void;
  /** Numbers in the slot's list. */
  readonly lengthOf: (slot: number) => number;
  /** The numbers of the slot, ascending. */
  readonly list: (slot: number) => number[];
  /** Adds `amount` to `sums[value]` for each number of the slot. */
  readonly accumulate: (slot: number, sums: Float32Array, amount: number) => void;
  /** Bytes held in typed arrays. */
  readonly bytes: () => number;
};

const PAGE_BITS = 22;
const PAGE = 1 << PAGE_BITS;
const LINK = 4;
/** Bytes of the n-th chunk of a list, its link included; the last size repeats. */
const CHUNKS = [12, 16, 24, 40, 72, 136, 264, 520, 1032, 2056] as const;
const sizeOf = (level: number): number => CHUNKS[Math.min(level, CHUNKS.length - 1)] as number;

export function createPostings(slots: number): PostingArena {
  const pages: Uint8Array[] = [];
  /** Where the next chunk may begin. 0 is kept free, for it means none. */
  let free = LINK;
  const lengths = new Uint32Array(slots);
  const last = new Uint32Array(slots);
  const heads = new Uint32Array(slots);
  /** Where the next byte goes, and where its chunk ends. */
  const tails = new Uint32Array(slots);
  const ends = new Uint32Array(slots);
  /** Chunks of the list so far, as far as their number tells the size of the next. */
  const levels = new Uint8Array(slots);

  function newChunk(size: number): number {
    if ((free & (PAGE - 1)) + size > PAGE) free = ((free >>> PAGE_BITS) + 1) * PAGE;
    while (pages.length <= free >>> PAGE_BITS) pages.push(new Uint8Array(PAGE));
    const at = free;
    free += size;
    return at;
  }

  function put(slot: number, byte: number): void {
    let at = tails[slot] as number;
    const end = ends[slot] as number;
    if (at === end) {
      const level = levels[slot] as number;
      const chunk = newChunk(sizeOf(level));
      if (end === 0) heads[slot] = chunk;
      else writeLink(end - sizeOf(level - 1), chunk);
      levels[slot] = Math.min(CHUNKS.length, level + 1);
      ends[slot] = chunk + sizeOf(level);
      at = chunk + LINK;
    }
    (pages[at >>> PAGE_BITS] as Uint8Array)[at & (PAGE - 1)] = byte;
    tails[slot] = at + 1;
  }

  function writeLink(chunk: number, next: number): void {
    const page = pages[chunk >>> PAGE_BITS] as Uint8Array;
    const at = chunk & (PAGE - 1);
    page[at] = next & 255;
    page[at + 1] = (next >>> 8) & 255;
    page[at + 2] = (next >>> 16) & 255;
    page[at + 3] = next >>> 24;
  }

  /** Walks the list of a slot; the one reader of the layout. */
  function walk(slot: number, sums: Float32Array | null, amount: number, out: number[] | null): void {
    let left = lengths[slot] as number;
    let chunk = heads[slot] as number;
    let page = pages[chunk >>> PAGE_BITS] as Uint8Array;
    let at = (chunk & (PAGE - 1)) + LINK;
    let level = 0;
    let end = at - LINK + sizeOf(level);
    let value = -1;
    while (left-- > 0) {
      let gap = 0;
      for (let shift = 0; ; shift += 7) {
        if (at === end) {
          const start = end - sizeOf(level);
          chunk =
            ((page[start] as number) |
              ((page[start + 1] as number) << 8) |
              ((page[start + 2] as number) << 16) |
              ((page[start + 3] as number) << 24)) >>>
            0;
          level++;
          page = pages[chunk >>> PAGE_BITS] as Uint8Array;
          at = (chunk & (PAGE - 1)) + LINK;
          end = at - LINK + sizeOf(level);
        }
        const byte = page[at++] as number;
        gap |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      value += gap;
      if (sums !== null) sums[value] = (sums[value] as number) + amount;
      else out?.push(value);
    }
  }

  return {
    append: (slot, value) => {
      const first = lengths[slot] === 0;
      let gap = first ? value + 1 : value - (last[slot] as number);
      if (gap <= 0) throw new Error('Postings must grow.');
      while (gap >= 128) {
        put(slot, (gap & 127) | 128);
        gap >>>= 7;
      }
      put(slot, gap);
      last[slot] = value;
      lengths[slot] = (lengths[slot] as number) + 1;
    },
    lengthOf: (slot) => lengths[slot] as number,
    list: (slot) => {
      const out: number[] = [];
      walk(slot, null, 0, out);
      return out;
    },
    accumulate: (slot, sums, amount) => walk(slot, sums, amount, null),
    bytes: () => pages.length * PAGE + slots * (5 * 4 + 1),
  };
}
