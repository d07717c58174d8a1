import { createShelf, isInForce } from '../citation-check.ts';
import type { ArticleShelf } from '../citation-check.ts';
import { createReferenceReader } from '../cite-query.ts';
import type { ReferenceReader } from '../cite-query.ts';
import { LAW_ALIASES } from '../law-titles.ts';
import { NUMERAL, parseNumeral } from '../numerals.ts';
import type { LawSuccessor } from '../law-intervals.ts';
import { createRepealedLaws, inMarks } from '../repealed-laws.ts';
import type { Repealed, RepealedLaws } from '../repealed-laws.ts';
import type { Article } from '../types.ts';
import type { Span } from '../../text/types.ts';

export type LawBook = {
  readonly shelf: ArticleShelf;
  readonly readReferences: ReferenceReader;
  /** Accepted spelling of a title -> full titles. */
  readonly titles: ReadonlyMap<string, readonly string[]>;
  readonly laws: ReadonlyMap<string, LawOnShelf>;
  readonly repealed: RepealedLaws;
};

export type LawOnShelf = {
  readonly title: string;
  readonly from: string;
  /** Exclusive; null while any version is in force. */
  readonly to: string | null;
  readonly lastArticle: number;
  readonly articles: readonly Article[];
};

/** A law named in the reply, with the articles named with it. */
export type CitedLaw = Span & {
  /** As written, without the marks. */
  readonly written: string;
  /** Whether it stands in 《》. */
  readonly marked: boolean;
  readonly laws: readonly string[];
  readonly articles: readonly CitedArticle[];
};

export type CitedArticle = Span & { readonly number: number; readonly name: string };

const NPC = '中华人民共和国';

/** Indexes titles and articles once. */
export function createLawBook(
  articles: readonly Article[],
  successors: readonly LawSuccessor[] = [],
): LawBook {
  const titles = new Map<string, Set<string>>();
  const laws = new Map<string, { from: string; to: string | null; last: number; articles: Article[] }>();
  const add = (name: string, law: string): void => {
    const held = titles.get(name);
    if (held) held.add(law);
    else titles.set(name, new Set([law]));
  };
  for (const article of articles) {
    const held = laws.get(article.law);
    if (held) {
      if (article.effectiveFrom < held.from) held.from = article.effectiveFrom;
      if (held.to !== null && (article.effectiveTo === null || article.effectiveTo > held.to))
        held.to = article.effectiveTo;
      held.last = Math.max(held.last, article.articleNo);
      held.articles.push(article);
      continue;
    }
    const { effectiveFrom: from, effectiveTo: to } = article;
    laws.set(article.law, { from, to, last: article.articleNo, articles: [article] });
    for (const name of [article.law, article.short, article.law.replaceAll(NPC, '')])
      for (const spelling of [name, name.replace(/（(?:试行|[一二三四])）$/u, '')])
        add(bareTitle(spelling), article.law);
  }
  return {
    shelf: createShelf(articles),
    readReferences: createReferenceReader(articles),
    repealed: createRepealedLaws(successors, articles),
    titles: new Map([...titles].map(([name, found]) => [name, [...found]])),
    laws: new Map(
      [...laws].map(([title, held]) => [
        title,
        { title, from: held.from, to: held.to, lastArticle: held.last, articles: held.articles },
      ]),
    ),
  };
}

/** A title as it is compared: no blanks, no inner marks, no note of amendment. */
export const bareTitle = (title: string): string =>
  title
    .replace(/\s/gu, '')
    .replace(/[《》〈〉<>]/gu, '')
    .replace(/\(/gu, '（')
    .replace(/\)/gu, '）')
    .replace(/（[^（）]*(?:修正|修订|年版|施行)[^（）]*）$/u, '');

const NUMBER = `[${NUMERAL}]{1,9}`;
const ARTICLE = new RegExp(`第\\s*(${NUMBER})\\s*条(之[一二三四五六七八九十]{1,2})?`, 'y');
const MORE_ARTICLE = new RegExp(
  `(?:第[${NUMERAL}]{1,5}[款项]|第?[（(][${NUMERAL}]{1,3}[）)]项?)*(?:[、，,]?(?:和|及|以及|与|至)?)\\s*第\\s*(${NUMBER})\\s*条(之[一二三四五六七八九十]{1,2})?`,
  'y',
);
const GAP =
  /(?:[》〉]|\s|（[^（）《》]{0,40}）|\([^()《》]{0,40}\)|的|之|中|第[一二三四五六七八九十百]+[章节编](?:“[^”]{1,20}”)?|相关规定|规定的?|，){0,4}/y;

/** Every law named in a text, left to right: those in 《》, known or not, and known ones named with an article. */
export function citedLaws(book: LawBook, text: string): CitedLaw[] {
  const found: CitedLaw[] = [];
  for (const { start, end, title } of markedTitles(text)) {
    const articles = articlesAfter(text, end);
    const laws = book.titles.get(bareTitle(title)) ?? [];
    found.push({
      start,
      end: articles.at(-1)?.end ?? end,
      written: title,
      marked: true,
      laws,
      articles,
    });
  }
  const inMarks = (at: number): boolean => found.some(({ start, end }) => at >= start && at < end);
  for (const reference of book.readReferences(text)) {
    if (reference.articles.length === 0 || reference.laws.length === 0 || inMarks(reference.start)) continue;
    const written = text.slice(reference.start, reference.end);
    if (written.startsWith('第')) continue;
    const first = text.indexOf('第', reference.start);
    if (first < 0 || first >= reference.end) continue;
    found.push({
      start: reference.start,
      end: reference.end,
      written: text.slice(reference.start, first),
      marked: false,
      laws: reference.laws,
      articles: articlesAfter(text, first),
    });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Titles in 《》; a title may hold another. An opening mark without its partner on the line is none. */
function markedTitles(text: string): { start: number; end: number; title: string }[] {
  const found: { start: number; end: number; title: string }[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') depth = 0;
    else if (char === '《') {
      if (depth === 0) start = at;
      depth++;
    } else if (char === '》' && depth > 0) {
      depth--;
      if (depth === 0) found.push({ start, end: at + 1, title: text.slice(start + 1, at) });
    }
  }
  return found;
}

function articlesAfter(text: string, from: number): CitedArticle[] {
  const articles: CitedArticle[] = [];
  GAP.lastIndex = from;
  let at = from + (GAP.exec(text)?.[0].length ?? 0);
  for (let pattern = ARTICLE; articles.length < 20; pattern = MORE_ARTICLE) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const number = match ? parseNumeral(match[1] as string) : null;
    if (!match || number === null || number === 0) break;
    const end = at + match[0].length;
    articles.push({ start: text.lastIndexOf('第', end - 1), end, number, name: match[2] ?? '' });
    at = end;
  }
  return articles;
}

/** Whether any of these versions was in force on one of the days. */
export const inForceOn = (versions: readonly Article[], days: readonly string[]): boolean =>
  versions.some((version) => days.some((day) => isInForce(version, day)));

/** A title that no law has any more, or will have from a day on. */
export const endedTitle = (book: LawBook, written: string, day: string): Repealed | null =>
  book.repealed.titled(bareTitle(written), day);

/** What people call a law, where the name is not its title. */
export function aliasOf(book: LawBook, written: string): string | null {
  const laws = LAW_ALIASES[bareTitle(written)];
  return laws?.find((law) => book.laws.has(law)) ?? null;
}

/** The law's title as it should be written. */
export const shown = inMarks;
