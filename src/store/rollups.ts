import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { COUNTER_NAMES } from '../kernel/case-words.ts';
import type { Counts, LeftOut } from '../kernel/case-words.ts';
import { keysOf } from '../kernel/keys.ts';
import type { Branch } from '../kernel/reach.ts';
import { OPEN_STATES } from '../kernel/move-words.ts';
import { KEPT, factsIn, monthOf } from './case-facts.ts';
import type { Cube, KeptCase } from './case-facts.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { caseFacts } from './schema/case-facts.ts';

/** Which cases: by Beijing day of receipt from 1970, `[from, to)`, of units that are reached; lists left out are all. */
export type CaseScope = {
  readonly from: number;
  readonly to: number;
  readonly reach: Branch<'figure.read' | 'report.read'>;
  /** Of these among them alone. */
  readonly units?: readonly string[];
  readonly issueTypes?: readonly string[];
  /** The empty name: not known. */
  readonly streets?: readonly string[];
};

/** The units of a scope; undefined: all. */
export function unitsIn({
  reach: { branch },
  units,
}: Pick<CaseScope, 'reach' | 'units'>): string[] | undefined {
  const asked = units ?? branch;
  return asked?.filter((unit) => branch?.includes(unit) ?? true);
}

export type GroupBy = 'none' | 'unit' | 'issueType' | 'street' | 'day' | 'month';

export type CountedGroup = { readonly key: string; readonly leftOut: LeftOut; readonly counts: Counts };
export type LateGroup = {
  readonly key: string;
  readonly leftOut: LeftOut;
  readonly uncontacted: number;
  readonly unreplied: number;
};

const COUNTERS = keysOf(COUNTER_NAMES);

/** The whole months of a stretch of days, and the days before and after them. */
export function monthsWithin({ from, to }: Pick<CaseScope, 'from' | 'to'>): {
  readonly months: readonly [from: number, to: number];
  readonly days: readonly (readonly [from: number, to: number])[];
} {
  const first = firstOfMonth(monthOf(from)) === from ? monthOf(from) : monthOf(from) + 1;
  const last = monthOf(to);
  if (first >= last) return { months: [first, first], days: [[from, to]] };
  const edges = [
    [from, firstOfMonth(first)],
    [firstOfMonth(last), to],
  ] as const;
  return { months: [first, last], days: edges.filter(([a, b]) => a < b) };
}

/** Beijing day from 1970 on which a month (year × 12 + month from 0) begins. */
export function firstOfMonth(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / 86_400_000;
}

/** Sums of what cases add over a stretch of days or months, by group and by the reason for which they are left out. */
export async function sumsBy(
  db: Db,
  grain: 'd' | 'm',
  [from, to]: readonly [from: number, to: number],
  cube: Cube,
  scope: Omit<CaseScope, 'from' | 'to'>,
  by: GroupBy,
): Promise<CountedGroup[]> {
  const { issueTypes, streets } = scope;
  const key = {
    unit: sql`unit`,
    issueType: sql`issue_type`,
    street: sql`street`,
    day: sql`period`,
    month: grain === 'm' ? sql`period` : monthKeyOf(sql`period`),
    none: sql`''`,
  };
  const rows = (await db.all(sql`
    SELECT ${key[by]} AS key, left_out AS leftOut, ${SUMS} FROM rollups
    WHERE grain = ${grain} AND cube = ${cube} AND period >= ${from} AND period < ${to}
      ${among(sql`unit`, unitsIn(scope))}${among(sql`issue_type`, issueTypes)}${among(sql`street`, streets)}
    GROUP BY 1, 2`)) as (Counts & { key: string | number; leftOut: LeftOut })[];
  return rows.map(({ key: one, leftOut, ...counts }) => ({ key: String(one), leftOut, counts }));
}

const SUMS = sql.raw(COUNTERS.map((name) => `sum("${name}") AS "${name}"`).join(', '));

/** The same of cases that are late at `now` and have not done what they are late with; a small part of all. */
export async function lateBy(db: Db, scope: CaseScope, by: GroupBy, now: number): Promise<LateGroup[]> {
  const key = {
    unit: sql`unit`,
    issueType: sql`issue_type`,
    street: sql`coalesce(street, '')`,
    day: sql`day`,
    month: monthKeyOf(sql`day`),
    none: sql`''`,
  };
  const rows = (await db.all(sql`
    SELECT ${key[by]} AS key, left_out AS leftOut, count(*) AS unreplied, sum(contacted_at IS NULL) AS uncontacted
    FROM case_facts INDEXED BY case_facts_unreplied
    WHERE replied_at IS NULL AND due_at < ${now} AND day >= ${scope.from} AND day < ${scope.to}
      AND state IN (SELECT value FROM json_each(${jsonOf(OPEN_STATES)}))${among(sql`unit`, unitsIn(scope))}${among(sql`issue_type`, scope.issueTypes)}${among(sql`coalesce(street, '')`, scope.streets)}
    GROUP BY 1, 2`)) as (Omit<LateGroup, 'key'> & { key: string | number })[];
  return rows.map(({ key: one, ...rest }) => ({ ...rest, key: String(one) }));
}

/** Year × 12 + month from 0 of a day. */
export const monthKeyOf = (day: SQL): SQL =>
  sql`CAST(strftime('%Y', ${day} * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', ${day} * 86400, 'unixepoch') AS INTEGER) - 1`;

/** ` AND column IN (…)`, or nothing where all are asked for. */
export function among(column: SQL, values: readonly string[] | undefined): SQL {
  return values === undefined ? sql`` : sql` AND ${column} IN ${valuesIn(values)}`;
}

/** Whether one of these units is among those to whose account a case goes, one condition a column. */
export function accountsIn(units: readonly string[]): SQL[] {
  const { unit, firstUnit, answeredUnit, verdictUnit, supervisedUnit } = caseFacts;
  return [unit, firstUnit, answeredUnit, verdictUnit, supervisedUnit].map(
    (column) => sql`${column} IN ${valuesIn(units)}`,
  );
}

const valuesIn = (values: readonly string[]): SQL => sql`(SELECT value FROM json_each(${jsonOf(values)}))`;

/**
 * Cases of a scope in order of day and id, some at a time, for asking each of them what it adds. `after`: the last one of
 * the page before. Units are asked for among all to whose account a case goes, see `contributionsOf`.
 */
export async function casesWithin(
  db: Db,
  scope: CaseScope,
  after: { readonly day: number; readonly orderId: string } | null,
  limit: number,
): Promise<KeptCase[]> {
  const { from, to, issueTypes, streets } = scope;
  const units = unitsIn(scope);
  const { day, orderId, issueType, street } = caseFacts;
  const rows = await db
    .select(KEPT)
    .from(caseFacts)
    .where(
      sql`${day} >= ${from} AND ${day} < ${to}
        ${after === null ? sql`` : sql`AND (${day}, ${orderId}) > (${after.day}, ${after.orderId})`}
        ${units === undefined ? sql`` : sql`AND (${sql.join(accountsIn(units), sql` OR `)})`}
        ${among(sql`${issueType}`, issueTypes)}${among(sql`coalesce(${street}, '')`, streets)}`,
    )
    .orderBy(day, orderId)
    .limit(limit);
  return rows.map((row) => ({ orderId: row.orderId, facts: factsIn(row.facts) }));
}
