import { and, asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { adjudications, annotationTasks, annotations } from './schema/annotations.ts';
import { corrections, decisions, orders } from './schema/orders.ts';
import type { StoredOrder } from './orders.ts';
import { hasWords } from './erasures.ts';
import { notRestricted } from './confidential.ts';
import { isReal } from './simulation.ts';

export type AnnotationTask = typeof annotationTasks.$inferSelect;
export type NewTask = Omit<AnnotationTask, 'seq'>;
export type Annotation = typeof annotations.$inferSelect;
export type Adjudication = typeof adjudications.$inferSelect;

/** Labels a task must have before it is settled or goes to adjudication. */
export const ANNOTATORS = 2;

/** Nothing is learned from what was made up, nor from what is kept wholly 保密. */
const real = and(isReal(sql`orders.id`), hasWords(sql`orders.id`), notRestricted(sql`orders.id`));
/** A text that came from an order which was restricted since is shown and learned from no more. */
const openTask = sql`(${annotationTasks.orderId} IS NULL OR ${notRestricted(annotationTasks.orderId)})`;

/** Stores tasks whose text is not among the tasks yet; answers the numbers of the new ones. Inside the write lane only. */
export async function insertTasks(db: Db, rows: readonly NewTask[]): Promise<number[]> {
  const added: number[] = [];
  for (const row of rows) {
    const done = await db
      .insert(annotationTasks)
      .values(row)
      .onConflictDoNothing()
      .returning({ seq: annotationTasks.seq });
    added.push(...done.map(({ seq }) => seq));
  }
  return added;
}

export async function taskById(db: Db, id: string): Promise<AnnotationTask | null> {
  return (
    (
      await db
        .select()
        .from(annotationTasks)
        .where(and(eq(annotationTasks.id, id), openTask))
        .limit(1)
    )[0] ?? null
  );
}

/** All tasks, oldest first. */
export async function allTasks(db: Db): Promise<AnnotationTask[]> {
  return db.select().from(annotationTasks).where(openTask).orderBy(asc(annotationTasks.seq));
}

/** All tasks by id alone, oldest first: for counting. */
export async function taskIds(db: Db): Promise<{ id: string }[]> {
  return db
    .select({ id: annotationTasks.id })
    .from(annotationTasks)
    .where(openTask)
    .orderBy(asc(annotationTasks.seq));
}

const annotatorsOf = sql<number>`(SELECT count(DISTINCT annotator_id) FROM annotations WHERE task_id = ${annotationTasks.id})`;
const untouched = sql`NOT EXISTS (SELECT 1 FROM adjudications WHERE task_id = ${annotationTasks.id})`;
const openFor = (annotatorId: string) =>
  and(
    openTask,
    untouched,
    hasWords(sql`${annotationTasks.orderId}`),
    sql`${annotatorsOf} < ${ANNOTATORS}`,
    sql`NOT EXISTS (SELECT 1 FROM annotations WHERE task_id = ${annotationTasks.id} AND annotator_id = ${annotatorId})`,
  );

/**
 * What this annotator should label next: texts that already have one label come first, so that pairs are
 * completed, then doubted labels, then the order in which the queue was filled. Those up to `after` come last.
 */
export async function nextTask(db: Db, annotatorId: string, after = 0): Promise<AnnotationTask | null> {
  const rows = await db
    .select(getTableColumns(annotationTasks))
    .from(annotationTasks)
    .where(openFor(annotatorId))
    .orderBy(
      sql`${annotationTasks.seq} <= ${after}`,
      desc(annotatorsOf),
      sql`${annotationTasks.why} <> 'suspect'`,
      asc(annotationTasks.seq),
    )
    .limit(1);
  return rows[0] ?? null;
}

/** How many tasks wait for this annotator. */
export async function countOpen(db: Db, annotatorId: string): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`count(*)` })
    .from(annotationTasks)
    .where(openFor(annotatorId));
  return rows[0]?.n ?? 0;
}

export async function insertAnnotation(db: Db, row: Omit<Annotation, 'id'>): Promise<void> {
  await db.insert(annotations).values(row);
}

/** The last word of each annotator on each task, oldest first; of one task or of all. */
export async function currentAnnotations(db: Db, taskId?: string): Promise<Annotation[]> {
  const last = sql`${annotations.id} = (SELECT max(b.id) FROM annotations b WHERE b.task_id = ${annotations.taskId} AND b.annotator_id = ${annotations.annotatorId})`;
  return db
    .select()
    .from(annotations)
    .where(taskId === undefined ? last : and(eq(annotations.taskId, taskId), last))
    .orderBy(asc(annotations.id));
}

export async function insertAdjudication(db: Db, row: Omit<Adjudication, 'id'>): Promise<void> {
  await db.insert(adjudications).values(row);
}

/** The last adjudication of each task, by task. */
export async function currentAdjudications(db: Db): Promise<Map<string, Adjudication>> {
  const rows = await db.select().from(adjudications).orderBy(asc(adjudications.id));
  return new Map(rows.map((row) => [row.taskId, row]));
}

const notAsked = sql`NOT EXISTS (SELECT 1 FROM annotation_tasks t WHERE t.text_hash = ${orders.textHash})`;

/** Orders that nobody was asked about or corrected, the least certain first, with what triage said of them. */
export async function unlabelledOrders(
  db: Db,
  limit: number,
): Promise<{ readonly order: StoredOrder; readonly result: Record<string, unknown> }[]> {
  const rows = await db
    .select({ order: getTableColumns(orders), result: decisions.result })
    .from(orders)
    .innerJoin(
      decisions,
      sql`${decisions.id} = (SELECT max(d.id) FROM decisions d WHERE d.order_id = ${orders.id})`,
    )
    .where(and(eq(orders.corrected, false), notAsked, real))
    .orderBy(asc(orders.issueConfidence), asc(orders.seq))
    .limit(limit);
  return rows as { order: StoredOrder; result: Record<string, unknown> }[];
}

export type CorrectedOrder = {
  readonly order: StoredOrder;
  /** The last one: what it says of the unit counts. */
  readonly correction: typeof corrections.$inferSelect;
  /** The type before anybody corrected anything. */
  readonly fromType: string;
};

/** Each corrected order, oldest first, with its last correction and the type it had before the first one. */
export async function correctedOrders(db: Db): Promise<CorrectedOrder[]> {
  const first = sql<string>`(SELECT c.from_type FROM corrections c WHERE c.order_id = ${corrections.orderId} ORDER BY c.id LIMIT 1)`;
  const rows = await db
    .select({
      order: getTableColumns(orders),
      correction: getTableColumns(corrections),
      fromType: first,
    })
    .from(corrections)
    .innerJoin(orders, eq(orders.id, corrections.orderId))
    .where(
      and(
        sql`${corrections.id} = (SELECT max(c.id) FROM corrections c WHERE c.order_id = ${corrections.orderId})`,
        real,
      ),
    )
    .orderBy(asc(orders.seq));
  return rows as CorrectedOrder[];
}

/** Corrected orders that nobody was asked about yet, the newest first. */
export async function unaskedCorrectedOrders(db: Db, limit: number): Promise<StoredOrder[]> {
  return (await db
    .select()
    .from(orders)
    .where(and(eq(orders.corrected, true), notAsked, real))
    .orderBy(desc(orders.seq))
    .limit(limit)) as StoredOrder[];
}

/**
 * How many rows there are of what types are labelled by: all of them are only ever added to, and an order's type
 * changes with a correction alone, so equal numbers mean equal statistics. Orders are counted because they may go, and
 * erasures because the words may.
 */
export async function labelRows(db: Db): Promise<string> {
  const tables = ['annotation_tasks', 'annotations', 'adjudications', 'corrections', 'orders', 'erasures'];
  const counts: number[] = [];
  for (const name of tables) {
    const [row] = await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM ${sql.identifier(name)}`);
    counts.push(row?.n ?? 0);
  }
  return counts.join();
}

/** Orders by id in pieces that a statement can hold; those whose words were erased are left out. */
export async function ordersOfTasks(db: Db, ids: readonly string[]): Promise<Map<string, StoredOrder>> {
  const found = new Map<string, StoredOrder>();
  for (let from = 0; from < ids.length; from += 500) {
    const piece = ids.slice(from, from + 500);
    const rows = await db
      .select()
      .from(orders)
      .where(and(inArray(orders.id, piece), hasWords(sql`orders.id`)));
    for (const row of rows) found.set(row.id, row as StoredOrder);
  }
  return found;
}
