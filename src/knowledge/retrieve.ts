import { openBm25Parts } from './bm25.ts';
import type { PackedBm25, PartSelection } from './bm25.ts';
import { isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { openBallot, resolveCitations } from './citation-votes.ts';
import type { Cited, ScoredArticle } from './citation-votes.ts';
import { covers } from './coverage.ts';
import type { Coverage } from './coverage.ts';
import { knownQuestions } from './known-questions.ts';
import type { KnownQuestion } from './known-questions.ts';
import { indexSources, PARTS } from './sources.ts';
import type { Sources } from './sources.ts';
import { createCloseness, createMeanings } from './meanings.ts';
import type { Encode } from './meanings.ts';
import { createTermReader } from './terms.ts';
import { characterTokens } from './tokens.ts';
import type { Hit } from './top-hits.ts';
import { typeHabits } from './type-habits.ts';
import type { Article, KnowledgeEntry, SaidTerm, Precedent } from './types.ts';
import type { CountedTerms } from './vocabulary.ts';

export type RetrievalQuery = {
  /** A question, or the clean text of an order. */
  readonly text: string;
  /** Issue type of the order, when known: entries and handled orders of that type come first. */
  readonly issueType?: string;
  /** What else the type may be, with its probability: entries of a likely type gain a little. */
  readonly likelyTypes?: readonly { readonly code: string; readonly confidence: number }[];
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
  /** Questions that one article answers. */
  readonly ofArticles: number;
  /** Share of meaning in how near a question or handled order is, the rest being words; where there is an encoder. */
  readonly meaning: number;
  /** How near the text of an article is in meaning. */
  readonly closeness: number;
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
  ofArticles: 1.5,
  meaning: 0.6,
  closeness: 3,
  articles: 0.5,
  precedents: 0.5,
  sameType: 2,
  typeHabit: 0.2,
  commonest: 1500,
};
export const ORDER_WEIGHTS: SourceWeights = {
  entries: 1,
  questions: 0,
  ofArticles: 0,
  meaning: 0.5,
  closeness: 2,
  articles: 0.5,
  precedents: 1,
  sameType: 3,
  typeHabit: 1.5,
  commonest: 60,
};

export type ScoredEntry = { readonly entry: KnowledgeEntry; readonly score: number };
/** A question people ask, as near to the query as `score` says (the nearest has 1). */
export type ScoredQuestion = {
  readonly asked: KnownQuestion;
  /** The article that answers, where no entry does. */
  readonly cited: Cited | undefined;
  readonly score: number;
};
export type ScoredPrecedent = { readonly precedent: Precedent; readonly score: number };

export type Retrieval = {
  readonly entries: readonly ScoredEntry[];
  readonly questions: readonly ScoredQuestion[];
  readonly precedents: readonly ScoredPrecedent[];
  readonly articles: readonly ScoredArticle[];
  /** What the query says and statutes call otherwise. */
  readonly terms: readonly SaidTerm[];
  /** Whether the query is known to at least these shares; see `Coverage`. */
  readonly covers: (least: Coverage) => boolean;
};

export type Retriever = {
  readonly retrieve: (query: RetrievalQuery) => Retrieval;
  /** What the first query would otherwise wait for, a step at a time. */
  readonly prepare: () => Iterable<void>;
  /** Every question an entry answers. */
  readonly questions: readonly KnownQuestion[];
};

const [QUESTIONS, ENTRIES, PRECEDENTS, ARTICLES] = PARTS;
/** What an entry gains whose type is certain to be that of the question. */
const LIKELY_TYPE = 0.25;
/** What the words of the law count beside those of the query, in searching articles. */
const LEGAL_WORDS = 0.3;
/** Articles that are looked at once more by meaning. */
const RESCORED = 60;
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
  sources: Omit<Sources, 'articles'>,
  packed: PackedBm25 = indexSources({ ...sources, articles: shelf.all }),
  encode: Encode | null = null,
): Retriever {
  const {
    entries,
    asked = [],
    precedents = [],
    rules = [],
    ofArticles = [],
    terms: dictionary = [],
  } = sources;
  const readTerms = createTermReader(dictionary);
  const questions = knownQuestions(entries, asked, rules, ofArticles);
  const questionCites = questions.map(({ cites }) =>
    cites ? resolveCitations(shelf, [cites])[0] : undefined,
  );
  const index = openBm25Parts(packed);
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

  const meanings =
    encode &&
    createMeanings(
      encode,
      questions.map(({ text }) => text),
    );
  const precedentMeanings =
    encode &&
    createMeanings(
      encode,
      precedents.map(({ text }) => text),
    );
  const closeness =
    encode &&
    createCloseness(encode, (index) => {
      const { law, text } = shelf.all[index] as Article;
      return `${law}\n${text}`;
    });

  /** The nearest questions, by words and by meaning. */
  const rankQuestions = (
    terms: CountedTerms,
    vector: Float32Array | null,
    { day, weights }: RetrievalQuery,
  ): ScoredQuestion[] => {
    if (weights.questions === 0) return [];
    const accept = (doc: number): boolean => {
      const { entry } = questions[doc] as KnownQuestion;
      return entry === null || isValid(entries[entry] as KnowledgeEntry, day);
    };
    const scores = new Map<number, number>();
    const hits = search(terms, [{ part: QUESTIONS, limit: CANDIDATES, accept }], weights)[0] as Hit[];
    for (const { doc, score } of hits) scores.set(doc, (1 - weights.meaning) * score);
    if (vector !== null && meanings !== null) {
      const near = meanings.nearest(vector, CANDIDATES, accept);
      const best = near[0]?.cosine ?? 1;
      for (const { row, cosine } of near)
        scores.set(row, (scores.get(row) ?? 0) + weights.meaning * Math.max(0, cosine / best) ** 2);
    }
    const ranked = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, CANDIDATES);
    const top = ranked[0]?.[1] ?? 1;
    return ranked.map(([doc, score]) => ({
      asked: questions[doc] as KnownQuestion,
      cited: questionCites[doc],
      score: score / top,
    }));
  };

  /** Entries by all they say and by the best of their questions. */
  const rankEntries = (
    terms: CountedTerms,
    { day, issueType, likelyTypes = [], weights }: RetrievalQuery,
    nearest: readonly ScoredQuestion[],
  ): Ranked[] => {
    const valid = (entry: number): boolean => isValid(entries[entry] as KnowledgeEntry, day);
    const scores = new Map<number, number>();
    for (const { asked: question, score } of nearest)
      if (question.entry !== null && !scores.has(question.entry))
        scores.set(question.entry, weights.questions * score);
    const whole = search(terms, [{ part: ENTRIES, limit: CANDIDATES, accept: valid }], weights)[0] as Hit[];
    for (const { doc, score } of whole) scores.set(doc, (scores.get(doc) ?? 0) + score);
    return [...scores]
      .map(([doc, score]) => {
        const { types } = entries[doc] as KnowledgeEntry;
        const own = issueType !== undefined && types.includes(issueType);
        const likely = likelyTypes.reduce(
          (sum, { code, confidence }) => sum + (types.includes(code) ? confidence : 0),
          0,
        );
        const factor = (own ? weights.sameType : 1) * (1 + LIKELY_TYPE * likely);
        return { doc, score: (score / (1 + weights.questions)) * factor };
      })
      .sort((a, b) => b.score - a.score);
  };

  /** Handled orders: the likest of all, and the likest of the order's own type, which may share few words. */
  const rankPrecedents = (
    terms: CountedTerms,
    vector: Float32Array | null,
    { issueType, weights }: RetrievalQuery,
  ): Ranked[] => {
    const likest = { part: PRECEDENTS, limit: CANDIDATES };
    const [all, ofType] = search(
      terms,
      issueType === undefined ? [likest] : [likest, { ...likest, among: ofTypes.get(issueType) ?? [] }],
      weights,
    );
    const scores = new Map<number, number>();
    const alike = vector === null ? [] : (precedentMeanings?.nearest(vector, CANDIDATES, () => true) ?? []);
    const words = alike.length > 0 ? 1 - weights.meaning : 1;
    for (const { doc, score } of all ?? []) scores.set(doc, words * score);
    const closest = alike[0]?.cosine ?? 1;
    for (const { row, cosine } of alike)
      scores.set(row, (scores.get(row) ?? 0) + weights.meaning * Math.max(0, cosine / closest) ** 2);
    for (const { doc, score } of ofType ?? [])
      scores.set(doc, (scores.get(doc) ?? 0) + weights.sameType * score);
    return [...scores]
      .map(([doc, score]) => ({ doc, score: score / (1 + weights.sameType) }))
      .sort((a, b) => b.score - a.score);
  };

  /** The best articles again, with how near their text is to the query. */
  const byMeaning = (
    ranked: readonly ScoredArticle[],
    vector: Float32Array | null,
    weights: SourceWeights,
  ): readonly ScoredArticle[] => {
    if (vector === null || closeness === null) return ranked;
    const looked = ranked.slice(0, RESCORED).map((article) => ({
      ...article,
      score: article.score + weights.closeness * Math.max(0, closeness(vector, article.index)),
    }));
    looked.sort((a, b) => b.score - a.score || a.index - b.index);
    return [...looked, ...ranked.slice(RESCORED)];
  };

  const withLegalWords = (terms: CountedTerms, legal: readonly SaidTerm[]): CountedTerms => {
    const counts = new Map(terms.ids.map((id, i) => [id, terms.counts[i] as number]));
    const words = index.count(characterTokens(legal.flatMap(({ means }) => means).join('，')));
    words.ids.forEach((id, i) =>
      counts.set(id, (counts.get(id) ?? 0) + LEGAL_WORDS * (words.counts[i] as number)),
    );
    return { ids: [...counts.keys()], counts: [...counts.values()], unknown: terms.unknown };
  };

  return {
    questions,
    prepare: function* () {
      yield* precedentMeanings?.prepare() ?? [];
      yield* meanings?.prepare() ?? [];
    },
    retrieve: (query) => {
      const { issueType, dayOf, weights } = query;
      const text = searchedPart(query.text);
      const terms = index.count(characterTokens(text));
      const legal = readTerms(text);
      const vector = encode && (weights.meaning > 0 || weights.closeness > 0) ? encode(text) : null;
      const nearest = rankQuestions(terms, vector, query);
      const rankedEntries = rankEntries(terms, query, nearest);
      /** Of each entry the article that its nearest question is answered with. */
      const firsts = new Map<number, number>();
      for (const { asked: question } of nearest)
        if (question.entry !== null && !firsts.has(question.entry))
          firsts.set(question.entry, question.first);
      const rankedPrecedents = rankPrecedents(terms, vector, query);

      const ballot = openBallot(shelf.all, dayOf);
      const topEntry = rankedEntries[0]?.score ?? 1;
      rankedEntries.slice(0, 12).forEach(({ doc, score }, rank) => {
        const share = (weights.entries * (score / topEntry) ** 2) / (1 + rank * 0.3);
        const first = firstCited(entries[doc] as KnowledgeEntry, firsts.get(doc) ?? 0);
        const cites = entryCites[doc] as readonly Cited[];
        const lead = Math.max(
          0,
          cites.findIndex((cited) => cited.law === first?.law && cited.article === first.article),
        );
        cites.forEach((cited, place) => {
          const at = place === lead ? 0 : place < lead ? place + 1 : place;
          ballot.cast(cited, share / (1 + 0.25 * at));
        });
      });
      nearest.forEach(({ cited, score }, rank) => {
        if (cited) ballot.cast(cited, (weights.ofArticles * score ** 2) / (1 + rank * 0.3));
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
        const said = legal.length === 0 ? terms : withLegalWords(terms, legal);
        search(said, [{ part: ARTICLES, limit: CANDIDATES, accept }], weights)[0]?.forEach(
          ({ doc, score }, rank) => ballot.castFor(doc, (weights.articles * score) / (1 + rank * 0.15)),
        );
      }
      if (issueType !== undefined)
        for (const { cited, share } of habits.get(issueType) ?? [])
          ballot.cast(cited, weights.typeHabit * share);

      return {
        covers: (least) => covers(index, [QUESTIONS, ENTRIES, ARTICLES], text, terms, least),
        terms: legal,
        questions: nearest,
        entries: rankedEntries.map(({ doc, score }) => ({ entry: entries[doc] as KnowledgeEntry, score })),
        precedents: rankedPrecedents.map(({ doc, score }) => ({
          precedent: precedents[doc] as Precedent,
          score,
        })),
        articles: byMeaning(ballot.count(), vector, weights),
      };
    },
  };
}

const firstCited = (entry: KnowledgeEntry, first: number) => entry.citations[first];

type Ranked = { readonly doc: number; readonly score: number };

const searchedPart = (text: string): string =>
  text.length <= LONGEST_BEGINNING + LONGEST_END
    ? text
    : `${text.slice(0, LONGEST_BEGINNING)}\n${text.slice(-LONGEST_END)}`;

/** Whether an entry holds on an ISO day. */
export const isValid = (entry: KnowledgeEntry, day: string): boolean =>
  entry.validFrom <= day && (entry.validTo === null || day < entry.validTo);
