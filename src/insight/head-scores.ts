/** Shares of 三率, 0..1; null where nothing was counted. */
export type ThreeRates = {
  readonly response: number | null;
  readonly solved: number | null;
  readonly satisfied: number | null;
};

/** Something with a weight that may have no value. */
type Weighed = { readonly weight: number; readonly value: number | null };

/** Mean by weight of what has a value; null where nothing with a weight has. */
export function weightedMean(parts: readonly Weighed[]): number | null {
  let sum = 0;
  let weights = 0;
  for (const { weight, value } of parts) {
    if (value === null) continue;
    sum += weight * value;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}

/** Points of a head, 0 to 100: its three rates by their weights. A rate nobody could answer for leaves its weight to the others. */
export function headScore(
  rates: ThreeRates,
  weights: Readonly<Record<keyof ThreeRates, number>>,
): number | null {
  const mean = weightedMean(
    (['response', 'solved', 'satisfied'] as const).map((code) => ({
      weight: weights[code],
      value: rates[code],
    })),
  );
  return mean === null ? null : mean * 100;
}
