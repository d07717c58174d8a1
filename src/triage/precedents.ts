import { similarityTo } from '../learn/shingles.ts';
import type { Shingles } from '../learn/shingles.ts';
import type { Candidate, Decision, Reason } from './types.ts';

/** An order of the same type and street whose unit a person settled. */
export type SettledOrder = {
  readonly number: string;
  /** The unit it went to in the end. */
  readonly unit: string;
  /** Of the clean text. */
  readonly shingles: Shingles;
};

/** What earlier orders of like wording say against the unit proposed. */
export type ContraryPrecedent = {
  readonly unit: string;
  /** Numbers of the orders that went there, most like first. */
  readonly numbers: readonly string[];
  /** All settled orders of like wording. */
  readonly like: number;
};

/** So many orders at least must say the same. */
export const LEAST_PRECEDENTS = 2;
/**
 * Wording counts as like from this similarity on: one pair in 14 of the same type reaches it, one in 200 of
 * different types (training data, 2026-11).
 */
const LIKE = 0.1;
/** The share of like orders that must have gone to the one unit. */
const AGREE = 0.75;

/**
 * Whether settled orders of like wording went to another unit than `lead`, enough of them and nearly all to the
 * same one. `own` are the shingles of the clean text; `settled` are orders of the same type and street; `weight` tells rare character pairs from common
 * ones. Null where they do not say so.
 */
export function contraryPrecedent(
  own: Shingles,
  lead: string,
  settled: readonly SettledOrder[],
  weight: (slot: number) => number,
): ContraryPrecedent | null {
  if (settled.filter(({ unit }) => unit !== lead).length < LEAST_PRECEDENTS) return null;
  const likeness = similarityTo(own, weight);
  const like = settled
    .map((order) => ({ order, likeness: likeness(order.shingles) }))
    .filter((one) => one.likeness >= LIKE)
    .sort((a, b) => b.likeness - a.likeness || (a.order.number < b.order.number ? -1 : 1));
  const byUnit = new Map<string, string[]>();
  for (const { order } of like) byUnit.set(order.unit, [...(byUnit.get(order.unit) ?? []), order.number]);
  for (const [unit, numbers] of byUnit) {
    if (unit === lead || numbers.length < LEAST_PRECEDENTS || numbers.length < like.length * AGREE) continue;
    return { unit, numbers, like: like.length };
  }
  return null;
}

/**
 * The decision beside precedents that contradict it: left for a person, with the orders beside the reason and their unit
 * among the candidates. Its confidence there is what the proposed unit loses by the count of orders, (n + 1) / (n + 2)
 * by Laplace's rule of succession, shared between the two.
 */
export function underPrecedent<T extends Decision>(
  decided: T,
  found: ContraryPrecedent,
  unitName: (code: string) => string,
): T {
  const { unit, numbers, like } = found;
  const reason: Reason = {
    code: 'precedent_disagrees',
    text:
      `同类、同街道、说法相近而经人核定的 ${like} 件中有 ${numbers.length} 件由${unitName(unit)}承办，` +
      '与目录不同',
    evidence: [],
    orders: numbers,
  };
  const { because } = decided.decision;
  return {
    ...decided,
    unit: { ...decided.unit, candidates: withCandidate(decided.unit, unit, numbers.length) },
    decision: { action: 'review', because: [...because, reason] },
  };
}

function withCandidate(
  { lead, candidates }: Decision['unit'],
  unit: string,
  precedents: number,
): readonly Candidate[] {
  const held = candidates.find(({ code }) => code === lead)?.confidence ?? 0;
  const share = held * (1 - 1 / (precedents + 2));
  return candidates
    .filter(({ code }) => code !== unit)
    .map((one) => (one.code === lead ? { ...one, confidence: rounded(held - share) } : one))
    .concat({
      code: unit,
      confidence: rounded(share + (candidates.find(({ code }) => code === unit)?.confidence ?? 0)),
    })
    .sort((a, b) => b.confidence - a.confidence || (a.code < b.code ? -1 : 1));
}

const rounded = (p: number): number => Math.round(p * 10_000) / 10_000;
