import { createVocabulary } from './vocabulary.ts';
import type { CountedTerms, Vocabulary } from './vocabulary.ts';

export type Hit = { readonly doc: number; readonly score: number };

export type Bm25Options = {
  /** Saturation of repeated terms. */
  readonly k1?: number;
  /** How far long documents are pulled down, 0 to 1. */
  readonly b?: number;
  /** Shared with other indexes, so that a query counted once serves them all. Absent: the index has its own. */
  readonly vocabulary?: Vocabulary;
};

export type Bm25Selection = {
  readonly limit: number;
  /** Documents it refuses are left out before ranking. */
  readonly accept?: (doc: number) => boolean;
};

export type Bm25 = {
  readonly size: number;
  /** Best first; equal scores in document order. Documents without a common term are not returned. */
  readonly search: (query: readonly number[], selection: Bm25Selection) => Hit[];
  /**
   * Several selections out of one pass over the postings. Terms that stand in more than `commonest` documents (no
   * limit unless given) are passed over: they say little, and their postings are most of the work. With a limit the
   * work grows with the distinct terms of the query, not with the number of documents.
   */
  readonly select: (
    query: CountedTerms,
    selections: readonly Bm25Selection[],
    commonest?: number,
  ) => readonly Hit[][];
  /** The score no document can exceed for this query; terms nobody has count with the largest idf. */
  readonly ceiling: (query: CountedTerms) => number;
};

/**
 * Okapi BM25 in memory (Robertson and Zaragoza 2009) with the non-negative idf `ln(1 + (N - n + 0.5)/(n + 0.5))`.
 * Documents and queries are tokens as `characterTokens` gives them. Postings lie in two typed arrays, term after term,
 * with the term's whole weight precomputed, so that a query only adds. A term repeated in the query counts as often
 * as it stands there.
 */
export function buildBm25(documents: readonly (readonly number[])[], options: Bm25Options = {}): Bm25 {
  const k1 = options.k1 ?? 1.2;
  const b = options.b ?? 0.75;
  const vocabulary = options.vocabulary ?? createVocabulary();
  const size = documents.length;
  const idfOf = (n: number): number => Math.log(1 + (size - n + 0.5) / (n + 0.5));

  const { starts, docs, weights } = postingsOf(documents, vocabulary);
  let total = 0;
  for (const tokens of documents) total += tokens.length;
  const average = total === 0 ? 1 : total / size;
  const terms = starts.length - 1;
  for (let term = 0; term < terms; term++) {
    const from = starts[term] as number;
    const to = starts[term + 1] as number;
    const idf = idfOf(to - from);
    for (let at = from; at < to; at++) {
      const count = weights[at] as number;
      const length = (documents[docs[at] as number] as readonly number[]).length;
      weights[at] = (idf * count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / average));
    }
  }
  const frequency = (term: number): number =>
    term < terms ? (starts[term + 1] as number) - (starts[term] as number) : 0;

  // Reused between queries; zeroed by walking what was touched.
  const scores = new Float64Array(size);
  const touched = new Int32Array(size);

  const select: Bm25['select'] = (query, selections, commonest = size) => {
    let many = 0;
    for (let i = 0; i < query.ids.length; i++) {
      const term = query.ids[i] as number;
      if (term >= terms) continue;
      const from = starts[term] as number;
      const to = starts[term + 1] as number;
      if (to - from > commonest) continue;
      const count = query.counts[i] as number;
      for (let at = from; at < to; at++) {
        const doc = docs[at] as number;
        if (scores[doc] === 0) touched[many++] = doc;
        scores[doc] = (scores[doc] as number) + count * (weights[at] as number);
      }
    }
    const best = selections.map((selection) => topHits(scores, touched, many, selection));
    for (let i = 0; i < many; i++) scores[touched[i] as number] = 0;
    return best;
  };

  return {
    size,
    select,
    search: (query, selection) => select(vocabulary.count(query), [selection])[0] as Hit[],
    ceiling: (query) => {
      let sum = query.unknown * idfOf(0);
      query.ids.forEach((term, i) => (sum += idfOf(frequency(term)) * (query.counts[i] as number)));
      return sum * (k1 + 1);
    },
  };
}

type Postings = {
  /** Where a term's postings begin; one more than there are terms. */
  readonly starts: Int32Array;
  /** Documents of a term, ascending. */
  readonly docs: Int32Array;
  /** How often the term stands in the document. */
  readonly weights: Float32Array;
};

function postingsOf(documents: readonly (readonly number[])[], vocabulary: Vocabulary): Postings {
  const numbered = documents.map((tokens) => Int32Array.from(tokens, (token) => vocabulary.add(token)));
  const terms = vocabulary.size();
  // `lastSeen` avoids a set for each document.
  const lastSeen = new Int32Array(terms).fill(-1);
  const starts = new Int32Array(terms + 1);
  numbered.forEach((ids, doc) => {
    for (const term of ids) {
      if (lastSeen[term] === doc) continue;
      lastSeen[term] = doc;
      starts[term + 1] = (starts[term + 1] as number) + 1;
    }
  });
  for (let term = 0; term < terms; term++)
    starts[term + 1] = (starts[term + 1] as number) + (starts[term] as number);
  const postings = starts[terms] as number;
  const docs = new Int32Array(postings);
  const weights = new Float32Array(postings);
  const filled = starts.slice(0, terms);
  numbered.forEach((ids, doc) => {
    for (const term of ids) {
      const next = filled[term] as number;
      if (next > (starts[term] as number) && docs[next - 1] === doc) {
        weights[next - 1] = (weights[next - 1] as number) + 1;
      } else {
        docs[next] = doc;
        weights[next] = 1;
        filled[term] = next + 1;
      }
    }
  });
  return { starts, docs, weights };
}

/** The best of the touched documents, by a small sorted buffer: most documents never enter it. */
function topHits(
  scores: Float64Array,
  touched: Int32Array,
  many: number,
  { limit, accept }: Bm25Selection,
): Hit[] {
  const best: { doc: number; score: number }[] = [];
  if (limit <= 0) return best;
  for (let i = 0; i < many; i++) {
    const doc = touched[i] as number;
    const score = scores[doc] as number;
    const last = best[limit - 1];
    if (last && !(score > last.score || (score === last.score && doc < last.doc))) continue;
    if (accept && !accept(doc)) continue;
    let at = Math.min(best.length, limit - 1);
    while (at > 0 && isBefore(doc, score, best[at - 1] as Hit)) {
      best[at] = best[at - 1] as Hit;
      at--;
    }
    best[at] = { doc, score };
  }
  return best;
}

const isBefore = (doc: number, score: number, other: Hit): boolean =>
  score > other.score || (score === other.score && doc < other.doc);
