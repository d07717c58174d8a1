import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCitation, createShelf, exactQuote } from '../../src/knowledge/citation-check.ts';
import type { Article } from '../../src/knowledge/types.ts';

const article = (effectiveFrom: string, effectiveTo: string | null, text: string): Article => ({
  law: '某法',
  short: '某法',
  article: '第一条',
  articleNo: 1,
  chapter: null,
  text,
  effectiveFrom,
  effectiveTo,
});
const shelf = createShelf([
  article('2024-01-01', null, '新文本。\n第二款。'),
  article('2020-01-01', '2024-01-01', '旧文本。'),
]);
const good = { law: '某法', article: '第一条', quote: '新文本', effectiveFrom: '2024-01-01' };

describe('citation check', () => {
  it('lets an exact quote of the version in force pass', () => {
    expect(checkCitation(shelf, good, '2024-01-01')).toBe(null);
    expect(checkCitation(shelf, { ...good, effectiveTo: null }, '2026-01-01')).toBe(null);
  });

  it('stops everything else, and says why', () => {
    const stopped = (change: object, day = '2024-06-01'): string | null =>
      checkCitation(shelf, { ...good, ...change }, day);
    expect(stopped({ law: '别法' })).toBe('unknown_article');
    expect(stopped({ article: '第二条' })).toBe('unknown_article');
    expect(stopped({ quote: '新 文本' })).toBe('not_in_article');
    expect(stopped({ quote: '旧文本' })).toBe('not_in_article');
    expect(stopped({ quote: ' ' })).toBe('empty_quote');
    expect(stopped({ effectiveFrom: '2023-01-01' })).toBe('wrong_dates');
    expect(stopped({ effectiveTo: '2025-01-01' })).toBe('wrong_dates');
    expect(stopped({}, '2023-12-31')).toBe('not_in_force');
    expect(stopped({ quote: '旧文本', effectiveFrom: '2020-01-01' }, '2024-01-01')).toBe('not_in_force');
  });

  it('finds the version of a day, the end of one being the start of the next', () => {
    const on = (day: string): string | undefined =>
      shelf.all[shelf.inForce('某法', '第一条', day)]?.effectiveFrom;
    expect(['2019-12-31', '2020-01-01', '2023-12-31', '2024-01-01'].map(on)).toEqual([
      undefined,
      '2020-01-01',
      '2020-01-01',
      '2024-01-01',
    ]);
  });

  it('cuts a quote found without regard to white space as an exact slice', () => {
    const piece = fc.stringMatching(/^[退货商家 \n]{1,12}$/u);
    fc.assert(
      fc.property(piece, piece, piece, (before, middle, after) => {
        fc.pre(middle.trim() !== '');
        const text = before + middle + after;
        const cut = exactQuote(text, middle.replace(/\s/gu, ' '));
        expect(cut).not.toBe(null);
        expect(text.includes(cut as string)).toBe(true);
        expect((cut as string).replace(/\s/gu, '')).toBe(middle.replace(/\s/gu, ''));
      }),
    );
    expect(exactQuote('退货', '换货')).toBe(null);
    expect(exactQuote('退货', '  ')).toBe(null);
  });
});
