import type { Bm25 } from './bm25.ts';
import { characterTokens } from './tokens.ts';
import type { CountedTerms, Vocabulary } from './vocabulary.ts';

/**
 * How much of a query is known at all: the best score of any source against the highest a text could reach, 0 to 1;
 * `pairs` over pairs of characters alone, words that only ask left out.
 */
export type Coverage = { readonly all: number; readonly pairs: number };

/** Words that ask, and say nothing of what is asked about. */
const ASKING =
  /你好|您好|请问|怎么样|怎么办|怎么|如何|为什么|什么|能不能|可不可以|可以|是不是|吗|呢|帮我|有没有/gu;

export function coverageOf(
  sources: readonly Bm25[],
  vocabulary: Vocabulary,
  text: string,
  terms: CountedTerms,
): Coverage {
  const pairs = characterTokens(text.replace(ASKING, '，')).filter((token) => token > 0xffff);
  const counted = vocabulary.count(pairs);
  return {
    all: Math.max(...sources.map((source) => reach(source, terms))),
    pairs: Math.max(...sources.map((source) => reach(source, counted))),
  };
}

const reach = (source: Bm25, terms: CountedTerms): number =>
  (source.select(terms, [{ limit: 1 }])[0]?.[0]?.score ?? 0) / (source.ceiling(terms) || 1);
