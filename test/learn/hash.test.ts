import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HASH_START, hashFinish, hashUnit } from '../../src/learn/hash.ts';

const hashOf = (text: string): number => {
  let hash = HASH_START;
  for (let i = 0; i < text.length; i++) hash = hashUnit(hash, text.charCodeAt(i));
  return hashFinish(hash);
};

/** FNV-1a as published, in exact integers. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5n;
  for (let i = 0; i < text.length; i++) {
    hash = ((hash ^ BigInt(text.charCodeAt(i))) * 0x01000193n) & 0xffffffffn;
  }
  return Number(hash);
}

/** Murmur3's finalizer as published, in exact integers. */
function fmix32(value: number): number {
  let h = BigInt(value);
  h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & 0xffffffffn;
  h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & 0xffffffffn;
  return Number(h ^ (h >> 16n));
}

describe('the hash of an n-gram', () => {
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a before it is finished: %j has the published value', (text, published) => {
    let hash = HASH_START;
    for (const letter of text) hash = hashUnit(hash, letter.charCodeAt(0));
    expect(hash >>> 0).toBe(published);
  });

  it('is FNV-1a and fmix32 of its code units, as computed in exact integers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        expect(hashOf(text)).toBe(fmix32(fnv1a(text)) || 1);
      }),
    );
  });

  it('is an unsigned 32-bit integer that is never 0, which marks an empty slot', () => {
    expect(hashFinish(0)).toBe(1);
    fc.assert(
      fc.property(fc.integer(), (hash) => {
        const key = hashFinish(hash);
        expect(key).toBe(key >>> 0);
        expect(key).toBeGreaterThan(0);
      }),
    );
  });

  it('tells the order of its units apart', () => {
    expect(hashOf('退货')).not.toBe(hashOf('货退'));
    expect(hashOf('退')).not.toBe(hashOf('退退'));
  });

  it('spreads two-character keys over the low bits, which choose the slot', () => {
    const slots = new Set<number>();
    for (let a = 0; a < 64; a++) {
      for (let b = 0; b < 64; b++) slots.add(hashOf(String.fromCharCode(0x4e00 + a, 0x4e00 + b)) & 4095);
    }
    // 4096 balls into 4096 slots leave about 1/e empty.
    expect(slots.size / 4096).toBeGreaterThan(0.6);
    expect(slots.size / 4096).toBeLessThan(0.66);
  });
});
