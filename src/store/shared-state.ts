import { sql } from 'drizzle-orm';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { OrderState } from '../kernel/move-words.ts';
import type { Db } from './client.ts';
import { NAMES_UNITS } from './event-feed.ts';

/** What processes hold in memory of the database; equal words mean that nothing of it has changed. */
export const HELD_STATE = ['rulings', 'profile', 'knowledge', 'model'] as const;
export type HeldState = Readonly<Record<(typeof HELD_STATE)[number], string>>;

export async function heldState(db: Db): Promise<HeldState> {
  const rows = (await db.all(sql`SELECT
    (SELECT count(*) || ' ' || count(ended_at) || ' ' || coalesce(max(ended_at), 0) FROM rulings) AS rulings,
    (SELECT coalesce(max(applied), 0) || '' FROM profile_revisions) AS profile,
    (SELECT coalesce(max(revision), 0) || '' FROM knowledge_state) AS knowledge,
    (SELECT coalesce(max(id), 0) || '' FROM promotions) AS model`)) as HeldState[];
  return rows[0] as HeldState;
}

/** An order after its newest event, and who led it before the events that are told of. */
export type MovedOrder = {
  readonly id: string;
  readonly state: OrderState;
  readonly version: number;
  readonly leadUnit: string;
  readonly jointUnit: string | null;
  readonly calledUnits: readonly string[];
  readonly confidentiality: Confidentiality;
  readonly letIn: readonly string[];
  readonly ledBefore: string | null;
  /** Came in with these events. */
  readonly isNew: boolean;
};

/** Orders with events in `(after, upTo]`, each once, in the order of their first. */
export async function movedBetween(db: Db, after: number, upTo: number): Promise<MovedOrder[]> {
  const rows = (await db.all(sql`
    SELECT o.id, o.state, o.version, o.lead_unit AS leadUnit, o.joint_unit AS jointUnit, o.called_units AS calledUnits,
      o.confidentiality, o.let_in AS letIn,
      m.first_version <= 1 AS isNew, (
        SELECT json_extract(u.data, '$.lead') FROM events u
        WHERE u.order_id = o.id AND u.version < m.first_version AND u.event IN ${NAMES_UNITS}
        ORDER BY u.version DESC LIMIT 1) AS ledBefore
    FROM (
      SELECT order_id, min(version) AS first_version, min(id) AS first FROM events
      WHERE id > ${after} AND id <= ${upTo} GROUP BY order_id) m
    JOIN orders o ON o.id = m.order_id ORDER BY m.first`)) as (Omit<
    MovedOrder,
    'calledUnits' | 'letIn' | 'isNew'
  > & {
    readonly calledUnits: string;
    readonly letIn: string;
    readonly isNew: number;
  })[];
  return rows.map((row) => ({
    ...row,
    calledUnits: JSON.parse(row.calledUnits) as string[],
    letIn: JSON.parse(row.letIn) as string[],
    isNew: row.isNew === 1,
  }));
}
