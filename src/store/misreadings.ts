import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { misreadingCauses } from './schema/misreadings.ts';
import { annotationTasks } from './schema/annotations.ts';
import { decisions, orders } from './schema/orders.ts';
import { notRestricted } from './confidential.ts';
import { isReal } from './simulation.ts';

export type CauseRow = typeof misreadingCauses.$inferSelect;

/** What triage said of an order that people have spoken on since, and how it stands now. */
export type SpokenOn = {
  readonly id: string;
  readonly seq: number;
  readonly number: string;
  readonly receivedAt: number;
  readonly urgency: string;
  readonly saidType: string;
  readonly saidUnit: string;
  readonly typeNow: string;
  readonly unitNow: string;
  readonly corrected: boolean;
  /** Last word on the proposed unit; null where nobody was asked. */
  readonly unitRight: boolean | null;
  /** A person sent it out. */
  readonly sent: boolean;
  readonly model: string;
};

const newest = sql`(SELECT max(d.id) FROM decisions d WHERE d.order_id = ${orders.id})`;
const lastWord = sql<number | null>`(SELECT x."right" FROM dispatch_outcomes x WHERE x.order_id = ${orders.id}
  ORDER BY x.id DESC LIMIT 1)`;
const sentByPerson = sql<number>`EXISTS (SELECT 1 FROM events e WHERE e.order_id = ${orders.id}
  AND e.event = 'dispatch' AND e.actor_role <> 'system')`;
const labelled = sql`EXISTS (SELECT 1 FROM annotation_tasks t JOIN annotations a ON a.task_id = t.id
  WHERE t.order_id = ${orders.id})`;

/**
 * Orders received in `[from, to)` (UTC milliseconds) that a person corrected, sent, checked or labelled, oldest first.
 * Made-up orders are left out.
 */
export async function spokenOnIn(db: Db, from: number, to: number): Promise<SpokenOn[]> {
  const rows = await db
    .select({
      id: orders.id,
      seq: orders.seq,
      number: orders.number,
      receivedAt: orders.receivedAt,
      urgency: orders.urgency,
      saidType: sql<string>`json_extract(${decisions.result}, '$.issueType.code')`,
      saidUnit: sql<string>`json_extract(${decisions.result}, '$.unit.lead')`,
      typeNow: orders.issueType,
      unitNow: orders.leadUnit,
      corrected: orders.corrected,
      unitRight: lastWord,
      sent: sentByPerson,
      model: decisions.model,
    })
    .from(orders)
    .innerJoin(decisions, eq(decisions.id, newest))
    .where(
      and(
        gte(orders.receivedAt, from),
        lt(orders.receivedAt, to),
        isReal(sql`orders.id`),
        notRestricted(sql`orders.id`),
        sql`(${orders.corrected} = 1 OR ${lastWord} IS NOT NULL OR ${sentByPerson} OR ${labelled})`,
      ),
    )
    .orderBy(asc(orders.seq));
  return rows.map(({ unitRight, sent, ...row }) => ({
    ...row,
    unitRight: unitRight === null ? null : Number(unitRight) === 1,
    sent: Number(sent) === 1,
  }));
}

/** The annotation task of each order that has one. */
export async function tasksOfOrders(db: Db): Promise<Map<string, string>> {
  const rows = await db
    .select({ orderId: annotationTasks.orderId, id: annotationTasks.id })
    .from(annotationTasks)
    .where(sql`${annotationTasks.orderId} IS NOT NULL`);
  return new Map(rows.map(({ orderId, id }) => [orderId as string, id]));
}

/** The last cause recorded of each of these orders, by order id. */
export async function causesOf(
  db: Db,
  about: string,
  orderIds: readonly string[],
): Promise<Map<string, CauseRow>> {
  const found = new Map<string, CauseRow>();
  for (let at = 0; at < orderIds.length; at += 500) {
    const rows = await db
      .select()
      .from(misreadingCauses)
      .where(
        and(
          eq(misreadingCauses.about, about),
          inArray(misreadingCauses.orderId, orderIds.slice(at, at + 500)),
        ),
      )
      .orderBy(asc(misreadingCauses.id));
    for (const row of rows) found.set(row.orderId, row);
  }
  return found;
}

export async function insertCause(db: Db, row: Omit<CauseRow, 'id'>): Promise<void> {
  await db.insert(misreadingCauses).values(row);
}
