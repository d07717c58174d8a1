import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGb18030 } from '../../../src/app/export/gb18030.ts';

const decoder = new TextDecoder('gb18030', { ignoreBOM: true });

test('what is written is read back by the platform, whatever the character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const back = decoder.decode(encodeGb18030(text));
      expect([...back].length).toBe([...text].length);
      for (const [i, char] of [...text].entries()) if ([...back][i] !== '?') expect([...back][i]).toBe(char);
    }),
    { numRuns: 500 },
  );
});

test('everything a Chinese text is made of has a code of its own', () => {
  const text = '诉求内容，电话：①～—“”…　㐀䶵𠮷😀﹏ǹḿ€';
  expect(decoder.decode(encodeGb18030(text))).toBe(text);
  expect([...encodeGb18030('诉A𠮷')]).toEqual([0xcb, 0xdf, 0x41, 0x95, 0x34, 0xb2, 0x35]);
});
