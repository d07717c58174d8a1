import { askedRules } from './applicability/rules.ts';
import type { AskedRule } from './applicability/rules.ts';
import { draftAnswer } from './answer.ts';
import type { EndedLaw } from './answer.ts';
import { isInForce } from './citation-check.ts';
import type { LawReference } from './cite-query.ts';
import type { Coverage } from './coverage.ts';
import { factsFromText } from './facts.ts';
import type { DayOf, Library } from './library.ts';
import { QUESTION_WEIGHTS } from './retrieve.ts';
import type { Retrieval, ScoredEntry } from './retrieve.ts';
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
    const addBasis = ({ basis }: AskedRule, lift: number): void =>
      basis.forEach(({ law, article }, place) => {
        const index = shelf.inForce(law, article, days(law));
        if (index < 0) return;
        const held = scores.get(index);
        scores.set(index, { score: (held?.score ?? 0) + lift / (1 + place), quote: held?.quote ?? null });
      });
    const known = isKnown(retrieval, text);
    for (const { index, score, quote } of known ? retrieval.articles : []) {
      const article = shelf.all[index] as Article;
      scores.set(index, { score: lawsNamed.has(article.law) ? score + 1 : score, quote });
    }
    for (const outcome of outcomes) addBasis(outcome, outcome.verdict === 'unknown' ? 0.15 : 0.4);
    exact.forEach((index, place) => {
      const held = scores.get(index);
      scores.set(index, { score: 100 - place + (held?.score ?? 0) / 100, quote: null });
    });
    const first = byScore(scores)[0];
    const best =
      first &&
      bestEntry({
        text,
        retrieval,
        first: { article: shelf.all[first[0]] as Article, score: first[1].score },
        outcomes,
        entryOn,
        day: question.eventDate,
      });
    const lead = outcomes[0];
    if (lead && lead.verdict !== 'unknown' && exact.length === 0) addBasis(lead, LEADING_LIFT);
    const citations: Citation[] = [];
    for (const [index, { score, quote }] of byScore(scores)) {
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
      reply: draftAnswer({
        outcomes,
        ...(best ? { entry: best } : {}),
        citations,
        ended,
      }),
      similarOrders: (known ? retrieval.precedents.slice(0, 5) : []).map(({ precedent, score }) => ({
        id: precedent.id,
        issueType: precedent.issueType,
        text: precedent.text,
        score: Math.round(score * 1000) / 1000,
      })),
    };
  };
}

type Scores = ReadonlyMap<number, { readonly score: number; readonly quote: string | null }>;
const byScore = (scores: Scores) => [...scores].sort((a, b) => b[1].score - a[1].score || a[0] - b[0]);

type EntryChoice = {
  readonly text: string;
  readonly retrieval: Retrieval;
  readonly first: { readonly article: Article; readonly score: number };
  readonly outcomes: readonly AskedRule[];
  readonly entryOn: Library['entryOn'];
  readonly day: string;
};

/**
 * The entry to answer with. What the leading rule decides comes with the entries that say so, the likest first; an
 * entry that speaks for the other side is never shown. Otherwise the best entry that speaks of the article cited
 * first; where the first is no entry's article, the best entry.
 */
function bestEntry(choice: EntryChoice): KnowledgeEntry | undefined {
  const { text, retrieval, first, outcomes, entryOn, day } = choice;
  const speaksOf =
    ({ law, article }: Pick<Article, 'law' | 'article'>) =>
    ({ entry }: ScoredEntry): boolean =>
      entry.citations.some((cited) => cited.law === law && cited.article === article);
  if (first.score >= EXACT) return retrieval.entries.find(speaksOf(first.article))?.entry;
  const isOfThing = ({ title }: KnowledgeEntry): boolean =>
    !CARS.test(title) || !OTHER_THING.test(text) || /车/u.test(text);
  const isOfTrade = ({ title }: KnowledgeEntry): boolean => !LESSONS.test(title) || LESSONS.test(text);
  const lead = outcomes[0];
  if (lead && lead.entries.length > 0) {
    const isDecided = lead.isAsked && lead.verdict !== 'unknown';
    const likest = retrieval.entries.find(
      ({ entry }) => lead.entries.includes(entry.id) && isOfThing(entry) && isOfTrade(entry),
    );
    const least = LIKE_ENOUGH * (retrieval.entries[0]?.score ?? 0);
    if (likest && (isDecided || likest.score >= least)) return likest.entry;
    const fitting = lead.entries.map((id) => entryOn(id, day)).find((entry) => entry !== undefined);
    if (fitting && isDecided) return fitting;
  }
  const open = retrieval.entries.filter(({ entry }) => !lead?.against.includes(entry.id) && isOfThing(entry));
  const basis = lead?.isAsked && lead.verdict === 'applies' ? lead.basis[0] : undefined;
  const least = CLOSE * (open[0]?.score ?? 0);
  const spoken =
    (basis && open.find((scored) => scored.score >= least && speaksOf(basis)(scored))) ??
    open.slice(0, 5).find(speaksOf(first.article));
  return (spoken ?? open[0])?.entry;
}

/** Cars have rules of their own, which say nothing of other things. */
const CARS = /汽车/u;
const OTHER_THING = /手机|电脑|冰箱|空调|洗衣机|电视|热水器|家具|沙发|床垫?|衣服|裤|裙|鞋|包包|手表/u;
const LESSONS = /培训|课|机构|学/u;

/** Where the rule is not named, its entries must come this near to the best for the question to be about it. */
const LIKE_ENOUGH = 0.75;
/** An entry on the very article of a rule that applies goes before a better one that is not, if it comes this near. */
const CLOSE = 0.6;
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
