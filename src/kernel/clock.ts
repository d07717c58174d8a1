/** A source of time. Pure rooms take `now` as an argument; only compositions hold a Clock. */
export type Clock = {
  /** Milliseconds since the epoch, UTC. */
  readonly now: () => number;
};

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until told otherwise; for tests and replays. */
export function fixedClock(at: number): Clock & { set: (ms: number) => void } {
  let time = at;
  return { now: () => time, set: (ms) => void (time = ms) };
}

/** ISO day in Beijing (UTC+8, no daylight saving time) of UTC milliseconds. */
export function beijingDay(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** `2026-11-22 09:30` in Beijing of UTC milliseconds. */
export function beijingMinute(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}
