import type { OrderDetail, OrderSummary } from '../app/types.ts';
import { isoTime } from '../web/format.ts';
import { presentLife } from './present-life.ts';

/** A row of the queue as the API shows it: times in ISO 8601 with offset. */
export const presentSummary = (order: OrderSummary) => ({
  ...order,
  receivedAt: isoTime(order.receivedAt),
  since: isoTime(order.since),
  dueAt: isoOrNull(order.dueAt),
});

const isoOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

/** One order in full as the API shows it. */
export function presentDetail(order: OrderDetail) {
  return {
    ...order,
    ...presentSummary(order),
    ...presentLife(order),
    events: order.events.map((event) => ({ ...event, at: isoTime(event.at) })),
  };
}
