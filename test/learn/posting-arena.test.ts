import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPostings } from '../../src/learn/posting-arena.ts';

test('lists give back what was appended, however it was interleaved', () => {
  const steps = fc.array(fc.tuple(fc.nat(6), fc.oneof(fc.integer({ min: 1, max: 3 }), fc.nat(3_000_000))), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(steps, (appended) => {
      const arena = createPostings(7);
      const oracle = Array.from({ length: 7 }, (): number[] => []);
      for (const [slot, gap] of appended) {
        const list = oracle[slot] as number[];
        const value = (list.at(-1) ?? -1) + Math.max(1, gap);
        list.push(value);
        arena.append(slot, value);
      }
      oracle.forEach((list, slot) => {
        expect(arena.list(slot)).toEqual(list);
        expect(arena.lengthOf(slot)).toBe(list.length);
      });
    }),
  );
});

test('accumulating adds the amount at every number of the list', () => {
  const arena = createPostings(2);
  const values = Array.from({ length: 5000 }, (_, i) => i * 3);
  for (const value of values) arena.append(1, value);
  const sums = new Float32Array(15_000);
  arena.accumulate(1, sums, 0.5);
  arena.accumulate(1, sums, 0.25);
  arena.accumulate(0, sums, 9);
  expect([...sums.keys()].filter((i) => sums[i] !== 0)).toEqual(values);
  expect(new Set(values.map((value) => sums[value]))).toEqual(new Set([0.75]));
});

test('long lists run on over pages, at little more than a byte a number', () => {
  const arena = createPostings(3);
  const before = arena.bytes();
  const count = 6_000_000;
  for (let i = 0; i < count; i++) arena.append(i & 1, i >> 1);
  expect(arena.bytes() - before).toBeLessThan(count * 1.2 + 2 ** 22);
  const list = arena.list(1);
  expect(list.length).toBe(count / 2);
  expect(list.every((value, i) => value === i)).toBe(true);
});

test('numbers that do not grow are refused', () => {
  const arena = createPostings(1);
  arena.append(0, 5);
  expect(() => arena.append(0, 5)).toThrow();
});
