import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNumberLists } from '../../src/insight/number-lists.ts';

const numbers = fc.uint32Array({ maxLength: 6 });
const acts = fc.array(
  fc.oneof(
    numbers,
    fc.nat().map((which) => ({ drop: which })),
  ),
  { maxLength: 200 },
);

test('lists are as they were put, whatever came and went, and room that is free is used again', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const lists = createNumberLists();
      const held = new Map<number, Uint32Array>();
      for (const act of list) {
        if (act instanceof Uint32Array) {
          const place = lists.put(act);
          expect(held.has(place)).toBe(false);
          held.set(place, act);
        } else if (held.size > 0) {
          const place = [...held.keys()][act.drop % held.size] as number;
          lists.drop(place);
          held.delete(place);
        }
        for (const [place, expected] of held) expect([...lists.at(place)]).toEqual([...expected]);
      }
    }),
  );
  const lists = createNumberLists();
  let place = lists.put(new Uint32Array(40));
  const { length } = Array.from({ length: 10_000 }, () => {
    lists.drop(place);
    place = lists.put(new Uint32Array(40));
  });
  expect([length, lists.bytes()]).toEqual([10_000, 4 * 4096]);
});

test('ten thousand lists lie in little more than their numbers', () => {
  const lists = createNumberLists();
  for (let i = 0; i < 10_000; i++) lists.put(Uint32Array.from({ length: 40 }, (_, j) => i + j));
  expect(lists.bytes()).toBeLessThan(1.3 * 10_000 * 41 * 4);
});
