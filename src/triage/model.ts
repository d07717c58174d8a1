import type { Logistic } from '../learn/calibrate.ts';
import { rounded, softmax, topCorrection } from '../learn/calibrate.ts';
import { featureBuffer, isWordUnit } from '../learn/features.ts';
import { mixedProbabilities, type Mixing } from '../learn/mixing.ts';
import { scoreLinear, weightOf, type LinearModel } from '../learn/linear.ts';
import { vectorize, type Lookup, type SparseVector } from '../learn/vocabulary.ts';
import { spanToSource } from '../text/clean.ts';
import type { PreparedText, SaleChannel, Span } from '../text/types.ts';
import { readFeatures } from './features.ts';
import type { Opinion } from './second-opinion.ts';
import type { Candidate, Evidence, Prediction } from './types.ts';

/** `matters`: whether a call holds one matter or several. */
export type HeadName = 'issueType' | 'demandKind' | 'urgency' | 'saleChannel' | 'matters';

/** One question the model answers: its labels stand in columns `first … first + labels.length` of the weights. */
export type Head = {
  readonly name: HeadName;
  readonly labels: readonly string[];
  readonly first: number;
  /** Turns decision values into calibrated probabilities; fitted on held-back folds. */
  readonly sharpness: number;
  /** Does so instead where the labels are few enough to fit more than one number. */
  readonly mixing?: Mixing | undefined;
  /** Corrects the confidence of the most likely label (`topCorrection`), where one sharpness cannot fit both ends. */
  readonly top?: Logistic | undefined;
};

export type TriageModel = {
  readonly version: string;
  readonly lookup: Lookup;
  readonly linear: LinearModel;
  readonly heads: readonly Head[];
  /** Calibrates the confidence that the lead unit is right; inputs as in `unitInputs` of `decide.ts`. */
  readonly unitCalibration: Logistic;
  /** From which probability on a call is taken to hold several matters. */
  readonly severalThreshold: number;
  /** What an encoder says where this model doubts; left out where none was learned or none is sure to help. */
  readonly opinion?: Opinion | undefined;
};

// One buffer serves every call: the engine is single-threaded and no call keeps it.
const buffer = featureBuffer();
let occurrences = new Int32Array(buffer.keys.length);

/** What the model says of a text, or of one stretch of it (clean span). At least one candidate a head. */
export function predict(model: TriageModel, prepared: PreparedText, within?: Span): Prediction {
  readFeatures(prepared, buffer, within);
  if (occurrences.length < buffer.length) occurrences = new Int32Array(buffer.keys.length);
  const vector = vectorize(model.lookup, buffer, occurrences);
  const scores = scoreLinear(model.linear, vector);
  const prediction = rankHeads(model.heads, scores);
  return { ...prediction, evidence: findEvidence(model, prepared, vector, prediction.issueTypes) };
}

/** The words that speak for the first of these issue types, where another than the model's own stands first. */
export function evidenceFor(
  model: TriageModel,
  prepared: PreparedText,
  issueTypes: readonly Candidate[],
): Evidence[] {
  readFeatures(prepared, buffer);
  if (occurrences.length < buffer.length) occurrences = new Int32Array(buffer.keys.length);
  return findEvidence(model, prepared, vectorize(model.lookup, buffer, occurrences), issueTypes);
}

/** Candidates of every head from decision values, without evidence. */
export function rankHeads(heads: readonly Head[], scores: Float64Array): Prediction {
  const ranked = (name: HeadName): Candidate[] => rank(headOf(heads, name), scores);
  return {
    issueTypes: ranked('issueType'),
    demandKinds: ranked('demandKind'),
    urgencies: ranked('urgency'),
    saleChannels: ranked('saleChannel') as { code: SaleChannel; confidence: number }[],
    several: severalOf(heads, scores),
    evidence: [],
  };
}

function severalOf(heads: readonly Head[], scores: Float64Array): number | null {
  const head = heads.find(({ name }) => name === 'matters');
  if (head === undefined) return null;
  return rank(head, scores).find(({ code }) => code === 'several')?.confidence ?? null;
}

/** Codes of the most likely issue types alone; for stretches of a call, where nothing else is asked. */
export function predictIssueType(model: TriageModel, prepared: PreparedText, within: Span): Candidate[] {
  readFeatures(prepared, buffer, within);
  return rank(headOf(model.heads, 'issueType'), scoreLinear(model.linear, vectorize(model.lookup, buffer)));
}

export function headOf(heads: readonly Head[], name: HeadName): Head {
  return heads.find((head) => head.name === name) as Head;
}

/** Labels of a head with their probabilities, most likely first; equal ones in label order. */
export function rank(head: Head, scores: Float64Array): Candidate[] {
  const own = scores.subarray(head.first, head.first + head.labels.length);
  const probabilities = head.mixing ? mixedProbabilities(head.mixing, own) : softmax(own, head.sharpness);
  // Sorted before they are rounded, after which all unlikely ones are alike.
  const order = falling(probabilities);
  const likelihood = (place: number): number | undefined => probabilities[order[place] ?? -1];
  const { first, rest } = topCorrection(head.top, likelihood(0), likelihood(1));
  return order.map((k, place) => ({
    code: head.labels[k] as string,
    confidence: rounded((probabilities[k] as number) * (place === 0 ? first : rest)),
  }));
}

/** Places of the values, largest first; equal ones in order. By insertion: they are few, and nothing is called. */
function falling(values: Float64Array): number[] {
  const order: number[] = [];
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number;
    let at = k;
    for (; at > 0 && (values[order[at - 1] as number] as number) < value; at--)
      order[at] = order[at - 1] as number;
    order[at] = k;
  }
  return order;
}

const EVIDENCE_LIMIT = 6;
const EVIDENCE_LONGEST = 12;

/**
 * The words that speak for the first issue type against the runner-up, as the weights have it: each feature's
 * share of the difference of decision values is spread over the places where it stands; the stretches with the
 * largest sums are returned, strongest first.
 */
function findEvidence(
  model: TriageModel,
  prepared: PreparedText,
  vector: SparseVector,
  issueTypes: readonly Candidate[],
): Evidence[] {
  const head = headOf(model.heads, 'issueType');
  const first = head.first + head.labels.indexOf((issueTypes[0] as Candidate).code);
  const second = head.first + head.labels.indexOf((issueTypes[1] ?? (issueTypes[0] as Candidate)).code);
  const { text } = prepared.clean;
  const size = vector.indices.length;
  const standing = new Int32Array(size);
  for (let i = 0; i < buffer.length; i++) {
    const place = occurrences[i] as number;
    if (place !== -1) standing[place] = (standing[place] as number) + 1;
  }
  const share = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const f = vector.indices[i] as number;
    const difference = weightOf(model.linear, f, first) - weightOf(model.linear, f, second);
    share[i] = ((vector.values[i] as number) * difference) / (standing[i] as number);
  }
  const weights = new Float64Array(text.length);
  for (let i = 0; i < buffer.length; i++) {
    const place = occurrences[i] as number;
    const start = buffer.starts[i] as number;
    const end = buffer.ends[i] as number;
    if (place === -1 || end === start) continue;
    const part = (share[place] as number) / (end - start);
    for (let at = start; at < end; at++) weights[at] = (weights[at] as number) + part;
  }
  return strongest(prepared, weights, head.sharpness);
}

/** Runs of positive weight over whole words, cut at separators, merged where they touch. */
function strongest(prepared: PreparedText, weights: Float64Array, sharpness: number): Evidence[] {
  const { text } = prepared.clean;
  const runs: { start: number; end: number; weight: number }[] = [];
  for (const word of prepared.words) {
    if (!isWordUnit(text.charCodeAt(word.start))) continue;
    let weight = 0;
    for (let at = word.start; at < word.end; at++) weight += weights[at] as number;
    if (weight <= 0) continue;
    const last = runs[runs.length - 1];
    if (last && last.end === word.start && word.end - last.start <= EVIDENCE_LONGEST) {
      last.end = word.end;
      last.weight += weight;
    } else runs.push({ start: word.start, end: word.end, weight });
  }
  return runs
    .sort((a, b) => b.weight - a.weight || a.start - b.start)
    .slice(0, EVIDENCE_LIMIT)
    .map((run) => ({
      ...spanToSource(prepared.clean, run),
      weight: Math.round(run.weight * sharpness * 100) / 100,
    }));
}
