import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { LeftOut } from '../kernel/case-words.ts';
import { VERDICT_KEY } from '../kernel/score-words.ts';
import type { AppealState } from '../kernel/score-words.ts';
import type { ScoredCase, ScoreLine } from '../orders/score-ledger.ts';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { caseFacts } from './schema/case-facts.ts';
import { orders } from './schema/orders.ts';
import { scoreAppeals, scoreRecords, scoreSettledLines, scoreSettlements } from './schema/scores.ts';

/**
 * That somebody may do something with scores. Whose they may see is for the use case: what a unit's year comes to follows
 * from appeals and settlements of others too.
 */
export type ScoreRight = Permitted<
  'score.read' | 'score.approve' | 'score.appeal' | 'score.settle' | 'report.read'
>;

export type StoredRecord = typeof scoreRecords.$inferSelect;
export type StoredAppeal = typeof scoreAppeals.$inferSelect;
export type StoredSettlement = typeof scoreSettlements.$inferSelect;

/** Cases read in one query. */
const PAGE = 5000;
/** Settlements written in one statement: SQLite takes no more than 32,766 parameters. */
const CHUNK = 500;

const { orderId, unit, firstUnit, leftOut, solved, satisfied, verdictAt } = caseFacts;

/**
 * Who led a case at its verdict; null: who leads it now. Facts of an older program, which are made anew as the program
 * starts, do not say so; an order at its end leaves its unit only by being done once more. Columns are named with their
 * table: in a query of one table drizzle would leave it out, and events have them too.
 */
const leadAtVerdict = sql<string | null>`CASE WHEN case_facts.version >= 2 THEN case_facts.verdict_unit
  WHEN case_facts.reopened > 0 THEN (
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

/** Where a page of cases ended. */
export type CaseAfter = Pick<ScoredCase, 'at' | 'orderId'>;

const within = (from: number, to: number, after: CaseAfter | null): SQL =>
  // The bound of the page, not of the whole: the index is entered where the last page ended.
  sql`${verdictAt} >= ${after?.at ?? from} AND ${verdictAt} < ${to} ${
    after === null ? sql`` : sql`AND (${verdictAt}, ${orderId}) > (${after.at}, ${after.orderId})`
  }`;

/**
 * Cases of all units, or of one, with verdicts of UTC milliseconds `[from, to)`, in order of time, `limit` of them. In one
 * text: ten columns a row are otherwise most of the time that it takes.
 */
export async function scoredPage(
  db: Db,
  _right: ScoreRight,
  { from, to, of }: { readonly from: number; readonly to: number; readonly of?: string | undefined },
  after: CaseAfter | null,
  limit: number,
): Promise<ScoredCase[]> {
  const rows = (await db.all(sql`
    SELECT json_group_array(json_array(order_id, number, unit, first_unit, lead, left_out, solved, satisfied, at)
      ORDER BY at, order_id) AS page
    FROM (
      SELECT ${orderId} AS order_id, ${orders.number} AS number, ${unit} AS unit, ${firstUnit} AS first_unit,
        ${leadAtVerdict} AS lead, ${leftOut} AS left_out, ${solved} AS solved, ${satisfied} AS satisfied,
        ${verdictAt} AS at
      FROM case_facts JOIN orders ON ${orders.id} = ${orderId}
      WHERE ${verdictAt} IS NOT NULL AND ${within(from, to, after)}
        ${of === undefined ? sql`` : sql`AND ${unit} = ${of}`}
      ORDER BY ${verdictAt}, ${orderId} LIMIT ${limit})`)) as { page: string }[];
  const page = JSON.parse(rows[0]?.page ?? '[]') as readonly (readonly unknown[])[];
  return page.map((row) => {
    const [id, number, own, first, lead, out, isSolved, isSatisfied, at] = row as readonly [
      string,
      string,
      string,
      string | null,
      string | null,
      LeftOut,
      ScoredCase['verdict']['solved'],
      ScoredCase['verdict']['satisfied'],
      number,
    ];
    return {
      orderId: id,
      number,
      unit: own,
      firstUnit: first,
      verdictUnit: lead ?? own,
      leftOut: out,
      verdict: { solved: isSolved, satisfied: isSatisfied },
      at,
    };
  });
}

/** Units that may have lines: of verdicts, of matters, and of these settled years. In order of their codes. */
export async function scoredUnits(db: Db, years: readonly number[]): Promise<string[]> {
  // From one unit to the next in the index: there are a thousand times as many cases as units.
  const rows = (await db.all(sql`
    WITH RECURSIVE found(unit) AS (
      SELECT min(unit) FROM case_facts WHERE verdict_at IS NOT NULL
      UNION ALL
      SELECT (SELECT min(unit) FROM case_facts WHERE verdict_at IS NOT NULL AND unit > found.unit)
      FROM found WHERE found.unit IS NOT NULL)
    SELECT unit FROM found WHERE unit IS NOT NULL
    UNION SELECT unit FROM score_records
    UNION SELECT unit FROM score_settlements WHERE year IN (SELECT value FROM json_each(${jsonOf(years)}))
    ORDER BY 1`)) as { unit: string }[];
  return rows.map((row) => row.unit);
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

/** Cases of a unit with verdicts of UTC milliseconds `[from, to)`, put together. */
export async function scoredGroups(
  db: Db,
  _right: ScoreRight,
  from: number,
  to: number,
  of: string,
): Promise<ScoredGroup[]> {
  // While facts of an older program are there, rows have to be read for who led them.
  const [stale] = await db
    .select({ orderId })
    .from(caseFacts)
    .where(sql`version < 2`)
    .limit(1);
  const source =
    stale === undefined
      ? sql`case_facts INDEXED BY case_facts_alike WHERE version >= 2 AND`
      : sql`case_facts INDEXED BY case_facts_scored WHERE`;
  const lead = stale === undefined ? sql`verdict_unit` : leadAtVerdict;
  const rows = (await db.all(sql`
    SELECT left_out AS leftOut, solved, satisfied, ${lead} AS lead, count(*) AS n
    FROM ${source} verdict_at IS NOT NULL AND unit = ${of} AND verdict_at >= ${from} AND verdict_at < ${to}
    GROUP BY 1, 2, 3, 4`)) as (ScoredCase['verdict'] & {
    leftOut: LeftOut;
    lead: string | null;
    n: number;
  })[];
  return rows.map(({ leftOut: out, solved: isSolved, satisfied: isSatisfied, lead: led, n }) => ({
    unit: of,
    verdictUnit: led ?? of,
    leftOut: out,
    verdict: { solved: isSolved, satisfied: isSatisfied },
    n,
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

/** Matters of ISO days `[from, to)`, of all units or of one, with the orders they are about as they stand; all that wait where `pending`. */
export async function scoreRecordsOf(
  db: Db,
  _right: ScoreRight,
  which: { readonly from: string; readonly to: string; readonly of?: string | undefined } | 'pending',
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
        : and(
            gte(scoreRecords.day, which.from),
            lt(scoreRecords.day, which.to),
            which.of === undefined ? undefined : eq(scoreRecords.unit, which.of),
          ),
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

export async function scoreAppealsOf(
  db: Db,
  _right: ScoreRight,
  state?: AppealState,
  of?: string,
): Promise<StoredAppeal[]> {
  const where = and(
    state === undefined ? undefined : eq(scoreAppeals.state, state),
    of === undefined ? undefined : eq(scoreAppeals.unit, of),
  );
  return db.select().from(scoreAppeals).where(where).orderBy(asc(scoreAppeals.at), asc(scoreAppeals.id));
}

/** Appeals against these lines, whosever. */
export async function scoreAppealsAgainst(db: Db, keys: readonly string[]): Promise<StoredAppeal[]> {
  if (keys.length === 0) return [];
  return db
    .select()
    .from(scoreAppeals)
    .where(sql`${scoreAppeals.lineKey} IN (SELECT value FROM json_each(${jsonOf(keys)}))`);
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
export async function scoreSettlementsOf(db: Db, _right: ScoreRight): Promise<StoredSettlement[]> {
  return db.select().from(scoreSettlements).orderBy(desc(scoreSettlements.year), asc(scoreSettlements.unit));
}

/** Lines of a settled year and unit, as they were settled. */
export async function settledScoreLines(
  db: Db,
  _right: ScoreRight,
  year: number,
  of: string,
): Promise<ScoreLine[]> {
  const { line, year: in_, unit: own } = scoreSettledLines;
  const rows = await db
    .select({ line })
    .from(scoreSettledLines)
    .where(and(eq(in_, year), eq(own, of)));
  return rows.map((row) => JSON.parse(row.line) as ScoreLine);
}

/** The same of several years, those of these keys alone. */
export async function settledLinesOf(
  db: Db,
  years: readonly number[],
  of: string,
  keys: readonly string[],
): Promise<ScoreLine[]> {
  if (years.length === 0 || keys.length === 0) return [];
  const { line, year, unit: own, key } = scoreSettledLines;
  const rows = await db
    .select({ line })
    .from(scoreSettledLines)
    .where(
      and(
        inArray(year, [...years]),
        eq(own, of),
        sql`${key} IN (SELECT value FROM json_each(${jsonOf(keys)}))`,
      ),
    );
  return rows.map((row) => JSON.parse(row.line) as ScoreLine);
}

/** Orders whose verdicts were settled as this unit's in these years, and that are another's now. */
export async function movedSince(db: Db, years: readonly number[], of: string): Promise<string[]> {
  if (years.length === 0) return [];
  const rows = (await db.all(sql`
    SELECT DISTINCT substr(s.key, ${VERDICT_KEY.length + 1}) AS id
    FROM score_settled_lines s LEFT JOIN case_facts c ON c.order_id = substr(s.key, ${VERDICT_KEY.length + 1})
    WHERE s.year IN (SELECT value FROM json_each(${jsonOf(years)})) AND s.unit = ${of}
      AND s.key >= ${VERDICT_KEY} AND s.key < ${`${VERDICT_KEY}\u{10ffff}`}
      AND (c.order_id IS NULL OR c.verdict_at IS NULL OR c.unit <> ${of})`)) as { id: string }[];
  return rows.map(({ id }) => id);
}

/** Writes lines of a year that is being settled; nobody reads them before it is. Inside the write lane only. */
export async function insertSettledLines(db: Db, lines: readonly ScoreLine[]): Promise<void> {
  const rows = lines.map((line) => [line.year, line.unit, line.key, JSON.stringify(line)]);
  await db.run(sql`
    INSERT INTO score_settled_lines (year, unit, key, line)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(${jsonOf(rows)})`);
}

/** Takes away `limit` of the lines that a settlement which was cut short has left of a year; how many. Inside the write lane only. */
export async function dropUnsettledLines(db: Db, year: number, limit: number): Promise<number> {
  const result = await db.run(sql`
    DELETE FROM score_settled_lines WHERE (year, unit, key) IN (
      SELECT year, unit, key FROM score_settled_lines WHERE year = ${year} LIMIT ${limit})`);
  return result.rowsAffected;
}

/** Settles a year, of which all lines are written: from now on they count. Inside the write lane only. */
export async function insertScoreSettlements(db: Db, rows: readonly StoredSettlement[]): Promise<void> {
  for (let i = 0; i < rows.length; i += CHUNK)
    await db.insert(scoreSettlements).values(rows.slice(i, i + CHUNK));
}
