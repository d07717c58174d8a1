import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { DemandKind } from '../triage/types.ts';
import type { Cube } from './case-facts.ts';
import type { Db } from './client.ts';
import { among, monthKeyOf, monthsWithin, unitsIn } from './rollups.ts';
import type { CaseScope } from './rollups.ts';

/** What arrivals can be told apart by. `group`: the first two digits of the type; `weekday`: 0 Monday; streets: empty for unknown. */
export type ArrivalAxis =
  'none' | 'street' | 'group' | 'issueType' | 'demandKind' | 'weekday' | 'hour' | 'month';

/** Cases that are cases of their own, by one or two things; those of which there are none are left out. */
export type Arrivals = readonly { readonly row: string; readonly column: string; readonly n: number }[];

/**
 * How many cases came in. By month, street and group from the sums of whole months, and from the index of arrivals for the
 * days before and after; by hour, weekday and kind of demand from the index alone, which holds every case in little room.
 */
export async function arrivalsBy(
  db: Db,
  scope: CaseScope,
  row: ArrivalAxis,
  column: ArrivalAxis = 'none',
): Promise<Arrivals> {
  const axes = [row, column];
  const sums = new Map<string, { row: string; column: string; n: number }>();
  const add = (found: readonly Found[]): void => {
    for (const one of found) {
      const key = { row: String(one.row), column: String(one.column) };
      const name = `${key.row}\n${key.column}`;
      sums.set(name, { ...key, n: (sums.get(name)?.n ?? 0) + one.n });
    }
  };
  if (axes.some((axis) => INDEX_ONLY.includes(axis))) add(await fromIndex(db, scope, row, column));
  else {
    const { months, days } = monthsWithin(scope);
    if (months[0] < months[1]) add(await fromMonths(db, months, scope, row, column));
    for (const [from, to] of days) add(await fromIndex(db, { ...scope, from, to }, row, column));
  }
  return [...sums.values()];
}

const INDEX_ONLY: readonly ArrivalAxis[] = ['demandKind', 'weekday', 'hour'];
const GROUP = sql`substr(issue_type, 1, 2)`;
type Found = { readonly row: string | number; readonly column: string | number; readonly n: number };

async function fromMonths(
  db: Db,
  [from, to]: readonly [number, number],
  scope: CaseScope,
  row: ArrivalAxis,
  column: ArrivalAxis,
): Promise<Found[]> {
  const { issueTypes, streets } = scope;
  const units = unitsIn(scope);
  const has = (...asked: readonly ArrivalAxis[]): boolean => asked.includes(row) || asked.includes(column);
  const cube: Cube = `${units === undefined ? '' : 'u'}${issueTypes === undefined && !has('group', 'issueType') ? '' : 't'}${
    streets === undefined && !has('street') ? '' : 's'
  }`;
  const keys: Readonly<Partial<Record<ArrivalAxis, SQL>>> = {
    street: sql`street`,
    group: GROUP,
    issueType: sql`issue_type`,
    month: sql`period`,
  };
  const key = (axis: ArrivalAxis): SQL => keys[axis] ?? sql`''`;
  return (await db.all(sql`
    SELECT ${key(row)} AS "row", ${key(column)} AS "column", sum(received) AS n FROM rollups
    WHERE grain = 'm' AND cube = ${cube} AND period >= ${from} AND period < ${to} AND left_out <> 'merged'
      ${among(sql`unit`, units)}${among(sql`issue_type`, issueTypes)}${among(sql`street`, streets)}
    GROUP BY 1, 2`)) as Found[];
}

async function fromIndex(db: Db, scope: CaseScope, row: ArrivalAxis, column: ArrivalAxis): Promise<Found[]> {
  const { from, to, issueTypes, streets } = scope;
  const units = unitsIn(scope);
  const keys: Readonly<Record<ArrivalAxis, SQL>> = {
    none: sql`''`,
    street: sql`coalesce(street, '')`,
    group: GROUP,
    issueType: sql`issue_type`,
    demandKind: sql`demand_kind`,
    weekday: sql`(day + 3) % 7`,
    hour: sql`hour`,
    month: monthKeyOf(sql`day`),
  };
  const where = sql`day >= ${from} AND day < ${to} AND left_out <> 'merged'
    ${among(sql`unit`, units)}${among(sql`issue_type`, issueTypes)}${among(sql`coalesce(street, '')`, streets)}`;
  if (row === 'demandKind' && column === 'none') {
    // Six sums in one go are twice as fast as groups of words.
    const [sums = {}] = (await db.all(sql`
      SELECT ${sql.join(
        DEMAND_KINDS.map((kind, i) => sql`sum(demand_kind = ${kind}) AS ${sql.raw(`k${i}`)}`),
        sql`, `,
      )} FROM case_facts INDEXED BY case_facts_arrivals WHERE ${where}`)) as Record<string, number | null>[];
    return DEMAND_KINDS.map((kind, i) => ({ row: kind, column: '', n: sums[`k${i}`] ?? 0 })).filter(
      ({ n }) => n > 0,
    );
  }
  const depth = Math.max(DEPTH[row], DEPTH[column]);
  // The first columns of the index, in their order, make groups without sorting, which are then put together; further
  // ones would make nearly as many groups as there are cases.
  const counted =
    depth > COARSE
      ? sql`(SELECT day, hour, street, demand_kind, issue_type, 1 AS n FROM case_facts INDEXED BY case_facts_arrivals WHERE ${where})`
      : sql`(SELECT day, hour, street, count(*) AS n FROM case_facts INDEXED BY case_facts_arrivals WHERE ${where}
          GROUP BY ${sql.raw(['day', 'hour', 'street'].slice(0, depth).join(', '))})`;
  return (await db.all(sql`
    SELECT ${keys[row]} AS "row", ${keys[column]} AS "column", sum(n) AS n FROM ${counted} GROUP BY 1, 2`)) as Found[];
}

const DEMAND_KINDS = ['咨询', '求助', '投诉', '举报', '建议', '表扬'] satisfies readonly DemandKind[];

/** How many columns of the index, in its order, an axis needs. */
const DEPTH: Readonly<Record<ArrivalAxis, number>> = {
  none: 1,
  weekday: 1,
  month: 1,
  hour: 2,
  street: 3,
  demandKind: 4,
  group: 5,
  issueType: 5,
};
const COARSE = 3;
