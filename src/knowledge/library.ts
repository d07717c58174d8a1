import { compileRule } from './applicability/table.ts';
import type { Rule } from './applicability/table.ts';
import type { PackedBm25 } from './bm25.ts';
import { checkCitation, createShelf, isInForce } from './citation-check.ts';
import type { ArticleShelf } from './citation-check.ts';
import { createReferenceReader } from './cite-query.ts';
import type { LawReference, ReferenceReader } from './cite-query.ts';
import { FACTS } from './facts/all.ts';
import type { Encode } from './meanings.ts';
import { createQuoter } from './quote.ts';
import { createRepealedLaws } from './repealed-laws.ts';
import type { RepealedLaws } from './repealed-laws.ts';
import { createRetriever, isValid } from './retrieve.ts';
import type { Retriever } from './retrieve.ts';
import type { Sources } from './sources.ts';
import type { Article, Citation, KnowledgeEntry, Precedent } from './types.ts';

/** The ISO day on which an instrument must be in force. */
export type DayOf = (law: string) => string;

/** What asking and finding the law beside an order have in common. */
export type Library = {
  readonly source: Sources;
  readonly shelf: ArticleShelf;
  readonly retriever: Retriever;
  /** Decision tables, compiled. */
  readonly rules: readonly Rule[];
  readonly readReferences: ReferenceReader;
  readonly repealed: RepealedLaws;
  /** Substantive law is that of the day of the event, law of procedure that of the day of filing. */
  readonly daysOf: (eventDate: string, filingDate: string | undefined) => DayOf;
  /** A citation that has passed the gate, or null. `asked` are the tokens of what was asked. */
  readonly cite: (wanted: Wanted, asked: ReadonlySet<number>, dayOf: DayOf) => Citation | null;
  /** Articles named by number, in the version in force; named laws without a number narrow the search. */
  readonly named: (references: readonly LawReference[], dayOf: DayOf) => number[];
  /** An entry by its id, where there is one and it holds on the ISO day. */
  readonly entryOn: (id: string, day: string) => KnowledgeEntry | undefined;
};

export type Wanted = { readonly index: number; readonly score: number; readonly quote: string | null };

/** Instruments of procedure: which version counts is settled by the day of filing, not of the event. */
const PROCEDURE =
  /投诉举报处理|行政复议|信访|接诉即办|行政诉讼|民事诉讼|仲裁|旅游投诉处理|行政案件程序|违法行为处理程序|政府信息公开/u;

export function createLibrary(source: Sources, index?: PackedBm25, encode: Encode | null = null): Library {
  const { articles, entries } = source;
  const precedents = source.precedents ?? [];
  const shelf = createShelf(articles);
  const quoteOf = createQuoter();
  const articlesByNumber = new Map<number, number[]>();
  articles.forEach(({ articleNo }, index) => {
    const held = articlesByNumber.get(articleNo);
    if (held) held.push(index);
    else articlesByNumber.set(articleNo, [index]);
  });
  const popularity = countCitations(entries, precedents);
  const popularityOf = (index: number): number => {
    const article = articles[index] as Article;
    return popularity.get(`${article.law}|${article.article}`) ?? 0;
  };
  const procedure = new Set(articles.map(({ law }) => law).filter((law) => PROCEDURE.test(law)));

  const entryOfId = new Map(entries.map((entry) => [entry.id, entry]));

  return {
    source,
    shelf,
    entryOn: (id, day) => {
      const entry = entryOfId.get(id);
      return entry && isValid(entry, day) ? entry : undefined;
    },
    rules: (source.rules ?? []).map((table) => compileRule(table, FACTS)),
    retriever: createRetriever(shelf, source, index, encode),
    readReferences: createReferenceReader(articles),
    repealed: createRepealedLaws(source.successors ?? [], articles),
    daysOf: (eventDate, filingDate) => (law) => (procedure.has(law) ? (filingDate ?? eventDate) : eventDate),
    cite: ({ index, score, quote }, asked, dayOf) => {
      const article = articles[index] as Article;
      const citation: Citation = {
        law: article.law,
        article: article.article,
        quote: quoteOf(article, quote, asked),
        effectiveFrom: article.effectiveFrom,
        effectiveTo: article.effectiveTo,
        score: Math.round(score * 10_000) / 10_000,
      };
      return checkCitation(shelf, citation, dayOf(article.law)) === null ? citation : null;
    },
    named: (references, dayOf) => {
      const found = new Set<number>();
      const seen = new Set<string>();
      for (const reference of references) {
        for (const [place, number] of reference.articles.entries()) {
          const inserted = reference.inserted[place] ?? '';
          const key = `${reference.laws.join('|')}#${number}${inserted}`;
          if (seen.has(key)) continue;
          seen.add(key);
          const candidates = (articlesByNumber.get(number) ?? []).filter((index) => {
            const article = articles[index] as Article;
            const meant = reference.laws.length === 0 || reference.laws.includes(article.law);
            const same = article.article.endsWith('条')
              ? inserted === ''
              : article.article.endsWith(`条${inserted}`);
            return meant && same && isInForce(article, dayOf(article.law));
          });
          candidates.sort((a, b) => popularityOf(b) - popularityOf(a) || a - b);
          for (const index of reference.laws.length === 0 ? candidates.slice(0, 5) : candidates)
            found.add(index);
        }
      }
      return [...found];
    },
  };
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
