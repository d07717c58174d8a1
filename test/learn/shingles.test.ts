import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBackground, unpackBackground } from '../../src/learn/background.ts';
import {
  meanWeight,
  packShingles,
  pairSlotAt,
  shingle,
  similarity,
  SINGLES,
  SLOTS,
  unpackShingles,
} from '../../src/learn/shingles.ts';

const text = fc.string({
  unit: fc.constantFrom(...'西单商场羽绒服退款噪声工地号楼123abAB，。 \n'),
  maxLength: 80,
});

describe('shingle', () => {
  test('counts characters and pairs, without case and across no punctuation', () => {
    const { keys, counts } = shingle('退款，退款A1');
    const count = (key: number) => counts[keys.indexOf(key)];
    expect(count('退'.charCodeAt(0))).toBe(2);
    expect(count(pairSlotAt('退款', 0))).toBe(2);
    expect(count(pairSlotAt('a1', 0))).toBe(1);
    expect(keys.includes(pairSlotAt('款退', 0))).toBe(false);
    expect(count('A'.charCodeAt(0))).toBeUndefined();
  });

  test('gives ascending distinct slots, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' })), (words) => {
        const { keys, counts } = shingle(words);
        expect(keys.length).toBe(counts.length);
        expect([...keys]).toEqual([...new Set(keys)].sort((a, b) => a - b));
        expect(keys.every((key) => key > 0 && key < SLOTS)).toBe(true);
        expect(counts.every((count) => count > 0)).toBe(true);
      }),
    );
  });

  test('tells figures apart, which decide which house or which sum is meant', () => {
    expect(similarity(shingle('1680元'), shingle('1690元'), () => 1)).toBeLessThan(1);
  });
});

describe('packShingles', () => {
  test('comes back as it went', () => {
    fc.assert(
      fc.property(text, (words) => {
        const shingles = shingle(words.repeat(3));
        expect(unpackShingles(packShingles(shingles))).toEqual(shingles);
      }),
    );
  });

  test('takes about two bytes a shingle', () => {
    const shingles = shingle(
      '市民来电反映其在西单北大街某商场购买羽绒服一件回家后发现肩部偏窄要求换货店员拒绝',
    );
    expect(packShingles(shingles).length).toBeLessThan(shingles.keys.length * 2.6);
  });

  test('refuses bytes of another version and bytes cut short', () => {
    const bytes = packShingles(shingle('市民来电反映'));
    expect(unpackShingles(Uint8Array.of(99, ...bytes.subarray(1)))).toBeNull();
    expect(unpackShingles(new Uint8Array())).toBeNull();
    expect(unpackShingles(Uint8Array.of(...bytes, 200))).toBeNull();
  });
});

describe('similarity', () => {
  const weight = (key: number): number => (key < SINGLES ? 1 : 3);
  test('is symmetric, within 0 and 1, and 1 for equal texts', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [shingle(a), shingle(b)];
        const forth = similarity(x, y, weight);
        expect(forth).toBe(similarity(y, x, weight));
        expect(forth).toBeGreaterThanOrEqual(0);
        expect(forth).toBeLessThanOrEqual(1);
        if (x.keys.length > 0) expect(similarity(x, x, weight)).toBeCloseTo(1, 12);
      }),
    );
  });

  test('agrees with a cosine written out over all slots', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const dense = ([x]: readonly [ReturnType<typeof shingle>]) => {
          const vector = new Map<number, number>();
          x.keys.forEach((key, i) => vector.set(key, weight(key) * (Math.log(x.counts[i] as number) + 0.5)));
          return vector;
        };
        const [u, v] = [dense([shingle(a)]), dense([shingle(b)])];
        const dot = [...u].reduce((sum, [key, value]) => sum + value * (v.get(key) ?? 0), 0);
        const length = (w: Map<number, number>) => Math.sqrt([...w.values()].reduce((s, x) => s + x * x, 0));
        const wanted = dot === 0 ? 0 : dot / (length(u) * length(v));
        expect(similarity(shingle(a), shingle(b), weight)).toBeCloseTo(wanted, 9);
      }),
    );
  });

  test('is 0 where nothing is shared or nothing has weight', () => {
    expect(similarity(shingle('路灯'), shingle('退款'), weight)).toBe(0);
    expect(similarity(shingle('路灯'), shingle('路灯'), () => 0)).toBe(0);
  });
});

test('the mean weight of a name is that of its pairs', () => {
  const rare = pairSlotAt('雪屿', 0);
  expect(meanWeight('雪屿', (key) => (key === rare ? 7 : 1))).toBe(7);
  expect(meanWeight('雪', () => 7)).toBe(0);
});

test('a background comes back without what stands in a single text', () => {
  const frequencies = new Uint32Array(SLOTS);
  frequencies[5] = 1;
  frequencies[70_000] = 2;
  frequencies[SLOTS - 1] = 12_345;
  const packed = packBackground({ texts: 20_000, frequencies });
  const back = unpackBackground(packed);
  expect(back?.texts).toBe(20_000);
  expect([5, 70_000, SLOTS - 1].map((key) => back?.frequencies[key])).toEqual([0, 2, 12_345]);
  expect(unpackBackground(packed.subarray(0, packed.length - 1))).toBeNull();
  expect(unpackBackground(Uint8Array.of(99))).toBeNull();
});
