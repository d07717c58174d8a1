import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildWideIndex, scoreWide } from '../../src/learn/wide-vectors.ts';
import { seededRandom } from '../../src/kernel/random.ts';

it('scores rows of any width as their dot products, within what 8 bits tell apart', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3, 16, 255, 256, 257, 384, 512, 1024),
      fc.integer({ min: 0, max: 5 }),
      fc.integer(),
      (width, size, seed) => {
        const random = seededRandom(seed);
        const unit = (): number[] => {
          const row = Array.from({ length: width }, () => random() - 0.5);
          const norm = Math.hypot(...row) || 1;
          return row.map((value) => value / norm);
        };
        const rows = Array.from({ length: size }, unit);
        const query = unit();
        const scores = scoreWide(
          buildWideIndex(Float32Array.from(rows.flat()), width),
          Float32Array.from(query),
        );
        expect(scores).toHaveLength(size);
        rows.forEach((row, i) => {
          const exact = row.reduce((sum, value, k) => sum + value * (query[k] as number), 0);
          expect(Math.abs((scores[i] as number) - exact)).toBeLessThan(0.02);
        });
      },
    ),
  );
});
