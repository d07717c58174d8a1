import type { Segmenter } from '../../src/text/types.ts';

/**
 * A plain peer: single-pass clustering by cosine of TF-IDF over words with the mean of a cluster, rarity counted over
 * what was read so far. `threshold` is its only setting.
 */
export function createPeer(words: Segmenter, threshold: number) {
  const frequency = new Map<string, number>();
  const clusters: { sum: Map<string, number>; norm: number; members: number[] }[] = [];
  const byWord = new Map<string, Set<number>>();
  let read = 0;
  return {
    add: (seq: number, text: string): number => {
      read++;
      const counts = new Map<string, number>();
      for (const word of words.cut(text)) {
        if (/^[\u4e00-\u9fa5a-zA-Z0-9]{2,}$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
      }
      for (const word of counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
      const vector = new Map<string, number>();
      let norm = 0;
      for (const [word, count] of counts) {
        const value = (1 + Math.log(count)) * Math.log((read + 1) / (frequency.get(word) as number));
        vector.set(word, value);
        norm += value * value;
      }
      norm = Math.sqrt(norm) || 1;
      const dots = new Map<number, number>();
      for (const [word, value] of vector) {
        for (const cluster of byWord.get(word) ?? []) {
          const other = clusters[cluster]?.sum.get(word) ?? 0;
          dots.set(cluster, (dots.get(cluster) ?? 0) + (value / norm) * other);
        }
      }
      let best = -1;
      let score = threshold;
      for (const [cluster, dot] of dots) {
        const cosine = dot / (clusters[cluster]?.norm ?? 1);
        if (cosine >= score) [best, score] = [cluster, cosine];
      }
      if (best < 0) {
        best = clusters.length;
        clusters.push({ sum: new Map(), norm: 0, members: [] });
      }
      const cluster = clusters[best] as (typeof clusters)[number];
      cluster.members.push(seq);
      for (const [word, value] of vector) {
        cluster.sum.set(word, (cluster.sum.get(word) ?? 0) + value / norm);
        const list = byWord.get(word) ?? new Set();
        list.add(best);
        byWord.set(word, list);
      }
      cluster.norm = Math.sqrt([...cluster.sum.values()].reduce((sum, value) => sum + value * value, 0));
      return best;
    },
  };
}
