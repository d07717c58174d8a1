import { seededRandom } from '../../src/kernel/random.ts';
import type { Duties } from '../../src/triage/duties.ts';
import type { IssueType } from '../../src/triage/types.ts';

/** A cell of the simulated town: how many orders a day triage would send there, and how often it is right. */
export type TownCell = {
  readonly issueType: string;
  readonly unit: string;
  readonly perDay: number;
  readonly precision: number;
  /** Its duty moves to another unit on the day of the change. */
  readonly moves: boolean;
};

const STREETS = [
  '西长安街', '新街口', '月坛', '展览路', '德胜', '金融街', '什刹海', '大栅栏',
  '天桥', '椿树', '陶然亭', '广安门内', '牛街', '白纸坊', '广安门外',
] as const; // prettier-ignore

/**
 * Every type with every unit it can fall to. Volumes of types follow Zipf's law, those of streets a milder one;
 * precisions are drawn around the held-out figure on the log-odds scale, so that some cells are poor.
 * The moving types are spread over the ranks: one of the largest, one of the smallest, the rest between.
 */
export function buildTown(
  issueTypes: readonly IssueType[],
  duties: Duties,
  options: { seed: number; ordersADay: number; precision: number; moving: number },
): readonly TownCell[] {
  const random = seededRandom(options.seed);
  const ranked = issueTypes
    .map((type) => ({ type, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ type }) => type);
  const moving = new Set(
    Array.from({ length: options.moving }, (_, i) =>
      Math.floor(((i + 0.3) / options.moving) ** 1.5 * ranked.length),
    ),
  );
  const shares = ranked.map((_, rank) => 1 / (rank + 3));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const centre = Math.log(options.precision / (1 - options.precision));
  return ranked.flatMap((type, rank) => {
    const perDay = (options.ordersADay * (shares[rank] as number)) / all;
    const units = new Map<string, number>();
    const weights = STREETS.map((_, i) => 1 / (i + 4));
    const total = weights.reduce((sum, w) => sum + w, 0);
    STREETS.forEach((street, i) => {
      const unit = duties.lead(type, street);
      units.set(unit, (units.get(unit) ?? 0) + (weights[i] as number) / total);
    });
    const skill = normal(random) * 0.6;
    return [...units].map(([unit, share]): TownCell => ({
      issueType: type.code,
      unit,
      perDay: perDay * share,
      // Drawn below the figure on average by half the spread's effect, so that the mean stays near it.
      precision: 1 / (1 + Math.exp(-(centre + 0.15 + skill + normal(random) * 0.4))),
      moves: moving.has(rank),
    }));
  });
}

/** Box-Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Knuth for small means, a rounded normal for large ones. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 40) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let n = 0;
  for (let p = random(); p > limit; p *= random()) n++;
  return n;
}
