import { POOR_BELOW, RATING_REASON } from '../../kernel/rating-words.ts';
import type { ItemCount } from '../../store/ratings.ts';
import { tallyOf } from './rating-report.ts';

/** What ratings say against an entry or rule, in words; null where they say nothing, or are too few to. */
export function poorlyRated(counts: readonly ItemCount[]): string | null {
  const { useful, reasons, few } = tallyOf(counts);
  if (few || useful.low >= POOR_BELOW) return null;
  const whole = (share: number): string => `${Math.round(share * 100)}%`;
  const most = reasons[0];
  const why = most === undefined ? '' : `，说得最多的是“${RATING_REASON[most.code]}”`;
  return `${useful.n} 次评价中 ${useful.hits} 次有用（95% 区间 ${whole(useful.low)}–${whole(useful.high)}）${why}`;
}
