import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { OPEN_STATES } from '../kernel/move-words.ts';
import type { Branch, Permitted } from '../kernel/reach.ts';
import type { ListedOrder } from '../orders/reports/report-input.ts';
import { WITHHELD_NUMBER } from '../kernel/confidential-words.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';

/** UTC milliseconds, `[from, to)`. */
export type Moments = readonly [from: number, to: number];

const among = (values: readonly string[]): SQL => sql`(SELECT value FROM json_each(${jsonOf(values)}))`;
const ofUnits = (column: SQL, units: readonly string[] | undefined): SQL =>
  units === undefined ? sql`` : sql` AND ${column} IN ${among(units)}`;

/** A report is printed and passed on: of a restricted order it says that there is one, and not which. */
const NAMED = `CASE WHEN o.confidentiality = 'restricted' THEN '' ELSE o.id END AS id,
  CASE WHEN o.confidentiality = 'restricted' THEN '${WITHHELD_NUMBER}' ELSE o.number END AS number`;

/** What is selected of a case `c` and its order `o`. */
const LISTED = sql.raw(
  `${NAMED}, c.issue_type AS issueType,
  CASE WHEN o.confidentiality = 'restricted' THEN NULL ELSE c.street END AS street, c.unit, c.state, c.due_at AS dueAt, o.received_at AS receivedAt`,
);

/** Open cases without a reply whose deadline of handling lies in a stretch of time, the nearest first. */
export async function dueOrders(
  db: Db,
  [from, to]: Moments,
  days: readonly [from: number, to: number],
  { branch: units }: Branch<'report.read'>,
): Promise<ListedOrder[]> {
  return (await db.all(sql`
    SELECT ${LISTED} FROM case_facts c INDEXED BY case_facts_unreplied JOIN orders o ON o.id = c.order_id
    WHERE c.replied_at IS NULL AND c.due_at >= ${from} AND c.due_at < ${to} AND c.left_out <> 'merged'
      AND c.day >= ${days[0]} AND c.day < ${days[1]}
      AND c.state IN ${among(OPEN_STATES)}${ofUnits(sql`c.unit`, units)}
    ORDER BY c.due_at, o.seq`)) as ListedOrder[];
}

/** Orders by what happened to them in a stretch of time; every order once a kind. */
export async function outcomesBetween(
  db: Db,
  [from, to]: Moments,
  { branch: units }: Branch<'report.read'>,
): Promise<
  { readonly event: string; readonly unit: string; readonly issueType: string; readonly n: number }[]
> {
  return (await db.all(sql`
    SELECT e.event, o.lead_unit AS unit, o.issue_type AS issueType, count(DISTINCT e.order_id) AS n
    FROM events e INDEXED BY events_outcomes JOIN orders o ON o.id = e.order_id
    WHERE e.event IN ('reply', 'close', 'grantExclusion', 'grantMediationEnd', 'grantTermination')
      AND e.at >= ${from} AND e.at < ${to}${ofUnits(sql`o.lead_unit`, units)}
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`)) as { event: string; unit: string; issueType: string; n: number }[];
}

export type JudgedOrder = ListedOrder & {
  readonly solved: string;
  readonly satisfied: string;
  readonly leftOut: string;
};

/** Cases whose caller judged in a stretch of time, in that order. */
export async function judgedOrders(
  db: Db,
  [from, to]: Moments,
  { branch: units }: Branch<'report.read'>,
): Promise<JudgedOrder[]> {
  return (await db.all(sql`
    SELECT ${LISTED}, c.solved, c.satisfied, c.left_out AS leftOut
    FROM case_facts c JOIN orders o ON o.id = c.order_id
    WHERE c.verdict_at IS NOT NULL AND c.verdict_at >= ${from} AND c.verdict_at < ${to} AND c.left_out <> 'merged'
      ${ofUnits(sql`c.unit`, units)}
    ORDER BY c.verdict_at, o.seq`)) as JudgedOrder[];
}

export type NamedOften = {
  readonly name: string;
  readonly orders: number;
  readonly types: number;
  /** Some of them, first received first. */
  readonly some: readonly { readonly id: string; readonly number: string }[];
};

/** Places or subjects that more than one order of a stretch of time names, the most first. */
export async function namedOften(
  db: Db,
  kind: 'place' | 'subject',
  [from, to]: Moments,
  { branch: units }: Branch<'report.read'>,
  least: number,
  limit: number,
): Promise<NamedOften[]> {
  const within = sql`n.kind = ${kind} AND n.at >= ${from} AND n.at < ${to}`;
  const own = ofUnits(sql`o.lead_unit`, units);
  // Of all orders the index of names tells enough.
  const source =
    units === undefined
      ? sql`topic_names n INDEXED BY topic_names_counted WHERE ${within}`
      : sql`topic_names n JOIN orders o ON o.seq = n.order_seq WHERE ${within}${own}`;
  const rows = (await db.all(sql`
    WITH often AS MATERIALIZED (
      SELECT n.name, count(*) AS orders, count(DISTINCT n.issue_type) AS types FROM ${source}
      GROUP BY n.name HAVING count(*) >= ${least} ORDER BY orders DESC, n.name LIMIT ${limit})
    SELECT often.*, (
      SELECT json_group_array(json_array(o.id, o.number) ORDER BY o.seq)
      FROM topic_names n JOIN orders o ON o.seq = n.order_seq WHERE n.name = often.name AND ${within}${own}) AS some
    FROM often ORDER BY orders DESC, name`)) as (Omit<NamedOften, 'some'> & { some: string })[];
  return rows.map(({ some, ...row }) => ({
    ...row,
    some: (JSON.parse(some) as [string, string][]).map(([id, number]) => ({ id, number })),
  }));
}

/** Cases of days `[from, to)` that were returned or went to another unit than the first, by type. */
export async function disputedOrders(
  db: Db,
  _right: Permitted<'report.read'>,
  [from, to]: readonly [from: number, to: number],
): Promise<(ListedOrder & { readonly returns: number; readonly firstUnit: string | null })[]> {
  return (await db.all(sql`
    SELECT ${LISTED}, c.returns, c.first_unit AS firstUnit
    FROM case_facts c JOIN orders o ON o.id = c.order_id
    WHERE c.day >= ${from} AND c.day < ${to} AND c.left_out <> 'merged' AND (c.returns > 0 OR c.first_right = 0)
    ORDER BY c.issue_type, o.seq`)) as (ListedOrder & { returns: number; firstUnit: string | null })[];
}

/** Cases of days `[from, to)` that a unit's callers call unsolved or are not content with, by unit. */
export async function discontentOrders(
  db: Db,
  _right: Permitted<'report.read'>,
  [from, to]: readonly [from: number, to: number],
  unit: string,
): Promise<ListedOrder[]> {
  return (await db.all(sql`
    SELECT ${LISTED} FROM case_facts c JOIN orders o ON o.id = c.order_id
    WHERE c.day >= ${from} AND c.day < ${to} AND c.unit = ${unit} AND c.left_out = ''
      AND (c.solved = 'unsolved' OR c.satisfied = 'dissatisfied')
    ORDER BY c.day, o.seq`)) as ListedOrder[];
}

/** Orders of a place and type since a moment. */
export async function ordersOfPlace(
  db: Db,
  place: string,
  issueType: string,
  from: number,
): Promise<{ readonly id: string; readonly number: string }[]> {
  return (await db.all(sql`
    SELECT o.id, o.number FROM topic_names n JOIN orders o ON o.seq = n.order_seq
    WHERE n.kind = 'place' AND n.name = ${place} AND n.issue_type = ${issueType} AND n.at >= ${from}
    ORDER BY o.seq`)) as { id: string; number: string }[];
}

/** How many open orders wait for a decision of each kind. */
export async function waitingApplications(
  db: Db,
): Promise<{ readonly kind: string; readonly n: number; readonly oldest: number }[]> {
  return (await db.all(sql`
    SELECT pending AS kind, count(*) AS n, min(since) AS oldest FROM orders
    WHERE pending IS NOT NULL GROUP BY 1 ORDER BY 1`)) as { kind: string; n: number; oldest: number }[];
}

/** How many callers judged in a stretch of time. */
export async function countVerdicts(db: Db, [from, to]: Moments): Promise<number> {
  const rows = (await db.all(sql`
    SELECT count(*) AS n FROM case_facts
    WHERE verdict_at IS NOT NULL AND verdict_at >= ${from} AND verdict_at < ${to}`)) as { n: number }[];
  return rows[0]?.n ?? 0;
}
