import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { modelComparisons, promotions, trainingRuns } from './schema/annotations.ts';
import { decisions, orders } from './schema/orders.ts';

export type RunState = 'queued' | 'running' | 'done' | 'failed' | 'refused' | 'interrupted';
export type TrainingRunRow = Omit<typeof trainingRuns.$inferSelect, 'state'> & { readonly state: RunState };
export type Promotion = typeof promotions.$inferSelect;

/** Decisions looked back on at most, so that a page costs the same after years. */
const DECISIONS_READ = 20_000;

const LIVE: readonly RunState[] = ['queued', 'running'];

export async function insertRun(db: Db, row: Omit<TrainingRunRow, 'seq'>): Promise<void> {
  await db.insert(trainingRuns).values(row);
}

export async function updateRun(
  db: Db,
  id: string,
  change: Partial<Pick<TrainingRunRow, 'state' | 'progress' | 'version' | 'endedAt' | 'message'>>,
): Promise<void> {
  await db.update(trainingRuns).set(change).where(eq(trainingRuns.id, id));
}

export async function runById(db: Db, id: string): Promise<TrainingRunRow | null> {
  const rows = await db.select().from(trainingRuns).where(eq(trainingRuns.id, id)).limit(1);
  return (rows[0] as TrainingRunRow | undefined) ?? null;
}

/** Runs that wait or work; at most one where all goes well. */
export async function liveRuns(db: Db): Promise<TrainingRunRow[]> {
  return (await db
    .select()
    .from(trainingRuns)
    .where(inArray(trainingRuns.state, [...LIVE]))) as TrainingRunRow[];
}

/** Newest first. */
export async function lastRuns(db: Db, limit: number): Promise<TrainingRunRow[]> {
  return (await db
    .select()
    .from(trainingRuns)
    .orderBy(desc(trainingRuns.seq))
    .limit(limit)) as TrainingRunRow[];
}

export async function insertComparison(
  db: Db,
  row: Omit<typeof modelComparisons.$inferInsert, 'id'>,
): Promise<void> {
  await db.insert(modelComparisons).values(row);
}

/** The last comparison of a pair; null where they were never compared. */
export async function comparisonOf(
  db: Db,
  version: string,
  against: string,
): Promise<Record<string, unknown> | null> {
  const rows = await db
    .select({ result: modelComparisons.result })
    .from(modelComparisons)
    .where(and(eq(modelComparisons.version, version), eq(modelComparisons.against, against)))
    .orderBy(desc(modelComparisons.id))
    .limit(1);
  return rows[0]?.result ?? null;
}

export async function insertPromotion(db: Db, row: Omit<Promotion, 'id'>): Promise<void> {
  await db.insert(promotions).values(row);
}

/** Newest first. */
export async function lastPromotions(db: Db, limit: number): Promise<Promotion[]> {
  return db.select().from(promotions).orderBy(desc(promotions.id)).limit(limit);
}

/**
 * What each model decided first of the orders among the last `within` decisions, and what became of it; the model used
 * last comes first.
 */
export async function decidedByModel(db: Db, within = DECISIONS_READ) {
  return db
    .select({
      model: decisions.model,
      orders: sql<number>`count(*)`,
      corrected: sql<number>`sum(${orders.corrected})`,
      dispatched: sql<number>`sum(${orders.action} = 'dispatch')`,
      confidence: sql<number>`avg(${orders.issueConfidence})`,
    })
    .from(decisions)
    .innerJoin(orders, eq(orders.id, decisions.orderId))
    .where(
      and(
        sql`${decisions.id} > (SELECT max(d.id) FROM decisions d) - ${within}`,
        sql`${decisions.id} = (SELECT min(d.id) FROM decisions d WHERE d.order_id = ${orders.id})`,
      ),
    )
    .groupBy(decisions.model)
    .orderBy(desc(sql`max(${decisions.id})`));
}

/** What a model said first of the latest orders, newest first: the type and how sure it was. */
export async function recentPredictions(
  db: Db,
  model: string,
  limit: number,
): Promise<{ readonly label: string; readonly confidence: number }[]> {
  return db
    .select({
      label: sql<string>`json_extract(${decisions.result}, '$.issueType.code')`,
      confidence: sql<number>`json_extract(${decisions.result}, '$.issueType.confidence')`,
    })
    .from(decisions)
    .where(eq(decisions.model, model))
    .orderBy(desc(decisions.id))
    .limit(limit);
}
