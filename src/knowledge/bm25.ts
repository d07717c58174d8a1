export type Hit = { readonly doc: number; readonly score: number };

export type Bm25Options = {
  /** Saturation of repeated terms. */
  readonly k1?: number;
  /** How far long documents are pulled down, 0 to 1. */
  readonly b?: number;
};

export type Bm25Search = {
  readonly limit: number;
  /** Documents it refuses are left out before ranking. */
  readonly accept?: (doc: number) => boolean;
};

export type Bm25<T> = {
  readonly size: number;
  /** Best first; equal scores in document order. Documents without a common term are not returned. */
  readonly search: (query: readonly T[], options: Bm25Search) => Hit[];
  /** The score no document can exceed for this query; terms nobody has count with the largest idf. */
  readonly ceiling: (query: readonly T[]) => number;
};

/**
 * Okapi BM25 in memory (Robertson and Zaragoza 2009) with the non-negative idf `ln(1 + (N - n + 0.5)/(n + 0.5))`.
 * Postings lie in two typed arrays, term after term, with the term's whole weight precomputed, so that a query only
 * adds. A term repeated in the query counts as often as it stands there.
 */
export function buildBm25<T>(documents: readonly (readonly T[])[], options: Bm25Options = {}): Bm25<T> {
  const k1 = options.k1 ?? 1.2;
  const b = options.b ?? 0.75;
  const size = documents.length;
  const terms = new Map<T, number>();
  const documentFrequency: number[] = [];
  const lengths = new Float64Array(size);
  let total = 0;

  // First pass: vocabulary and document frequencies. `lastSeen` avoids a set for each document.
  const lastSeen: number[] = [];
  for (let doc = 0; doc < size; doc++) {
    const tokens = documents[doc] as readonly T[];
    lengths[doc] = tokens.length;
    total += tokens.length;
    for (const token of tokens) {
      let term = terms.get(token);
      if (term === undefined) {
        term = documentFrequency.length;
        terms.set(token, term);
        documentFrequency.push(0);
        lastSeen.push(-1);
      }
      if (lastSeen[term] !== doc) {
        lastSeen[term] = doc;
        documentFrequency[term] = (documentFrequency[term] as number) + 1;
      }
    }
  }
  const average = size === 0 || total === 0 ? 1 : total / size;

  const starts = new Int32Array(documentFrequency.length + 1);
  for (let term = 0; term < documentFrequency.length; term++)
    starts[term + 1] = (starts[term] as number) + (documentFrequency[term] as number);
  const postings = starts[documentFrequency.length] as number;
  const docs = new Int32Array(postings);
  const weights = new Float32Array(postings);
  const filled = starts.slice(0, documentFrequency.length);

  // Second pass: counts, in document order, so every posting list is sorted.
  for (let doc = 0; doc < size; doc++) {
    for (const token of documents[doc] as readonly T[]) {
      const term = terms.get(token) as number;
      const next = filled[term] as number;
      if (next > (starts[term] as number) && docs[next - 1] === doc) {
        weights[next - 1] = (weights[next - 1] as number) + 1;
      } else {
        docs[next] = doc;
        weights[next] = 1;
        filled[term] = next + 1;
      }
    }
  }
  for (let term = 0; term < documentFrequency.length; term++) {
    const n = documentFrequency[term] as number;
    const idf = Math.log(1 + (size - n + 0.5) / (n + 0.5));
    for (let at = starts[term] as number; at < (starts[term + 1] as number); at++) {
      const count = weights[at] as number;
      const norm = k1 * (1 - b + (b * (lengths[docs[at] as number] as number)) / average);
      weights[at] = (idf * count * (k1 + 1)) / (count + norm);
    }
  }

  // Reused between queries; zeroed by walking what was touched.
  const scores = new Float64Array(size);
  const touched = new Int32Array(size);

  const idfOf = (n: number): number => Math.log(1 + (size - n + 0.5) / (n + 0.5));

  return {
    size,
    ceiling: (query) => {
      let sum = 0;
      for (const token of query) {
        const term = terms.get(token);
        sum += idfOf(term === undefined ? 0 : (documentFrequency[term] as number)) * (k1 + 1);
      }
      return sum;
    },
    search: (query, { limit, accept }) => {
      const counts = new Map<number, number>();
      for (const token of query) {
        const term = terms.get(token);
        if (term !== undefined) counts.set(term, (counts.get(term) ?? 0) + 1);
      }
      let many = 0;
      for (const [term, count] of counts) {
        for (let at = starts[term] as number; at < (starts[term + 1] as number); at++) {
          const doc = docs[at] as number;
          if (scores[doc] === 0) touched[many++] = doc;
          scores[doc] = (scores[doc] as number) + count * (weights[at] as number);
        }
      }
      const best = topHits(scores, touched.subarray(0, many), limit, accept);
      for (let i = 0; i < many; i++) scores[touched[i] as number] = 0;
      return best;
    },
  };
}

/** The `limit` best of the touched documents, by a small sorted buffer: most documents never enter it. */
function topHits(
  scores: Float64Array,
  touched: Int32Array,
  limit: number,
  accept: ((doc: number) => boolean) | undefined,
): Hit[] {
  const best: Hit[] = [];
  if (limit <= 0) return best;
  for (const doc of touched) {
    const score = scores[doc] as number;
    if (best.length === limit && !before({ doc, score }, best[limit - 1] as Hit)) continue;
    if (accept && !accept(doc)) continue;
    let at = best.length;
    while (at > 0 && before({ doc, score }, best[at - 1] as Hit)) at--;
    best.splice(at, 0, { doc, score });
    if (best.length > limit) best.pop();
  }
  return best;
}

const before = (a: Hit, b: Hit): boolean => a.score > b.score || (a.score === b.score && a.doc < b.doc);
