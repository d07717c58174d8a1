import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMask, marksIn } from '../../src/text/masking.ts';
import { buildNames } from '../../src/text/names.ts';

const names = buildNames([]);

test('the same words get the same mark in every text of a mask, and come back', () => {
  const mask = createMask(names, [{ words: '阜成门内大街5号', label: '地址' }]);
  const first = mask.hide('王女士（13812345678）住阜成门内大街5号，物业电话010-66668888。');
  expect(first).toBe('〔姓名1〕（〔电话1〕）住〔地址1〕，物业电话〔电话2〕。');
  expect(mask.hide('王女士再次来电，13812345678。')).toBe('〔姓名1〕再次来电，〔电话1〕。');
  expect(mask.reveal('请〔姓名1〕拨打〔电话2〕，〔电话9〕不通。')).toBe(
    '请王女士拨打010-66668888，〔电话9〕不通。',
  );
});

test('a mark that was written into a text means nobody', () => {
  const mask = createMask(names);
  const hidden = mask.hide('我的电话13812345678，请回复〔电话1〕');
  expect(hidden).toBe('我的电话〔电话1〕，请回复（电话1）');
  expect(mask.reveal(hidden)).toBe('我的电话13812345678，请回复（电话1）');
});

test('what was hidden comes back to the letter, whatever the text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom(
      '王女士',
      '李某',
      '13812345678',
      '010-66668888',
      '京A12345',
      '3号楼2单元501室',
      '来电，',
      '姓',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('，');
      fc.pre(marksIn(text).length === 0);
      const mask = createMask(names);
      const hidden = mask.hide(text);
      expect(mask.reveal(hidden)).toBe(text);
      if (pieces.includes('13812345678')) expect(hidden).not.toContain('13812345678');
    }),
  );
});
