import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDifference } from '../../src/knowledge/line-difference.ts';

const lines = fc.array(fc.constantFrom('甲', '乙', '丙', '丁'), { maxLength: 12 });

test('lines that stayed, went and came are told apart', () => {
  expect(lineDifference(['一', '二', '三'], ['一', '贰', '三', '四'])).toEqual([
    { mark: 'same', text: '一' },
    { mark: 'out', text: '二' },
    { mark: 'in', text: '贰' },
    { mark: 'same', text: '三' },
    { mark: 'in', text: '四' },
  ]);
});

test('both texts can be read off a difference, which keeps as many lines as any could', () => {
  fc.assert(
    fc.property(lines, lines, (older, newer) => {
      const found = lineDifference(older, newer);
      expect(found.filter(({ mark }) => mark !== 'in').map(({ text }) => text)).toEqual(older);
      expect(found.filter(({ mark }) => mark !== 'out').map(({ text }) => text)).toEqual(newer);
      expect(found.filter(({ mark }) => mark === 'same')).toHaveLength(longestCommon(older, newer));
    }),
  );
});

/** By trying: the naive recursion. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const known = new Map<string, number>();
  const from = (i: number, j: number): number => {
    if (i === a.length || j === b.length) return 0;
    const key = `${i} ${j}`;
    const held = known.get(key);
    if (held !== undefined) return held;
    const best = Math.max(from(i + 1, j), from(i, j + 1), a[i] === b[j] ? 1 + from(i + 1, j + 1) : 0);
    known.set(key, best);
    return best;
  };
  return from(0, 0);
}
