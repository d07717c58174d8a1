import { askedRules } from './applicability/rules.ts';
import type { RuleOutcome } from './applicability/table.ts';
import { draftAnswer } from './answer.ts';
import type { EndedLaw } from './answer.ts';
import { isInForce } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import type { Coverage } from './coverage.ts';
import { factsFromText } from './facts.ts';
import type { DayOf, Library } from './library.ts';
import { QUESTION_WEIGHTS } from './retrieve.ts';
import type { Retrieval } from './retrieve.ts';
import { characterTokens } from './tokens.ts';
import type { Answer, Article, Citation, Facts, KnowledgeEntry } from './types.ts';

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

export const MAX_CITATIONS = 10;

/** Answers questions out of the library; see `createKnowledge`. */
export function createAsk(library: Library): (question: Question) => Answer {
  const { shelf, retriever, readReferences, daysOf, cite, named, entryOn } = library;
  const articlesOfLaw = new Map<string, Article[]>();
  for (const article of shelf.all) {
    const held = articlesOfLaw.get(article.law);
    if (held) held.push(article);
    else articlesOfLaw.set(article.law, [article]);
  }

  /** Laws the question names that have ended by the day asked about, with the day they ended. */
  const endedLaws = (references: readonly LawReference[], days: DayOf): EndedLaw[] => {
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

  return (question) => {
    const days = daysOf(question.eventDate, question.filingDate);
    const text = question.query;
    const found = factsFromText({ text, day: question.filingDate ?? question.eventDate });
    const facts: Facts = { ...found.facts, ...question.facts };
    const retrieval = retriever.retrieve({
      text,
      day: question.eventDate,
      dayOf: days,
      weights: QUESTION_WEIGHTS,
      ...(question.issueType === undefined ? {} : { issueType: question.issueType }),
    });
    const references = readReferences(text);
    const exact = named(references, days);
    const lawsNamed = new Set(references.flatMap((reference) => reference.laws));
    const asked = new Set(characterTokens(text));
    const outcomes = askedRules(facts, text);

    const scores = new Map<number, { score: number; quote: string | null }>();
    const known = isKnown(retrieval, text);
    for (const { index, score, quote } of known ? retrieval.articles : []) {
      const article = shelf.all[index] as Article;
      scores.set(index, { score: lawsNamed.has(article.law) ? score + 1 : score, quote });
    }
    for (const outcome of outcomes) {
      const lift = outcome.verdict === 'unknown' ? 0.15 : outcome === outcomes[0] ? LEADING_LIFT : 0.4;
      outcome.basis.forEach((basis, place) => {
        const index = shelf.inForce(basis.law, basis.article, days(basis.law));
        if (index < 0) return;
        const held = scores.get(index);
        scores.set(index, { score: (held?.score ?? 0) + lift / (1 + place), quote: held?.quote ?? null });
      });
    }
    exact.forEach((index, place) => {
      const held = scores.get(index);
      scores.set(index, { score: 100 - place + (held?.score ?? 0) / 100, quote: null });
    });
    const ranked = [...scores].sort((a, b) => b[1].score - a[1].score || a[0] - b[0]);
    const first = ranked[0] && { article: shelf.all[ranked[0][0]] as Article, score: ranked[0][1].score };
    const best = first && bestEntry({ retrieval, first, outcomes, entryOn, day: question.eventDate });
    const citations: Citation[] = [];
    for (const [index, { score, quote }] of ranked) {
      if (citations.length === MAX_CITATIONS) break;
      const article = shelf.all[index] as Article;
      // The words the entry rests on, so that the quote and the reply say the same.
      const said = best?.citations.find((c) => c.law === article.law && c.article === article.article)?.quote;
      const whole = exact.includes(index) ? article.text : (said ?? quote);
      const citation = cite({ index, score, quote: whole }, asked, days);
      if (citation) citations.push(citation);
    }
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
}

type EntryChoice = {
  readonly retrieval: Retrieval;
  readonly first: { readonly article: Article; readonly score: number };
  readonly outcomes: readonly RuleOutcome[];
  readonly entryOn: Library['entryOn'];
  readonly day: string;
};

/**
 * The entry to answer with. What the leading rule decides comes with the entries that say so, the likest first; an
 * entry that speaks for the other side is never shown. Otherwise the best entry that speaks of the article cited
 * first; where the first is no entry's article, the best entry.
 */
function bestEntry({ retrieval, first, outcomes, entryOn, day }: EntryChoice): KnowledgeEntry | undefined {
  const { article } = first;
  const speaks = ({ entry }: { entry: KnowledgeEntry }): boolean =>
    entry.citations.some((cited) => cited.law === article.law && cited.article === article.article);
  if (first.score >= EXACT) return retrieval.entries.find(speaks)?.entry;
  const lead = outcomes[0];
  if (lead && lead.entries.length > 0) {
    const likest = retrieval.entries.find(({ entry }) => lead.entries.includes(entry.id))?.entry;
    const fitting = likest ?? lead.entries.map((id) => entryOn(id, day)).find((entry) => entry !== undefined);
    if (fitting) return fitting;
  }
  const open = lead
    ? retrieval.entries.filter(({ entry }) => !lead.against.includes(entry.id))
    : retrieval.entries;
  return (open.slice(0, 5).find(speaks) ?? open[0])?.entry;
}

/** What the first article of the leading rule gains where that rule is decided: about the votes of a close entry. */
const LEADING_LIFT = 2;

/**
 * Below these shares of known words nothing is cited. Of 516 held-out questions about one in a hundred falls under
 * them; questions about physics, football and programming mostly do.
 */
const LEAST: Coverage = { all: 0.085, pairs: 0.05 };
/** Greetings and small talk, whatever their words happen to match. */
const NOT_A_QUESTION =
  /^[\s，。！？!?]*(?:(?:你|您)好|在吗|谢谢|再见|今天天气[^，。]{0,6}|你(?:是谁|叫什么(?:名字)?))[\s，。！？!?啊呀吗]*$/u;

const isKnown = (retrieval: Retrieval, text: string): boolean =>
  !NOT_A_QUESTION.test(text) && retrieval.covers(LEAST);

/** Scores of articles asked for by number start here. */
const EXACT = 50;
