import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, max, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { DayTally, Dispatched, JudgedOrder, ReasonCode } from '../triage/earned-right.ts';
import type { Db } from './client.ts';
import { insertRows } from './insert-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import {
  dispatchEpochs,
  dispatchOutcomes,
  dispatchProposals,
  dispatchRightChanges,
} from './schema/outcomes.ts';

export type Proposal = typeof dispatchProposals.$inferSelect;
export type Outcome = typeof dispatchOutcomes.$inferSelect & { readonly source: OutcomeSource };
export type OutcomeSource = 'spot_check' | 'correction' | 'review' | 'adjudication';
export type RightChange = Omit<typeof dispatchRightChanges.$inferSelect, 'reason'> & {
  readonly reason: ReasonCode;
};
export type Epoch = typeof dispatchEpochs.$inferSelect;

const DAY_MS = 86_400_000;
/** Judged orders of a type read at most, the newest: a bound is sharp long before. */
const JUDGED_READ = 5_000;

/** Keeps what triage would have sent by itself. */
export async function insertProposals(db: Db, rows: readonly Proposal[]): Promise<void> {
  await insertRows(db, dispatchProposals, rows);
}

/** Null where triage would not have sent the order by itself. */
export async function proposalOf(db: Db, orderId: string): Promise<Proposal | null> {
  const rows = await db.select().from(dispatchProposals).where(eq(dispatchProposals.orderId, orderId));
  return rows[0] ?? null;
}

/** Appends a word on a proposal and makes it the last one. */
export async function insertOutcome(db: Db, outcome: Omit<Outcome, 'id'>): Promise<void> {
  await db.insert(dispatchOutcomes).values(outcome);
  await db
    .update(dispatchProposals)
    .set({ right: outcome.right, decidedAt: outcome.at })
    .where(eq(dispatchProposals.orderId, outcome.orderId));
}

/** A cell: issue type and lead unit. */
export type CellKey = { readonly issueType: string; readonly unit: string };

/** Every cell in which triage has proposed anything, in order of code. */
export async function listCells(db: Db): Promise<(CellKey & { readonly proposed: number })[]> {
  return db
    .select({
      issueType: dispatchProposals.issueType,
      unit: dispatchProposals.unit,
      proposed: sql<number>`count(*)`,
    })
    .from(dispatchProposals)
    .groupBy(dispatchProposals.issueType, dispatchProposals.unit)
    .orderBy(asc(dispatchProposals.issueType), asc(dispatchProposals.unit));
}

/** The population of a question: proposals of a type since a time, at or above a line. */
export type Population = { readonly issueType: string; readonly from: number; readonly line: number };

const within = ({ issueType, from, line }: Population) =>
  and(
    eq(dispatchProposals.issueType, issueType),
    gte(dispatchProposals.at, from),
    gte(dispatchProposals.confidence, line),
  );

/**
 * Judged orders of a type that were not picked by their outcome: those a person decided before they went out, and
 * those marked for a spot check; oldest first. Corrections of other automatic dispatches tell of errors alone: see `runOf`.
 */
export async function judgedOf(
  db: Db,
  population: Population,
): Promise<(JudgedOrder & { readonly line: number })[]> {
  const p = dispatchProposals;
  const rows = await db
    .select({ unit: p.unit, at: p.at, duty: p.duty, line: p.line, right: p.right, automatic: p.automatic })
    .from(p)
    .where(and(within(population), isNotNull(p.right), or(eq(p.automatic, false), eq(p.spotCheck, true))))
    .orderBy(desc(p.at), desc(p.orderId))
    .limit(JUDGED_READ);
  return rows.reverse().map(({ right, ...row }) => ({ ...row, right: right === true }));
}

/** Automatic dispatches of a type and how many are known to be wrong, by unit and day (UTC). */
export async function automaticByDay(
  db: Db,
  population: Population,
): Promise<(DayTally & { readonly unit: string })[]> {
  const p = dispatchProposals;
  // A number bound as a parameter is a real to SQLite, and would divide as one.
  const day = sql<number>`cast(${p.at} / ${sql.raw(String(DAY_MS))} as integer)`;
  const rows = await db
    .select({
      unit: p.unit,
      day,
      n: sql<number>`count(*)`,
      wrong: sql<number>`sum(case when ${p.right} = 0 then 1 else 0 end)`,
    })
    .from(p)
    .where(and(within(population), eq(p.automatic, true)))
    .groupBy(p.unit, day);
  return rows.map(({ unit, day: d, n, wrong }) => ({ unit, at: d * DAY_MS + DAY_MS / 2, n, wrong }));
}

/** The last `limit` automatic dispatches of a type, oldest first. */
export async function runOf(
  db: Db,
  issueType: string,
  limit: number,
): Promise<(Dispatched & { readonly at: number })[]> {
  const p = dispatchProposals;
  const rows = await db
    .select({ unit: p.unit, at: p.at, right: p.right })
    .from(p)
    .where(and(eq(p.issueType, issueType), eq(p.automatic, true)))
    .orderBy(desc(p.at), desc(p.orderId))
    .limit(limit);
  return rows.reverse().map(({ unit, at, right }) => ({ unit, at, wrong: right === false }));
}

/** Judged orders of these cells, whatever the time, counted up to `enough`: how well each is known, by `cellName`. */
export async function judgedAmong(
  db: Db,
  cells: readonly CellKey[],
  enough: number,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const { issueType, unit } = cell;
    counts.set(cellName(cell), (await judgedCell(db, { issueType, unit, enough })).length);
  }
  return counts;
}

const judgedCell = prepared<{ issueType: string; unit: string; enough: number }, { one: unknown }[]>((db) => {
  const p = dispatchProposals;
  const isOf = and(eq(p.issueType, sql.placeholder('issueType')), eq(p.unit, sql.placeholder('unit')));
  return db
    .select({ one: sql`1` })
    .from(p)
    .where(and(isOf, isNotNull(p.right)))
    .limit(sql.placeholder('enough'));
});

/** Spot checks nobody has answered, oldest first, and how many there are. */
export async function openSpotChecks(
  db: Db,
  limit: number,
): Promise<{ readonly rows: Proposal[]; readonly total: number }> {
  const p = dispatchProposals;
  const where = and(eq(p.spotCheck, true), isNull(p.decidedAt));
  const rows = await db.select().from(p).where(where).orderBy(asc(p.at), asc(p.orderId)).limit(limit);
  const counted = await db
    .select({ n: sql<number>`count(*)` })
    .from(p)
    .where(where);
  return { rows, total: counted[0]?.n ?? 0 };
}

/** Which of these orders wait for the answer to a spot check. */
export async function openSpotChecksAmong(db: Db, orderIds: readonly string[]): Promise<Set<string>> {
  if (orderIds.length === 0) return new Set();
  const p = dispatchProposals;
  const rows = await db
    .select({ orderId: p.orderId })
    .from(p)
    .where(and(eq(p.spotCheck, true), isNull(p.decidedAt), inArray(p.orderId, [...orderIds])));
  return new Set(rows.map(({ orderId }) => orderId));
}

/** A cell as one word, for maps. */
export function cellName({ issueType, unit }: CellKey): string {
  return `${issueType} ${unit}`;
}

/** Where each cell of these types stands (all types where none are named), by `cellName`. */
export async function rightsOf(db: Db, issueTypes?: readonly string[]): Promise<Map<string, RightChange>> {
  if (issueTypes?.length === 0) return new Map();
  const rows =
    issueTypes === undefined
      ? await rights(db, {})
      : await rightsAmong(db, { issueTypes: listOf(issueTypes) });
  return new Map((rows as RightChange[]).map((row) => [cellName(row), row]));
}

type RightRow = typeof dispatchRightChanges.$inferSelect;

const lastChanges = (db: Db, types: SQL | undefined) => {
  const c = dispatchRightChanges;
  const last = db
    .select({ id: max(c.id) })
    .from(c)
    .where(types)
    .groupBy(c.issueType, c.unit);
  return db.select().from(c).where(inArray(c.id, last));
};
const rights = prepared<Record<string, never>, RightRow[]>((db) => lastChanges(db, undefined));
const rightsAmong = prepared<{ issueTypes: string }, RightRow[]>((db) =>
  lastChanges(db, amongNamed(dispatchRightChanges.issueType, 'issueTypes')),
);

export async function insertRightChanges(db: Db, rows: readonly Omit<RightChange, 'id'>[]): Promise<void> {
  await insertRows(db, dispatchRightChanges, rows);
}

/** Changes of rights, newest first; of types that begin so and of one unit where named. First states are left out unless asked for. */
export async function listRightChanges(
  db: Db,
  options: {
    readonly issueType?: string | undefined;
    readonly unit?: string | undefined;
    readonly limit: number;
    readonly first?: boolean;
  },
): Promise<RightChange[]> {
  const c = dispatchRightChanges;
  const { issueType = '', unit, limit, first = false } = options;
  const earlier = sql`exists (select 1 from ${c} as e where e.issue_type = ${c}.issue_type and e.unit = ${c}.unit and e.id < ${c}.id)`;
  const rows = await db
    .select()
    .from(c)
    .where(
      and(
        issueType === '' ? undefined : sql`substr(${c.issueType}, 1, ${issueType.length}) = ${issueType}`,
        unit === undefined ? undefined : eq(c.unit, unit),
        first ? undefined : earlier,
      ),
    )
    .orderBy(desc(c.id))
    .limit(limit);
  return rows as RightChange[];
}

/** All epochs, or those of these keys. */
export async function listEpochs(db: Db, keys?: readonly string[]): Promise<Map<string, Epoch>> {
  const rows = keys === undefined ? await epochs(db, {}) : await epochsAmong(db, { keys: listOf(keys) });
  return new Map(rows.map((row) => [row.key, row]));
}

const epochs = prepared<Record<string, never>, Epoch[]>((db) => db.select().from(dispatchEpochs));
const epochsAmong = prepared<{ keys: string }, Epoch[]>((db) =>
  db.select().from(dispatchEpochs).where(amongNamed(dispatchEpochs.key, 'keys')),
);

export async function setEpochs(db: Db, rows: readonly Epoch[]): Promise<void> {
  await insertRows(db, dispatchEpochs, rows, 'replace');
}
