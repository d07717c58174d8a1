import type { Span } from '../text/types.ts';
import { LAW_ALIASES } from './law-titles.ts';
import { createNearTitles } from './near-titles.ts';
import { NUMERAL, parseNumeral } from './numerals.ts';
import type { Article } from './types.ts';

/** A law named in a text, as full titles it may mean, with the article numbers named with it. */
export type LawReference = Span & {
  readonly laws: readonly string[];
  readonly articles: readonly number[];
  /** Of each article in turn what follows its number: `之一`; empty where nothing does. */
  readonly inserted: readonly string[];
};

export type ReferenceReader = (text: string) => LawReference[];

type Name = { readonly text: string; readonly laws: readonly string[] };

/** `第二十五条`, `25条`, `第10、11条`: the numbers, with or without 第; the 条 is asked for where 第 is missing. */
const ARTICLE = new RegExp(
  `第\\s*([${NUMERAL}]{1,9})\\s*条|第\\s*([${NUMERAL}]{1,9})\\s*(?=[、和及至到-]\\s*第?\\s*[${NUMERAL}]{1,9}\\s*条)|([${NUMERAL}]{1,9})\\s*条`,
  'gy',
);
/** What may stand between a law's name and its article. */
const BETWEEN =
  /[》〉”"’'」）)\s]*(?:（[^）]{1,30}）|\([^)]{1,30}\))?[》\s]*(?:里面|里边|里|中|上|的|之|规定的|规定)?[\s，,：:]*/y;
/** `第一百二十条之一`: an article put in later. */
const INSERTED = /之[一二三四五六七八九十]{1,3}(?![条款项])/y;
const LIST = /\s*[、和及与，,至到-]\s*/y;
/** `食品安全法148`: a bare number right after the name that is no amount, date or count. */
const BARE = /\s*(\d{1,4})(?![\d.]|\s*[万元块年月日天个号章次%％岁平米])/y;

/**
 * Reads names of laws and numbers of articles out of a text: full titles, titles without 中华人民共和国, the short
 * names people use, in 《》 or not, numerals in any spelling. An article named alone (`第一百四十八条`) gives a reference
 * with no law when no law is named anywhere, and goes to the only law named otherwise.
 */
export function createReferenceReader(articles: readonly Article[]): ReferenceReader {
  const names = lawNames(articles);
  /** By the first two characters, as one number. */
  const byHead = new Map<number, Name[]>();
  for (const name of names) {
    const head = headAt(name.text, 0);
    const held = byHead.get(head);
    if (held) held.push(name);
    else byHead.set(head, [name]);
  }
  for (const held of byHead.values()) held.sort((a, b) => b.text.length - a.text.length);

  const nearTitles = createNearTitles(names);

  return (text) => {
    const nearAt = nearTitles.in(text);
    const exactAt = (at: number): Name | undefined =>
      byHead.get(headAt(text, at))?.find((candidate) => text.startsWith(candidate.text, at));
    const found: Reference[] = [];
    const alone: Numbers[] = [];
    let at = 0;
    while (at < text.length) {
      const exact = exactAt(at);
      // A name that stands right behind is meant, not a longer one that a word before it almost makes.
      const near = exact || [1, 2, 3].some((on) => exactAt(at + on)) ? null : nearAt(at);
      const meant = exact ? { name: exact, length: exact.text.length } : near;
      if (meant) {
        const { name } = meant;
        let end = at + meant.length;
        const numbers = numbersAfter(text, end);
        end = numbers.end;
        found.push({ ...numbers, start: at, end, laws: name.laws });
        at = end;
        continue;
      }
      if (text[at] === '第') {
        const numbers = numbersAt(text, at);
        if (numbers.articles.length > 0) {
          alone.push({ ...numbers, start: at });
          at = numbers.end;
          continue;
        }
      }
      at++;
    }
    return withLooseArticles(found, alone);
  };
}

const headAt = (text: string, at: number): number =>
  at + 1 < text.length ? text.charCodeAt(at) * 0x8000 + (text.charCodeAt(at + 1) & 0x7fff) : -1;

function lawNames(articles: readonly Article[]): Name[] {
  const names = new Map<string, Set<string>>();
  const add = (name: string, law: string): void => {
    if (name.length < 2) return;
    const held = names.get(name);
    if (held) held.add(law);
    else names.set(name, new Set([law]));
  };
  const known = new Set(articles.map((article) => article.law));
  for (const law of known) {
    add(law, law);
    add(law.replace(/^中华人民共和国/u, ''), law);
    add(law.replace(/《中华人民共和国/gu, '《'), law);
    add(law.replace(/[《》]/gu, '').replace(/中华人民共和国/gu, ''), law);
    const bare = law.replace(/^中华人民共和国/u, '').replace(/（试行）$/u, '');
    add(bare, law);
  }
  for (const [alias, laws] of Object.entries(LAW_ALIASES))
    for (const law of laws) if (known.has(law)) add(alias, law);
  return [...names].map(([text, laws]) => ({ text, laws: [...laws] }));
}

type Numbers = { start: number; end: number; articles: number[]; inserted: string[] };
type Reference = Numbers & { laws: readonly string[] };

function numbersAfter(text: string, from: number): Numbers {
  BETWEEN.lastIndex = from;
  const gap = BETWEEN.exec(text);
  const numbers = numbersAt(text, from + (gap?.[0].length ?? 0));
  if (numbers.articles.length > 0) return numbers;
  BARE.lastIndex = from;
  const bare = BARE.exec(text);
  if (bare) return { start: from, articles: [Number(bare[1])], inserted: [''], end: from + bare[0].length };
  return { start: from, articles: [], inserted: [], end: from };
}

function numbersAt(text: string, from: number): Numbers {
  const articles: number[] = [];
  const inserted: string[] = [];
  let end = from;
  for (let at = from; ;) {
    ARTICLE.lastIndex = at;
    const match = ARTICLE.exec(text);
    if (!match) break;
    const value = parseNumeral((match[1] ?? match[2] ?? match[3]) as string);
    if (value === null || value === 0) break;
    articles.push(value);
    end = at + match[0].length;
    INSERTED.lastIndex = end;
    const later = INSERTED.exec(text)?.[0] ?? '';
    inserted.push(later);
    end += later.length;
    LIST.lastIndex = end;
    const comma = LIST.exec(text);
    if (!comma) break;
    at = end + comma[0].length;
  }
  return { start: from, articles, inserted, end };
}

function withLooseArticles(found: readonly Reference[], alone: readonly Numbers[]): LawReference[] {
  if (alone.length === 0) return [...found];
  if (found.length === 0) return alone.map((loose) => ({ ...loose, laws: [] }));
  const named = new Set(found.flatMap((reference) => reference.laws.join('|')));
  if (named.size > 1) return [...found];
  const laws = (found[0] as LawReference).laws;
  return [...found, ...alone.map((loose) => ({ ...loose, laws }))];
}
