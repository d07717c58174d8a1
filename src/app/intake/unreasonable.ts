import { fits, lawsOn } from '../../orders/handling-rules.ts';
import type { HandledOrder, HandlingRules } from '../../orders/handling-rules.ts';
import { holdsOn } from '../../kernel/periods.ts';
import type { TriageResult } from '../types.ts';

/** What speaks for a demand being unreasonable 不合理诉求. A person decides; nothing follows from it by itself. */
export type UnreasonableHint = {
  /** What the caller relies on, with its place in the text as received. */
  readonly claim: string;
  readonly start: number;
  readonly end: number;
  readonly law: string;
  readonly article: string;
  /** Word for word. */
  readonly quote: string;
  readonly effectiveFrom: string;
  readonly why: string;
  /** A reason for exclusion that rests on the same article and may be named for such orders. */
  readonly reason: { readonly code: string; readonly name: string } | null;
};

/**
 * Demands that rest on a law that does not apply: the text names the rule, triage found that it does not apply, and
 * the words stand in what is asked for. A question asks, and demands nothing.
 */
export function unreasonableHints(
  triage: Pick<TriageResult, 'laws' | 'misquoted' | 'entities' | 'demandKind'>,
  rules: HandlingRules | null,
  order: Pick<HandledOrder, 'demandKind' | 'urgency' | 'issueType' | 'saleChannel' | 'units' | 'day'> | null,
): UnreasonableHint[] {
  if (triage.demandKind.value === '咨询') return [];
  const requests = triage.entities.filter(({ kind }) => kind === 'request');
  return triage.misquoted.flatMap(({ claim, start, end, law, article }): UnreasonableHint[] => {
    const found = triage.laws.find(
      (one) => one.law === law && one.article === article && one.verdict === 'does_not_apply',
    );
    const asked = requests.length === 0 || requests.some((one) => one.start < end && start < one.end);
    if (found === undefined || !asked) return [];
    const { quote, effectiveFrom, why } = found;
    const reason =
      rules === null || order === null
        ? undefined
        : rules.exclusions.find(
            (one) =>
              holdsOn(one, order.day) &&
              fits(one.when, order) &&
              lawsOn(one, order.day).some((basis) => basis.law === law && basis.article === article),
          );
    return [
      {
        claim,
        start,
        end,
        law,
        article,
        quote,
        effectiveFrom,
        why,
        reason: reason === undefined ? null : { code: reason.code, name: reason.name },
      },
    ];
  });
}
