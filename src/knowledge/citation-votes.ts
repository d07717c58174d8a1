import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import type { Article } from './types.ts';

/** An article somebody cites, looked up once: its versions as indexes into the shelf. */
export type Cited = {
  readonly law: string;
  readonly article: string;
  readonly versions: readonly number[];
  /** The sentence that carries the rule, where an entry chose one. */
  readonly quote: string | null;
};

/** `quote` is set where an entry cites the article: the sentence that carries the rule. */
export type ScoredArticle = { readonly index: number; readonly score: number; readonly quote: string | null };

export type Ballot = {
  /** A vote for the version in force on the law's day; none in force, no vote. */
  readonly cast: (cited: Cited, score: number) => void;
  /** A vote for one version, known to be in force. */
  readonly castFor: (index: number, score: number) => void;
  /** Best first. */
  readonly count: () => ScoredArticle[];
};

type Key = { readonly law: string; readonly article: string; readonly quote?: string };

/** Each article once, in the order of first mention. */
export function resolveCitations(shelf: ArticleShelf, cited: readonly Key[]): Cited[] {
  const found = new Map<string, Cited>();
  for (const { law, article, quote } of cited) {
    const key = `${law}|${article}`;
    if (!found.has(key))
      found.set(key, { law, article, versions: shelf.versions(law, article), quote: quote ?? null });
  }
  return [...found.values()];
}

/** Gathers votes for articles. `dayOf` gives the ISO day on which an instrument must be in force. */
export function openBallot(articles: readonly Article[], dayOf: (law: string) => string): Ballot {
  const votes = new Map<number, { index: number; score: number; quote: string | null }>();
  const add = (index: number, score: number, quote: string | null): void => {
    const held = votes.get(index);
    if (!held) votes.set(index, { index, score, quote });
    else {
      held.score += score;
      held.quote ??= quote;
    }
  };
  return {
    cast: ({ law, versions, quote }, score) => {
      if (score <= 0) return;
      const day = dayOf(law);
      for (const index of versions)
        if (isInForce(articles[index] as Article, day)) {
          add(index, score, quote);
          return;
        }
    },
    castFor: (index, score) => {
      if (score > 0) add(index, score, null);
    },
    count: () => [...votes.values()].sort((a, b) => b.score - a.score || a.index - b.index),
  };
}
