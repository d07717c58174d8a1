import { and, gte, inArray, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { OPEN_STATES } from '../kernel/move-words.ts';
import type { Branch } from '../kernel/reach.ts';
import type { RegisteredCase } from '../orders/reports/recount.ts';
import { factsIn, KEPT } from './case-facts.ts';
import { WITHHELD_NUMBER } from '../kernel/confidential-words.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
import { accountsIn } from './rollups.ts';
import { caseFacts } from './schema/case-facts.ts';
import { orders } from './schema/orders.ts';

const { facts } = KEPT;
const among = (units: readonly string[]): SQL => sql`(SELECT value FROM json_each(${jsonOf(units)}))`;

const { id, seq, number, receivedAt, leadUnit, issueType, street, state } = orders;

/** As reports name orders: see `report-lists.ts`. */
const shownNumber = sql<string>`CASE WHEN ${orders.confidentiality} = 'restricted' THEN ${sql.raw(`'${WITHHELD_NUMBER}'`)} ELSE ${number} END`;

const ORDER = { id, seq, number: shownNumber, receivedAt, unit: leadUnit, issueType, street, state };
const ORDER_KEYS = Object.keys(ORDER) as (keyof typeof ORDER)[];
const FACT_KEYS = Object.keys(facts) as (keyof typeof facts)[];
const columnsOf = (columns: Readonly<Record<string, SQLiteColumn | SQL>>): SQL =>
  sql.join(
    Object.values(columns).map((column) => sql`${column}`),
    sql`, `,
  );

/**
 * Orders with what is kept of them, where something is, in order of receipt. A page comes as one JSON text: taking apart
 * half a million rows column by column would take ten times as long.
 */
async function register(db: Db, where: SQL | undefined, limit: number) {
  const rows = (await db.all(sql`
    SELECT json_group_array(json(one) ORDER BY at, seq) AS page FROM (
      SELECT ${receivedAt} AS at, ${seq} AS seq,
        json_array(${columnsOf(ORDER)}, ${caseFacts.orderId}, ${columnsOf(facts)}) AS one
      FROM ${orders} LEFT JOIN ${caseFacts} ON ${caseFacts.orderId} = ${orders.id}
      WHERE ${where ?? sql`1`} ORDER BY ${receivedAt}, ${seq} LIMIT ${limit})`)) as { page: string }[];
  return (JSON.parse(rows[0]?.page ?? '[]') as unknown[][]).map(registeredIn);
}

type Registered = RegisteredCase & { readonly order: { readonly seq: number; readonly receivedAt: number } };

function registeredIn(values: readonly unknown[]): Registered {
  const order = Object.fromEntries(ORDER_KEYS.map((key, i) => [key, values[i]])) as Registered['order'] & {
    readonly id: string;
  };
  const kept = values[ORDER_KEYS.length];
  const row = Object.fromEntries(FACT_KEYS.map((key, i) => [key, values[ORDER_KEYS.length + 1 + i]]));
  const { firstRight } = row;
  return {
    id: order.id,
    order,
    facts:
      kept === null
        ? null
        : factsIn({ ...row, firstRight: firstRight === null ? null : firstRight === 1 } as Parameters<
            typeof factsIn
          >[0]),
  } as Registered;
}

const ofUnits = (units: readonly string[] | undefined): SQL | undefined =>
  units === undefined
    ? undefined
    : sql`(${leadUnit} IN ${among(units)} OR ${sql.join(accountsIn(units), sql` OR `)})`;

/** Orders received before a moment that the register has open. */
export async function openRegistered(
  db: Db,
  before: number,
  { branch: units }: Branch<'report.read'>,
): Promise<RegisteredCase[]> {
  const where = and(inArray(state, [...OPEN_STATES]), lt(receivedAt, before), ofUnits(units));
  return register(db, where, -1);
}

/** Where a page of the register ended. */
export type RegisterPlace = { readonly at: number; readonly seq: number };

/**
 * Orders received in UTC milliseconds `[from, to)` as the register has them, with what is kept of them for figures, in
 * order of receipt: those that a unit reached leads, or to whose account something of them goes.
 */
export async function registeredCases(
  db: Db,
  [from, to]: readonly [from: number, to: number],
  { branch: units }: Branch<'report.read'>,
  after: RegisterPlace | null,
  limit: number,
): Promise<{ readonly cases: RegisteredCase[]; readonly end: RegisterPlace | null }> {
  const where = and(
    gte(receivedAt, after?.at ?? from),
    lt(receivedAt, to),
    after === null ? undefined : sql`(${receivedAt}, ${seq}) > (${after.at}, ${after.seq})`,
    ofUnits(units),
  );
  const cases = await register(db, where, limit);
  const last = cases.at(-1)?.order;
  return {
    cases,
    end: cases.length < limit || last === undefined ? null : { at: last.receivedAt, seq: last.seq },
  };
}

/** Facts of days `[from, to)` whose order is not in the register, or stands there under a day outside of them. */
export async function strayCases(
  db: Db,
  days: readonly [from: number, to: number],
  times: readonly [from: number, to: number],
  { branch: units }: Branch<'report.read'>,
): Promise<RegisteredCase[]> {
  const rows = await db
    .select({
      kept: caseFacts.orderId,
      facts,
      order: { id, number: shownNumber, receivedAt, unit: leadUnit, issueType, street, state },
    })
    .from(caseFacts)
    .leftJoin(orders, sql`${orders.id} = ${caseFacts.orderId}`)
    .where(
      and(
        gte(caseFacts.day, days[0]),
        lt(caseFacts.day, days[1]),
        sql`(${orders.id} IS NULL OR ${receivedAt} < ${times[0]} OR ${receivedAt} >= ${times[1]})`,
        units === undefined ? undefined : sql`(${sql.join(accountsIn(units), sql` OR `)})`,
      ),
    )
    .orderBy(caseFacts.day, caseFacts.orderId);
  return rows.map(({ kept, facts: row, order }): RegisteredCase => ({
    id: kept,
    order,
    facts: factsIn(row),
  }));
}

/** Ids and numbers of some orders by their ids, those that there are. */
export async function orderNumbers(
  db: Db,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly number: string }[]> {
  if (ids.length === 0) return [];
  return db
    .select({
      id: sql<string>`CASE WHEN ${orders.confidentiality} = 'restricted' THEN '' ELSE ${orders.id} END`,
      number: shownNumber,
    })
    .from(orders)
    .where(sql`${orders.id} IN ${among(ids)}`)
    .orderBy(orders.seq);
}
