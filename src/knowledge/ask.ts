import { createNearness } from './applicability/nearness.ts';
import { askedRules } from './applicability/choose.ts';
import type { AskedRule } from './applicability/choose.ts';
import { draftAnswer } from './answer.ts';
import { bestEntry } from './best-entry.ts';
import type { LawReference } from './cite-query.ts';
import type { Coverage } from './coverage.ts';
import { createEndedLaws } from './ended-laws.ts';
import { factsFromText } from './facts/read-facts.ts';
import type { Library } from './library.ts';
import { createOffTopic } from './off-topic.ts';
import { QUESTION_WEIGHTS } from './retrieve.ts';
import { createVerdictReader } from './verdict-reader.ts';
import { shareOf, verdictsOf } from './verdicts.ts';
import type { Retrieval } from './retrieve.ts';
import { characterTokens } from './tokens.ts';
import type { Answer, Article, Citation, Facts } from './types.ts';

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
  /** What triage makes of the question. */
  readonly likelyTypes?: readonly { readonly code: string; readonly confidence: number }[];
};

export const MAX_CITATIONS = 10;

export type Asking = {
  readonly ask: (question: Question) => Answer;
  /** What the first question would otherwise wait for, a step at a time. */
  readonly prepare: () => Iterable<void>;
};

/** Answers questions out of the library; see `createKnowledge`. */
export function createAsk(library: Library): Asking {
  const { shelf, retriever, readReferences, daysOf, cite, named, entryOn, rules, source, repealed } = library;
  const readVerdict = createVerdictReader(retriever.questions);
  const isOffTopic = createOffTopic(
    retriever.questions.map((question) => question.text),
    source.nothing ?? [],
  );
  const nearnessTo = createNearness(rules, source.entries);
  const endedLaws = createEndedLaws(shelf, repealed);

  const ask = (question: Question): Answer => {
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
      ...(question.likelyTypes === undefined ? {} : { likelyTypes: question.likelyTypes }),
    });
    const references = readReferences(text);
    const exact = named(references, days);
    const lawsNamed = new Set(references.flatMap((reference) => reference.laws));
    const asked = new Set(characterTokens(text));
    const known = exact.length > 0 || (isKnown(retrieval, text) && !isOffTopic(text));
    const outcomes = known
      ? askedRules(rules, {
          facts,
          text,
          day: question.eventDate,
          nearness: nearnessTo(retrieval.questions),
        })
      : [];

    const scores = new Map<number, { score: number; quote: string | null }>();
    const addBasis = ({ basis }: AskedRule, lift: number): void =>
      basis.forEach(({ law, article }, place) => {
        const index = shelf.inForce(law, article, days(law));
        if (index < 0) return;
        const held = scores.get(index);
        scores.set(index, { score: (held?.score ?? 0) + lift / (1 + place), quote: held?.quote ?? null });
      });
    for (const { index, score, quote } of known ? retrieval.articles : []) {
      const article = shelf.all[index] as Article;
      scores.set(index, { score: lawsNamed.has(article.law) ? score + 1 : score, quote });
    }
    for (const outcome of outcomes) addBasis(outcome, outcome.verdict === 'unknown' ? 0.15 : 0.4);
    const odds = readVerdict(text, retrieval.questions);
    const lift = asksForArticle(text, references)
      ? EXACT
      : NAMED_LIFT * (1 - shareOf(odds, 'does_not_apply'));
    exact.forEach((index, place) => {
      const held = scores.get(index)?.score ?? 0;
      scores.set(index, {
        score: lift - place * NAMED_STEP + (lift === EXACT ? held / 100 : held),
        quote: null,
      });
    });
    const first = byScore(scores)[0];
    const best =
      first &&
      bestEntry({
        text,
        retrieval,
        first: { article: shelf.all[first[0]] as Article, isAskedFor: first[1].score >= EXACT / 2 },
        outcomes,
        entryOn,
        day: question.eventDate,
      });
    const lead = outcomes[0];
    if (lead && lead.isAsked && lead.verdict !== 'unknown' && lift !== EXACT) addBasis(lead, LEADING_LIFT);
    const verdicts = verdictsOf({ outcomes, odds, ...(known && best ? { entry: best } : {}), text });
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
    const ended = endedLaws(text, references, days);
    return {
      id: question.id ?? null,
      citations,
      verdicts,
      keyPoints: best?.keyPoints ?? [],
      reply: draftAnswer({
        outcomes: outcomes.filter(({ isAsked }) => isAsked),
        verdicts,
        ...(best ? { entry: best } : {}),
        citations,
        ended,
      }),
      terms: known ? retrieval.terms : [],
      similarOrders: (known ? retrieval.precedents.slice(0, 5) : []).map(({ precedent, score }) => ({
        id: precedent.id,
        issueType: precedent.issueType,
        text: precedent.text,
        score: Math.round(score * 1000) / 1000,
      })),
    };
  };
  return {
    ask,
    prepare: function* () {
      yield* retriever.prepare();
      readVerdict('', []);
      yield;
      isOffTopic('');
    },
  };
}

type Scores = ReadonlyMap<number, { readonly score: number; readonly quote: string | null }>;
const byScore = (scores: Scores) => [...scores].sort((a, b) => b[1].score - a[1].score || a[0] - b[0]);

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
const EXACT = 100;
/** What an article gains by being named in a question about something else, and what each further one gains less. */
const NAMED_LIFT = 3;
const NAMED_STEP = 0.1;
/** A question with no more words than these beside the article it names asks for that article. */
const BESIDE = 10;

function asksForArticle(text: string, references: readonly LawReference[]): boolean {
  if (references.length === 0) return false;
  let rest = text;
  for (const { start, end } of [...references].sort((a, b) => b.start - a.start))
    rest = rest.slice(0, start) + rest.slice(end);
  return rest.replace(/[\s\p{P}]/gu, '').length <= BESIDE;
}
