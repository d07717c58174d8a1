import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextCheck, recognise } from '../../src/kernel/file-magic.ts';
import type { FileKind } from '../../src/kernel/file-kinds.ts';
import { GB18030_TEXT, SAMPLES, STRANGERS, ftyp, streamedOffice } from '../support/sample-files.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

it.each(Object.keys(SAMPLES) as FileKind[])('%s is known by its first bytes', (kind) => {
  expect(recognise(SAMPLES[kind].bytes)).toEqual({ kind });
});

it.each(STRANGERS)('$what is named and not taken in', ({ bytes, what }) => {
  expect(recognise(bytes)).toEqual({ kind: null, what });
});

it('office files are told apart however they were written', () => {
  const types = '[Content_Types].xml';
  expect(recognise(streamedOffice(types, '_rels/.rels', 'word/document.xml'))).toEqual({ kind: 'docx' });
  expect(recognise(streamedOffice('xl/workbook.xml', types))).toEqual({ kind: 'xlsx' });
  expect(recognise(streamedOffice(types, '_rels/.rels'))).toEqual({ kind: null, what: '压缩包（zip）' });
  // A zip that merely holds a folder of that name.
  expect(recognise(streamedOffice('a.txt', 'word/document.xml'))).toEqual({
    kind: null,
    what: '压缩包（zip）',
  });
});

it('brands tell what a box of media holds', () => {
  expect(recognise(ftyp('mif1', 'mif1', 'heic'))).toEqual({ kind: 'heic' });
  expect(recognise(ftyp('isom', 'isom', 'avc1'))).toEqual({ kind: 'mp4' });
  expect(recognise(ftyp('3gp4', 'isom', '3gp4'))).toEqual({ kind: 'mp4' });
  expect(recognise(ftyp('3gp4', '3gp4'))).toMatchObject({ what: '3GP 录音录像' });
  expect(recognise(ftyp('crx ', 'crx '))).toMatchObject({ what: '认不出的媒体文件' });
});

describe('mp3', () => {
  const frame = SAMPLES.mp3.bytes.subarray(0, 417);
  const tag = (size: readonly number[]) => Uint8Array.from([...utf8('ID3'), 3, 0, 0, ...size]);
  it('may begin with a tag, padded or longer than what is looked at', () => {
    expect(recognise(Buffer.concat([tag([0, 0, 0, 5]), new Uint8Array(9), frame]))).toEqual({ kind: 'mp3' });
    expect(recognise(Buffer.concat([tag([0, 9, 0, 0]), new Uint8Array(500)]))).toEqual({ kind: 'mp3' });
  });
  it('is not what merely begins like one', () => {
    expect(recognise(Buffer.concat([tag([0, 0, 0, 0]), utf8('no frame')]))).toMatchObject({ kind: null });
    expect(recognise(Buffer.concat([frame, utf8('no frame')]))).toMatchObject({ kind: null });
    expect(recognise(utf8('ID3 号柜台无人'))).toEqual({ kind: 'text' });
  });
});

describe('text', () => {
  const whole = (bytes: Uint8Array, cuts: readonly number[] = []): boolean => {
    const check = createTextCheck();
    let from = 0;
    for (const cut of [...cuts].sort((a, b) => a - b)) {
      check.push(bytes.subarray(from, cut));
      from = Math.max(from, cut);
    }
    check.push(bytes.subarray(from));
    return check.end();
  };

  it('is UTF-8 or GB18030', () => {
    expect(recognise(GB18030_TEXT)).toEqual({ kind: 'text' });
    expect(whole(GB18030_TEXT)).toBe(true);
    expect(whole(utf8('\ufeff表一\t甲\f乙\r\n'))).toBe(true);
  });

  it('has no control bytes, no half characters and no bytes of neither', () => {
    for (const byte of [0, 1, 8, 0x0b, 0x0e, 0x1b, 0x1f, 0x7f])
      expect(whole(Uint8Array.from([0x61, byte]))).toBe(false);
    expect(whole(Uint8Array.from([0xe4, 0xbd, 0xff]))).toBe(false);
    expect(whole(Uint8Array.from([0x61, 0xc1]))).toBe(false);
  });

  it('is the same however it is cut', () => {
    const alphabet = fc.constantFrom(0x0a, 0x30, 0x41, 0x81, 0xc1, 0xe4, 0xbd, 0xa0, 0xff, 0x00);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(alphabet, { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes)),
          fc.string({ unit: 'grapheme', maxLength: 12 }).map(utf8),
        ),
        fc.array(fc.nat(40), { maxLength: 4 }),
        (bytes, cuts) => {
          const inside = cuts.filter((cut) => cut <= bytes.length);
          expect(whole(bytes, inside)).toBe(whole(bytes));
        },
      ),
      { seed: 7, numRuns: 2000 },
    );
  });

  it('of people never reads as anything else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'我在店里买了A12 ，。\r\n<>&#!'), minLength: 1 }),
        (text) => {
          expect(recognise(utf8(text))).toSatisfy(
            (found: ReturnType<typeof recognise>) =>
              found.kind === 'text' || text.trimStart().startsWith('#!'),
          );
        },
      ),
      { seed: 8 },
    );
  });
});

it('any bytes are something, and never throw', () => {
  const starts = [...Object.values(SAMPLES), ...STRANGERS].map(({ bytes }) => bytes);
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.nat(60),
      fc.uint8Array({ maxLength: 80 }),
      (start, cut, rest) => {
        const found = recognise(Buffer.concat([start.subarray(0, cut), rest]));
        expect(found.kind !== null || found.what !== '').toBe(true);
      },
    ),
    { seed: 9, numRuns: 2000 },
  );
});
