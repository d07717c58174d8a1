import { weekdayOf } from './days.ts';

/** Days of history that are kept: a year, the weeks before it and the weeks after. */
const KEPT = 430;
/** The level is a mean of the days before the last week, half as heavy after four weeks. */
const GUARD = 7;
const HALF_LIFE = 28;
const DECAY = 0.5 ** (1 / HALF_LIFE);
/** Weeks of flat counts that weigh as much as what was seen, so that young weekdays say little. */
const FLAT_WEEKS = 4;
/** Days to each side of the day a year ago, and orders that count as having been seen there evenly. */
const YEAR = 364;
const YEAR_REACH = 14;
const YEAR_BEFORE = 56;
const YEAR_PRIOR = 20;
const SEASON_LEAST = 0.5;
const SEASON_MOST = 3;
/** Before there is a level: what counts as having been seen, in orders and days. */
const YOUNG_ORDERS = 0.5;
const YOUNG_DAYS = 1;

/**
 * How many times its usual level something is known beforehand to reach on a day (number of the Beijing day from 1970);
 * 1 where nothing is known.
 */
export type KnownSeasons = (series: string, day: number) => number;

export type Season = {
  readonly add: (series: string, day: number, count?: number) => void;
  /**
   * What a day brings of a series: its level of late (trend), times the factor of the weekday (of all series together,
   * a week has too few of one), times the season (what the same weeks a year ago had over the weeks before them).
   * Knows nothing of the week before `today`, so that a surge is no part of what it is measured against.
   */
  readonly expected: (series: string, day: number, today: number) => number;
  /**
   * The same with what it rests on, in orders: few where a level is carried over into a season that no year has shown
   * yet. Infinity where the level is that of the same season.
   */
  readonly restsOn: (series: string, day: number, today: number) => number;
  readonly count: (series: string, day: number) => number;
  /** Days since the first one, at most a level's memory. */
  readonly age: (today: number) => number;
};

type Level = {
  readonly level: number;
  readonly counts: number;
  readonly season: number | null;
  readonly calendar: KnownSeasons;
};

/** All series together. */
export const TOTAL = '';

/**
 * Daily counts of a few series (issue types, and all orders) with what they lead to expect. `known` speaks as long as
 * there is no year before: what came of it then says more.
 */
export function createSeason(known: KnownSeasons = () => 1): Season {
  const series = new Map<string, Map<number, number>>();
  let first = Infinity;
  let factorsOf = -Infinity;
  let factors: readonly number[] = [1, 1, 1, 1, 1, 1, 1];
  const levels = new Map<string, Level & { readonly today: number }>();

  const at = (name: string, day: number): number => series.get(name)?.get(day) ?? 0;

  function weekdays(today: number): readonly number[] {
    if (factorsOf === today) return factors;
    factorsOf = today;
    const sums = [0, 0, 0, 0, 0, 0, 0];
    const weights = [0, 0, 0, 0, 0, 0, 0];
    for (let day = Math.max(first, today - 182); day <= today - GUARD; day++) {
      sums[weekdayOf(day)] = (sums[weekdayOf(day)] as number) + at(TOTAL, day);
      weights[weekdayOf(day)] = (weights[weekdayOf(day)] as number) + 1;
    }
    const days = weights.reduce((a, b) => a + b, 0);
    const mean = days === 0 ? 0 : sums.reduce((a, b) => a + b, 0) / days;
    factors = sums.map((sum, i) =>
      mean === 0 ? 1 : (sum + FLAT_WEEKS * mean) / (((weights[i] as number) + FLAT_WEEKS) * mean),
    );
    return factors;
  }

  function levelOf(name: string, today: number): Level {
    const before = levels.get(name);
    if (before?.today === today) return before;
    const factor = weekdays(today);
    const season = seasonOf(name, today);
    const calendar = season === null ? known : () => 1;
    let counts = YOUNG_ORDERS;
    let exposure = YOUNG_DAYS;
    let weight = 1;
    for (let day = today - GUARD; day >= first && day > today - 8 * HALF_LIFE; day--) {
      counts += weight * at(name, day);
      exposure += weight * (factor[weekdayOf(day)] as number) * calendar(name, day);
      weight *= DECAY;
    }
    const found = { today, level: counts / exposure, counts, season, calendar };
    levels.set(name, found);
    return found;
  }

  /** Null where there is no year before. */
  function seasonOf(name: string, today: number): number | null {
    const then = today - YEAR;
    if (first > then - YEAR_BEFORE) return null;
    let around = 0;
    let before = 0;
    for (let day = then - YEAR_REACH; day <= then + YEAR_REACH; day++) around += at(name, day);
    for (let day = then - YEAR_BEFORE; day < then - GUARD; day++) before += at(name, day);
    const aroundMean = (around + YEAR_PRIOR) / (2 * YEAR_REACH + 1);
    const beforeMean =
      (before + YEAR_PRIOR * ((YEAR_BEFORE - GUARD) / (2 * YEAR_REACH + 1))) / (YEAR_BEFORE - GUARD);
    return Math.min(SEASON_MOST, Math.max(SEASON_LEAST, aroundMean / beforeMean));
  }

  return {
    add: (name, day, count = 1) => {
      first = Math.min(first, day);
      const days = series.get(name) ?? new Map<number, number>();
      days.set(day, (days.get(day) ?? 0) + count);
      days.delete(day - KEPT);
      series.set(name, days);
    },
    expected: (name, day, today) => {
      const { level, season, calendar } = levelOf(name, today);
      return level * (season ?? calendar(name, day)) * (weekdays(today)[weekdayOf(day)] as number);
    },
    restsOn: (name, day, today) => {
      const { counts, calendar } = levelOf(name, today);
      return calendar(name, day) === 1 ? Infinity : counts;
    },
    count: at,
    age: (today) => (first === Infinity ? 0 : Math.min(8 * HALF_LIFE, today - first)),
  };
}
