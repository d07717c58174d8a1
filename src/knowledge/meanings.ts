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
  /** Encodes what is not encoded yet, a step at a time. */
  readonly prepare: () => Iterable<void>;
};

/** Texts encoded in one step of `prepare`: some ten milliseconds. */
const A_STEP = 256;

/** Encodes all texts (about 40 µs a question) when it is told to, or at the first search. */
export function createMeanings(encode: Encode, texts: readonly string[]): Meanings {
  const width = encode('').length;
  let rows: Float32Array | null = null;
  let done = 0;
  let index: ReturnType<typeof buildVectorIndex> | null = null;
  let scores: Float32Array | undefined;

  function encodeStep(): void {
    rows ??= new Float32Array(texts.length * width);
    for (const end = Math.min(texts.length, done + A_STEP); done < end; done++)
      rows.set(encode(texts[done] as string), done * width);
  }

  function built(): ReturnType<typeof buildVectorIndex> {
    if (index !== null) return index;
    do encodeStep();
    while (done < texts.length);
    index = buildVectorIndex(rows as Float32Array, width);
    rows = null;
    return index;
  }

  return {
    nearest: (query, limit, accept) => {
      scores ??= new Float32Array(texts.length);
      return highest(scoreVectors(built(), query, scores), limit, accept);
    },
    prepare: function* () {
      while (index === null && done < texts.length) {
        encodeStep();
        yield;
      }
      built();
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
