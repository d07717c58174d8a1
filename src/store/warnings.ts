import { and, asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { WarningKind, WarningState } from '../kernel/warning-words.ts';
import type { Db } from './client.ts';
import { orders } from './schema/orders.ts';
import {
  proactiveTasks,
  subjectActs,
  topicMembers,
  topicNames,
  warningOrders,
  warnings,
} from './schema/topics.ts';

type Row = typeof warnings.$inferSelect;
export type StoredWarning = Omit<Row, 'kind' | 'state'> & {
  readonly kind: WarningKind;
  readonly state: WarningState;
};
/** With the topic most of its orders are in now. */
export type ListedWarning = StoredWarning & { readonly topic: number | null };
export type NewWarning = Pick<
  StoredWarning,
  | 'kind'
  | 'key'
  | 'title'
  | 'at'
  | 'days'
  | 'callers'
  | 'expected'
  | 'chance'
  | 'watched'
  | 'watchedName'
  | 'rules'
>;
export type StoredTask = typeof proactiveTasks.$inferSelect;
export type StoredAct = typeof subjectActs.$inferSelect;

/** Keeps a warning with the orders it was raised by. Inside the lane only. */
export async function insertWarning(db: Db, warning: NewWarning, seqs: readonly number[]): Promise<number> {
  const fresh = {
    ...warning,
    state: 'new',
    reason: null,
    decidedBy: null,
    decidedByName: null,
    decidedAt: null,
    version: 1,
  };
  const [row] = await db.insert(warnings).values(fresh).returning({ id: warnings.id });
  if (row === undefined) throw new Error('A warning was not kept.');
  const members = [...new Set(seqs)].map((orderSeq) => ({ warningId: row.id, orderSeq }));
  if (members.length > 0) await db.insert(warningOrders).values(members);
  return row.id;
}

/** What was told so far, for not telling it again. */
export async function warningsTold(
  db: Db,
): Promise<{ readonly key: string; readonly at: number; readonly callers: number }[]> {
  const { key, at, callers } = warnings;
  return db.select({ key, at, callers }).from(warnings).orderBy(asc(warnings.id));
}

const ofUnit = (unit: string) => sql`EXISTS (
  SELECT 1 FROM warning_orders w JOIN orders ON orders.seq = w.order_seq
  WHERE w.warning_id = ${warnings.id} AND ${orders.state} <> 'received' AND (${orders.leadUnit} = ${unit}
    OR ${orders.jointUnit} = ${unit} OR ${orders.calledUnits} LIKE ${`%"${unit}"%`}))`;

/** Warnings, those that wait for somebody first, then the latest. */
export async function listWarnings(
  db: Db,
  query: {
    readonly state?: WarningState;
    readonly kind?: WarningKind;
    readonly topic?: number;
    readonly id?: number;
    readonly unit: string | null;
  },
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: ListedWarning[]; readonly total: number }> {
  const where = and(
    query.state === undefined ? undefined : eq(warnings.state, query.state),
    query.kind === undefined ? undefined : eq(warnings.kind, query.kind),
    query.topic === undefined
      ? undefined
      : sql`EXISTS (SELECT 1 FROM warning_orders w JOIN topic_members m ON m.order_seq = w.order_seq
          WHERE w.warning_id = ${warnings.id} AND m.topic = ${query.topic})`,
    query.id === undefined ? undefined : eq(warnings.id, query.id),
    query.unit === null ? undefined : ofUnit(query.unit),
  );
  // Topics can be made anew under other numbers: what most of the orders are in now.
  const topic = sql<number | null>`(
    SELECT m.topic FROM warning_orders w JOIN topic_members m ON m.order_seq = w.order_seq
    WHERE w.warning_id = ${warnings.id} GROUP BY m.topic ORDER BY count(*) DESC, m.topic LIMIT 1)`;
  const rows = await db
    .select({ ...getTableColumns(warnings), topic })
    .from(warnings)
    .where(where)
    .orderBy(sql`${warnings.state} <> 'new'`, desc(warnings.at), desc(warnings.id))
    .limit(page.limit)
    .offset(page.offset);
  const [count] = await db
    .select({ total: sql<number>`count(*)` })
    .from(warnings)
    .where(where);
  return { rows: rows as ListedWarning[], total: count?.total ?? 0 };
}

/** A warning; null where there is none, or none of a unit. */
export async function warningById(db: Db, id: number, unit: string | null): Promise<StoredWarning | null> {
  const where = and(eq(warnings.id, id), unit === null ? undefined : ofUnit(unit));
  return ((await db.select().from(warnings).where(where).limit(1))[0] as StoredWarning | undefined) ?? null;
}

/** Numbers and ids of the orders of warnings, as far as a unit may see them. */
export async function ordersOfWarnings(
  db: Db,
  ids: readonly number[],
  unit: string | null,
): Promise<
  { readonly warningId: number; readonly id: string; readonly number: string; readonly leadUnit: string }[]
> {
  if (ids.length === 0) return [];
  return db
    .select({
      warningId: warningOrders.warningId,
      id: orders.id,
      number: orders.number,
      leadUnit: orders.leadUnit,
    })
    .from(warningOrders)
    .innerJoin(orders, eq(orders.seq, warningOrders.orderSeq))
    .where(
      and(
        inArray(warningOrders.warningId, [...ids]),
        unit === null
          ? undefined
          : sql`${orders.state} <> 'received' AND (${orders.leadUnit} = ${unit} OR ${orders.jointUnit} = ${unit}
              OR ${orders.calledUnits} LIKE ${`%"${unit}"%`})`,
      ),
    )
    .orderBy(asc(orders.seq));
}

/** Decides on a warning that nobody has changed since; false where somebody has. Inside the lane only. */
export async function updateWarning(
  db: Db,
  id: number,
  version: number,
  change: Pick<StoredWarning, 'state' | 'reason' | 'decidedBy' | 'decidedByName' | 'decidedAt'>,
): Promise<boolean> {
  const result = await db
    .update(warnings)
    .set({ ...change, version: version + 1 })
    .where(and(eq(warnings.id, id), eq(warnings.version, version)));
  return result.rowsAffected === 1;
}

export async function insertTask(db: Db, task: StoredTask): Promise<void> {
  await db.insert(proactiveTasks).values(task);
}

export async function taskById(db: Db, id: string): Promise<StoredTask | null> {
  return (await db.select().from(proactiveTasks).where(eq(proactiveTasks.id, id)).limit(1))[0] ?? null;
}

/** Tasks, open ones first, the nearest day first. */
export async function listTasks(
  db: Db,
  query: { readonly state?: string; readonly unit: string | null; readonly warningId?: number },
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredTask[]; readonly total: number }> {
  const where = and(
    query.state === undefined ? undefined : eq(proactiveTasks.state, query.state),
    query.unit === null ? undefined : eq(proactiveTasks.unit, query.unit),
    query.warningId === undefined ? undefined : eq(proactiveTasks.warningId, query.warningId),
  );
  const rows = await db
    .select()
    .from(proactiveTasks)
    .where(where)
    .orderBy(sql`${proactiveTasks.state} <> 'open'`, asc(proactiveTasks.dueDay), asc(proactiveTasks.madeAt))
    .limit(page.limit)
    .offset(page.offset);
  const [count] = await db
    .select({ total: sql<number>`count(*)` })
    .from(proactiveTasks)
    .where(where);
  return { rows, total: count?.total ?? 0 };
}

/** Ends an open task; false where it is at an end already. Inside the lane only. */
export async function endTask(
  db: Db,
  id: string,
  change: Pick<StoredTask, 'state' | 'result' | 'endedBy' | 'endedByName' | 'endedAt'>,
): Promise<boolean> {
  const result = await db
    .update(proactiveTasks)
    .set(change)
    .where(and(eq(proactiveTasks.id, id), eq(proactiveTasks.state, 'open')));
  return result.rowsAffected === 1;
}

export async function insertAct(db: Db, act: StoredAct): Promise<void> {
  await db.insert(subjectActs).values(act);
}

/** What was done with a subject, latest first. */
export async function actsOf(db: Db, subject: string): Promise<StoredAct[]> {
  return db
    .select()
    .from(subjectActs)
    .where(eq(subjectActs.subject, subject))
    .orderBy(desc(subjectActs.day), desc(subjectActs.at));
}

export type SubjectOrder = {
  readonly id: string;
  readonly number: string;
  readonly at: number;
  readonly excerpt: string;
  readonly issueType: string;
  readonly demandKind: string;
  readonly street: string | null;
  readonly leadUnit: string;
  readonly state: string;
  readonly caller: string | null;
  readonly topic: number;
  /** How it ended, from the last reply; null where it has not been replied to. */
  readonly outcome: string | null;
};

/** Orders about a subject that a unit may see (null: all), latest first. */
export async function ordersOfSubject(
  db: Db,
  subject: string,
  unit: string | null,
  limit: number,
): Promise<SubjectOrder[]> {
  return db
    .select({
      id: orders.id,
      number: orders.number,
      at: orders.receivedAt,
      excerpt: orders.excerpt,
      issueType: orders.issueType,
      demandKind: orders.demandKind,
      street: orders.street,
      leadUnit: orders.leadUnit,
      state: orders.state,
      caller: topicMembers.caller,
      topic: topicMembers.topic,
      outcome: sql<string | null>`(
        SELECT json_extract(e.data, '$.outcome') FROM events e WHERE e.order_id = ${orders.id} AND e.event = 'reply'
        ORDER BY e.version DESC LIMIT 1)`,
    })
    .from(topicNames)
    .innerJoin(orders, eq(orders.seq, topicNames.orderSeq))
    .innerJoin(topicMembers, eq(topicMembers.orderSeq, topicNames.orderSeq))
    .where(
      and(
        eq(topicNames.kind, 'subject'),
        eq(topicNames.name, subject),
        unit === null
          ? undefined
          : sql`${orders.state} <> 'received' AND (${orders.leadUnit} = ${unit} OR ${orders.jointUnit} = ${unit}
              OR ${orders.calledUnits} LIKE ${`%"${unit}"%`})`,
      ),
    )
    .orderBy(desc(orders.receivedAt), desc(orders.seq))
    .limit(limit);
}
