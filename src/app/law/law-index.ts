import type { Sources } from '../../knowledge/sources.ts';
import type { Article } from '../../knowledge/types.ts';

/** A law as it is cited from: its texts by first day, each in the order of the articles. */
export type IndexedLaw = {
  readonly title: string;
  readonly short: string;
  readonly editions: ReadonlyMap<string, readonly Article[]>;
};

const held = new WeakMap<Sources, ReadonlyMap<string, IndexedLaw>>();

/** The laws of what is answered from, by title; made once for each knowledge that is held. */
export function lawIndex(sources: Sources): ReadonlyMap<string, IndexedLaw> {
  const known = held.get(sources);
  if (known !== undefined) return known;
  const laws = new Map<string, { title: string; short: string; editions: Map<string, Article[]> }>();
  for (const article of sources.articles) {
    let law = laws.get(article.law);
    if (law === undefined) {
      law = { title: article.law, short: article.short, editions: new Map() };
      laws.set(article.law, law);
    }
    const articles = law.editions.get(article.effectiveFrom);
    if (articles) articles.push(article);
    else law.editions.set(article.effectiveFrom, [article]);
  }
  held.set(sources, laws);
  return laws;
}

/** The last day, exclusive, of any article of a text: null while one of them holds. */
export function endOf(articles: readonly Article[]): string | null {
  let end: string | null = '';
  for (const { effectiveTo } of articles)
    end = end === null || effectiveTo === null ? null : effectiveTo > end ? effectiveTo : end;
  return end;
}
