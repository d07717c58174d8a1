import { expect, test } from 'vitest';
import { NOTHING_STORED, overlaid } from '../../../src/app/knowledge/knowledge-overlay.ts';
import type { Article } from '../../../src/knowledge/types.ts';
import { ARTICLES, CARDS, entry, LAW, SHIPPED } from '../../support/knowledge-site.ts';

const [, current] = ARTICLES as [Article, Article];
const spans = (articles: readonly Article[]): string[] =>
  articles.map((one) => `${one.law === LAW ? '消法' : '卡'} ${one.effectiveFrom} ${one.effectiveTo}`);

test('a newer text that was imported ends the shipped one, an older one ends where the shipped one begins', () => {
  const newer = { ...current, text: '新文。', effectiveFrom: '2026-04-01' };
  const older = { ...current, text: '更旧。', effectiveFrom: '1990-01-01' };
  const { articles } = overlaid(SHIPPED, { ...NOTHING_STORED, articles: [newer, older] });
  expect(spans(articles)).toEqual([
    '消法 1994-01-01 2014-03-15',
    '消法 2014-03-15 2026-04-01',
    '卡 2020-01-01 2026-03-01',
    '卡 2026-03-01 null',
    '消法 2026-04-01 null',
    '消法 1990-01-01 1994-01-01',
  ]);
});

test('a text of the same day takes the place of the shipped one, and the title of a deleted law stays away', () => {
  const same = { ...current, text: '更正的文本。' };
  const stored = { ...NOTHING_STORED, articles: [same], deletedLaws: [CARDS] };
  const { articles } = overlaid(SHIPPED, stored);
  expect(spans(articles)).toEqual(['消法 1994-01-01 2014-03-15', '消法 2014-03-15 null']);
  expect(articles[1]?.text).toBe('更正的文本。');
});

test('links that people imported stand beside those that ship, and in place of the same', () => {
  const link = { law: '甲', successor: '乙', on: '2020-01-01', basis: null };
  const other = { ...link, law: '丙' };
  const stored = { ...link, on: '2021-01-01' };
  const { successors } = overlaid(
    { ...SHIPPED, successors: [link, other] },
    { ...NOTHING_STORED, successors: [stored] },
  );
  expect(successors).toEqual([stored, other]);
});

test('an entry is replaced whole with its questions, and one that was withdrawn is gone', () => {
  const other = entry({ title: '改过' });
  const replaced = overlaid(SHIPPED, { ...NOTHING_STORED, entries: [other] });
  expect([replaced.entries, replaced.asked]).toEqual([[other], []]);
  const gone = overlaid(SHIPPED, { ...NOTHING_STORED, withdrawn: ['ka-001'] });
  expect([gone.entries, gone.asked]).toEqual([[], []]);
});
