import { shareOf } from './share.ts';

/** A difference with its 95 % interval. */
export type Difference = { readonly by: number; readonly low: number; readonly high: number };

/**
 * How far a share lies above another, as Newcombe's hybrid score interval has it (Statistics in Medicine 1998, method
 * 10), made of Wilson's intervals of the two. Null where one of them is a share of nothing.
 */
export function shareDifference(
  now: { readonly hits: number; readonly n: number },
  before: { readonly hits: number; readonly n: number },
): Difference | null {
  if (now.n === 0 || before.n === 0) return null;
  const [a, b] = [shareOf(now.hits, now.n), shareOf(before.hits, before.n)];
  const by = a.share - b.share;
  return {
    by,
    low: by - Math.hypot(a.share - a.low, b.high - b.share),
    high: by + Math.hypot(a.high - a.share, b.share - b.low),
  };
}

/**
 * By which part a count a day lies above another, where counts are of `days` days each. The interval is that of two
 * Poisson counts, from Wilson's interval of the first in both together. Null where there was nothing before.
 */
export function countDifference(
  now: { readonly n: number; readonly days: number },
  before: { readonly n: number; readonly days: number },
): Difference | null {
  if (before.n === 0 || now.days <= 0 || before.days <= 0) return null;
  const perDay = before.days / now.days;
  const ratio = (share: number): number =>
    share >= 1 ? Number.MAX_VALUE : (share / (1 - share)) * perDay - 1;
  const { low, high } = shareOf(now.n, now.n + before.n);
  return { by: (now.n / before.n) * perDay - 1, low: ratio(low), high: ratio(high) };
}

/** Which way a difference points; `null`: the interval holds nothing as well. */
export const directionOf = ({ low, high }: Difference): 'up' | 'down' | null =>
  low > 0 ? 'up' : high < 0 ? 'down' : null;
