export type Hit = { readonly doc: number; readonly score: number };

export type Selection = {
  readonly limit: number;
  /** Documents it refuses are left out before ranking. */
  readonly accept?: (doc: number) => boolean;
  /** Only these are ranked; far cheaper than `accept` where they are few. */
  readonly among?: readonly number[];
};

/** Each band of scores reaches down to this share of the one before. */
const BAND = 0.75;
/** Bands before the rest is taken in one. */
const BANDS = 8;

/**
 * The best of the first `many` documents in `touched` (all of them scored above 0), best first, equal scores in
 * document order. Scores are walked in bands from the highest down until enough are found: only those are sorted.
 */
export function topHits(
  scores: Float64Array,
  touched: Int32Array,
  many: number,
  { limit, accept, among }: Selection,
): Hit[] {
  if (limit <= 0) return [];
  const hits: Hit[] = [];
  if (among) {
    for (const doc of among) {
      const score = scores[doc] as number;
      if (score > 0 && (!accept || accept(doc))) hits.push({ doc, score });
    }
    return ranked(hits, limit);
  }
  let highest = 0;
  for (let i = 0; i < many; i++) {
    const score = scores[touched[i] as number] as number;
    if (score > highest) highest = score;
  }
  let upper = Number.POSITIVE_INFINITY;
  let lower = highest;
  for (let band = 1; band <= BANDS && hits.length < limit; band++) {
    lower = band === BANDS ? 0 : lower * BAND;
    for (let i = 0; i < many; i++) {
      const doc = touched[i] as number;
      const score = scores[doc] as number;
      if (score >= lower && score < upper && (!accept || accept(doc))) hits.push({ doc, score });
    }
    upper = lower;
  }
  return ranked(hits, limit);
}

function ranked(hits: Hit[], limit: number): Hit[] {
  hits.sort((a, b) => b.score - a.score || a.doc - b.doc);
  return hits.length > limit ? hits.slice(0, limit) : hits;
}
