import type { Random } from '../kernel/random.ts';

/**
 * McNemar's test, exact and two-sided: how likely a split of the discordant pairs at least as uneven as
 * (`lost`, `won`) is when both models are equally good (binomial, p = 1/2). 1 where no pair is discordant.
 */
export function mcnemar(lost: number, won: number): number {
  const n = lost + won;
  const k = Math.min(lost, won);
  // Summed from the largest term down in logarithms, so that thousands of pairs neither over- nor underflow.
  let sum = 0;
  let logTerm = -n * Math.LN2;
  const terms: number[] = [logTerm];
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log(n - i + 1) - Math.log(i);
    terms.push(logTerm);
  }
  for (let i = terms.length - 1; i >= 0; i--) sum += Math.exp(terms[i] as number);
  return Math.min(1, 2 * sum);
}

export type BootstrapInterval = { readonly difference: number; readonly low: number; readonly high: number };

/**
 * The difference of a statistic between two models over the same examples, with a 95 % percentile interval from
 * resampling examples (Efron and Tibshirani, 1993, chapter 16). `statistic` receives places of examples, with
 * repetition. Same seed, same interval.
 */
export function pairedBootstrap(
  size: number,
  statistic: (indices: Int32Array) => number,
  random: Random,
  rounds = 1000,
): BootstrapInterval {
  const all = Int32Array.from({ length: size }, (_, i) => i);
  const difference = statistic(all);
  const drawn: number[] = [];
  const sample = new Int32Array(size);
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < size; i++) sample[i] = Math.floor(random() * size);
    drawn.push(statistic(sample));
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))] ?? difference;
  return { difference, low: at(0.025), high: at(0.975) };
}
