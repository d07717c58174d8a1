import { describe, expect, it } from 'vitest';
import { readHandbook, searchHandbook } from '../../src/web/handbook.ts';

const CHAPTERS = readHandbook([
  '# 派单 {#dispatch}\n\n先看原文。\n\n## 怎样退单 {#return}\n\n没有退单按钮，告诉派单员改派。\n\n## 抽查 {#check}\n\n按 `y` 派对。',
  '# 答复 {#reply}\n\n## 问题 {#faults}\n\n| 码 | 名 |\n| --- | --- |\n| `open_variable` | 待填内容 |',
]);

const found = (query: string): string[] => searchHandbook(CHAPTERS, query).map(({ section }) => section.id);

describe('the handbook', () => {
  it('is made of chapters and sections with anchors of their own', () => {
    expect(CHAPTERS.map(({ id, sections }) => [id, sections.map((one) => one.id)])).toEqual([
      ['dispatch', ['dispatch', 'return', 'check']],
      ['reply', ['reply', 'faults']],
    ]);
    expect(() => readHandbook(['# 甲 {#a}', '# 乙 {#a}'])).toThrow(/twice/u);
    expect(() => readHandbook(['没有题目'])).toThrow(/chapter/u);
  });

  it('finds sections by all words, those with a word in the title first, also codes in tables', () => {
    expect(found('改派')).toEqual(['return']);
    expect(found('派单员 按钮')).toEqual(['return']);
    expect(found('OPEN_variable')).toEqual(['faults']);
    expect(found('抽查')).toEqual(['check']);
    expect(found(' ')).toEqual([]);
  });

  it('finds something for a question in a sentence, and nothing for what it does not speak of', () => {
    expect(found('怎样退单呢')).toEqual(['return']);
    expect(found('量子力学')).toEqual([]);
  });
});
