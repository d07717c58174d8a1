import type { Bm25Parts } from './bm25.ts';
import { characterTokens } from './tokens.ts';
import type { CountedTerms } from './vocabulary.ts';

/**
 * How much of a query is known at all: the best score of any source against the highest a text could reach, 0 to 1;
 * `pairs` over pairs of characters alone, words that only ask left out.
 */
export type Coverage = { readonly all: number; readonly pairs: number };

/** Words that ask, and say nothing of what is asked about. */
const ASKING =
  /你好|您好|请问|怎么样|怎么办|怎么|如何|为什么|什么|能不能|可不可以|可以|是不是|吗|呢|帮我|有没有/gu;

/** Terms of more documents than this are left out at first; where that is not enough, all are counted. */
const COMMONEST = 1500;

/** Whether a query is known to at least these shares in one of the parts of the index. */
export function covers(
  index: Bm25Parts,
  parts: readonly number[],
  text: string,
  terms: CountedTerms,
  least: Coverage,
): boolean {
  const pairs = characterTokens(text.replace(ASKING, '，')).filter((token) => token > 0xffff);
  return reaches(index, parts, index.count(pairs), least.pairs) && reaches(index, parts, terms, least.all);
}

function reaches(index: Bm25Parts, parts: readonly number[], terms: CountedTerms, least: number): boolean {
  const selections = parts.map((part) => ({ part, limit: 1 }));
  const enough = (commonest?: number): boolean =>
    index
      .select(terms, selections, commonest)
      .some((hits, i) => (hits[0]?.score ?? 0) / (index.ceiling(terms, parts[i] as number) || 1) >= least);
  return enough(COMMONEST) || enough();
}
