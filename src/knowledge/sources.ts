import type { RuleTable } from './applicability/table.ts';
import { packBm25Parts } from './bm25.ts';
import type { PackedBm25 } from './bm25.ts';
import { knownQuestions } from './known-questions.ts';
import type { LawSuccessor } from './law-intervals.ts';
import { characterTokens } from './tokens.ts';
import type {
  Article,
  ArticleQuestion,
  AskedQuestion,
  KnowledgeEntry,
  LegalTerm,
  Precedent,
} from './types.ts';

/** Parts of the index, in the order in which `indexSources` builds them: questions, entries, precedents, articles. */
export const PARTS = [0, 1, 2, 3] as const;

/** What is searched. */
export type Sources = {
  readonly articles: readonly Article[];
  readonly entries: readonly KnowledgeEntry[];
  readonly asked?: readonly AskedQuestion[];
  readonly ofArticles?: readonly ArticleQuestion[];
  /** Questions that nothing here answers. */
  readonly nothing?: readonly string[];
  /** What people say and statutes call otherwise. */
  readonly terms?: readonly LegalTerm[];
  readonly precedents?: readonly Precedent[];
  readonly rules?: readonly RuleTable[];
  /** Which laws gave way to which. */
  readonly successors?: readonly LawSuccessor[];
};

/** The index over all sources: the slow part of `createRetriever` (6 s for 80,000 articles). */
export function indexSources({
  articles,
  entries,
  asked = [],
  precedents = [],
  rules = [],
  ofArticles = [],
}: Sources): PackedBm25 {
  return packBm25Parts([
    knownQuestions(entries, asked, rules, ofArticles).map(({ text }) => characterTokens(text)),
    entries.map((entry) =>
      characterTokens(
        [entry.title, ...entry.questions, entry.rule, ...entry.applies, ...entry.keyPoints].join('\n'),
      ),
    ),
    precedents.map((precedent) => characterTokens(precedent.text)),
    articles.map((article) => characterTokens(`${article.short}${article.article}\n${article.text}`)),
  ]);
}
