import { describe, expect, it } from 'vitest';
import { paragraphBuilder, readItem } from '../../src/knowledge/law-paragraphs.ts';
import type { LawItem } from '../../src/knowledge/law-paragraphs.ts';

const TEXT =
  '经营者有下列情形之一的，处罚款：\n（一）甲；\n（二）乙：\n1．乙一；\n2．乙二；\n（三）丙。\n情节严重的，停业。';

function paragraphsOf(text: string) {
  const builder = paragraphBuilder();
  let start = 0;
  for (const line of text.split('\n')) {
    builder.add(line, start, start + line.length);
    start += line.length + 1;
  }
  return builder.paragraphs;
}

describe('paragraphBuilder', () => {
  it('counts 款, 项 and 目', () => {
    const [first, second] = paragraphsOf(TEXT);
    const said = ({ label, number, start, end, items }: LawItem): unknown[] => [
      label,
      number,
      TEXT.slice(start, end),
      items.map(said),
    ];
    expect(TEXT.slice(first?.start, first?.end)).toBe('经营者有下列情形之一的，处罚款：');
    expect(first?.items.map(said)).toEqual([
      ['（一）', 1, '（一）甲；', []],
      [
        '（二）',
        2,
        '（二）乙：',
        [
          ['1．', 1, '1．乙一；', []],
          ['2．', 2, '2．乙二；', []],
        ],
      ],
      ['（三）', 3, '（三）丙。', []],
    ]);
    expect(second).toMatchObject({ number: 2, items: [] });
    expect(TEXT.slice(second?.start, second?.end)).toBe('情节严重的，停业。');
  });

  it('reads lists without a line to open them, and 1. directly under a paragraph', () => {
    expect(paragraphsOf('（一）甲；\n（二）乙。')[0]?.items).toHaveLength(2);
    expect(paragraphsOf('如下：\n1.甲；\n2.乙。')[0]?.items.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('takes a decimal number for no item', () => {
    expect(readItem('1.5 倍')).toBeNull();
    expect(readItem('1. 甲')).toMatchObject({ number: 1, style: '1.' });
    expect(readItem('③丙')).toMatchObject({ number: 3 });
  });
});
