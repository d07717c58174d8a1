import { describe, expect, it } from 'vitest';
import { inTwoSteps } from '../../../src/app/intake/beside-reading.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = [];
  for await (const item of items) out.push(item);
  return out;
}

describe('working in two steps', () => {
  it('gives every item its result, in order, whatever is left over', async () => {
    for (const n of [0, 1, 2, 3, 4, 7]) {
      const items = Array.from({ length: n }, (_, i) => i);
      const seen: number[][] = [];
      const results = await all(
        inTwoSteps(
          items,
          3,
          (i) => i * 10,
          async (batch, read) => {
            seen.push([...batch]);
            return read.map((value, k) => value + (batch[k] as number));
          },
        ),
      );
      expect(results).toEqual(items.map((item) => ({ item, result: item * 11 })));
      expect(seen.flat()).toEqual(items);
      expect(seen.every(({ length }) => length <= 3)).toBe(true);
    }
  });

  it('reads the next batch while the one before waits', async () => {
    const story: string[] = [];
    const results = inTwoSteps(
      ['a', 'b'],
      1,
      (item) => story.push(`first ${item}`),
      async (batch) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        story.push(`second ${batch.join()}`);
        return batch;
      },
    );
    await all(results);
    expect(story).toEqual(['first a', 'first b', 'second a', 'second b']);
  });

  it('ends with the error of the second step', async () => {
    const failing = inTwoSteps(
      [1, 2, 3],
      1,
      (i) => i,
      async ([item]): Promise<number[]> => {
        if (item === 2) throw new Error('broken');
        return [item as number];
      },
    );
    await expect(all(failing)).rejects.toThrow('broken');
  });
});
