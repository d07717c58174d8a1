import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseRankings } from '../../src/knowledge/fuse.ts';

describe('fuse', () => {
  it('adds one over sixty plus rank for every list a key stands in', () => {
    const fused = fuseRankings([{ keys: ['a', 'b'] }, { keys: ['b', 'c'], weight: 2 }]);
    expect(fused.map(({ key }) => key)).toEqual(['b', 'c', 'a']);
    expect(fused[0]?.score).toBeCloseTo(1 / 62 + 2 / 61);
  });

  it('keeps the order of a single list and counts a repeated key once', () => {
    expect(fuseRankings([{ keys: ['x', 'y', 'x', 'z'] }]).map(({ key }) => key)).toEqual(['x', 'y', 'z']);
  });

  it('does not depend on the order of the lists, scores apart from rounding', () => {
    const list = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 });
    fc.assert(
      fc.property(list, list, (one, two) => {
        const a = new Map(fuseRankings([{ keys: one }, { keys: two }]).map(({ key, score }) => [key, score]));
        for (const { key, score } of fuseRankings([{ keys: two }, { keys: one }]))
          expect(a.get(key)).toBeCloseTo(score, 12);
      }),
    );
  });
});
