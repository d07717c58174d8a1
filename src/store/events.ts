import { and, asc, eq, gt, inArray } from 'drizzle-orm';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Db } from './client.ts';
import { events } from './schema/orders.ts';

/** An event to be kept, with the order it belongs to and what it is called in the order's history. */
export type NewEvent = { readonly orderId: string; readonly detail: string; readonly event: LifeEvent };
/** A line of an order's history. */
export type StoredEvent = Pick<typeof events.$inferSelect, 'at' | 'actor' | 'event' | 'detail'>;

/** Appends what happened, in the order given. Fails where an order has an event of that version already. */
export async function appendEvents(db: Db, rows: readonly NewEvent[]): Promise<void> {
  if (rows.length === 0) return;
  await db.insert(events).values(
    rows.map(({ orderId, detail, event: { version, at, kind, actor, to, data } }) => ({
      orderId,
      version,
      at,
      event: kind,
      actor: actor.name,
      actorId: actor.id,
      actorRole: actor.role,
      actorUnit: actor.unit,
      state: to,
      data: { ...data },
      detail,
    })),
  );
}

/** The history of an order as people read it, oldest first. */
export async function eventsOf(db: Db, orderId: string): Promise<StoredEvent[]> {
  const { at, actor, event, detail } = events;
  return db
    .select({ at, actor, event, detail })
    .from(events)
    .where(eq(events.orderId, orderId))
    .orderBy(asc(events.version));
}

/** What the state of an order follows from, oldest first. */
export async function lifeEventsOf(db: Db, orderId: string): Promise<LifeEvent[]> {
  return (await lifeEventsOfMany(db, [orderId])).get(orderId) ?? [];
}

/** The same for several orders; those without events are left out. */
export async function lifeEventsOfMany(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, LifeEvent[]>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(events)
    .where(and(inArray(events.orderId, [...orderIds]), gt(events.version, 0)))
    .orderBy(asc(events.orderId), asc(events.version));
  const found = new Map<string, LifeEvent[]>();
  for (const row of rows) {
    const list = found.get(row.orderId);
    if (list === undefined) found.set(row.orderId, [eventOf(row)]);
    else list.push(eventOf(row));
  }
  return found;
}

const eventOf = (row: typeof events.$inferSelect): LifeEvent =>
  ({
    version: row.version,
    at: row.at,
    kind: row.event,
    actor: { id: row.actorId, name: row.actor, role: row.actorRole, unit: row.actorUnit },
    to: row.state,
    data: row.data,
  }) as unknown as LifeEvent;
