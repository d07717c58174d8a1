import { sharesTogether } from '../../orders/rate-sums.ts';
import type { BothShares } from './charting-types.ts';
import type { FigureGroup } from './figure-types.ts';

/** A rate of several groups together, both ways. */
export function bothOf(groups: readonly FigureGroup[], code: BothShares['code']): BothShares {
  const rates = groups.flatMap((group) => group.rates.find((rate) => rate.code === code) ?? []);
  return {
    code,
    raw: sharesTogether(rates.map(({ raw }) => raw)),
    adjusted: sharesTogether(rates.map(({ adjusted }) => adjusted)),
  };
}
