import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCitation, exactQuote, isInForce } from '../../src/knowledge/citation-check.ts';
import { HOME_MISCONCEPTIONS } from '../../src/knowledge/misconceptions-home.ts';
import { LIFE_MISCONCEPTIONS } from '../../src/knowledge/misconceptions-life.ts';
import { files, rules, shelf } from './shelf.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(ROOT, 'data', name), 'utf8');
const { types } = JSON.parse(read('profile/xicheng/issue-types.json')) as { types: { code: string }[] };
const units = JSON.parse(read('profile/xicheng/units.json')) as { code: string }[];
const overlaps = (a: { from: string; to: string | null }, b: { from: string; to: string | null }): boolean =>
  (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);

describe('knowledge data', () => {
  it('holds what the manifest says, to the byte', () => {
    const manifest = JSON.parse(read('knowledge/manifest.json')) as {
      sha256: Record<string, string>;
      counts: Record<string, number>;
    };
    expect(Object.keys(manifest.sha256)).toHaveLength(2);
    for (const [name, hash] of Object.entries(manifest.sha256))
      expect(
        createHash('sha256')
          .update(read(`knowledge/${name}`))
          .digest('hex'),
        name,
      ).toBe(hash);
    expect(manifest.counts['entries']).toBe(files.entries.length);
    expect(manifest.counts['articles']).toBe(files.articles.length);
    expect(manifest.counts['asked']).toBe(files.asked.length);
    expect(manifest.counts['rules']).toBe(files.rules.length);
    expect(files.entries.length).toBeGreaterThanOrEqual(700);
  });

  it('quotes nothing that is not in the article, in every version in force while the entry is valid', () => {
    let checked = 0;
    for (const entry of files.entries) {
      for (const cited of entry.citations) {
        const versions = shelf
          .versions(cited.law, cited.article)
          .map((index) => files.articles[index] as (typeof files.articles)[0])
          .filter((article) =>
            overlaps(
              { from: article.effectiveFrom, to: article.effectiveTo },
              { from: entry.validFrom, to: entry.validTo },
            ),
          );
        const holding = versions.filter((article) => exactQuote(article.text, cited.quote) !== null);
        expect(holding.length, `${entry.id} ${cited.law}${cited.article}`).toBeGreaterThan(0);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(2700);
  });

  it('uses only issue types and units of the profile', () => {
    const codes = new Set(types.map(({ code }) => code));
    const unitCodes = new Set(units.map(({ code }) => code));
    expect(files.entries.flatMap((entry) => entry.types).filter((code) => !codes.has(code))).toEqual([]);
    expect(files.precedents.map((p) => p.issueType).filter((code) => !codes.has(code))).toEqual([]);
    expect(files.entries.flatMap((entry) => entry.unit ?? []).filter((code) => !unitCodes.has(code))).toEqual(
      [],
    );
  });

  it('never has two versions of an article in force on one day', () => {
    const seen = new Map<string, { from: string; to: string | null }[]>();
    for (const article of files.articles) {
      const key = `${article.law}|${article.article}`;
      const period = { from: article.effectiveFrom, to: article.effectiveTo };
      const held = seen.get(key) ?? [];
      expect(
        held.some((other) => overlaps(other, period)),
        key,
      ).toBe(false);
      seen.set(key, [...held, period]);
    }
  });

  it('ends the old text on the day its successor takes over', () => {
    const on = (law: string, article: string, day: string): boolean => shelf.inForce(law, article, day) >= 0;
    expect(on('市场监督管理投诉举报处理暂行办法', '第十条', '2026-04-14')).toBe(true);
    expect(on('市场监督管理投诉举报处理暂行办法', '第十条', '2026-04-15')).toBe(false);
    expect(on('市场监督管理投诉举报处理办法', '第十条', '2026-04-14')).toBe(false);
    expect(on('市场监督管理投诉举报处理办法', '第十条', '2026-04-15')).toBe(true);
    for (const law of [
      '噪声污染防治法',
      '大气污染防治法',
      '环境保护法',
      '水污染防治法',
      '固体废物污染环境防治法',
    ]) {
      expect(on(`中华人民共和国${law}`, '第一条', '2026-08-14'), law).toBe(true);
      expect(on(`中华人民共和国${law}`, '第一条', '2026-08-15'), law).toBe(false);
    }
    expect(on('中华人民共和国生态环境法典', '第一条', '2026-08-15')).toBe(true);
  });

  it('carries the day a revision took effect, not the day it was adopted', () => {
    const law = '中华人民共和国食品安全法';
    const version = (day: string): string | undefined =>
      files.articles[shelf.inForce(law, '第一百四十八条', day)]?.effectiveFrom;
    expect(version('2025-11-30')).toBe('2021-04-29');
    expect(version('2025-12-01')).toBe('2025-12-01');
  });

  it('leaves no heading glued to the end of an article', () => {
    const glued = files.articles.filter((article) =>
      /\n第[一二三四五六七八九十]+(?:分?编|章|节)[\s　]?\S{1,24}$/u.test(article.text),
    );
    expect(glued.map((article) => article.law + article.article)).toEqual([]);
  });

  it('names in rules and misconceptions only articles it holds', () => {
    const named = [
      ...HOME_MISCONCEPTIONS,
      ...LIFE_MISCONCEPTIONS,
      ...rules.flatMap((rule) => [...rule.subject, ...rule.rows.flatMap((row) => row.basis)]),
    ];
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter(({ law, article }) => shelf.versions(law, article).length === 0)).toEqual([]);
  });

  it('passes every entry citation through the gate once its quote is cut exactly', () => {
    for (const entry of files.entries) {
      for (const cited of entry.citations) {
        const index = shelf.inForce(cited.law, cited.article, entry.validFrom);
        const article = files.articles[index];
        if (!article || !isInForce(article, entry.validFrom)) continue;
        const quote = exactQuote(article.text, cited.quote);
        if (quote === null) continue;
        const citation = {
          law: cited.law,
          article: cited.article,
          quote,
          effectiveFrom: article.effectiveFrom,
        };
        expect(checkCitation(shelf, citation, entry.validFrom)).toBe(null);
      }
    }
  });
});
