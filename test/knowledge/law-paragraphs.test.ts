import { describe, expect, it } from 'vitest';
import { findPlace, paragraphsOf, readItem } from '../../src/knowledge/law-paragraphs.ts';

const TEXT =
  '经营者有下列情形之一的，处罚款：\n（一）甲；\n（二）乙：\n1．乙一；\n2．乙二；\n（三）丙。\n情节严重的，停业。';

describe('paragraphsOf', () => {
  it('counts 款, 项 and 目', () => {
    const [first, second] = paragraphsOf(TEXT);
    expect(first?.items.map(({ label, number, items }) => [label, number, items.length])).toEqual([
      ['（一）', 1, 0],
      ['（二）', 2, 2],
      ['（三）', 3, 0],
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

describe('findPlace', () => {
  it.each([
    ['第一款第（二）项第2目', '2．乙二；'],
    ['第二款', '情节严重的，停业。'],
    ['第三项', '（三）丙。'],
    ['第（二）项', '（二）乙：\n1．乙一；\n2．乙二；'],
    ['第一款', TEXT.slice(0, TEXT.indexOf('\n情节'))],
  ])('finds %s', (place, words) => {
    const span = findPlace(TEXT, place);
    expect(TEXT.slice(span?.start, span?.end)).toBe(words);
  });

  it.each(['第三款', '第二款第一项', '第一款第二款', '第四项', '某处', '第二项第一款'])(
    'has no %s',
    (place) => {
      expect(findPlace(TEXT, place)).toBeNull();
    },
  );
});
