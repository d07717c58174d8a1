/**
 * Keys of n-grams: 32-bit, from UTF-16 code units, no string is ever built.
 * FNV-1a over code units (Fowler, Noll, Vo), finished with Murmur3's fmix32 (Appleby) so that the low bits,
 * which choose a table slot, depend on every unit.
 */
export const HASH_START = 0x811c9dc5;

export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

export function hashFinish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  // 0 marks an empty slot in the vocabulary's table.
  return h >>> 0 || 1;
}
