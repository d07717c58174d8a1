/** A share with its 95 % interval. */
export type Share = {
  readonly hits: number;
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
};

/** Wilson's score interval (JASA 1927), 95 %. For n = 0 the interval is the whole line 0..1. */
export function shareOf(hits: number, n: number): Share {
  if (n === 0) return { hits, n, share: 0, low: 0, high: 1 };
  const z = 1.959963984540054;
  const p = hits / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    hits,
    n,
    share: p,
    low: Math.max(0, (centre - half) / scale),
    high: Math.min(1, (centre + half) / scale),
  };
}
