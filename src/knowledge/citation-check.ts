import type { Article, Citation } from './types.ts';

export type CitationProblem =
  'unknown_article' | 'not_in_article' | 'not_in_force' | 'wrong_dates' | 'empty_quote';

/** Article versions by full title and article, and the version in force on a day. */
export type ArticleShelf = {
  readonly all: readonly Article[];
  /** Versions of an article, oldest first, as indexes into `all`; empty when unknown. */
  readonly versions: (law: string, article: string) => readonly number[];
  /** Index of the version in force on an ISO day, or -1. */
  readonly inForce: (law: string, article: string, day: string) => number;
};

export function isInForce(
  valid: { readonly effectiveFrom: string; readonly effectiveTo: string | null },
  day: string,
): boolean {
  return valid.effectiveFrom <= day && (valid.effectiveTo === null || day < valid.effectiveTo);
}

export function createShelf(articles: readonly Article[]): ArticleShelf {
  const byKey = new Map<string, number[]>();
  articles.forEach((article, index) => {
    const key = `${article.law}|${article.article}`;
    const held = byKey.get(key);
    if (held) held.push(index);
    else byKey.set(key, [index]);
  });
  for (const held of byKey.values())
    held.sort((a, b) =>
      (articles[a] as Article).effectiveFrom < (articles[b] as Article).effectiveFrom ? -1 : 1,
    );
  const versions = (law: string, article: string): readonly number[] => byKey.get(`${law}|${article}`) ?? [];
  return {
    all: articles,
    versions,
    inForce: (law, article, day) =>
      versions(law, article).find((index) => isInForce(articles[index] as Article, day)) ?? -1,
  };
}

/**
 * Where `quote` stands in `text` when white space is ignored, as the exact slice of `text`; null when it does not.
 * White space at the ends of the slice is left out.
 */
export function exactQuote(text: string, quote: string): string | null {
  const wanted = quote.replace(/\s/gu, '');
  if (wanted === '') return null;
  const plain = quote.trim();
  if (text.includes(plain)) return plain;
  let bare = '';
  const origin: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (/\s/u.test(char)) continue;
    bare += char;
    origin.push(i);
  }
  const at = bare.indexOf(wanted);
  if (at < 0) return null;
  return text.slice(origin[at], (origin[at + wanted.length - 1] as number) + 1);
}

/**
 * The gate every citation passes before it leaves the room: the article is on the shelf, the quote is an exact
 * substring of the version cited, the dates are that version's, and that version was in force on `day`.
 * Null when all holds.
 */
export function checkCitation(
  shelf: ArticleShelf,
  citation: Omit<Citation, 'score' | 'effectiveTo'> & { readonly effectiveTo?: string | null },
  day: string,
): CitationProblem | null {
  if (citation.quote.trim() === '') return 'empty_quote';
  const versions = shelf.versions(citation.law, citation.article).map((index) => shelf.all[index] as Article);
  if (versions.length === 0) return 'unknown_article';
  const version = versions.find((article) => article.effectiveFrom === citation.effectiveFrom);
  if (!version) return 'wrong_dates';
  if (citation.effectiveTo !== undefined && citation.effectiveTo !== version.effectiveTo)
    return 'wrong_dates';
  if (!version.text.includes(citation.quote)) return 'not_in_article';
  return isInForce(version, day) ? null : 'not_in_force';
}
