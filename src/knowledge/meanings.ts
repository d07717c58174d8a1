import { buildVectorIndex, highest, scoreVectors } from '../learn/vector-search.ts';
import type { Nearest } from '../learn/vector-search.ts';

/** A text as a vector of unit length: the cosine of two texts is the dot product of their vectors. */
export type Encode = (text: string) => Float32Array;

/** Texts found by what they mean where they share no words. */
export type Meanings = {
  /** Rows nearest to a vector among those accepted, best first. */
  readonly nearest: (
    query: Float32Array,
    limit: number,
    accept: (row: number) => boolean,
  ) => readonly Nearest[];
};

/** Encodes all texts at the first search (about 40 µs a question). */
export function createMeanings(encode: Encode, texts: readonly string[]): Meanings {
  let index: ReturnType<typeof buildVectorIndex> | undefined;
  let scores: Float32Array | undefined;
  const build = (): ReturnType<typeof buildVectorIndex> => {
    const width = encode('').length;
    const rows = new Float32Array(texts.length * width);
    texts.forEach((text, row) => rows.set(encode(text), row * width));
    return buildVectorIndex(rows, width);
  };
  return {
    nearest: (query, limit, accept) => {
      index ??= build();
      scores ??= new Float32Array(texts.length);
      return highest(scoreVectors(index, query, scores), limit, accept);
    },
  };
}

/** Cosines of a query with texts that are encoded when first asked about and kept. */
export function createCloseness(
  encode: Encode,
  textOf: (item: number) => string,
): (query: Float32Array, item: number) => number {
  const known = new Map<number, Float32Array>();
  return (query, item) => {
    let vector = known.get(item);
    if (!vector) known.set(item, (vector = encode(textOf(item))));
    let sum = 0;
    for (let k = 0; k < query.length; k++) sum += (query[k] as number) * (vector[k] as number);
    return sum;
  };
}
