import type { SaleChannel } from '../text/types.ts';
import { applicableRules } from './applicability/rules.ts';
import type { RuleOutcome } from './applicability/table.ts';
import { checkCitation, createShelf, isInForce } from './citation-check.ts';
import { createReferenceReader } from './cite-query.ts';
import type { LawReference } from './cite-query.ts';
import { factsFromText } from './facts.ts';
import { mustShow, verdictOfArticle } from './legal-basis.ts';
import { findMisquotes } from './misquote.ts';
import { draftAnswer } from './answer.ts';
import type { EndedLaw } from './answer.ts';
import { quoteOf } from './quote.ts';
import { createRetriever, ORDER_WEIGHTS, QUESTION_WEIGHTS } from './retrieve.ts';
import type { Retrieval, SourceWeights } from './retrieve.ts';
import { characterTokens } from './tokens.ts';
import type {
  Answer,
  Article,
  Citation,
  FactEvidence,
  Facts,
  KnowledgeEntry,
  LegalBasis,
  Misquote,
  Precedent,
} from './types.ts';

export type KnowledgeSource = {
  readonly entries: readonly KnowledgeEntry[];
  readonly articles: readonly Article[];
  readonly precedents?: readonly Precedent[];
};

export type Question = {
  readonly id?: string;
  readonly query: string;
  /** ISO day of the event: substantive law is that of this day. */
  readonly eventDate: string;
  /** ISO day of filing: the law of procedure is that of this day. Absent: the same as `eventDate`. */
  readonly filingDate?: string;
  /** What is known of the case; facts the question itself states are added, these win. */
  readonly facts?: Facts;
  readonly issueType?: string;
};

export type BasisQuestion = {
  /** Clean text of the order. */
  readonly text: string;
  readonly issueType: string;
  readonly saleChannel: SaleChannel;
  /** 咨询 求助 投诉 举报 建议 表扬. */
  readonly demandKind: string;
  readonly eventDate: string;
  readonly filingDate?: string;
  readonly facts?: Facts;
};

export type OrderBasis = {
  /** Best first. */
  readonly laws: readonly LegalBasis[];
  /** Spans in the text asked about. */
  readonly misquoted: readonly Misquote[];
  /** Best first. */
  readonly entries: readonly KnowledgeEntry[];
  readonly verdicts: readonly RuleOutcome[];
  readonly facts: Facts;
  readonly evidence: readonly FactEvidence[];
};

export type KnowledgeBase = {
  readonly ask: (question: Question) => Answer;
  readonly legalBasis: (question: BasisQuestion) => OrderBasis;
  /** The text of an article as it stood on an ISO day; null when unknown or not in force. */
  readonly articleOn: (law: string, article: string, day: string) => Article | null;
  readonly size: { readonly entries: number; readonly articles: number; readonly precedents: number };
};

export const MAX_CITATIONS = 10;
export const MAX_LAWS = 5;

/** Instruments of procedure: which version counts is settled by the day of filing, not of the event. */
const PROCEDURE =
  /投诉举报处理|行政复议|信访|接诉即办|行政诉讼|民事诉讼|仲裁|旅游投诉处理|行政案件程序|违法行为处理程序|政府信息公开/u;

/**
 * Answers questions and finds the law beside an order, from entries, statutes and handled orders held in memory.
 * Pure: the same source and question give the same answer. Every citation has passed `checkCitation` for its day.
 */
export function createKnowledge(source: KnowledgeSource): KnowledgeBase {
  const shelf = createShelf(source.articles);
  const precedents = source.precedents ?? [];
  const retriever = createRetriever(shelf, source.entries, precedents);
  const readReferences = createReferenceReader(source.articles);
  const articlesByNumber = new Map<number, number[]>();
  const articlesOfLaw = new Map<string, number[]>();
  source.articles.forEach((article, index) => {
    push(articlesByNumber, article.articleNo, index);
    push(articlesOfLaw, article.law, index);
  });
  const popularity = countCitations(source.entries, precedents);

  const dayOf =
    (eventDate: string, filingDate: string | undefined) =>
    (law: string): string =>
      PROCEDURE.test(law) ? (filingDate ?? eventDate) : eventDate;

  const retrieve = (
    text: string,
    issueType: string | undefined,
    day: string,
    days: (law: string) => string,
    weights: SourceWeights,
  ): Retrieval =>
    retriever.retrieve({
      text,
      day,
      dayOf: days,
      weights,
      ...(issueType === undefined ? {} : { issueType }),
    });

  /** A citation that has passed the gate, or null. */
  const cite = (
    index: number,
    score: number,
    chosen: string | null,
    asked: ReadonlySet<number>,
    days: (law: string) => string,
  ): Citation | null => {
    const article = source.articles[index] as Article;
    const citation: Citation = {
      law: article.law,
      article: article.article,
      quote: quoteOf(article, chosen, asked),
      effectiveFrom: article.effectiveFrom,
      effectiveTo: article.effectiveTo,
      score: Math.round(score * 10_000) / 10_000,
    };
    return checkCitation(shelf, citation, days(article.law)) === null ? citation : null;
  };

  /** Articles named by number, in the version in force; named laws without a number narrow the search. */
  const named = (references: readonly LawReference[], days: (law: string) => string): number[] => {
    const found: number[] = [];
    for (const reference of references) {
      for (const number of reference.articles) {
        const candidates = (articlesByNumber.get(number) ?? []).filter((index) => {
          const article = source.articles[index] as Article;
          const meant = reference.laws.length === 0 || reference.laws.includes(article.law);
          return meant && isInForce(article, days(article.law));
        });
        candidates.sort((a, b) => popularityOf(b) - popularityOf(a) || a - b);
        found.push(...(reference.laws.length === 0 ? candidates.slice(0, 5) : candidates));
      }
    }
    return [...new Set(found)];
  };
  const popularityOf = (index: number): number => {
    const article = source.articles[index] as Article;
    return popularity.get(`${article.law}|${article.article}`) ?? 0;
  };

  const ask = (question: Question): Answer => {
    const days = dayOf(question.eventDate, question.filingDate);
    const text = question.query;
    const found = factsFromText({ text, day: question.filingDate ?? question.eventDate });
    const facts: Facts = { ...found.facts, ...question.facts };
    const retrieval = retrieve(text, question.issueType, question.eventDate, days, QUESTION_WEIGHTS);
    const references = readReferences(text);
    const exact = named(references, days);
    const lawsNamed = new Set(references.flatMap((reference) => reference.laws));
    const asked = new Set(characterTokens(text));
    const outcomes = applicableRules(facts, text);

    const scores = new Map<number, { score: number; quote: string | null }>();
    const known = isKnown(retrieval, text);
    for (const { index, score, quote } of known ? retrieval.articles : []) {
      const article = source.articles[index] as Article;
      scores.set(index, { score: lawsNamed.has(article.law) ? score + 1 : score, quote });
    }
    for (const outcome of outcomes)
      outcome.basis.forEach((basis, place) => {
        const index = shelf.inForce(basis.law, basis.article, days(basis.law));
        if (index < 0) return;
        const held = scores.get(index);
        const extra = (outcome.verdict === 'unknown' ? 0.15 : 0.4) / (1 + place);
        scores.set(index, { score: (held?.score ?? 0) + extra, quote: held?.quote ?? null });
      });
    exact.forEach((index, place) => {
      const held = scores.get(index);
      scores.set(index, { score: 100 - place + (held?.score ?? 0) / 100, quote: null });
    });
    const citations: Citation[] = [];
    for (const [index, { score, quote }] of [...scores].sort(
      (a, b) => b[1].score - a[1].score || a[0] - b[0],
    )) {
      if (citations.length === MAX_CITATIONS) break;
      const isExact = exact.includes(index);
      const citation = isExact
        ? cite(index, score, (source.articles[index] as Article).text, asked, days)
        : cite(index, score, quote, asked, days);
      if (citation) citations.push(citation);
    }
    const best = bestEntry(retrieval, citations);
    const ended = endedLaws(references, days);
    return {
      id: question.id ?? null,
      citations,
      verdicts: outcomes.map(({ rule, verdict, why, ask: open }) => ({ rule, verdict, why, ask: open })),
      keyPoints: best?.keyPoints ?? [],
      reply: draftAnswer({ outcomes, ...(best ? { entry: best } : {}), citations, ended }),
      similarOrders: (known ? retrieval.precedents.slice(0, 5) : []).map(({ precedent, score }) => ({
        id: precedent.id,
        issueType: precedent.issueType,
        text: precedent.text,
        score: Math.round(score * 1000) / 1000,
      })),
    };
  };

  /** Laws the question names that have ended by the day asked about, with the day they ended. */
  const endedLaws = (references: readonly LawReference[], days: (law: string) => string): EndedLaw[] => {
    const ended = new Map<string, EndedLaw>();
    for (const reference of references) {
      const versions = reference.laws.flatMap((law) => articlesOfLaw.get(law) ?? []);
      const articles = versions.map((index) => source.articles[index] as Article);
      if (articles.some((article) => isInForce(article, days(article.law)))) continue;
      const last = articles
        .filter((article) => article.effectiveTo !== null && article.effectiveTo <= days(article.law))
        .sort((a, b) => ((a.effectiveTo as string) < (b.effectiveTo as string) ? 1 : -1))[0];
      if (last) ended.set(last.law, { law: last.law, on: last.effectiveTo as string });
    }
    return [...ended.values()];
  };

  const legalBasis = (question: BasisQuestion): OrderBasis => {
    const days = dayOf(question.eventDate, question.filingDate);
    const { text, issueType } = question;
    const found = factsFromText({
      text,
      saleChannel: question.saleChannel,
      day: question.filingDate ?? question.eventDate,
    });
    const facts: Facts = { ...found.facts, ...question.facts };
    const retrieval = retrieve(text, issueType, question.eventDate, days, ORDER_WEIGHTS);
    const outcomes = CONSUMER_TYPES.test(issueType) ? applicableRules(facts, text) : [];
    const references = readReferences(text);
    const misquoted = findMisquotes(shelf, { text, facts, issueType, day: question.eventDate, references });
    const asked = new Set(characterTokens(text));
    const entryOf = (law: string, article: string): KnowledgeEntry | undefined =>
      retrieval.entries
        .slice(0, 12)
        .find(({ entry }) => entry.citations.some((cited) => cited.law === law && cited.article === article))
        ?.entry;

    const order: { index: number; score: number; quote: string | null }[] = [...retrieval.articles];
    const lift = (law: string, article: string, by: number): void => {
      const index = shelf.inForce(law, article, days(law));
      if (index < 0) return;
      const at = order.findIndex((candidate) => candidate.index === index);
      if (at >= 0)
        order[at] = { ...(order[at] as (typeof order)[number]), score: (order[at]?.score ?? 0) + by };
      else order.push({ index, score: by, quote: null });
    };
    for (const key of mustShow(outcomes)) lift(key.law, key.article, RULE_LIFT);
    for (const index of named(references, days)) {
      const article = source.articles[index] as Article;
      const refused = misquoted.some((m) => m.law === article.law && m.article === article.article);
      lift(article.law, article.article, refused ? 0 : NAMED_LIFT);
    }
    order.sort((a, b) => b.score - a.score || a.index - b.index);
    const laws: LegalBasis[] = [];
    for (const { index, score, quote } of order) {
      if (laws.length === MAX_LAWS) break;
      const citation = cite(index, score, quote, asked, days);
      if (!citation) continue;
      const refused = misquoted.find((m) => m.law === citation.law && m.article === citation.article);
      const said = refused
        ? { verdict: 'does_not_apply' as const, why: refused.why, ask: null }
        : verdictOfArticle(citation.law, citation.article, outcomes, entryOf(citation.law, citation.article));
      laws.push({
        law: citation.law,
        article: citation.article,
        quote: citation.quote,
        effectiveFrom: citation.effectiveFrom,
        ...said,
      });
    }
    return {
      laws,
      misquoted,
      entries: retrieval.entries.slice(0, 5).map(({ entry }) => entry),
      verdicts: outcomes,
      facts,
      evidence: found.evidence,
    };
  };

  return {
    ask,
    legalBasis,
    articleOn: (law, article, day) => source.articles[shelf.inForce(law, article, day)] ?? null,
    size: { entries: source.entries.length, articles: source.articles.length, precedents: precedents.length },
  };
}

/** The best entry that speaks of the article cited first; where the first is no entry's article, the best entry. */
function bestEntry(retrieval: Retrieval, citations: readonly Citation[]): KnowledgeEntry | undefined {
  const first = citations[0];
  if (!first) return undefined;
  const speaks = ({ entry }: { entry: KnowledgeEntry }): boolean =>
    entry.citations.some((cited) => cited.law === first.law && cited.article === first.article);
  return first.score >= EXACT
    ? retrieval.entries.find(speaks)?.entry
    : (retrieval.entries.slice(0, 5).find(speaks) ?? retrieval.entries[0])?.entry;
}

/**
 * Below these shares of known words nothing is cited. Of 516 held-out questions about one in a hundred falls under
 * them; questions about physics, football and programming mostly do.
 */
const LEAST_COVERAGE = 0.085;
const LEAST_PAIRS = 0.05;
/** Greetings and small talk, whatever their words happen to match. */
const NOT_A_QUESTION =
  /^[\s，。！？!?]*(?:(?:你|您)好|在吗|谢谢|再见|今天天气[^，。]{0,6}|你(?:是谁|叫什么(?:名字)?))[\s，。！？!?啊呀吗]*$/u;

function isKnown(retrieval: Retrieval, text: string): boolean {
  if (NOT_A_QUESTION.test(text)) return false;
  const { all, pairs } = retrieval.coverage();
  return all >= LEAST_COVERAGE && pairs >= LEAST_PAIRS;
}

/** Scores of articles asked for by number start here. */
const EXACT = 50;

/** Types in which goods and services are bought by consumers: there the rules of consumption are decided. */
const CONSUMER_TYPES = /^(?:01|0611|0608|0707|0708|0801|0806|09|1302|1304)/u;
const RULE_LIFT = 0.3;
const NAMED_LIFT = 0.5;

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const held = map.get(key);
  if (held) held.push(value);
  else map.set(key, [value]);
}

/** How often entries and handled orders cite an article: a number named without a law most likely means these. */
function countCitations(
  entries: readonly KnowledgeEntry[],
  precedents: readonly Precedent[],
): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (law: string, article: string): void => {
    const key = `${law}|${article}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const entry of entries) for (const cited of entry.citations) count(cited.law, cited.article);
  for (const precedent of precedents) for (const cited of precedent.laws) count(cited.law, cited.article);
  return counts;
}
