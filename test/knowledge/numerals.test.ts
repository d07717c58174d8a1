import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chineseNumeral, parseNumeral } from '../../src/knowledge/numerals.ts';

describe('numerals', () => {
  it('reads back every number it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (value) => {
        expect(parseNumeral(chineseNumeral(value))).toBe(value);
        expect(parseNumeral(String(value))).toBe(value);
      }),
    );
  });

  it('writes numbers as statutes do', () => {
    expect([10, 25, 105, 110, 148, 1010, 1254].map(chineseNumeral)).toEqual([
      '十',
      '二十五',
      '一百零五',
      '一百一十',
      '一百四十八',
      '一千零一十',
      '一千二百五十四',
    ]);
  });

  it('reads loose spellings', () => {
    expect(['二五', '百四十八', '２５', '一四八', '二十'].map(parseNumeral)).toEqual([25, 148, 25, 148, 20]);
  });

  it('refuses what is no number', () => {
    expect(['', '十百', '二三十', '条'].map(parseNumeral)).toEqual([null, null, null, null]);
  });
});
