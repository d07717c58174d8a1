import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marginUncertainty, pickQueue, type QueueItem } from '../../src/learn/sampling.ts';

const vector = (values: readonly number[]) => ({
  indices: Int32Array.from(values.keys()),
  values: Float32Array.from(values),
});

describe('uncertainty', () => {
  it('is 0 for certainty and 1 for even odds, by margin', () => {
    expect(marginUncertainty([1, 0, 0])).toBe(0);
    expect(marginUncertainty([0.5, 0.5])).toBe(1);
    expect(marginUncertainty([0.1, 0.6, 0.3])).toBeCloseTo(0.7, 12);
  });
});

describe('queue', () => {
  const item = fc.record({
    uncertainty: fc.double({ min: 0, max: 1, noNaN: true }),
    vector: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }).map(vector),
  });

  it('takes each item at most once, the most uncertain first, and the same ones again', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), fc.nat({ max: 12 }), (items, size) => {
        const picked = pickQueue(items, size);
        expect(picked).toHaveLength(Math.min(size, items.length));
        expect(new Set(picked.map((p) => p.index)).size).toBe(picked.length);
        expect(pickQueue(items, size)).toEqual(picked);
        const most = Math.max(...items.map((i) => i.uncertainty));
        if (picked[0]) expect(items[picked[0].index]?.uncertainty).toBe(most);
      }),
    );
  });

  it('passes over copies of what it has taken, and says when diversity decided', () => {
    const items: QueueItem[] = [
      { uncertainty: 0.9, vector: vector([1, 0, 0]) },
      { uncertainty: 0.89, vector: vector([1, 0, 0]) },
      { uncertainty: 0.6, vector: vector([0, 1, 0]) },
      { uncertainty: 0.1, vector: vector([0, 0, 1]) },
    ];
    expect(pickQueue(items, 3)).toEqual([
      { index: 0, why: 'uncertain' },
      { index: 2, why: 'diverse' },
      { index: 3, why: 'diverse' },
    ]);
  });

  it('looks only among the uncertain ones', () => {
    const items: QueueItem[] = Array.from({ length: 20 }, (_, i) => ({
      uncertainty: 1 - i / 20,
      vector: vector(i === 19 ? [0, 0, 1] : [1, 0.01 * i, 0]),
    }));
    expect(pickQueue(items, 2, 3).map((p) => p.index)).not.toContain(19);
  });
});
