export type RankedList<K> = {
  /** Best first; a key counts at its first place. */
  readonly keys: readonly K[];
  readonly weight?: number;
};

export type Fused<K> = { readonly key: K; readonly score: number };

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): each list gives `weight / (k + rank)`, rank from 1.
 * Equal sums keep the order of first appearance.
 */
export function fuseRankings<K>(lists: readonly RankedList<K>[], k = 60): Fused<K>[] {
  const sums = new Map<K, number>();
  for (const { keys, weight = 1 } of lists) {
    const seen = new Set<K>();
    for (const key of keys) {
      if (seen.has(key)) continue;
      seen.add(key);
      sums.set(key, (sums.get(key) ?? 0) + weight / (k + seen.size));
    }
  }
  return [...sums].map(([key, score]) => ({ key, score })).sort((a, b) => b.score - a.score);
}
