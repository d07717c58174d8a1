const DAY = 86_400_000;

/** Days after which a caller counts half: what goes on for months stays above what four people said in one week. */
const HALF_LIFE = 30;
/** Days that count as now for speed. */
const SPEED_DAYS = 7;
/** Callers that count beforehand as not having come lately: a few in a row are no rush. */
const SPEED_PRIOR = 5;

/** What heat goes by. */
export type Heat = {
  /** 0 upwards, for ranking: decayed callers, up to doubled by speed. */
  readonly heat: number;
  /**
   * Ranks topics whenever they were last looked at: `log2` of the heat plus the half-lives since 1970, for heat halves
   * at the same pace for all of them.
   */
  readonly rank: number;
  /** Different callers; orders of unknown callers count one each. */
  readonly callers: number;
  /** Of these, how many called within the last seven days. */
  readonly lately: number;
};

/**
 * Heat of a topic at a moment. Every caller counts once, by the latest call, half after thirty days; calls by one and
 * the same person make no topic hot. Where many of the callers came lately it counts up to double.
 */
export function heatOf(
  orders: readonly { readonly at: number; readonly caller: string | null }[],
  now: number,
): Heat {
  const latest = new Map<string, number>();
  let unknown = 0;
  for (const { at, caller } of orders) {
    const who = caller ?? `?${unknown++}`;
    latest.set(who, Math.max(latest.get(who) ?? -Infinity, at));
  }
  let size = 0;
  let lately = 0;
  for (const at of latest.values()) {
    const days = Math.max(0, now - at) / DAY;
    size += 0.5 ** (days / HALF_LIFE);
    if (days <= SPEED_DAYS) lately++;
  }
  const callers = latest.size;
  const heat = callers === 0 ? 0 : size * (1 + lately / (callers + SPEED_PRIOR));
  const rank = heat === 0 ? -Infinity : Math.log2(heat) + now / DAY / HALF_LIFE;
  return { heat, rank, callers, lately };
}

/** Heat of a topic that nobody has called about since: it halves every thirty days. */
export function cooled(heat: number, since: number, now: number): number {
  return heat * 0.5 ** (Math.max(0, now - since) / DAY / HALF_LIFE);
}
