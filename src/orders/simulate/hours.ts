import { DAY, HOUR, dayOf, startOfDay } from '../calendar.ts';
import type { Random } from '../../kernel/random.ts';

const MINUTE = 60_000;
/** Hours of Beijing between which people do something about orders, any day of the week. */
const WORK = { from: 8 * HOUR, to: 20 * HOUR } as const;
const OFFICE = { from: 8.5 * HOUR, to: 18 * HOUR } as const;

/** The minute a moment lies in. */
export const minute = (at: number): number => Math.floor(at / MINUTE) * MINUTE;

/** A moment, or one on the next morning where it is night; `earlier`: rather the evening before. */
export function awake(at: number, random: Random, earlier = false): number {
  const day = startOfDay(dayOf(at));
  const time = at - day;
  if (time >= WORK.from && time < WORK.to) return at;
  const spread = random();
  const morning = time < WORK.from ? day : day + DAY;
  return earlier ? morning - DAY + WORK.to - spread * 3 * HOUR : morning + WORK.from + spread * 2 * HOUR;
}

/** So much office time after a moment, any day of the week. */
export function afterWork(from: number, ms: number): number {
  let [at, left] = [from, ms];
  for (;;) {
    const day = startOfDay(dayOf(at));
    at = Math.max(at, day + OFFICE.from);
    const today = day + OFFICE.to - at;
    if (today >= left) return at + left;
    left -= Math.max(0, today);
    at = day + DAY + OFFICE.from;
  }
}
