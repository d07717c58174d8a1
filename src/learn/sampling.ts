import type { SparseVector } from './vocabulary.ts';

/** How near the two likeliest labels are: 1 when they are equally likely, 0 when the first is certain. */
export function marginUncertainty(probabilities: ArrayLike<number>): number {
  let first = 0;
  let second = 0;
  for (let k = 0; k < probabilities.length; k++) {
    const p = probabilities[k] as number;
    if (p > first) {
      second = first;
      first = p;
    } else if (p > second) second = p;
  }
  return 1 - (first - second);
}

export type QueueItem = { readonly uncertainty: number; readonly vector: SparseVector };

/** A place in the list given, and which of the two reasons weighed more when it was taken. */
export type Picked = { readonly index: number; readonly why: 'uncertain' | 'diverse' };

/** How many times as many uncertain items as wanted stand for choice. */
const POOL = 6;

/**
 * What to label next: among the most uncertain items, one after the other the one with the largest product of
 * uncertainty and cosine distance to the nearest item taken before (greedy k-center: Sener and Savarese, ICLR
 * 2018; restricted to uncertain items as in Zhdanov, 2019). So a batch has no ten copies of one doubtful case.
 * Deterministic; ties go to the earlier item.
 */
export function pickQueue(items: readonly QueueItem[], size: number, pool = POOL): Picked[] {
  const ranked = items
    .map((item, index) => ({ ...item, index }))
    .sort((a, b) => b.uncertainty - a.uncertainty || a.index - b.index)
    .slice(0, Math.max(0, size * pool));
  const norms = ranked.map(({ vector }) => Math.sqrt(vector.values.reduce((sum, v) => sum + v * v, 0)));
  const distance = ranked.map(() => 1);
  const taken = new Set<number>();
  const picked: Picked[] = [];
  const dense = new Float64Array(
    1 + ranked.reduce((max, { vector }) => vector.indices.reduce((m, i) => Math.max(m, i), max), 0),
  );
  while (picked.length < size && picked.length < ranked.length) {
    let best = -1;
    let bestScore = -1;
    ranked.forEach((item, i) => {
      if (taken.has(i)) return;
      // A trifle of uncertainty is left to everything, so that diversity alone decides among certain items.
      const score = (item.uncertainty + 1e-6) * (distance[i] as number);
      if (score > bestScore) {
        best = i;
        bestScore = score;
      }
    });
    const centre = ranked[best] as (typeof ranked)[number];
    const surest = ranked.findIndex((_, i) => !taken.has(i));
    picked.push({ index: centre.index, why: best === surest ? 'uncertain' : 'diverse' });
    taken.add(best);
    centre.vector.indices.forEach((f, k) => (dense[f] = centre.vector.values[k] as number));
    ranked.forEach(({ vector }, i) => {
      if (taken.has(i)) return;
      let dot = 0;
      vector.indices.forEach((f, k) => (dot += (dense[f] as number) * (vector.values[k] as number)));
      const scale = (norms[i] as number) * (norms[best] as number);
      const cosine = scale === 0 ? 0 : dot / scale;
      distance[i] = Math.min(distance[i] as number, Math.max(0, 1 - cosine));
    });
    centre.vector.indices.forEach((f) => (dense[f] = 0));
  }
  return picked;
}
