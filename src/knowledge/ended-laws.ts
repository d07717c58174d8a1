import type { EndedLaw } from './answer.ts';
import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import type { DayOf } from './library.ts';
import type { RepealedLaws } from './repealed-laws.ts';
import type { Article } from './types.ts';

/**
 * Laws a question names that have ended by the day asked about, with the day they ended and what took their place:
 * those whose articles are on the shelf, and those that only a link tells of.
 */
export function createEndedLaws(
  shelf: ArticleShelf,
  repealed: RepealedLaws,
): (text: string, references: readonly LawReference[], days: DayOf) => EndedLaw[] {
  const articlesOfLaw = new Map<string, Article[]>();
  for (const article of shelf.all) {
    const held = articlesOfLaw.get(article.law);
    if (held) held.push(article);
    else articlesOfLaw.set(article.law, [article]);
  }
  return (text, references, days) => {
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
      if (!last) continue;
      const { law } = last;
      ended.set(law, {
        law,
        on: last.effectiveTo as string,
        instead: repealed.titled(law, days(law))?.instead ?? null,
      });
    }
    for (const { law, on, instead } of repealed.in(text, days))
      if (!ended.has(law)) ended.set(law, { law, on, instead });
    return [...ended.values()];
  };
}
