import type { OrderDetail, OrderSummary } from '../app/types.ts';
import { isoTime } from '../web/format.ts';

/** A row of the queue as the API shows it: times in ISO 8601 with offset. */
export const presentSummary = (order: OrderSummary) => ({ ...order, receivedAt: isoTime(order.receivedAt) });

/** One order in full as the API shows it. */
export function presentDetail(order: OrderDetail) {
  return {
    ...order,
    receivedAt: isoTime(order.receivedAt),
    events: order.events.map((event) => ({ ...event, at: isoTime(event.at) })),
  };
}
