import { createLatest } from '../kernel/latest.ts';
import type { SaleChannel } from '../text/types.ts';
import { orderRules } from './applicability/choose.ts';
import type { RuleOutcome } from './applicability/table.ts';
import { factsFromText } from './facts/read-facts.ts';
import { mustShow, verdictOfArticle } from './legal-basis.ts';
import type { Library, Wanted } from './library.ts';
import { findMisquotes } from './misquote.ts';
import { ORDER_WEIGHTS } from './retrieve.ts';
import { characterTokens } from './tokens.ts';
import type { Article, FactEvidence, Facts, KnowledgeEntry, LegalBasis, Misquote } from './types.ts';

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

export const MAX_LAWS = 5;

const RULE_LIFT = 0.3;
const NAMED_LIFT = 0.5;

/** Orders whose basis is kept: what drafts a reply asks again soon after the order has come in. */
const KEPT = 1024;

/** Finds the law beside an order; see `createKnowledge`. */
export function createLegalBasis(library: Library): (question: BasisQuestion) => OrderBasis {
  const latest = createLatest<OrderBasis>(KEPT);
  const find = basisFinder(library);
  return (question) => {
    const { text, issueType, saleChannel, demandKind, eventDate, filingDate, facts } = question;
    const asked = [text, issueType, saleChannel, demandKind, eventDate, filingDate, facts];
    return latest.of(JSON.stringify(asked), () => find(question));
  };
}

function basisFinder(library: Library): (question: BasisQuestion) => OrderBasis {
  const { shelf, retriever, readReferences, repealed, daysOf, cite, named, rules } = library;
  return (question) => {
    const days = daysOf(question.eventDate, question.filingDate);
    const { text, issueType } = question;
    const found = factsFromText({
      text,
      saleChannel: question.saleChannel,
      day: question.filingDate ?? question.eventDate,
    });
    const facts: Facts = { ...found.facts, ...question.facts };
    const retrieval = retriever.retrieve({
      text,
      issueType,
      day: question.eventDate,
      dayOf: days,
      weights: ORDER_WEIGHTS,
    });
    const outcomes = orderRules(rules, { facts, text, day: question.eventDate, issueType });
    const references = readReferences(text);
    const misquoted = findMisquotes(shelf, {
      text,
      facts,
      rules,
      issueType,
      day: question.eventDate,
      references,
      repealed,
    });
    const asked = new Set(characterTokens(text));
    const entryOf = (law: string, article: string): KnowledgeEntry | undefined =>
      retrieval.entries
        .slice(0, 12)
        .find(({ entry }) => entry.citations.some((cited) => cited.law === law && cited.article === article))
        ?.entry;

    const order: Wanted[] = [...retrieval.articles];
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
      const article = shelf.all[index] as Article;
      const refused = misquoted.some((m) => m.law === article.law && m.article === article.article);
      lift(article.law, article.article, refused ? 0 : NAMED_LIFT);
    }
    order.sort((a, b) => b.score - a.score || a.index - b.index);
    const laws: LegalBasis[] = [];
    for (const wanted of order) {
      if (laws.length === MAX_LAWS) break;
      const citation = cite(wanted, asked, days);
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
}
