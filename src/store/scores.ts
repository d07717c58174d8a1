import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { LeftOut } from '../kernel/case-words.ts';
import type { AppealState } from '../kernel/score-words.ts';
import type { ScoredCase, ScoreLine } from '../orders/score-ledger.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { caseFacts } from './schema/case-facts.ts';
import { orders } from './schema/orders.ts';
import { scoreAppeals, scoreRecords, scoreSettledLines, scoreSettlements } from './schema/scores.ts';

export type StoredRecord = typeof scoreRecords.$inferSelect;
export type StoredAppeal = typeof scoreAppeals.$inferSelect;
export type StoredSettlement = typeof scoreSettlements.$inferSelect;

/** Cases read in one query. */
const PAGE = 5000;
/** Settlements written in one statement: SQLite takes no more than 32,766 parameters. */
const CHUNK = 500;

const { orderId, unit, firstUnit, leftOut, solved, satisfied, verdictAt } = caseFacts;

/**
 * Who led a case at its verdict; null: who leads it now. An order at its end leaves its unit only by being done once
 * more. Columns are named with their table: in a query of one table drizzle would leave it out, and events have them too.
 */
const leadAtVerdict = sql<string | null>`CASE WHEN case_facts.reopened > 0 THEN (
  SELECT json_extract(e.data, '$.lead') FROM events e
  WHERE e.order_id = case_facts.order_id AND e.version > 0 AND e.at <= case_facts.verdict_at
    AND json_extract(e.data, '$.lead') IS NOT NULL
  ORDER BY e.version DESC LIMIT 1) END`;

const casesWhere = (db: Db, where: SQL | undefined) =>
  db
    .select({
      orderId,
      number: orders.number,
      unit,
      firstUnit,
      leftOut,
      solved,
      satisfied,
      at: verdictAt,
      verdictUnit: leadAtVerdict,
    })
    .from(caseFacts)
    .innerJoin(orders, eq(orders.id, orderId))
    .where(and(sql`${verdictAt} IS NOT NULL`, where))
    .orderBy(asc(verdictAt), asc(orderId))
    .limit(PAGE);

const caseIn = (row: Awaited<ReturnType<typeof casesWhere>>[number]): ScoredCase => ({
  orderId: row.orderId,
  number: row.number,
  unit: row.unit,
  firstUnit: row.firstUnit,
  verdictUnit: row.verdictUnit ?? row.unit,
  leftOut: row.leftOut as LeftOut,
  verdict: { solved: row.solved, satisfied: row.satisfied } as ScoredCase['verdict'],
  at: row.at as number,
});

/** Cases with verdicts of UTC milliseconds `[from, to)`, those of one unit or of all, in order of time. */
export async function scoredCases(db: Db, from: number, to: number, of?: string): Promise<ScoredCase[]> {
  const pageAfter = (after: ScoredCase | null) =>
    casesWhere(
      db,
      and(
        // The bound of the page, not of the whole: the index is entered where the last page ended.
        gte(verdictAt, after?.at ?? from),
        lt(verdictAt, to),
        of === undefined ? undefined : eq(unit, of),
        after === null ? undefined : sql`(${verdictAt}, ${orderId}) > (${after.at}, ${after.orderId})`,
      ),
    );
  const found: ScoredCase[] = [];
  for (let rows = await pageAfter(null); ; rows = await pageAfter(found.at(-1) ?? null)) {
    for (const row of rows) found.push(caseIn(row));
    if (rows.length < PAGE) return found;
  }
}

/** The same of single orders; those without a verdict are left out. */
export async function scoredCasesOf(db: Db, orderIds: readonly string[]): Promise<ScoredCase[]> {
  const found: ScoredCase[] = [];
  for (let i = 0; i < orderIds.length; i += PAGE) {
    const ids = jsonOf(orderIds.slice(i, i + PAGE));
    const rows = await casesWhere(db, sql`${orderId} IN (SELECT value FROM json_each(${ids}))`);
    found.push(...rows.map(caseIn));
  }
  return found;
}

/** Cases that score alike, and how many there are. */
export type ScoredGroup = Pick<ScoredCase, 'unit' | 'verdictUnit' | 'leftOut' | 'verdict'> & {
  readonly n: number;
};

/** Cases with verdicts of UTC milliseconds `[from, to)`, put together. */
export async function scoredGroups(db: Db, from: number, to: number, of?: string): Promise<ScoredGroup[]> {
  const rows = await db
    .select({ unit, leftOut, solved, satisfied, lead: leadAtVerdict, n: sql<number>`count(*)` })
    .from(caseFacts)
    .where(and(gte(verdictAt, from), lt(verdictAt, to), of === undefined ? undefined : eq(unit, of)))
    .groupBy(unit, leftOut, solved, satisfied, sql`5`);
  return rows.map((row) => ({
    unit: row.unit,
    verdictUnit: row.lead ?? row.unit,
    leftOut: row.leftOut as LeftOut,
    verdict: { solved: row.solved, satisfied: row.satisfied } as ScoredCase['verdict'],
    n: row.n,
  }));
}

export async function insertScoreRecord(db: Db, row: StoredRecord): Promise<void> {
  await db.insert(scoreRecords).values(row);
}

export async function scoreRecordById(db: Db, id: string): Promise<StoredRecord | null> {
  return (await db.select().from(scoreRecords).where(eq(scoreRecords.id, id)).limit(1))[0] ?? null;
}

/** Whether it still waited. */
export async function decideScoreRecord(
  db: Db,
  id: string,
  set: Pick<StoredRecord, 'state' | 'decidedBy' | 'decidedAt' | 'reason'>,
): Promise<boolean> {
  const where = and(eq(scoreRecords.id, id), eq(scoreRecords.state, 'pending'));
  return (await db.update(scoreRecords).set(set).where(where)).rowsAffected > 0;
}

export type RecordRow = {
  readonly record: StoredRecord;
  readonly order: ScoredCaseOrder | null;
};
type ScoredCaseOrder = Pick<ScoredCase, 'orderId' | 'number' | 'unit' | 'leftOut'>;

/** Matters of ISO days `[from, to)`, with the orders they are about as they stand; all that wait where `pending`. */
export async function scoreRecordsOf(
  db: Db,
  which: { readonly from: string; readonly to: string } | 'pending',
): Promise<RecordRow[]> {
  const rows = await db
    .select({
      record: scoreRecords,
      number: orders.number,
      unit: orders.leadUnit,
      leftOut: caseFacts.leftOut,
    })
    .from(scoreRecords)
    .leftJoin(orders, eq(orders.id, scoreRecords.orderId))
    .leftJoin(caseFacts, eq(caseFacts.orderId, scoreRecords.orderId))
    .where(
      which === 'pending'
        ? eq(scoreRecords.state, 'pending')
        : and(gte(scoreRecords.day, which.from), lt(scoreRecords.day, which.to)),
    )
    .orderBy(asc(scoreRecords.day), asc(scoreRecords.id));
  return rows.map(({ record, number, unit, leftOut }) => ({
    record,
    order:
      record.orderId === null || number === null || unit === null
        ? null
        : { orderId: record.orderId, number, unit, leftOut: (leftOut ?? '') as LeftOut },
  }));
}

export async function scoreAppealsOf(db: Db, state?: AppealState, of?: string): Promise<StoredAppeal[]> {
  const where = and(
    state === undefined ? undefined : eq(scoreAppeals.state, state),
    of === undefined ? undefined : eq(scoreAppeals.unit, of),
  );
  return db.select().from(scoreAppeals).where(where).orderBy(asc(scoreAppeals.at), asc(scoreAppeals.id));
}

export async function scoreAppealById(db: Db, id: string): Promise<StoredAppeal | null> {
  return (await db.select().from(scoreAppeals).where(eq(scoreAppeals.id, id)).limit(1))[0] ?? null;
}

/** False where the unit has appealed against this line already. */
export async function insertScoreAppeal(db: Db, row: StoredAppeal): Promise<boolean> {
  return (await db.insert(scoreAppeals).values(row).onConflictDoNothing()).rowsAffected > 0;
}

/** Whether it still waited. */
export async function decideScoreAppeal(
  db: Db,
  id: string,
  set: Pick<StoredAppeal, 'state' | 'decidedBy' | 'decidedAt' | 'decision'>,
): Promise<boolean> {
  const where = and(eq(scoreAppeals.id, id), eq(scoreAppeals.state, 'pending'));
  return (await db.update(scoreAppeals).set(set).where(where)).rowsAffected > 0;
}

/** Newest year first, by unit. */
export async function scoreSettlementsOf(db: Db): Promise<StoredSettlement[]> {
  return db.select().from(scoreSettlements).orderBy(desc(scoreSettlements.year), asc(scoreSettlements.unit));
}

/** Lines of settled years, as they were settled. */
export async function settledScoreLines(db: Db, years: readonly number[], of?: string): Promise<ScoreLine[]> {
  if (years.length === 0) return [];
  const rows = await db
    .select({ line: scoreSettledLines.line })
    .from(scoreSettledLines)
    .where(
      and(
        inArray(scoreSettledLines.year, [...years]),
        of === undefined ? undefined : eq(scoreSettledLines.unit, of),
      ),
    );
  return rows.map(({ line }) => JSON.parse(line) as ScoreLine);
}

/** Writes a year down for good. Inside the write lane only. */
export async function insertScoreSettlement(
  db: Db,
  rows: readonly StoredSettlement[],
  lines: readonly ScoreLine[],
): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK)
    await db.insert(scoreSettlements).values(rows.slice(i, i + CHUNK));
  for (let i = 0; i < lines.length; i += PAGE) {
    const part = lines
      .slice(i, i + PAGE)
      .map((line) => [line.year, line.unit, line.key, JSON.stringify(line)]);
    await db.run(sql`
      INSERT INTO score_settled_lines (year, unit, key, line)
      SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(${jsonOf(part)})`);
  }
}
