import type { EndedLaw } from './answer.ts';
import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import type { DayOf } from './library.ts';
import type { Article } from './types.ts';

/** Laws a question names that have ended by the day asked about, with the day they ended. */
export function createEndedLaws(
  shelf: ArticleShelf,
): (references: readonly LawReference[], days: DayOf) => EndedLaw[] {
  const articlesOfLaw = new Map<string, Article[]>();
  for (const article of shelf.all) {
    const held = articlesOfLaw.get(article.law);
    if (held) held.push(article);
    else articlesOfLaw.set(article.law, [article]);
  }
  return (references, days) => {
    const ended = new Map<string, EndedLaw>();
    const seen = new Set<string>();
    for (const reference of references) {
      const key = reference.laws.join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      const articles = reference.laws.flatMap((law) => articlesOfLaw.get(law) ?? []);
      if (articles.some((article) => isInForce(article, days(article.law)))) continue;
      const last = articles
        .filter((article) => article.effectiveTo !== null && article.effectiveTo <= days(article.law))
        .sort((a, b) => ((a.effectiveTo as string) < (b.effectiveTo as string) ? 1 : -1))[0];
      if (last) ended.set(last.law, { law: last.law, on: last.effectiveTo as string });
    }
    return [...ended.values()];
  };
}
