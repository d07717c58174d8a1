import { beijingDay } from '../../kernel/clock.ts';
import type { KnowledgeBase, OrderBasis } from '../../knowledge/knowledge-base.ts';
import type { PreparedText } from '../../text/types.ts';
import type { Decision } from '../../triage/types.ts';
import type { OrderInput } from '../types.ts';

/** The law beside a text of an order, by what triage decided of it. */
export function basisOf(
  knowledge: KnowledgeBase,
  prepared: PreparedText,
  decision: Pick<Decision, 'issueType' | 'saleChannel' | 'demandKind'>,
  order: OrderInput,
): OrderBasis {
  const filed = beijingDay(Date.parse(order.receivedAt));
  return knowledge.legalBasis({
    text: prepared.clean.text,
    issueType: decision.issueType.code,
    saleChannel: decision.saleChannel,
    demandKind: decision.demandKind.value,
    // Dates in a text tell many things beside the event; the law of the day of filing is right far more often.
    eventDate: filed,
    filingDate: filed,
  });
}
