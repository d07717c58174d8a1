import type { Encode } from '../../knowledge/meanings.ts';
import type { SparseVector } from '../../learn/vocabulary.ts';
import { textVectors } from './text-vectors.ts';

/** How alike a text is to each of others, 0 to 1 (cosines): in meaning where there is an encoder, else in wording. */
export function likeness(encode: Encode | null, text: string, others: readonly string[]): number[] {
  const rounded = (cosine: number): number => Math.round(Math.min(1, Math.max(0, cosine)) * 1000) / 1000;
  if (encode === null) {
    const [own, ...theirs] = textVectors([text, ...others]);
    return theirs.map((other) => rounded(cosineOf(own as SparseVector, other)));
  }
  const own = encode(text);
  return others.map((other) =>
    rounded(encode(other).reduce((sum, value, k) => sum + value * (own[k] as number), 0)),
  );
}

function cosineOf(a: SparseVector, b: SparseVector): number {
  const values = new Map<number, number>();
  a.indices.forEach((index, k) => values.set(index, a.values[k] as number));
  let dot = 0;
  b.indices.forEach((index, k) => (dot += (values.get(index) ?? 0) * (b.values[k] as number)));
  const length = (vector: SparseVector): number =>
    Math.sqrt(vector.values.reduce((sum, v) => sum + v * v, 0));
  const lengths = length(a) * length(b);
  return lengths === 0 ? 0 : dot / lengths;
}
