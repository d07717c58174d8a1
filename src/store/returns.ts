import { and, eq, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Db } from './client.ts';
import { lifeEventsOfMany } from './events.ts';
import { events, orders } from './schema/orders.ts';

/** Orders whose events are read in one go. */
const PIECE = 300;

type Period = readonly [from: number, to: number];

/**
 * The events of every order that a unit wanted to return, of those received in a period (UTC milliseconds,
 * `[from, to)`), in the order in which they came.
 */
export async function returnedOrders(db: Db, period?: Period): Promise<LifeEvent[][]> {
  const returned = db.select({ id: events.orderId }).from(events).where(eq(events.event, 'proposeReturn'));
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(inArray(orders.id, returned), ...received(period)))
    .orderBy(orders.seq);
  const found: LifeEvent[][] = [];
  for (let from = 0; from < rows.length; from += PIECE) {
    const ids = rows.slice(from, from + PIECE).map(({ id }) => id);
    const told = await lifeEventsOfMany(db, ids);
    found.push(...ids.map((id) => told.get(id) ?? []));
  }
  return found;
}

/** How many of the orders received in a period each unit leads; those that are not out yet are nobody's. */
export async function ledByUnit(db: Db, period: Period): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ unit: orders.leadUnit, n: sql<number>`count(*)` })
    .from(orders)
    .where(and(ne(orders.state, 'received'), ...received(period)))
    .groupBy(orders.leadUnit);
  return new Map(rows.map(({ unit, n }) => [unit, n]));
}

const received = (period?: Period) =>
  period === undefined ? [] : [gte(orders.receivedAt, period[0]), lt(orders.receivedAt, period[1])];
