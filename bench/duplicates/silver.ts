import type { Encoder } from '../../src/encoder/encoder.ts';
import { createNearDuplicates } from '../../src/learn/near-duplicates.ts';
import { isWordUnit } from '../../src/learn/features.ts';
import { shareOf } from '../../src/kernel/share.ts';
import { shingle, similarity } from '../../src/learn/shingles.ts';
import { loadSegmenter } from '../../src/text/segment.ts';
import { report } from '../support.ts';
import { rowsOf, textOf } from './messages.ts';
import type { Message } from './messages.ts';

type SilverPair = { readonly a: string; readonly b: string };
type Scored = { readonly a: number; readonly b: number; readonly score: number };

/** Candidates of one message that are scored, as in the program. */
const CANDIDATES = 64;
/** Pairs below this are of no use to either side. */
const FLOOR = 0.04;
/** Vectors of two messages of one kind of matter are all alike: half of all pairs are above 0. */
const VECTOR_FLOOR = 0.5;
/** Tried for the cosine of the encoder beside our score; the best on the first half is taken. */
const WEIGHTS = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8];

/**
 * Pairs of real messages about one event, marked by at least two teams of a contest. The events (and all other
 * messages) are dealt into two halves; each side's threshold is the one with the best F1 on the first half, where
 * an unmarked pair counts as wrong; figures are of the second half. Unmarked pairs are mostly right or arguable
 * (the teams marked five events only), so the precision printed is a lower bound: read a sample. With an encoder, the
 * cosine of its vectors too, alone and added to our score with the weight that is best on the first half.
 */
export async function measureSilver(sample: number, encoder: Encoder | null): Promise<void> {
  const messages = rowsOf<Message>('messages_hot');
  const marked = rowsOf<SilverPair>('hot_pairs_silver');
  if (messages === null || marked === null) {
    report({ bench: 'duplicates silver', skipped: '没有基准数据（teddy2020）' });
    return;
  }
  const place = new Map(messages.map((message, i) => [message.id, i]));
  const pairs = marked.flatMap(({ a, b }): [number, number][] => {
    const [i, j] = [place.get(a), place.get(b)];
    return i === undefined || j === undefined ? [] : [[Math.min(i, j), Math.max(i, j)]];
  });
  const events = eventsOf(pairs);
  const half = halvesOf(messages.length, events);
  const key = (a: number, b: number): number => Math.min(a, b) * messages.length + Math.max(a, b);
  const silver = new Set(pairs.filter(([a, b]) => half[a] === half[b]).map(([a, b]) => key(a, b)));
  const texts = messages.map(textOf);

  const shingles = texts.map(shingle);
  const index = createNearDuplicates();
  shingles.forEach((s, i) => index.add(i, s));
  const ours = new Map<number, Scored>();
  shingles.forEach((s, a) => {
    for (const { id: b } of index.candidates(s, { limit: CANDIDATES, excluding: a })) {
      if (half[a] !== half[b] || ours.has(key(a, b))) continue;
      ours.set(key(a, b), { a, b, score: similarity(s, shingles[b] as typeof s, index.weight) });
    }
  });
  const words = loadSegmenter([]);
  const vectors = encoder === null ? null : await encoder.encode(texts);
  const sides: Record<string, Scored[]> = {
    ours: [...ours.values()],
    'jieba TF-IDF cosine': cosinePairs(
      texts.map((text) => tokens(words.cut(text))),
      half,
    ),
    'character pairs TF-IDF cosine': cosinePairs(
      texts.map((text) => tokens(pairsOf(text))),
      half,
    ),
  };
  if (vectors !== null) {
    const cosine = (a: number, b: number): number =>
      dot(vectors[a] as Float32Array, vectors[b] as Float32Array);
    sides['encoder cosine'] = nearPairs(vectors, half);
    const weighed = WEIGHTS.map((weight) => ({
      weight,
      scored: [...ours.values()].map(({ a, b, score }) => ({ a, b, score: score + weight * cosine(a, b) })),
    }));
    const best = weighed.reduce((one, other) =>
      bestThreshold(other.scored, 0).f1 > bestThreshold(one.scored, 0).f1 ? other : one,
    );
    sides[`ours + ${best.weight} × encoder cosine`] = best.scored;
  }
  for (const [name, scored] of Object.entries(sides)) {
    const { threshold, f1 } = bestThreshold(scored, 0);
    const found = scored.filter(({ a, score }) => half[a] === 1 && score >= threshold);
    const right = found.filter(({ a, b }) => silver.has(key(a, b)));
    const all = [...silver].filter((k) => half[Math.floor(k / messages.length)] === 1).length;
    const precision = shareOf(right.length, found.length);
    const recall = shareOf(right.length, all);
    report({
      bench: 'duplicates silver',
      side: name,
      threshold: rounded(threshold),
      tunedF1: rounded(f1),
      found: found.length,
      precisionAtLeast: rounded(precision.share),
      recall: rounded(recall.share),
      f1: rounded((2 * right.length) / (found.length + all)),
      averagePrecision: rounded(
        averagePrecision(
          scored.filter(({ a }) => half[a] === 1),
          all,
        ),
      ),
    });
    if (name === 'ours' && sample > 0) printSample(found.filter(({ a, b }) => !silver.has(key(a, b))));
  }

  function bestThreshold(scored: readonly Scored[], side: number): { threshold: number; f1: number } {
    const sorted = scored.filter(({ a }) => half[a] === side).sort((x, y) => y.score - x.score);
    const all = [...silver].filter((k) => half[Math.floor(k / texts.length)] === side).length;
    let best = { threshold: 1, f1: 0 };
    let right = 0;
    sorted.forEach(({ a, b, score }, i) => {
      if (silver.has(key(a, b))) right++;
      const f1 = (2 * right) / (i + 1 + all);
      if (f1 > best.f1) best = { threshold: score, f1 };
    });
    return best;
  }

  function averagePrecision(scored: readonly Scored[], all: number): number {
    let right = 0;
    let sum = 0;
    [...scored]
      .sort((x, y) => y.score - x.score)
      .forEach(({ a, b }, i) => {
        if (!silver.has(key(a, b))) return;
        right++;
        sum += right / (i + 1);
      });
    return sum / all;
  }

  function printSample(unmarked: Scored[]): void {
    unmarked.sort((x, y) => y.score - x.score || x.a - y.a);
    for (let i = 0; i < sample; i++) {
      const pair = unmarked[Math.floor(((i + 0.5) * unmarked.length) / sample)];
      if (pair === undefined) continue;
      const show = (m: number) => `${messages?.[m]?.title}｜${texts[m]?.slice(0, 160)}`;
      report({ unmarked: unmarked.length, score: rounded(pair.score), a: show(pair.a), b: show(pair.b) });
    }
  }
}

const rounded = (value: number): number => Number(value.toFixed(3));

/** Connected groups of the marked pairs, largest first. */
function eventsOf(pairs: readonly (readonly [number, number])[]): number[][] {
  const root = new Map<number, number>();
  const find = (x: number): number => {
    const parent = root.get(x) ?? x;
    return parent === x ? x : find(parent);
  };
  for (const [a, b] of pairs) root.set(find(b), find(a));
  const groups = new Map<number, number[]>();
  for (const member of new Set(pairs.flat())) {
    groups.set(find(member), [...(groups.get(find(member)) ?? []), member]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length || Math.min(...a) - Math.min(...b));
}

/** 0 or 1 for each message: whole events alternately by size, the other messages by place. */
function halvesOf(count: number, events: readonly (readonly number[])[]): Uint8Array {
  const half = Uint8Array.from({ length: count }, (_, i) => i % 2);
  events.forEach((event, rank) => event.forEach((member) => (half[member] = rank % 2)));
  return half;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** All pairs of one half whose vectors are near each other. */
function nearPairs(vectors: readonly Float32Array[], half: Uint8Array): Scored[] {
  const found: Scored[] = [];
  vectors.forEach((vector, a) => {
    for (let b = 0; b < a; b++) {
      if (half[a] !== half[b]) continue;
      const score = dot(vector, vectors[b] as Float32Array);
      if (score > VECTOR_FLOOR) found.push({ a, b, score });
    }
  });
  return found;
}

const isWord = (token: string): boolean => [...token].every((c) => isWordUnit(c.charCodeAt(0)));

function tokens(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of list) if (isWord(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}

const pairsOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2));

/** All pairs of one half by TF-IDF cosine as scikit-learn computes it: smoothed idf, raw counts, L2 norm. */
function cosinePairs(docs: readonly ReadonlyMap<string, number>[], half: Uint8Array): Scored[] {
  const postings = new Map<string, { ids: number[]; weights: number[] }>();
  docs.forEach((doc, id) => {
    for (const [token, count] of doc) {
      const list = postings.get(token) ?? { ids: [], weights: [] };
      list.ids.push(id);
      list.weights.push(count);
      postings.set(token, list);
    }
  });
  const norms = new Float64Array(docs.length);
  for (const { ids, weights } of postings.values()) {
    const idf = Math.log((1 + docs.length) / (1 + ids.length)) + 1;
    ids.forEach((id, k) => {
      weights[k] = (weights[k] as number) * idf;
      norms[id] = (norms[id] as number) + (weights[k] as number) ** 2;
    });
  }
  const sums = new Float64Array(docs.length);
  return docs.flatMap((doc, a) => {
    sums.fill(0);
    for (const token of doc.keys()) {
      const { ids, weights } = postings.get(token) as { ids: number[]; weights: number[] };
      const own = weights[ids.indexOf(a)] as number;
      for (let k = 0; k < ids.length && (ids[k] as number) < a; k++) {
        sums[ids[k] as number] = (sums[ids[k] as number] as number) + own * (weights[k] as number);
      }
    }
    const found: Scored[] = [];
    for (let b = 0; b < a; b++) {
      const score = (sums[b] as number) / Math.sqrt((norms[a] as number) * (norms[b] as number));
      if (half[a] === half[b] && score > FLOOR) found.push({ a, b, score });
    }
    return found;
  });
}
