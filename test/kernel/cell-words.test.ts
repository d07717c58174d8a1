import { describe, expect, it } from 'vitest';
import { cellWords } from '../../src/kernel/cell-words.ts';
import { choice, day, flag, number } from '../../src/knowledge/facts/dictionary.ts';

const days = number('days', '天数', '天', '几天了？');
const sold = choice('sold', '购买方式', { online: '线上', offline: '线下', none: '不是购物' }, '怎么买的？');

describe('conditions in plain words', () => {
  it('says comparisons of numbers and days as people do', () => {
    const words = ['≤7', '>7', '>=3', '＜ 2', '=3', '3', '1～6'].map((cell) => cellWords(days, cell));
    expect(words).toEqual(['不超过 7天', '超过 7天', '至少 3天', '不到 2天', '3天', '3天', '1 至 6天']);
    const since = day('since', '日期', '哪天？');
    expect(
      ['≥2026-04-15', '<2026-04-15', '2026-01-01～2026-02-01'].map((cell) => cellWords(since, cell)),
    ).toEqual(['2026-04-15 及以后', '早于 2026-04-15', '2026-01-01 至 2026-02-01']);
  });

  it('joins choices and denies them, and leaves a label that begins with 非 or 不 as it is', () => {
    expect(
      ['线上', '线上、线下', '非 线下', '非 线上、线下', '不是购物', 'online'].map((c) => cellWords(sold, c)),
    ).toEqual(['线上', '线上或线下', '不是线下', '不是线上，也不是线下', '不是购物', '线上']);
    const state = choice('state', '性质', { odd: '非居住', even: '居住' }, '？');
    expect(cellWords(state, '非居住')).toBe('非居住');
  });

  it('leaves what it cannot read, and what is not defined, as it is written', () => {
    expect(cellWords(days, '大约七天')).toBe('大约七天');
    expect(cellWords(undefined, ' ≤7 ')).toBe('≤7');
    expect(cellWords(flag('f', '有', '有吗？'), '是')).toBe('是');
  });
});
