import { and, desc, eq, gte, inArray, lte, ne } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { events, orders } from './schema/orders.ts';

/** An order as a service request: with when something last happened to it. */
export type ServiceRequestRow = StoredOrder & { readonly updatedAt: number };

export type ServiceRequestQuery = {
  /** Received in this stretch, both ends included; left out: whenever. */
  readonly from?: number;
  readonly to?: number;
  readonly numbers?: readonly string[];
  readonly issueTypes?: readonly string[];
  readonly states?: readonly OrderState[];
  /** Without reports 举报, whose callers are protected. */
  readonly withoutReports: boolean;
  readonly limit: number;
  readonly offset: number;
};

/** Newest first. */
export async function serviceRequests(db: Db, query: ServiceRequestQuery): Promise<ServiceRequestRow[]> {
  const { from, to, numbers, issueTypes, states, withoutReports, limit, offset } = query;
  const rows = await db
    .select({ order: orders, updatedAt: events.at })
    .from(orders)
    .leftJoin(events, and(eq(events.orderId, orders.id), eq(events.version, orders.version)))
    .where(
      and(
        from === undefined ? undefined : gte(orders.receivedAt, from),
        to === undefined ? undefined : lte(orders.receivedAt, to),
        numbers === undefined ? undefined : inArray(orders.number, [...numbers]),
        issueTypes === undefined ? undefined : inArray(orders.issueType, [...issueTypes]),
        states === undefined ? undefined : inArray(orders.state, [...states]),
        withoutReports ? ne(orders.demandKind, '举报') : undefined,
        // What is kept 保密 is told to nobody outside.
        eq(orders.confidentiality, 'none'),
      ),
    )
    .orderBy(desc(orders.receivedAt), desc(orders.seq))
    .limit(limit)
    .offset(offset);
  return rows.map(({ order, updatedAt }) => ({
    ...(order as StoredOrder),
    updatedAt: updatedAt ?? order.since,
  }));
}
