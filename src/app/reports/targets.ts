import type { RateCode } from '../../kernel/case-words.ts';
import { holdsOn } from '../../kernel/periods.ts';
import { shareText } from '../../orders/reports/phrases.ts';
import type { Profile } from '../../profile/types.ts';
import type { Span } from './periods.ts';

/** What is aimed at when a period begins, by rate, in words; empty where the place has set nothing. */
export function targetsOf(
  { targets = [] }: Pick<Profile, 'targets'>,
  { from }: Pick<Span, 'from'>,
): ReadonlyMap<RateCode, string> {
  return new Map(
    targets.flatMap((target) => {
      if (!holdsOn(target, from)) return [];
      const { rate, value, bound, source } = target;
      const aim = `${bound === 'atLeast' ? '不低于' : '不高于'}${shareText(value)}`;
      return [[rate, source === null ? `${aim}（示例）` : aim] as const];
    }),
  );
}
