import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import { createNearDuplicates } from '../../src/learn/near-duplicates.ts';
import { pairSlotAt, shingle, similarity } from '../../src/learn/shingles.ts';

const WORDS = [
  ...'商场羽绒服退款换货店员拒绝专柜小票',
  ...'工地噪声夜间施工许可城管围挡切割',
  ...'物业电梯停运维修业委会停车位收费',
];

/** Texts of made-up sentences, each unlike the others. */
function texts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 60 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(''),
  );
}

/** The text told again: some characters gone, some in other places. */
function retold(text: string, seed: number): string {
  const random = seededRandom(seed);
  const kept = [...text].filter(() => random() > 0.1);
  const cut = Math.floor(random() * kept.length);
  return [...kept.slice(cut), ...kept.slice(0, cut)].join('');
}

describe('candidates', () => {
  test('hold every text that brute force finds at high similarity', () => {
    const stored = texts(300, 1).map(shingle);
    const index = createNearDuplicates();
    stored.forEach((shingles, id) => index.add(id, shingles));
    let near = 0;
    let found = 0;
    texts(300, 1).forEach((text, i) => {
      const asked = shingle(retold(text, i));
      const candidates = new Set(index.candidates(asked, { limit: 64 }).map(({ id }) => id));
      stored.forEach((shingles, id) => {
        if (similarity(asked, shingles, index.weight) < 0.5) return;
        near++;
        if (candidates.has(id)) found++;
      });
    });
    expect(near).toBeGreaterThanOrEqual(300);
    expect(found / near).toBeGreaterThan(0.995);
  });

  test('come best first, without the excluded one, at most as many as asked for', () => {
    const index = createNearDuplicates();
    texts(50, 2).forEach((text, id) => index.add(id, shingle(text)));
    const asked = shingle(texts(50, 2)[7] as string);
    const found = index.candidates(asked, { limit: 5 });
    expect(found[0]?.id).toBe(7);
    expect(found).toHaveLength(5);
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
    expect(index.candidates(asked, { limit: 5, excluding: 7 }).map(({ id }) => id)).not.toContain(7);
  });

  test('find long texts by the pairs both keep', () => {
    const long = Array.from({ length: 60 }, (_, i) => texts(1, 100 + i)[0]).join('');
    const index = createNearDuplicates();
    texts(100, 3).forEach((text, id) => index.add(id, shingle(text)));
    index.add(999, shingle(long));
    expect(index.candidates(shingle(long.slice(40)), { limit: 1 })[0]?.id).toBe(999);
  });

  test('are none in an empty index and for a text without pairs', () => {
    const index = createNearDuplicates();
    expect(index.candidates(shingle('退款'), { limit: 5 })).toEqual([]);
    index.add(1, shingle('退款'));
    expect(index.candidates(shingle('。'), { limit: 5 })).toEqual([]);
  });
});

describe('adding', () => {
  test('in whatever order, the same texts answer alike', () => {
    const all = texts(12, 4).map(shingle);
    fc.assert(
      fc.property(fc.array(fc.nat(11), { maxLength: 40 }), (ids) => {
        const index = createNearDuplicates();
        for (const id of ids) index.add(id, all[id] as (typeof all)[number]);
        const held = new Set(ids);
        expect(index.size()).toBe(held.size);
        const fresh = createNearDuplicates();
        for (const id of [...held].sort((a, b) => a - b)) fresh.add(id, all[id] as (typeof all)[number]);
        all.forEach((shingles, id) => {
          expect(index.has(id)).toBe(held.has(id));
          const found = (of: typeof index) => of.candidates(shingles, { limit: 12 }).map((c) => c.id);
          expect(found(index).sort()).toEqual(found(fresh).sort());
          for (const key of shingles.keys) expect(index.weight(key)).toBe(fresh.weight(key));
        });
      }),
      { numRuns: 15 },
    );
  });

  test('a text added twice stands there once', () => {
    const index = createNearDuplicates();
    const shingles = shingle('商场专柜退款');
    index.add(3, shingles);
    index.add(3, shingles);
    expect(index.size()).toBe(1);
    expect(index.candidates(shingles, { limit: 9 })).toHaveLength(1);
  });
});

test('rarity counts the background in, and is never negative', () => {
  const key = pairSlotAt('退款', 0);
  const frequencies = new Uint32Array(1 << 20);
  frequencies[key] = 500;
  const index = createNearDuplicates({ texts: 1000, frequencies });
  expect(index.weight(key)).toBeCloseTo(Math.log(1001 / 500), 12);
  index.add(1, shingle('退款'));
  expect(index.weight(key)).toBeCloseTo(Math.log(1002 / 501), 12);
  expect(createNearDuplicates().weight(key)).toBe(0);
});

test('the same texts make the same index, to the last score', () => {
  const build = () => {
    const index = createNearDuplicates();
    texts(200, 5).forEach((text, id) => index.add(id * 2 + 1, shingle(text)));
    return index;
  };
  const asked = shingle(retold(texts(200, 5)[50] as string, 9));
  const options = { limit: 20 };
  expect(build().candidates(asked, options)).toEqual(build().candidates(asked, options));
});
