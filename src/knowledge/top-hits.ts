export type Hit = { readonly doc: number; readonly score: number };

export type Selection = {
  readonly limit: number;
  /** Documents it refuses are left out before ranking. */
  readonly accept?: (doc: number) => boolean;
  /** Only these are ranked; far cheaper than `accept` where they are few. */
  readonly among?: readonly number[];
};

/**
 * The best of the first `many` documents in `touched` (all of them scored above 0), best first, equal scores in
 * document order. Only what is among the best so far is kept and in order, so that few are ever sorted.
 */
export function topHits(
  scores: Float64Array,
  touched: Int32Array,
  many: number,
  { limit, accept, among }: Selection,
): Hit[] {
  if (limit <= 0) return [];
  const docs = among ?? touched;
  const length = among?.length ?? many;
  const best: Hit[] = [];
  for (let i = 0; i < length; i++) {
    const doc = docs[i] as number;
    const score = scores[doc] as number;
    if (score <= 0) continue;
    if (best.length === limit && !isBefore(score, doc, best[limit - 1] as Hit)) continue;
    if (accept && !accept(doc)) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(score, doc, best[middle] as Hit)) high = middle;
      else low = middle + 1;
    }
    if (best.length === limit) best.pop();
    best.splice(low, 0, { doc, score });
  }
  return best;
}

const isBefore = (score: number, doc: number, other: Hit): boolean =>
  score > other.score || (score === other.score && doc < other.doc);
