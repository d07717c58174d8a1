import { seededRandom } from '../../kernel/random.ts';
import {
  conformalReport,
  conformalSet,
  crossConformal,
  type ConformalReport,
  type ConformalScore,
} from '../../learn/conformal.ts';
import type { Candidate } from '../../triage/types.ts';

/** How often a set must hold the right type; the last one is what orders are shown with. */
const COVERAGES = [0.9, 0.95] as const;
/**
 * By this score sets have 1.25 types for 90 % and 2.0 for 95 % on the shipped orders. `raps` gives 8 there: so many
 * confidences are near 1 that their sums do not tell orders apart.
 */
const SCORE: ConformalScore = 'lac';
/** Stands for infinity in a file: above every score. */
const EVERYTHING = 1e6;

/** What a bundle keeps: enough to make the set of a new order. */
export type KeptSets = {
  readonly score: ConformalScore;
  readonly levels: readonly { readonly coverage: number; readonly quantile: number }[];
};

type Known = { readonly type: string; readonly candidates: readonly Candidate[] };

/** Calibrates and measures sets of issue types on held-back orders; `candidates` are all types with confidence. */
export function candidateSets(held: readonly Known[], seed: number): ConformalReport[] {
  const { rows, labels } = matrixOf(held);
  return COVERAGES.map((coverage) =>
    crossConformal(rows, labels, { score: SCORE, coverage }, seededRandom(seed)),
  );
}

/** What the sets of a model do on orders that it was not calibrated on. */
export function measureSets(orders: readonly Known[], { score, levels }: KeptSets): ConformalReport[] {
  const { rows, labels } = matrixOf(orders);
  return levels.map((level) => conformalReport(rows, labels, { score, ...level }));
}

/** One row an order, one column a type in order of code; orders of a type that the model lacks are left out. */
function matrixOf(orders: readonly Known[]): {
  readonly rows: readonly Float64Array[];
  readonly labels: readonly number[];
} {
  const codes = orders[0]?.candidates.map(({ code }) => code).sort() ?? [];
  const column = new Map(codes.map((code, k) => [code, k]));
  const known = orders.filter(({ type }) => column.has(type));
  const rows = known.map(({ candidates }) => {
    const row = new Float64Array(codes.length);
    for (const { code, confidence } of candidates) row[column.get(code) as number] = confidence;
    return row;
  });
  return { rows, labels: known.map(({ type }) => column.get(type) as number) };
}

export function keptSets(reports: readonly ConformalReport[]): KeptSets {
  return {
    score: SCORE,
    levels: reports.map(({ coverage, quantile }) => ({
      coverage,
      quantile: justAbove(Math.min(quantile, EVERYTHING)),
    })),
  };
}

/** Six decimals, never below: the row at the line itself must stay inside. */
function justAbove(quantile: number): number {
  return (Math.floor(quantile * 1e6) + 1) / 1e6;
}

/** Codes of the set of one order, likeliest first; `candidates` are all types, likeliest first. */
export function candidateSetOf(candidates: readonly Candidate[], { score, levels }: KeptSets): string[] {
  const quantile = levels.at(-1)?.quantile ?? EVERYTHING;
  const probabilities = candidates.map(({ confidence }) => confidence);
  return conformalSet(probabilities, score, quantile).map((k) => (candidates[k] as Candidate).code);
}
