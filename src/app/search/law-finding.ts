import { createReferenceReader } from '../../knowledge/cite-query.ts';
import type { ReferenceReader } from '../../knowledge/cite-query.ts';
import { chineseNumeral } from '../../knowledge/numerals.ts';
import type { Sources } from '../../knowledge/sources.ts';
import type { Article } from '../../knowledge/types.ts';
import type { HeldKnowledge } from '../knowledge/knowledge-holder.ts';
import { heldShelf } from '../knowledge/held-shelf.ts';
import type { ArticleHit, Hits } from './search-types.ts';

/** Characters shown of an article, and how many of them before what was asked for. */
const LENGTH = 72;
const BEFORE = 16;

const readers = new WeakMap<Sources, ReferenceReader>();

/** Made once for each knowledge that is held. */
function readerOf(sources: Sources): ReferenceReader {
  const known = readers.get(sources);
  if (known !== undefined) return known;
  const made = createReferenceReader(sources.articles);
  readers.set(sources, made);
  return made;
}

/** Full titles of the laws a question names, by title or by the short names people use (`消保法`). */
export function lawsNamed({ sources }: Pick<HeldKnowledge, 'sources'>, q: string): string[] {
  return [...new Set(readerOf(sources)(q).flatMap(({ laws }) => laws))];
}

/**
 * Articles a question asks for on an ISO day: those it names by number (`消保法 55`), else those in force in whose text
 * all words stand, else those its meaning leads to (`七日无理由`).
 */
export function findArticles(
  knowledge: HeldKnowledge,
  q: string,
  words: readonly string[],
  today: string,
  limit: number,
): Hits<ArticleHit> {
  const named = articlesNamed(knowledge.sources, q, today);
  if (named.length > 0) return hits(named, limit, today, []);
  if (words.join('').length < 2) return { rows: [], total: 0, isMore: false };
  const saying = knowledge.sources.articles.filter(
    (article) => isInForce(article, today) && words.every((word) => article.text.includes(word)),
  );
  if (saying.length > 0) return hits(saying, limit, today, words);
  if (!/\p{Script=Han}{2}/u.test(q)) return { rows: [], total: 0, isMore: false };
  const { citations } = knowledge.base.ask({ query: q, eventDate: today });
  const meant = citations.flatMap(({ law, article }) => knowledge.base.articleOn(law, article, today) ?? []);
  return hits(meant, limit, today, []);
}

function articlesNamed(sources: Sources, q: string, today: string): Article[] {
  const { shelf } = heldShelf(sources);
  return readerOf(sources)(q).flatMap(({ laws, articles, inserted }) =>
    laws.flatMap((law) =>
      articles.flatMap((number, i) => {
        const label = `第${chineseNumeral(number)}条${inserted[i] ?? ''}`;
        const versions = shelf.versions(law, label).flatMap((index) => shelf.all[index] ?? []);
        return versions.find((one) => isInForce(one, today)) ?? versions.at(-1) ?? [];
      }),
    ),
  );
}

const isInForce = (
  { effectiveFrom, effectiveTo }: Pick<Article, 'effectiveFrom' | 'effectiveTo'>,
  day: string,
): boolean => effectiveFrom <= day && (effectiveTo === null || day < effectiveTo);

function hits(
  articles: readonly Article[],
  limit: number,
  today: string,
  words: readonly string[],
): Hits<ArticleHit> {
  const rows = articles.slice(0, limit).map((one) => ({
    law: one.law,
    article: one.article,
    text: stretchOf(one.text, words[0]),
    inForce: isInForce(one, today),
  }));
  return { rows, total: articles.length, isMore: false };
}

/** A stretch of a text with a word in it, or its beginning; what is left out is marked. */
export function stretchOf(text: string, word: string | undefined): string {
  const line = text.replace(/\s+/gu, ' ');
  const at = word === undefined ? 0 : Math.max(0, line.indexOf(word) - BEFORE);
  const end = at + LENGTH;
  return `${at > 0 ? '…' : ''}${line.slice(at, end)}${end < line.length ? '…' : ''}`;
}
