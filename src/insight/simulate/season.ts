import { gauss, randomOf, weighted } from '../../kernel/chance.ts';
import type { Random } from '../../kernel/random.ts';
import { weekdayOf } from '../days.ts';
import type { DayKind, Seasons, StreamPlan } from './types.ts';

const DAY = 86_400_000;
const BEIJING = 8 * 3_600_000;
/** How much days wander by themselves. */
const UNREST = 0.08;

/** A day and a type, drawn as often as they come. */
export type Drawn = { readonly day: number; readonly type: string };

const monthOf = (day: number): number => new Date(day * DAY).getUTCMonth();
const dayOfMonth = (day: number): number => new Date(day * DAY).getUTCDate();
const monthDay = (day: number): string => new Date(day * DAY).toISOString().slice(5, 10);
/** ISO day of a Beijing day from 1970. */
export const isoDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
export const startOf = (day: number): number => day * DAY - BEIJING;

/** Between the middles of two months the season goes over from one to the other. */
function monthFactor(by: readonly number[], day: number): number {
  const month = monthOf(day);
  const here = (dayOfMonth(day) - 15.5) / 30.5;
  const other = (month + (here < 0 ? 11 : 1)) % 12;
  const far = Math.abs(here);
  return (by[month] as number) * (1 - far) + (by[other] as number) * far;
}

/** How often each type comes on each day, as a weight. */
export function rateOf(
  seasons: Seasons,
  dayKind: (day: number) => DayKind,
): (type: string, day: number) => number {
  const months = new Map(seasons.months.flatMap(({ types, by }) => types.map((type) => [type, by] as const)));
  const always = new Set(seasons.everyHoliday);
  const feastNear = (day: number, holiday: string, before: number, after: number): boolean => {
    for (let other = day - after; other <= day + before; other++)
      if (dayKind(other).holiday === holiday) return true;
    return false;
  };
  return (type, day) => {
    let rate = seasons.weights[type] ?? 1;
    const by = months.get(type);
    if (by !== undefined) rate *= monthFactor(by, day);
    const now = monthDay(day);
    for (const { types, from, to, factor } of seasons.peaks)
      if (types.includes(type) && now >= from && now <= to) rate *= factor;
    for (const { types, holiday, before, after, factor } of seasons.feasts)
      if (types.includes(type) && feastNear(day, holiday, before, after)) rate *= factor;
    if (always.has(type)) return rate;
    const { off, holiday } = dayKind(day);
    if (holiday !== null && off) return rate * seasons.holiday;
    const weekday = weekdayOf(day);
    // A weekend on which people work is a working day.
    return rate * (seasons.weekdays[weekday >= 5 && !off ? 4 : weekday] ?? 1);
  };
}

/** Draws days and types over the whole plan. */
export function createDraw(
  seasons: Seasons,
  types: readonly string[],
  dayKind: (day: number) => DayKind,
  { seed, from, to }: StreamPlan,
): (random: Random) => Drawn {
  const rate = rateOf(seasons, dayKind);
  const unrest = randomOf(seed, 'unrest');
  const weights = new Float64Array((to - from) * types.length);
  for (let day = from; day < to; day++) {
    const mood = Math.exp(UNREST * gauss(unrest));
    types.forEach((type, i) => (weights[(day - from) * types.length + i] = mood * rate(type, day)));
  }
  const draw = weighted(weights);
  return (random) => {
    const index = draw(random);
    return {
      day: from + Math.floor(index / types.length),
      type: types[index % types.length] as string,
    };
  };
}

/** A moment of a day, at the hours at which people call about such a thing. */
export function createHours(seasons: Seasons): (random: Random, day: number, type: string) => number {
  const hours = { day: weighted(seasons.hours.day), night: weighted(seasons.hours.night) };
  const night = new Set(seasons.night);
  return (random, day, type) => {
    const hour = (night.has(type) ? hours.night : hours.day)(random);
    return startOf(day) + hour * 3_600_000 + Math.floor(random() * 3600) * 1000;
  };
}
