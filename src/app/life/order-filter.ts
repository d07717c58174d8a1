import type { OrderQuery } from '../../store/order-conditions.ts';

/** What a list of orders shows; whose orders it may show follows from who asks. */
export type OrderFilter = Omit<OrderQuery, 'reach'>;
