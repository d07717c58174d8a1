import { buildBm25 } from './bm25.ts';
import type { Bm25, Hit } from './bm25.ts';
import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { characterTokens } from './tokens.ts';
import type { Article, KnowledgeEntry, Precedent } from './types.ts';

export type RetrievalQuery = {
  /** A question, or the clean text of an order. */
  readonly text: string;
  /** Issue type of the order, when known: entries and handled orders of that type come first. */
  readonly issueType?: string;
  /** ISO day on which an article must be in force. */
  readonly dayOf: (law: string) => string;
  /** ISO day for entries. */
  readonly day: string;
  /** Weights of the sources; see QUESTION_WEIGHTS and ORDER_WEIGHTS. */
  readonly weights: SourceWeights;
};

export type SourceWeights = {
  readonly entries: number;
  readonly articles: number;
  readonly precedents: number;
  /** How much more an entry or handled order of the order's own type counts. */
  readonly sameType: number;
  /** Weight of what handled orders of the type cite, whatever their words. */
  readonly typeHabit: number;
};

/** Chosen by leaving one question out (questions) and five folds over handled orders (orders): bench/knowledge.ts. */
export const QUESTION_WEIGHTS: SourceWeights = {
  entries: 2,
  articles: 0.5,
  precedents: 0.5,
  sameType: 2,
  typeHabit: 0.2,
};
export const ORDER_WEIGHTS: SourceWeights = {
  entries: 1,
  articles: 0.5,
  precedents: 1,
  sameType: 3,
  typeHabit: 1.5,
};

export type ScoredEntry = { readonly entry: KnowledgeEntry; readonly score: number };
export type ScoredPrecedent = { readonly precedent: Precedent; readonly score: number };
/** `quote` is set where an entry cites the article: the sentence that carries the rule. */
export type ScoredArticle = { readonly index: number; readonly score: number; readonly quote: string | null };

export type Retrieval = {
  readonly entries: readonly ScoredEntry[];
  readonly precedents: readonly ScoredPrecedent[];
  readonly articles: readonly ScoredArticle[];
  /**
   * How much of the query is known at all: the best score of any source against the highest a text could reach, 0 to
   * 1; `pairs` over pairs of characters alone, words that only ask left out.
   */
  readonly coverage: () => { readonly all: number; readonly pairs: number };
};

export type Retriever = { readonly retrieve: (query: RetrievalQuery) => Retrieval };

const CANDIDATES = 60;

/**
 * Three sources, one ranking of articles. Entries lead to the articles they cite, statutes are searched directly, and
 * handled orders vote for the articles they rested on. Each source's scores are divided by its best one, so that
 * weights compare; a source counts less the weaker its hit is against its own best.
 */
export function createRetriever(
  shelf: ArticleShelf,
  entries: readonly KnowledgeEntry[],
  precedents: readonly Precedent[],
): Retriever {
  const questionEntry: number[] = [];
  const questionDocs: number[][] = [];
  entries.forEach((entry, index) => {
    for (const text of [entry.title, ...entry.questions]) {
      questionEntry.push(index);
      questionDocs.push(characterTokens(text));
    }
  });
  const byQuestion = buildBm25(questionDocs);
  const byEntry = buildBm25(
    entries.map((entry) =>
      characterTokens(
        [entry.title, ...entry.questions, entry.rule, ...entry.applies, ...entry.keyPoints].join('\n'),
      ),
    ),
  );
  const byArticle = buildBm25(
    shelf.all.map((article: Article) =>
      characterTokens(`${article.short}${article.article}\n${article.text}`),
    ),
  );
  const byPrecedent = buildBm25(precedents.map((precedent) => characterTokens(precedent.text)));
  const habits = typeHabits(precedents);

  return {
    retrieve: ({ text, issueType, day, dayOf, weights }) => {
      const tokens = characterTokens(text);
      const validEntry = (index: number): boolean =>
        isInForce(periodOf(entries[index] as KnowledgeEntry), day);
      const entryScores = new Map<number, number>();
      const add = (into: Map<number, number>, key: number, value: number): void =>
        void into.set(key, Math.max(into.get(key) ?? 0, value));
      const questionHits = normalised(
        byQuestion,
        tokens,
        (doc) => validEntry(questionEntry[doc] as number),
        CANDIDATES,
      );
      const bestOfQuestions = new Map<number, number>();
      for (const hit of questionHits) add(bestOfQuestions, questionEntry[hit.doc] as number, hit.score);
      for (const [index, score] of bestOfQuestions) entryScores.set(index, score);
      for (const hit of normalised(byEntry, tokens, validEntry, CANDIDATES))
        entryScores.set(hit.doc, (entryScores.get(hit.doc) ?? 0) + hit.score);
      const rankedEntries = [...entryScores]
        .map(([index, score]) => {
          const entry = entries[index] as KnowledgeEntry;
          const own = issueType !== undefined && entry.types.includes(issueType);
          return { entry, score: (score / 2) * (own ? weights.sameType : 1) };
        })
        .sort((a, b) => b.score - a.score);

      // Handled orders: the likest of all, and the likest of the order's own type, which may share few words.
      const precedentScores = new Map<number, number>();
      for (const hit of normalised(byPrecedent, tokens, undefined, CANDIDATES))
        precedentScores.set(hit.doc, hit.score);
      if (issueType !== undefined) {
        const own = (doc: number): boolean => (precedents[doc] as Precedent).issueType === issueType;
        for (const hit of normalised(byPrecedent, tokens, own, CANDIDATES))
          precedentScores.set(hit.doc, (precedentScores.get(hit.doc) ?? 0) + weights.sameType * hit.score);
      }
      const rankedPrecedents = [...precedentScores]
        .map(([doc, score]) => ({
          precedent: precedents[doc] as Precedent,
          score: score / (1 + weights.sameType),
        }))
        .sort((a, b) => b.score - a.score);

      const votes = new Map<number, { score: number; quote: string | null }>();
      const vote = (law: string, article: string, score: number, quote: string | null): void => {
        const index = shelf.inForce(law, article, dayOf(law));
        if (index < 0 || score <= 0) return;
        const held = votes.get(index);
        if (!held) votes.set(index, { score, quote });
        else {
          held.score += score;
          held.quote ??= quote;
        }
      };
      const topEntry = rankedEntries[0]?.score ?? 1;
      rankedEntries.slice(0, 12).forEach(({ entry, score }, rank) => {
        const share = (weights.entries * Math.pow(score / topEntry, 2)) / (1 + rank * 0.3);
        const said = new Set<string>();
        entry.citations.forEach((cited) => {
          const key = `${cited.law}|${cited.article}`;
          if (said.has(key)) return;
          vote(cited.law, cited.article, share / (1 + 0.25 * said.size), cited.quote);
          said.add(key);
        });
      });
      const topPrecedent = rankedPrecedents[0]?.score ?? 1;
      rankedPrecedents.slice(0, 20).forEach(({ precedent, score }, rank) => {
        const share = (weights.precedents * Math.pow(score / topPrecedent, 2)) / (1 + rank * 0.2);
        precedent.laws.forEach((cited, place) =>
          vote(cited.law, cited.article, share / (1 + 0.5 * place), null),
        );
      });
      const articleHits = normalised(
        byArticle,
        tokens,
        (doc) => {
          const article = shelf.all[doc] as Article;
          return isInForce(article, dayOf(article.law));
        },
        CANDIDATES,
      );
      articleHits.forEach((hit, rank) => {
        const article = shelf.all[hit.doc] as Article;
        vote(article.law, article.article, (weights.articles * hit.score) / (1 + rank * 0.15), null);
      });
      if (issueType !== undefined)
        for (const habit of habits.get(issueType) ?? [])
          vote(habit.law, habit.article, weights.typeHabit * habit.share, null);

      const all = [byQuestion, byEntry, byArticle];
      return {
        coverage: () => ({
          all: Math.max(...all.map((index) => reach(index, tokens))),
          pairs: Math.max(...all.map((index) => reach(index, pairTokens(text)))),
        }),
        entries: rankedEntries,
        precedents: rankedPrecedents,
        articles: [...votes]
          .map(([index, { score, quote }]) => ({ index, score, quote }))
          .sort((a, b) => b.score - a.score || a.index - b.index),
      };
    },
  };
}

/** Words that ask, and say nothing of what is asked about. */
const ASKING =
  /你好|您好|请问|怎么样|怎么办|怎么|如何|为什么|什么|能不能|可不可以|可以|是不是|吗|呢|帮我|有没有/gu;

const pairTokens = (text: string): number[] =>
  characterTokens(text.replace(ASKING, '，')).filter((token) => token > 0xffff);

const reach = (index: Bm25<number>, tokens: readonly number[]): number =>
  (index.search(tokens, { limit: 1 })[0]?.score ?? 0) / (index.ceiling(tokens) || 1);

const periodOf = (entry: KnowledgeEntry): { effectiveFrom: string; effectiveTo: string | null } => ({
  effectiveFrom: entry.validFrom,
  effectiveTo: entry.validTo,
});

/** Hits with the best score brought to 1. */
function normalised(
  index: Bm25<number>,
  tokens: readonly number[],
  accept: ((doc: number) => boolean) | undefined,
  limit: number,
): Hit[] {
  const hits = index.search(tokens, accept ? { limit, accept } : { limit });
  const best = hits[0]?.score ?? 1;
  return hits.map((hit) => ({ doc: hit.doc, score: hit.score / best }));
}

type Habit = { readonly law: string; readonly article: string; readonly share: number };

/** For each issue type, the share of handled orders that cite an article. */
function typeHabits(precedents: readonly Precedent[]): Map<string, Habit[]> {
  const counts = new Map<string, { orders: number; cited: Map<string, Habit> }>();
  for (const precedent of precedents) {
    let held = counts.get(precedent.issueType);
    if (!held) counts.set(precedent.issueType, (held = { orders: 0, cited: new Map() }));
    held.orders++;
    for (const { law, article } of precedent.laws) {
      const key = `${law}|${article}`;
      held.cited.set(key, { law, article, share: (held.cited.get(key)?.share ?? 0) + 1 });
    }
  }
  const habits = new Map<string, Habit[]>();
  for (const [type, { orders, cited }] of counts)
    habits.set(
      type,
      [...cited.values()].map((habit) => ({ ...habit, share: habit.share / (orders + 2) })),
    );
  return habits;
}
