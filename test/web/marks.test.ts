import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { segmentText, type Mark } from '../../src/web/marks.ts';

const marksOver = (length: number) =>
  fc.array(
    fc
      .tuple(
        fc.integer({ min: -3, max: length + 3 }),
        fc.integer({ min: -3, max: length + 3 }),
        fc.constantFrom('a', 'b', 'c'),
      )
      .map(([start, end, kind]): Mark => ({ start, end, kind, label: `${kind}${start}-${end}` })),
    { maxLength: 8 },
  );

describe('segmentText', () => {
  it('cuts at every border and gives each piece the marks over it', () => {
    const marks = [
      { start: 1, end: 4, kind: 'a', label: '' },
      { start: 3, end: 6, kind: 'b', label: '' },
    ];
    expect(
      segmentText('零一二三四五六', marks).map(({ text, marks: over }) => [
        text,
        over.map(({ kind }) => kind).join(''),
      ]),
    ).toEqual([
      ['零', ''],
      ['一二', 'a'],
      ['三', 'ab'],
      ['四五', 'b'],
      ['六', ''],
    ]);
  });

  it('says of every character what a naive look at every mark says', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: fc.constantFrom('中', 'a', '<', '\n'), maxLength: 20 })
          .chain((text) => fc.tuple(fc.constant(text), marksOver(text.length))),
        ([text, marks]) => {
          const segments = segmentText(text, marks);
          expect(segments.map((segment) => segment.text).join('')).toBe(text);
          for (const segment of segments) {
            for (let at = segment.start; at < segment.end; at++) {
              const naive = marks
                .filter(({ start, end }) => start <= at && at < end)
                .map(({ label }) => label);
              expect(segment.marks.map(({ label }) => label)).toEqual(naive);
            }
          }
        },
      ),
    );
  });

  it('never cuts a character outside the BMP in two', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'binary', maxLength: 12 })
          .chain((text) => fc.tuple(fc.constant(text), marksOver(text.length))),
        ([text, marks]) => {
          const segments = segmentText(text, marks);
          expect(segments.map((segment) => segment.text).join('')).toBe(text);
          if (text.isWellFormed())
            expect(segments.every((segment) => segment.text.isWellFormed())).toBe(true);
        },
      ),
    );
  });

  it('cuts a part of the text as the whole would be cut', () => {
    const marks = [{ start: 0, end: 5, kind: 'a', label: '' }];
    expect(
      segmentText('abcdef', marks, 2, 6).map(({ start, end, marks: over }) => [start, end, over.length]),
    ).toEqual([
      [2, 5, 1],
      [5, 6, 0],
    ]);
    expect(segmentText('abc', marks, 3, 3)).toEqual([]);
  });
});
