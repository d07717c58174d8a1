import { asc, eq, sql } from 'drizzle-orm';
import type { LifeEvent } from '../orders/life-events.ts';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { jsonOf } from './json-rows.ts';
import { events } from './schema/orders.ts';
import { statement } from './statement.ts';

/** An event to be kept, with the order it belongs to and what it is called in the order's history. */
export type NewEvent = { readonly orderId: string; readonly detail: string; readonly event: LifeEvent };
/** A line of an order's history. */
export type StoredEvent = Pick<typeof events.$inferSelect, 'at' | 'actor' | 'event' | 'detail'> & {
  /** Whether the caller's verdict came with it. */
  readonly judged: boolean;
};

/** Appends what happened, in the order given. Fails where an order has an event of that version already. */
export async function appendEvents(db: Db, rows: readonly NewEvent[]): Promise<void> {
  await insertRows(
    db,
    events,
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
  const judged = sql<boolean>`json_extract(${events.data}, '$.verdict') IS NOT NULL`.mapWith(Boolean);
  return db
    .select({ at, actor, event, detail, judged })
    .from(events)
    .where(eq(events.orderId, orderId))
    .orderBy(asc(events.version));
}

/** What the state of an order follows from, oldest first. */
export async function lifeEventsOf(db: Db, orderId: string): Promise<LifeEvent[]> {
  return (await lifeEventsOfMany(db, [orderId])).get(orderId) ?? [];
}

/** The same for several orders; those without events are left out. One row an order: rows are what reading costs. */
export async function lifeEventsOfMany(
  db: Db,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, LifeEvent[]>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await eventsTold(db, { orderIds: jsonOf(orderIds) });
  const told = rows as unknown as readonly { readonly order_id: string; readonly told: string }[];
  return new Map(told.map((row) => [row.order_id, eventsIn(row.told)]));
}

const eventsTold = statement<{ orderIds: string }>(
  () => sql`
    SELECT order_id, json_group_array(json_array(
      version, at, event, actor_id, actor, actor_role, actor_unit, state, data)) AS told
    FROM events
    WHERE order_id IN (SELECT value FROM json_each(${sql.placeholder('orderIds')})) AND version > 0
    GROUP BY order_id`,
);

/** An event as `lifeEventsOfMany` asks for it. */
type Told = [number, number, string, string, string, string, string | null, string, string];

const eventsIn = (told: string): LifeEvent[] =>
  (JSON.parse(told) as Told[])
    // In which order a group is put together is not promised.
    .sort(([a], [b]) => a - b)
    .map(
      ([version, at, kind, id, name, role, unit, to, data]) =>
        ({
          version,
          at,
          kind,
          actor: { id, name, role, unit },
          to,
          data: JSON.parse(data),
        }) as unknown as LifeEvent,
    );
