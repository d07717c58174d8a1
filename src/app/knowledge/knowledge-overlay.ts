import type { RuleTable } from '../../knowledge/applicability/table.ts';
import type { LawSuccessor } from '../../knowledge/law-intervals.ts';
import type { Sources } from '../../knowledge/sources.ts';
import type { Article, AskedQuestion, KnowledgeEntry } from '../../knowledge/types.ts';

/** What the database holds beside the shipped folder: imported law, and what people wrote, changed and withdrew. */
export type StoredKnowledge = {
  readonly articles: readonly Article[];
  /** Titles that were deleted: nothing shipped under them is used either. */
  readonly deletedLaws: readonly string[];
  readonly entries: readonly KnowledgeEntry[];
  readonly asked: readonly AskedQuestion[];
  readonly rules: readonly RuleTable[];
  /** Ids of shipped entries and rules that were withdrawn. */
  readonly withdrawn: readonly string[];
  /** Which laws gave way to which. */
  readonly successors: readonly LawSuccessor[];
};

export const NOTHING_STORED: StoredKnowledge = {
  articles: [],
  deletedLaws: [],
  entries: [],
  asked: [],
  rules: [],
  withdrawn: [],
  successors: [],
};

/**
 * Shipped knowledge with the database's laid over it. A stored version of a law takes the place of the shipped one that
 * begins on the same day, article by article, and ends an earlier one, as a shipped one ends it; an entry or rule of
 * the same id is replaced whole, with the questions that were known of it, and so is a link between the same laws.
 */
export function overlaid(shipped: Sources, stored: StoredKnowledge): Sources {
  const deleted = new Set(stored.deletedLaws);
  const withdrawn = new Set(stored.withdrawn);
  const replaced = new Set(stored.entries.map(({ id }) => id));
  const rules = new Set(stored.rules.map(({ id }) => id));
  const linked = new Set(stored.successors.map(({ law, successor }) => `${law}|${successor}`));
  const keyOf = (article: Article): string => `${article.law}|${article.effectiveFrom}|${article.article}`;
  const known = new Set(stored.articles.map(keyOf));
  const kept = shipped.articles.filter((article) => !deleted.has(article.law) && !known.has(keyOf(article)));
  return {
    articles: [...endedBy(kept, stored.articles), ...endedBy(stored.articles, kept)],
    entries: [
      ...shipped.entries.filter(({ id }) => !withdrawn.has(id) && !replaced.has(id)),
      ...stored.entries,
    ],
    asked: [
      ...(shipped.asked ?? []).filter(({ entry }) => !withdrawn.has(entry) && !replaced.has(entry)),
      ...stored.asked,
    ],
    ofArticles: (shipped.ofArticles ?? []).filter(({ law }) => !deleted.has(law)),
    rules: [
      ...(shipped.rules ?? []).filter(({ id }) => !withdrawn.has(id) && !rules.has(id)),
      ...stored.rules,
    ],
    nothing: shipped.nothing ?? [],
    terms: shipped.terms ?? [],
    precedents: shipped.precedents ?? [],
    successors: [
      ...stored.successors,
      ...(shipped.successors ?? []).filter(({ law, successor }) => !linked.has(`${law}|${successor}`)),
    ],
  };
}

/** Articles that end where a later version of their law among `others` begins. */
function endedBy(articles: readonly Article[], others: readonly Article[]): readonly Article[] {
  const starts = new Map<string, Set<string>>();
  for (const { law, effectiveFrom } of others) {
    const held = starts.get(law);
    if (held) held.add(effectiveFrom);
    else starts.set(law, new Set([effectiveFrom]));
  }
  if (starts.size === 0) return articles;
  return articles.map((article) => {
    let end = article.effectiveTo;
    for (const day of starts.get(article.law) ?? [])
      if (day > article.effectiveFrom && (end === null || day < end)) end = day;
    return end === article.effectiveTo ? article : { ...article, effectiveTo: end };
  });
}
