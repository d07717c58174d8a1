import { buildBm25Parts } from './bm25.ts';
import type { PartSelection } from './bm25.ts';
import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { openBallot, resolveCitations } from './citation-votes.ts';
import type { ScoredArticle } from './citation-votes.ts';
import { covers } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { characterTokens } from './tokens.ts';
import type { Hit } from './top-hits.ts';
import { typeHabits } from './type-habits.ts';
import type { Article, KnowledgeEntry, Precedent } from './types.ts';
import type { CountedTerms } from './vocabulary.ts';

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
  /** Within entries: the likest single question, beside all the entry says (which counts 1). 0: not looked at. */
  readonly questions: number;
  readonly articles: number;
  readonly precedents: number;
  /** How much more an entry or handled order of the order's own type counts. */
  readonly sameType: number;
  /** Weight of what handled orders of the type cite, whatever their words. */
  readonly typeHabit: number;
  /** Terms that more texts of a source than this hold are passed over; see `Bm25.select`. */
  readonly commonest: number;
};

/** Chosen by leaving one question out (questions) and five folds over handled orders (orders): bench/knowledge.ts. */
export const QUESTION_WEIGHTS: SourceWeights = {
  entries: 2,
  questions: 1,
  articles: 0.5,
  precedents: 0.5,
  sameType: 2,
  typeHabit: 0.2,
  commonest: 1500,
};
export const ORDER_WEIGHTS: SourceWeights = {
  entries: 1,
  questions: 0,
  articles: 0.5,
  precedents: 1,
  sameType: 3,
  typeHabit: 1.5,
  commonest: 60,
};

export type ScoredEntry = { readonly entry: KnowledgeEntry; readonly score: number };
export type ScoredPrecedent = { readonly precedent: Precedent; readonly score: number };

export type Retrieval = {
  readonly entries: readonly ScoredEntry[];
  readonly precedents: readonly ScoredPrecedent[];
  readonly articles: readonly ScoredArticle[];
  /** Whether the query is known to at least these shares; see `Coverage`. */
  readonly covers: (least: Coverage) => boolean;
};

export type Retriever = { readonly retrieve: (query: RetrievalQuery) => Retrieval };

const QUESTIONS = 0;
const ENTRIES = 1;
const PRECEDENTS = 2;
const ARTICLES = 3;
/** Hits of one source that are looked at. */
const CANDIDATES = 40;
/** Of a longer text the beginning and the end are searched with: what is wrong, and what is asked for. */
const LONGEST_BEGINNING = 4000;
const LONGEST_END = 1000;

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
  const index = buildBm25Parts([
    questionDocs,
    entries.map((entry) =>
      characterTokens(
        [entry.title, ...entry.questions, entry.rule, ...entry.applies, ...entry.keyPoints].join('\n'),
      ),
    ),
    precedents.map((precedent) => characterTokens(precedent.text)),
    shelf.all.map((article) => characterTokens(`${article.short}${article.article}\n${article.text}`)),
  ]);
  /** Hits of each selection with its best score brought to 1. */
  const search = (
    terms: CountedTerms,
    selections: readonly PartSelection[],
    weights: SourceWeights,
  ): Hit[][] =>
    index.select(terms, selections, weights.commonest).map((hits) => {
      const best = hits[0]?.score ?? 1;
      return hits.map(({ doc, score }) => ({ doc, score: score / best }));
    });
  const entryCites = entries.map((entry) => resolveCitations(shelf, entry.citations));
  const precedentCites = precedents.map((precedent) => resolveCitations(shelf, precedent.laws));
  const ofTypes = new Map<string, number[]>();
  precedents.forEach(({ issueType }, doc) => {
    const held = ofTypes.get(issueType);
    if (held) held.push(doc);
    else ofTypes.set(issueType, [doc]);
  });
  const habits = typeHabits(shelf, precedents);

  /** Entries by all they say and by the best of their questions. */
  const rankEntries = (terms: CountedTerms, { day, issueType, weights }: RetrievalQuery): Ranked[] => {
    const valid = (entry: number): boolean => isValid(entries[entry] as KnowledgeEntry, day);
    const scores = new Map<number, number>();
    if (weights.questions > 0) {
      const accept = (doc: number): boolean => valid(questionEntry[doc] as number);
      const hits = search(terms, [{ part: QUESTIONS, limit: CANDIDATES, accept }], weights)[0] as Hit[];
      for (const { doc, score } of hits) {
        const entry = questionEntry[doc] as number;
        if (!scores.has(entry)) scores.set(entry, weights.questions * score);
      }
    }
    const whole = search(terms, [{ part: ENTRIES, limit: CANDIDATES, accept: valid }], weights)[0] as Hit[];
    for (const { doc, score } of whole) scores.set(doc, (scores.get(doc) ?? 0) + score);
    return [...scores]
      .map(([doc, score]) => {
        const own = issueType !== undefined && (entries[doc] as KnowledgeEntry).types.includes(issueType);
        return { doc, score: (score / (1 + weights.questions)) * (own ? weights.sameType : 1) };
      })
      .sort((a, b) => b.score - a.score);
  };

  /** Handled orders: the likest of all, and the likest of the order's own type, which may share few words. */
  const rankPrecedents = (terms: CountedTerms, { issueType, weights }: RetrievalQuery): Ranked[] => {
    const likest = { part: PRECEDENTS, limit: CANDIDATES };
    const [all, ofType] = search(
      terms,
      issueType === undefined ? [likest] : [likest, { ...likest, among: ofTypes.get(issueType) ?? [] }],
      weights,
    );
    const scores = new Map<number, number>();
    for (const { doc, score } of all ?? []) scores.set(doc, score);
    for (const { doc, score } of ofType ?? [])
      scores.set(doc, (scores.get(doc) ?? 0) + weights.sameType * score);
    return [...scores]
      .map(([doc, score]) => ({ doc, score: score / (1 + weights.sameType) }))
      .sort((a, b) => b.score - a.score);
  };

  return {
    retrieve: (query) => {
      const { issueType, dayOf, weights } = query;
      const text = searchedPart(query.text);
      const terms = index.count(characterTokens(text));
      const rankedEntries = rankEntries(terms, query);
      const rankedPrecedents = rankPrecedents(terms, query);

      const ballot = openBallot(shelf.all, dayOf);
      const topEntry = rankedEntries[0]?.score ?? 1;
      rankedEntries.slice(0, 12).forEach(({ doc, score }, rank) => {
        const share = (weights.entries * (score / topEntry) ** 2) / (1 + rank * 0.3);
        entryCites[doc]?.forEach((cited, place) => ballot.cast(cited, share / (1 + 0.25 * place)));
      });
      const topPrecedent = rankedPrecedents[0]?.score ?? 1;
      rankedPrecedents.slice(0, 20).forEach(({ doc, score }, rank) => {
        const share = (weights.precedents * (score / topPrecedent) ** 2) / (1 + rank * 0.2);
        precedentCites[doc]?.forEach((cited, place) => ballot.cast(cited, share / (1 + 0.5 * place)));
      });
      if (weights.articles > 0) {
        const accept = (doc: number): boolean => {
          const article = shelf.all[doc] as Article;
          return isInForce(article, dayOf(article.law));
        };
        search(terms, [{ part: ARTICLES, limit: CANDIDATES, accept }], weights)[0]?.forEach(
          ({ doc, score }, rank) => ballot.castFor(doc, (weights.articles * score) / (1 + rank * 0.15)),
        );
      }
      if (issueType !== undefined)
        for (const { cited, share } of habits.get(issueType) ?? [])
          ballot.cast(cited, weights.typeHabit * share);

      return {
        covers: (least) => covers(index, [QUESTIONS, ENTRIES, ARTICLES], text, terms, least),
        entries: rankedEntries.map(({ doc, score }) => ({ entry: entries[doc] as KnowledgeEntry, score })),
        precedents: rankedPrecedents.map(({ doc, score }) => ({
          precedent: precedents[doc] as Precedent,
          score,
        })),
        articles: ballot.count(),
      };
    },
  };
}

type Ranked = { readonly doc: number; readonly score: number };

const searchedPart = (text: string): string =>
  text.length <= LONGEST_BEGINNING + LONGEST_END
    ? text
    : `${text.slice(0, LONGEST_BEGINNING)}\n${text.slice(-LONGEST_END)}`;

/** Whether an entry holds on an ISO day. */
export const isValid = (entry: KnowledgeEntry, day: string): boolean =>
  entry.validFrom <= day && (entry.validTo === null || day < entry.validTo);
