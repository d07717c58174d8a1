import { shareOf } from '../kernel/share.ts';
import { FEW } from './rates.ts';
import type { RatedShare } from './rates.ts';

/** One share of several parts of the cases that do not overlap; null where none of them has anything to divide by. */
export function sharesTogether(shares: readonly RatedShare[]): RatedShare {
  let hits = 0;
  let n = 0;
  for (const share of shares) {
    hits += share?.hits ?? 0;
    n += share?.n ?? 0;
  }
  return n === 0 ? null : { ...shareOf(hits, n), few: n < FEW };
}
