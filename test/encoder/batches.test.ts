import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesOf, beginningOf } from '../../src/encoder/batches.ts';

const lengths = fc.array(fc.integer({ min: 1, max: 1024 }), { maxLength: 200 });

it('puts every row into one batch, like lengths beside each other', () => {
  fc.assert(
    fc.property(lengths, fc.boolean(), (of, alone) => {
      const batches = batchesOf(of, alone);
      const rows = batches.flat();
      expect([...rows].sort((a, b) => a - b)).toEqual(of.map((_, row) => row));
      const sorted = rows.map((row) => of[row] as number);
      expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
    }),
  );
});

it('keeps the tokens of a batch within bounds, and texts alone where they must be', () => {
  fc.assert(
    fc.property(lengths, (of) => {
      for (const batch of batchesOf(of)) {
        const longest = Math.max(...batch.map((row) => of[row] as number));
        expect(batch.length).toBeLessThanOrEqual(32);
        expect(batch.length === 1 || batch.length * longest <= 2048).toBe(true);
      }
      expect(batchesOf(of, true).every((batch) => batch.length === 1)).toBe(true);
    }),
  );
});

it('cuts a text without tearing a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (text, limit) => {
      const cut = beginningOf(text, limit);
      expect(cut.length).toBeLessThanOrEqual(limit);
      expect(cut.isWellFormed()).toBe(true);
      expect(text.toWellFormed().startsWith(cut)).toBe(true);
      if (text.length <= limit) expect(cut).toBe(text.toWellFormed());
    }),
  );
});
