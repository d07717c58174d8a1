import type { Random } from '../kernel/random.ts';

/** What each annotator said of one thing; null where an annotator said nothing. */
export type Ratings = readonly (string | null)[];

export type Agreement = {
  /** 1: always alike; 0: as alike as chance; null where nothing can be said (no pair, or only one label ever). */
  readonly alpha: number | null;
  /** 95 % interval by resampling things; null with `alpha`. */
  readonly low: number | null;
  readonly high: number | null;
  /** Things with at least two labels. */
  readonly units: number;
  /** Share of pairs of labels that are alike. */
  readonly observed: number | null;
};

/** One thing's counts of labels, at least two in all. */
type Unit = { readonly counts: ReadonlyMap<string, number>; readonly n: number };

/**
 * Krippendorff's alpha for nominal data, any number of annotators, missing values left out (K. Krippendorff,
 * Computing Krippendorff's Alpha-Reliability, 2011, section C), with a percentile interval from `rounds` resamples of
 * the things rated. Same seed, same interval.
 */
export function agreement(ratings: readonly Ratings[], random: Random, rounds = 1000): Agreement {
  const units = ratings.flatMap(unitOf);
  const alpha = alphaOf(units);
  let pairs = 0;
  let alike = 0;
  for (const { counts, n } of units) {
    pairs += n * (n - 1);
    for (const count of counts.values()) alike += count * (count - 1);
  }
  const observed = pairs === 0 ? null : alike / pairs;
  if (alpha === null) return { alpha, low: null, high: null, units: units.length, observed };
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sample = units.map(() => units[Math.floor(random() * units.length)] as Unit);
    // A resample in which only one label is left agrees wholly.
    drawn.push(alphaOf(sample) ?? 1);
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))] as number;
  return { alpha, low: at(0.025), high: at(0.975), units: units.length, observed };
}

function unitOf(ratings: Ratings): Unit[] {
  const counts = new Map<string, number>();
  let n = 0;
  for (const label of ratings) {
    if (label === null) continue;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    n++;
  }
  return n < 2 ? [] : [{ counts, n }];
}

function alphaOf(units: readonly Unit[]): number | null {
  const totals = new Map<string, number>();
  let n = 0;
  let disagreement = 0;
  for (const { counts, n: size } of units) {
    let alike = 0;
    for (const [label, count] of counts) {
      totals.set(label, (totals.get(label) ?? 0) + count);
      alike += count * (count - 1);
    }
    n += size;
    disagreement += (size * (size - 1) - alike) / (size - 1);
  }
  let sameByChance = 0;
  for (const total of totals.values()) sameByChance += total * total;
  const expected = n * n - sameByChance;
  return expected === 0 ? null : 1 - ((n - 1) * disagreement) / expected;
}
