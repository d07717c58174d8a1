import { and, asc, desc, eq, getTableColumns, inArray, isNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { WarningKind, WarningState } from '../kernel/warning-words.ts';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { reachedBy } from './order-conditions.ts';
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

/**
 * Keeps a warning with the orders it was raised by, under the first warning of the same matter if there is one: half of
 * its orders or more are told of there, or the same was told at or after `since`. What was dismissed leads nothing.
 * Inside the lane only.
 */
export async function insertWarning(
  db: Db,
  warning: NewWarning,
  seqs: readonly number[],
  since: number,
): Promise<number> {
  const fresh = {
    ...warning,
    leadId: await leadOf(db, warning.key, seqs, since),
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

async function leadOf(db: Db, key: string, seqs: readonly number[], since: number): Promise<number | null> {
  const own = sql`(SELECT value FROM json_each(${jsonOf([...new Set(seqs)])}))`;
  const [row] = (await db.all(sql`
    WITH shared AS (
      SELECT coalesce(w.lead_id, w.id) AS lead, count(DISTINCT o.order_seq) AS n
      FROM warning_orders o JOIN warnings w ON w.id = o.warning_id WHERE o.order_seq IN ${own} GROUP BY lead
    ), same AS (
      SELECT coalesce(w.lead_id, w.id) AS lead, 0 AS n FROM warnings w WHERE w.key = ${key} AND w.at >= ${since}
    )
    SELECT l.id FROM (
      SELECT lead, n FROM shared WHERE 2 * n >= (SELECT count(*) FROM ${own}) UNION ALL SELECT lead, n FROM same
    ) f JOIN warnings l ON l.id = f.lead
    WHERE l.state <> 'dismissed' ORDER BY f.n DESC, l.id LIMIT 1`)) as { id: number }[];
  return row?.id ?? null;
}

/** What was told so far, for not telling it again, with the orders it was told of. */
export async function warningsTold(
  db: Db,
): Promise<
  { readonly key: string; readonly at: number; readonly callers: number; readonly seqs: readonly number[] }[]
> {
  const rows = (await db.all(sql`
    SELECT w.key, w.at, w.callers, (
      SELECT json_group_array(o.order_seq) FROM warning_orders o WHERE o.warning_id = w.id) AS seqs
    FROM warnings w ORDER BY w.id`)) as { key: string; at: number; callers: number; seqs: string }[];
  return rows.map(({ seqs, ...row }) => ({ ...row, seqs: JSON.parse(seqs) as number[] }));
}

/** Whether a warning or one of those that stand under it is as asked for. */
const ofGroup = (condition: SQL): SQL => sql`EXISTS (
  SELECT 1 FROM warnings g WHERE (g.id = ${warnings.id} OR g.lead_id = ${warnings.id}) AND ${condition})`;

/** Whose warnings, and their orders and tasks, somebody reaches. */
export type WarningReach = Permitted<
  'topic.read' | 'warning.decide' | 'task.make' | 'task.end' | 'report.read'
>;

const ofUnit = (unit: string) => sql`EXISTS (
  SELECT 1 FROM warning_orders w JOIN orders ON orders.seq = w.order_seq
  WHERE w.warning_id IN (SELECT g.id FROM warnings g WHERE g.id = ${warnings.id} OR g.lead_id = ${warnings.id})
    AND ${reachedBy({ unit })})`;

/**
 * Leading warnings, those of a matter that waits for somebody first, then the latest. A state, a kind, a topic is that of
 * the leading one or of any that stands under it.
 */
export async function listWarnings(
  db: Db,
  { unit }: WarningReach,
  query: {
    readonly state?: WarningState;
    readonly kind?: WarningKind;
    readonly topic?: number;
    readonly id?: number;
  },
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: ListedWarning[]; readonly total: number }> {
  const where = and(
    query.state === undefined ? undefined : ofGroup(sql`g.state = ${query.state}`),
    query.kind === undefined ? undefined : ofGroup(sql`g.kind = ${query.kind}`),
    query.topic === undefined
      ? undefined
      : ofGroup(sql`EXISTS (SELECT 1 FROM warning_orders w JOIN topic_members m ON m.order_seq = w.order_seq
          WHERE w.warning_id = g.id AND m.topic = ${query.topic})`),
    query.id === undefined ? isNull(warnings.leadId) : eq(warnings.id, query.id),
    unit === null ? undefined : ofUnit(unit),
  );
  // Topics can be made anew under other numbers: what most of the orders are in now.
  const topic = sql<number | null>`(
    SELECT m.topic FROM warning_orders w JOIN topic_members m ON m.order_seq = w.order_seq
    WHERE w.warning_id = ${warnings.id} GROUP BY m.topic ORDER BY count(*) DESC, m.topic LIMIT 1)`;
  const rows = await db
    .select({ ...getTableColumns(warnings), topic })
    .from(warnings)
    .where(where)
    .orderBy(sql`NOT ${ofGroup(sql`g.state = 'new'`)}`, desc(warnings.at), desc(warnings.id))
    .limit(page.limit)
    .offset(page.offset);
  const [count] = await db
    .select({ total: sql<number>`count(*)` })
    .from(warnings)
    .where(where);
  return { rows: rows as ListedWarning[], total: count?.total ?? 0 };
}

/** What stands under these warnings, in the order it was told. */
export async function foldedUnder(db: Db, leads: readonly number[]): Promise<StoredWarning[]> {
  if (leads.length === 0) return [];
  return (await db
    .select()
    .from(warnings)
    .where(inArray(warnings.leadId, [...leads]))
    .orderBy(asc(warnings.id))) as StoredWarning[];
}

/** A warning; null where there is none that is reached. */
export async function warningById(db: Db, { unit }: WarningReach, id: number): Promise<StoredWarning | null> {
  const where = and(eq(warnings.id, id), unit === null ? undefined : ofUnit(unit));
  return ((await db.select().from(warnings).where(where).limit(1))[0] as StoredWarning | undefined) ?? null;
}

/** Numbers and ids of the orders of warnings, as far as they are reached. */
export async function ordersOfWarnings(
  db: Db,
  { unit }: WarningReach,
  ids: readonly number[],
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
    .where(and(inArray(warningOrders.warningId, [...ids]), reachedBy({ unit })))
    .orderBy(asc(orders.seq));
}

/** Ids of the orders that a warning was raised by or that joined their topics since, the latest `most` that are reached. */
export async function ordersOfMatter(
  db: Db,
  { unit }: WarningReach,
  warningId: number,
  most: number,
): Promise<string[]> {
  const raised = sql`SELECT order_seq FROM warning_orders WHERE warning_id = ${warningId}`;
  const joined = sql`SELECT order_seq FROM topic_members
    WHERE topic IN (SELECT topic FROM topic_members WHERE order_seq IN (${raised}))`;
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(and(sql`${orders.seq} IN (${raised} UNION ${joined})`, reachedBy({ unit })))
    .orderBy(desc(orders.seq))
    .limit(most);
  return rows.map(({ id }) => id);
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

/** A task; null where there is none that is reached. */
export async function taskById(
  db: Db,
  { unit }: Permitted<'task.end'>,
  id: string,
): Promise<StoredTask | null> {
  const where = and(eq(proactiveTasks.id, id), unit === null ? undefined : eq(proactiveTasks.unit, unit));
  return (await db.select().from(proactiveTasks).where(where).limit(1))[0] ?? null;
}

/** Tasks, open ones first, the nearest day first. */
export async function listTasks(
  db: Db,
  reach: WarningReach,
  query: { readonly state?: string; readonly unit?: string; readonly warningId?: number },
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredTask[]; readonly total: number }> {
  const where = and(
    query.state === undefined ? undefined : eq(proactiveTasks.state, query.state),
    reach.unit === null ? undefined : eq(proactiveTasks.unit, reach.unit),
    query.unit === undefined ? undefined : eq(proactiveTasks.unit, query.unit),
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
export async function actsOf(
  db: Db,
  _right: Permitted<'subject.read'>,
  subject: string,
): Promise<StoredAct[]> {
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
  readonly confidentiality: Confidentiality;
  /** Name of who called, as it was given. */
  readonly callerName: string | null;
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

/** Orders about a subject that are reached, latest first. */
export async function ordersOfSubject(
  db: Db,
  { unit }: Permitted<'subject.read' | 'subject.act'>,
  subject: string,
  limit: number,
): Promise<SubjectOrder[]> {
  return db
    .select({
      id: orders.id,
      number: orders.number,
      at: orders.receivedAt,
      excerpt: orders.excerpt,
      confidentiality: orders.confidentiality,
      callerName: sql<string | null>`${orders.input} ->> '$.caller.name'`,
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
    .where(and(eq(topicNames.kind, 'subject'), eq(topicNames.name, subject), reachedBy({ unit })))
    .orderBy(desc(orders.receivedAt), desc(orders.seq))
    .limit(limit);
}
