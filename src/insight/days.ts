const DAY = 86_400_000;
const BEIJING = 8 * 3_600_000;

/** Days since 1970-01-01 in Beijing of UTC milliseconds. */
export function beijingDayNumber(at: number): number {
  return Math.floor((at + BEIJING) / DAY);
}

/** 0 Monday to 6 Sunday of a day number. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
