import { topHits } from './top-hits.ts';
import type { Hit, Selection } from './top-hits.ts';
import { createVocabulary } from './vocabulary.ts';
import type { CountedTerms, PackedVocabulary } from './vocabulary.ts';

export type Bm25Options = {
  /** Saturation of repeated terms. */
  readonly k1?: number;
  /** How far long documents are pulled down, 0 to 1. */
  readonly b?: number;
};

export type Bm25 = {
  /** Best first; equal scores in document order. Documents without a common term are not returned. */
  readonly search: (query: readonly number[], selection: Selection) => Hit[];
};

/** One of several collections to take hits from. */
export type PartSelection = Selection & { readonly part: number };

/** Collections with statistics of their own behind one vocabulary, searched together. */
export type Bm25Parts = {
  readonly count: (query: readonly number[]) => CountedTerms;
  /**
   * Hits for each selection, as `search` gives them. Terms that stand in more than `commonest` documents of a part are
   * passed over there: they say little, and their postings are most of the work. With such a limit the work grows
   * with the terms of the query, not with the number of documents.
   */
  readonly select: (
    query: CountedTerms,
    selections: readonly PartSelection[],
    commonest?: number,
  ) => readonly Hit[][];
  /** The score no document of a part can exceed for this query; terms nobody has count with the largest idf. */
  readonly ceiling: (query: CountedTerms, part: number) => number;
};

type Documents = readonly (readonly number[])[];

/** One collection; see `buildBm25Parts`. */
export function buildBm25(documents: Documents, options: Bm25Options = {}): Bm25 {
  const parts = buildBm25Parts([documents], options);
  return {
    search: (query, selection) => parts.select(parts.count(query), [{ ...selection, part: 0 }])[0] as Hit[],
  };
}

/** An index as plain arrays, for another thread or a file. */
export type PackedBm25 = {
  readonly vocabulary: PackedVocabulary;
  /** Documents in each part. */
  readonly sizes: readonly number[];
  readonly k1: number;
} & Postings;

/**
 * Okapi BM25 in memory (Robertson and Zaragoza 2009) with the non-negative idf `ln(1 + (N - n + 0.5)/(n + 0.5))`.
 * Documents and queries are tokens as `characterTokens` gives them. A term repeated in the query counts as often as it
 * stands there. Postings lie term after term, within a term part after part, so that a query waits for memory once a
 * term; the whole weight is precomputed, so that a query only adds.
 */
export function buildBm25Parts(parts: readonly Documents[], options: Bm25Options = {}): Bm25Parts {
  return openBm25Parts(packBm25Parts(parts, options));
}

/** The slow part of `buildBm25Parts`. */
export function packBm25Parts(parts: readonly Documents[], options: Bm25Options = {}): PackedBm25 {
  const k1 = options.k1 ?? 1.2;
  const b = options.b ?? 0.75;
  const vocabulary = createVocabulary();
  const many = parts.length;
  const lengths = parts.map((documents) => Int32Array.from(documents, (tokens) => tokens.length));
  const { starts, docs, weights } = postingsOf(
    parts.map((documents) =>
      documents.map((tokens) => {
        // `Int32Array.from` with a function walks an iterator: several times slower.
        const terms = new Int32Array(tokens.length);
        for (let i = 0; i < terms.length; i++) terms[i] = vocabulary.add(tokens[i] as number);
        return terms;
      }),
    ),
    vocabulary.size,
  );
  const averages = lengths.map((of) => of.reduce((sum, one) => sum + one, 0) / of.length || 1);
  for (let list = 0; list + 1 < starts.length; list++) {
    const part = list % many;
    const from = starts[list] as number;
    const to = starts[list + 1] as number;
    const idf = inverseFrequency((parts[part] as Documents).length, to - from);
    for (let at = from; at < to; at++) {
      const times = weights[at] as number;
      const length = (lengths[part] as Int32Array)[docs[at] as number] as number;
      weights[at] =
        (idf * times * (k1 + 1)) / (times + k1 * (1 - b + (b * length) / (averages[part] as number)));
    }
  }
  return {
    vocabulary: vocabulary.pack(),
    sizes: parts.map(({ length }) => length),
    k1,
    starts,
    docs,
    weights,
  };
}

const inverseFrequency = (size: number, n: number): number => Math.log(1 + (size - n + 0.5) / (n + 0.5));

/** An index over packed arrays, which it shares; quick. */
export function openBm25Parts({
  vocabulary: packed,
  sizes,
  k1,
  starts,
  docs,
  weights,
}: PackedBm25): Bm25Parts {
  const vocabulary = createVocabulary(packed);
  const many = sizes.length;
  // Reused between queries; zeroed by walking what was touched.
  const scores = sizes.map((size) => new Float64Array(size));
  const touched = sizes.map((size) => new Int32Array(size));

  const addUp = (part: number, { ids, counts }: CountedTerms, commonest: number): number => {
    const sums = scores[part] as Float64Array;
    const seen = touched[part] as Int32Array;
    let found = 0;
    for (let i = 0; i < ids.length; i++) {
      const list = (ids[i] as number) * many + part;
      const to = starts[list + 1] as number;
      let at = starts[list] as number;
      if (to - at > commonest) continue;
      const times = counts[i] as number;
      for (; at < to; at++) {
        const doc = docs[at] as number;
        const before = sums[doc] as number;
        if (before === 0) seen[found++] = doc;
        sums[doc] = before + times * (weights[at] as number);
      }
    }
    return found;
  };

  return {
    count: vocabulary.count,
    select: (query, selections, commonest = Number.POSITIVE_INFINITY) => {
      const found = new Map<number, number>();
      for (const { part } of selections) if (!found.has(part)) found.set(part, addUp(part, query, commonest));
      const hits = selections.map((selection) =>
        topHits(
          scores[selection.part] as Float64Array,
          touched[selection.part] as Int32Array,
          found.get(selection.part) as number,
          selection,
        ),
      );
      for (const [part, length] of found) {
        const sums = scores[part] as Float64Array;
        const seen = touched[part] as Int32Array;
        for (let i = 0; i < length; i++) sums[seen[i] as number] = 0;
      }
      return hits;
    },
    ceiling: ({ ids, counts, unknown }, part) => {
      const size = sizes[part] as number;
      let sum = unknown * inverseFrequency(size, 0);
      ids.forEach((term, i) => {
        const list = term * many + part;
        const n = (starts[list + 1] as number) - (starts[list] as number);
        sum += inverseFrequency(size, n) * (counts[i] as number);
      });
      return sum * (k1 + 1);
    },
  };
}

type Postings = {
  /** Where the postings of term t in part p begin, at `t * parts + p`; one more than there are lists. */
  readonly starts: Int32Array<ArrayBuffer>;
  /** Documents of a list, ascending, counted from 0 in each part. */
  readonly docs: Int32Array<ArrayBuffer>;
  /** How often the term stands in the document. */
  readonly weights: Float32Array<ArrayBuffer>;
};

function postingsOf(parts: readonly (readonly Int32Array[])[], size: () => number): Postings {
  const lists = size() * parts.length;
  const starts = new Int32Array(lists + 1);
  parts.forEach((documents, part) => {
    // Spares a set for each document.
    const lastSeen = new Int32Array(size()).fill(-1);
    documents.forEach((terms, doc) => {
      for (const term of terms) {
        if (lastSeen[term] === doc) continue;
        lastSeen[term] = doc;
        const next = term * parts.length + part + 1;
        starts[next] = (starts[next] as number) + 1;
      }
    });
  });
  for (let list = 0; list < lists; list++)
    starts[list + 1] = (starts[list + 1] as number) + (starts[list] as number);
  const docs = new Int32Array(starts[lists] as number);
  const weights = new Float32Array(docs.length);
  const filled = starts.slice(0, lists);
  parts.forEach((documents, part) =>
    documents.forEach((terms, doc) => {
      for (const term of terms) {
        const list = term * parts.length + part;
        const next = filled[list] as number;
        if (next > (starts[list] as number) && docs[next - 1] === doc) {
          weights[next - 1] = (weights[next - 1] as number) + 1;
        } else {
          docs[next] = doc;
          weights[next] = 1;
          filled[list] = next + 1;
        }
      }
    }),
  );
  return { starts, docs, weights };
}
