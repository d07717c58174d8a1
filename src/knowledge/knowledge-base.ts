import { createAsk } from './ask.ts';
import type { Question } from './ask.ts';
import { createLibrary } from './library.ts';
import { createLegalBasis } from './order-basis.ts';
import type { BasisQuestion, OrderBasis } from './order-basis.ts';
import type { PackedBm25 } from './bm25.ts';
import type { Encode } from './meanings.ts';
import type { Sources } from './sources.ts';
import type { Answer, Article } from './types.ts';

export type { OrderBasis } from './order-basis.ts';

export type KnowledgeBase = {
  readonly ask: (question: Question) => Answer;
  /**
   * Makes ready what the first question would otherwise wait for (some seconds), a step at a time; a question that comes
   * in between makes the rest ready itself.
   */
  readonly prepare: () => Iterable<void>;
  readonly legalBasis: (question: BasisQuestion) => OrderBasis;
  /** The text of an article as it stood on an ISO day; null when unknown or not in force. */
  readonly articleOn: (law: string, article: string, day: string) => Article | null;
  readonly size: { readonly entries: number; readonly articles: number; readonly precedents: number };
};

/**
 * Answers questions and finds the law beside an order, from entries, statutes and handled orders held in memory.
 * The same source and question give the same answer. `index` is
 * what `indexSources` made of the same source, where that was done before;
 * `encode` finds questions by meaning too. Every citation has passed `checkCitation` for its day.
 */
export function createKnowledge(
  source: Sources,
  index?: PackedBm25,
  encode: Encode | null = null,
): KnowledgeBase {
  const library = createLibrary(source, index, encode);
  const { shelf } = library;
  return {
    ...createAsk(library),
    legalBasis: createLegalBasis(library),
    articleOn: (law, article, day) => shelf.all[shelf.inForce(law, article, day)] ?? null,
    size: {
      entries: source.entries.length,
      articles: source.articles.length,
      precedents: source.precedents?.length ?? 0,
    },
  };
}
