export const DAY_MS = 86_400_000;

const FIRST_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;
/** Failures in a row that are put down to single messages; from then on the receiver is left alone for a while. */
const FREE_FAILURES = 3;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Milliseconds until a message is tried again after so many attempts: 5 s, four times as long each time, at most 6 h, and
 * up to a fifth more or less by `chance` (0 to 1), so that many messages do not come back at one moment.
 */
export function failureDelay(attempts: number, chance: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 4 ** Math.min(attempts - 1, 20));
  return Math.round(base * (0.8 + 0.4 * chance));
}

/** Milliseconds a receiver is left alone after so many failures in a row: 5 s from the third, doubling to an hour. */
export function pauseAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_PAUSE_MS, FIRST_MS * 2 ** Math.min(failures - FREE_FAILURES, 20));
}
