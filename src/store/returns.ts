import { and, gte, inArray, lt, ne, sql } from 'drizzle-orm';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Db } from './client.ts';
import { lifeEventsOfMany } from './events.ts';
import { events, orders } from './schema/orders.ts';

/** Orders whose events are read in one go. */
const PIECE = 300;

/** UTC milliseconds, `[from, to)`. */
type Period = readonly [from: number, to: number];

/** Which returned orders are meant; what is left out does not matter. */
export type ReturnsWanted = {
  /** Received in this period. */
  readonly period?: Period;
  /** Returned by one of these units. */
  readonly units?: readonly string[];
};

/** The query for their ids, in the order in which they came. The plan begins with the returns: they are the few. */
export function returnedIds(db: Db, { period, units }: ReturnsWanted) {
  const returned = db
    .select({ id: events.orderId })
    .from(events)
    .where(
      and(
        // Written out, for the index holds nothing else.
        sql`${events.event} = 'proposeReturn'`,
        ...(units === undefined ? [] : [inArray(events.actorUnit, [...units])]),
        // Nothing is returned before it was received.
        ...(period === undefined ? [] : [gte(events.at, period[0])]),
      ),
    );
  const inPeriod =
    period === undefined
      ? []
      : [sql`+${orders.receivedAt} >= ${period[0]}`, sql`+${orders.receivedAt} < ${period[1]}`];
  return db
    .select({ id: orders.id })
    .from(orders)
    .where(and(inArray(orders.id, returned), ...inPeriod))
    .orderBy(orders.seq);
}

/** The events of every order that a unit wanted to return, in the order in which they came. */
export async function returnedOrders(db: Db, wanted: ReturnsWanted): Promise<LifeEvent[][]> {
  const rows = await returnedIds(db, wanted);
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
  const rows = await ledQuery(db, period);
  return new Map(rows.map(({ unit, n }) => [unit, n]));
}

export const ledQuery = (db: Db, [from, to]: Period) =>
  db
    .select({ unit: orders.leadUnit, n: sql<number>`count(*)` })
    .from(orders)
    .where(and(ne(orders.state, 'received'), gte(orders.receivedAt, from), lt(orders.receivedAt, to)))
    .groupBy(orders.leadUnit);
