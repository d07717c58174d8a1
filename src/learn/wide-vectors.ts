import { buildVectorIndex, scoreVectors } from './vector-search.ts';
import type { VectorIndex } from './vector-search.ts';

/** Columns of one part: no more fit into the sums of a vector index. */
const PART = 256;

/** A vector index of any width: parts of at most 256 columns whose scores are added up. */
export type WideIndex = {
  readonly size: number;
  readonly width: number;
  readonly parts: readonly VectorIndex[];
};

/** Rows of `width` end to end. */
export function buildWideIndex(rows: Float32Array, width: number): WideIndex {
  const size = width === 0 ? 0 : rows.length / width;
  const parts: VectorIndex[] = [];
  for (let from = 0; from < width; from += PART)
    parts.push(buildVectorIndex(columns(rows, size, width, from), partWidth(width, from)));
  return { size, width, parts };
}

/** Dot products of a query with every row, within what 8 bits tell apart. */
export function scoreWide({ size, width, parts }: WideIndex, query: Float32Array): Float32Array {
  const scores = new Float32Array(size);
  const part = new Float32Array(size);
  parts.forEach((index, i) => {
    scoreVectors(index, columns(query, 1, width, i * PART), part);
    for (let row = 0; row < size; row++) scores[row] = (scores[row] as number) + (part[row] as number);
  });
  return scores;
}

/** Filled up with zeros to a multiple of 4. */
const partWidth = (width: number, from: number): number => Math.ceil(Math.min(PART, width - from) / 4) * 4;

function columns(rows: Float32Array, size: number, width: number, from: number): Float32Array {
  const wide = partWidth(width, from);
  const end = Math.min(width, from + PART);
  const picked = new Float32Array(size * wide);
  for (let row = 0; row < size; row++)
    picked.set(rows.subarray(row * width + from, row * width + end), row * wide);
  return picked;
}
