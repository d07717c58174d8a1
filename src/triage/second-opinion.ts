import { rounded, topCorrection, type Logistic } from '../learn/calibrate.ts';
import type { Candidate, Prediction } from './types.ts';

/**
 * What an encoder adds to the linear model where that one doubts: a softmax regression on the text's vector, and how much
 * its word counts.
 */
export type Opinion = {
  /** Id of the encoder whose vectors it reads; vectors of another one mean nothing to it. */
  readonly encoder: string;
  /** Issue types it knows, one row of `weights` each. */
  readonly codes: readonly string[];
  /** Numbers in a vector. */
  readonly width: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
  /** Its log-probability is multiplied by this before it is added to that of the linear model. */
  readonly weight: number;
  /** It is asked where the first confidence is below. */
  readonly line: number;
  /** Corrects the first confidence of what both say (`topCorrection`). */
  readonly top?: Logistic | undefined;
};

/** What the linear model gives a type is rounded to four decimals; below this it says nothing of which is likelier. */
const LEAST = 1e-4;

/** Whether the encoder should be asked of a prediction (or of anything with its first candidate). */
export function wantsOpinion(
  { line }: Pick<Opinion, 'line'>,
  { issueTypes }: Pick<Prediction, 'issueTypes'>,
): boolean {
  return (issueTypes[0]?.confidence ?? 0) < line;
}

/** Logarithms of the probabilities that the regression gives its codes, in their order. */
export function opinionOf(
  { codes, width, weights, biases }: Pick<Opinion, 'codes' | 'width' | 'weights' | 'biases'>,
  vector: Float32Array,
): Float64Array {
  const out = new Float64Array(codes.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < out.length; k++) {
    let score = biases[k] as number;
    for (let j = 0; j < width; j++) score += (weights[k * width + j] as number) * (vector[j] as number);
    out[k] = score;
    highest = Math.max(highest, score);
  }
  let sum = 0;
  for (let k = 0; k < out.length; k++) sum += Math.exp((out[k] as number) - highest);
  const total = highest + Math.log(sum);
  for (let k = 0; k < out.length; k++) out[k] = (out[k] as number) - total;
  return out;
}

/**
 * Probabilities of both together, in the order of `candidates` (every type with the linear model's probability): the
 * product of the linear probability and the encoder's to the power of `weight`, scaled so that what the types known to
 * both have between them stays what it was. A type the encoder does not know keeps its probability.
 */
export function bothTogether(
  candidates: readonly Candidate[],
  placeOf: ReadonlyMap<string, number>,
  said: Float64Array,
  weight: number,
): Float64Array {
  const out = new Float64Array(candidates.length);
  let mass = 0;
  let highest = Number.NEGATIVE_INFINITY;
  candidates.forEach(({ code, confidence }, i) => {
    const place = placeOf.get(code);
    if (place === undefined) return;
    mass += confidence;
    const score = Math.log(Math.max(confidence, LEAST)) + weight * (said[place] as number);
    out[i] = score;
    highest = Math.max(highest, score);
  });
  let sum = 0;
  candidates.forEach(({ code }, i) => {
    if (!placeOf.has(code)) return;
    const value = Math.exp((out[i] as number) - highest);
    out[i] = value;
    sum += value;
  });
  candidates.forEach(({ code, confidence }, i) => {
    out[i] = placeOf.has(code) ? (mass * (out[i] as number)) / sum : confidence;
  });
  return out;
}

/** Candidates by falling probability, the first corrected by `top`; equal ones stay in the order they had. */
export function ranked(
  candidates: readonly Candidate[],
  probabilities: Float64Array,
  top: Logistic | undefined,
): Candidate[] {
  const order = candidates
    .map((_, i) => i)
    .sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
  const likelihood = (place: number): number | undefined => probabilities[order[place] ?? -1];
  const { first, rest } = topCorrection(top, likelihood(0), likelihood(1));
  return order.map((i, place) => ({
    code: (candidates[i] as Candidate).code,
    confidence: rounded((probabilities[i] as number) * (place === 0 ? first : rest)),
  }));
}

const places = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Where each code stands; made once for a list. */
export function placesOf(codes: readonly string[]): ReadonlyMap<string, number> {
  const known = places.get(codes);
  if (known !== undefined) return known;
  const made = new Map(codes.map((code, k) => [code, k]));
  places.set(codes, made);
  return made;
}

/**
 * The prediction with the issue types as both see them: all of them, ranked anew and calibrated. Everything else stays,
 * the evidence too: whoever shows it looks for the words of the new type. A vector of another width changes nothing.
 */
export function withOpinion(opinion: Opinion, prediction: Prediction, vector: Float32Array): Prediction {
  if (vector.length !== opinion.width) return prediction;
  const said = opinionOf(opinion, vector);
  const { issueTypes } = prediction;
  const together = bothTogether(issueTypes, placesOf(opinion.codes), said, opinion.weight);
  return { ...prediction, issueTypes: ranked(issueTypes, together, opinion.top) };
}
