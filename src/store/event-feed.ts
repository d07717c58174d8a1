import { sql } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { Db } from './client.ts';
import { openTo } from './confidential.ts';

/** What happened to an order, as far as other systems are told. */
export type FeedEvent = {
  /** Number of the event: greater ones were stored later. */
  readonly seq: number;
  readonly orderId: string;
  readonly number: string;
  /** Number of the event within its order. */
  readonly version: number;
  readonly at: number;
  readonly kind: string;
  /** Where the order stood afterwards, and who led it then; null before it was dispatched. */
  readonly state: OrderState;
  readonly unit: string | null;
  readonly receivedAt: number;
};

export type FeedQuery = {
  /** Only events with greater numbers. */
  readonly after: number;
  readonly limit: number;
  /** Only of dispatched orders that this unit takes part in by now, and nothing that it may not know; null: of all. */
  readonly unit: string | null;
  /** Under which entries restricted orders are let out; see `Reach`. */
  readonly letIn: readonly string[] | null;
};

/** Events that name the units of an order. */
export const NAMES_UNITS = sql`('carried', 'triaged', 'dispatch', 'correctUnit', 'acceptReturn', 'rule')`;

/** Number of the newest event; 0 where there is none. */
export async function lastEventSeq(db: Db): Promise<number> {
  const rows = (await db.all(sql`SELECT coalesce(max(id), 0) AS seq FROM events`)) as { seq: number }[];
  return rows[0]?.seq ?? 0;
}

/** Events looked at in one go, whether they are given out or not. */
const WINDOW = 20_000;

/**
 * The next events, oldest first, and the number up to which nothing is left out. Events are numbered as they are
 * committed, one writer after the other, so that none turns up later below a number that was given out. Of made-up
 * orders nobody outside is told.
 */
export async function feedAfter(
  db: Db,
  { after, limit, unit, letIn }: FeedQuery,
): Promise<{ readonly events: readonly FeedEvent[]; readonly upTo: number; readonly more: boolean }> {
  const last = await lastEventSeq(db);
  if (after >= last) return { events: [], upTo: after, more: false };
  const end = Math.min(last, after + WINDOW);
  // Whoever is judged is not told who was asked.
  const own =
    unit === null
      ? sql``
      : sql`AND e.event <> 'callBack' AND o.state <> 'received' AND (o.lead_unit = ${unit} OR o.joint_unit = ${unit}
          OR EXISTS (SELECT 1 FROM json_each(o.called_units) WHERE value = ${unit}))`;
  const events = (await db.all(sql`
    SELECT e.id AS seq, o.id AS orderId, o.number, e.version, e.at, e.event AS kind, e.state,
      CASE WHEN e.state = 'received' THEN NULL ELSE (
        SELECT json_extract(u.data, '$.lead') FROM events u
        WHERE u.order_id = e.order_id AND u.version <= e.version AND u.event IN ${NAMES_UNITS}
        ORDER BY u.version DESC LIMIT 1) END AS unit,
      o.received_at AS receivedAt
    FROM events e CROSS JOIN orders o ON o.id = e.order_id
    WHERE e.id > ${after} AND e.id <= ${end} AND e.version > 0 ${own} AND ${openTo({ letIn }, sql`o.seq`)}
      AND NOT EXISTS (SELECT 1 FROM simulated_orders s WHERE s.order_id = e.order_id)
    ORDER BY e.id LIMIT ${limit}`)) as FeedEvent[];
  const upTo = events.length === limit ? (events.at(-1)?.seq ?? end) : end;
  return { events, upTo, more: upTo < last };
}
