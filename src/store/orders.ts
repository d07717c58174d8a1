import { and, asc, desc, eq, getTableColumns, gt, gte, inArray, lt, lte, or, sql } from 'drizzle-orm';
import type { Column, SQL } from 'drizzle-orm';
import { orderNumber } from '../kernel/ids.ts';
import type { ApplicationKind, OrderState } from '../kernel/move-words.ts';
import type { Reach } from '../kernel/reach.ts';
import { reversedDigits } from '../kernel/phone.ts';
import type { DemandKind, Urgency } from '../triage/types.ts';
import type { Db } from './client.ts';
import { insertRows, jsonOf } from './json-rows.ts';
import { matching, searchConditions } from './order-search.ts';
import type { OrderSearch } from './order-search.ts';
import { dayNumbers, orders } from './schema/orders.ts';
import { searchTokens } from './search-tokens.ts';

type Row = typeof orders.$inferSelect;

/** An order as stored, with the words of the domain where the table has text. */
export type StoredOrder = Omit<Row, 'state' | 'action' | 'urgency' | 'demandKind' | 'pending'> & {
  readonly state: OrderState;
  readonly action: 'dispatch' | 'review';
  readonly urgency: Urgency;
  readonly demandKind: DemandKind;
  readonly pending: ApplicationKind | null;
};

/** What nothing has happened to yet. */
const UNTOUCHED = {
  corrected: false,
  personId: null,
  personName: null,
  pending: null,
  supervision: 0,
  supervisedBefore: 0,
  calledUnits: [],
} as const;

/** Where nobody says otherwise: no deadline that could be near. */
const NEVER_SOON = { soonAt: null, soonSpans: [] } as const;

export type NewOrder = Omit<
  StoredOrder,
  'seq' | 'number' | 'urgencyRank' | 'phoneReversed' | keyof typeof NEVER_SOON | keyof typeof UNTOUCHED
> &
  Partial<Pick<StoredOrder, keyof typeof NEVER_SOON | keyof typeof UNTOUCHED>> & {
    readonly phone: string | null;
  };

/** What a list of orders asks for; what is left out does not matter. */
export type OrderQuery = OrderSearch & {
  readonly state?: OrderState;
  /** In one of these. */
  readonly states?: readonly OrderState[];
  /** Led by this unit. */
  readonly lead?: string;
  /** Id of who answers for it. */
  readonly person?: string;
  /** An application waits: any, one to be reviewed, or a return to be adjudicated. */
  readonly pending?: 'any' | 'review' | 'ruling';
  /** Nearest deadline, UTC milliseconds, `[dueFrom, dueBefore)`. */
  readonly dueFrom?: number;
  readonly dueBefore?: number;
  /** Soon due 临期 at this moment (UTC milliseconds): one of its clocks says so. */
  readonly soonAt?: number;
  /** Soon due or late at this moment. */
  readonly nearAt?: number;
  /** Under supervision 督办, or it was under an earlier unit or in an earlier round. */
  readonly supervised?: boolean;
  /** This unit was to assist or was called in, and has not answered. */
  readonly awaiting?: string;
  /** Nearest deadline first; left out: as the state asks for. */
  readonly sort?: 'due';
  readonly action?: 'dispatch' | 'review';
  readonly urgency?: Urgency;
  readonly demandKind?: DemandKind;
  /** Four digits for a type, two for its group. */
  readonly issueType?: string;
  readonly unit?: string;
  readonly street?: string;
  readonly channel?: string;
  /** UTC milliseconds, `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
  /** Words, an order number, or the tail of a telephone number. */
  readonly q?: string;
  /** For whoever may not see who called: neither names nor telephone numbers find anything. */
  readonly blind?: boolean;
  /** Of a unit: only orders that it leads, assists or was called into, and that have been dispatched. */
  readonly reach: Reach;
};

const URGENCY_RANK: Readonly<Record<Urgency, number>> = { safety: 0, livelihood: 1, normal: 2 };

/** Gives the orders their numbers of the day, stores them and makes them findable. Inside the write lane only. */
export async function insertOrders(
  db: Db,
  items: readonly { readonly row: NewOrder; readonly text: string }[],
): Promise<StoredOrder[]> {
  if (items.length === 0) return [];
  const numbers = await nextNumbers(
    db,
    items.map((item) => item.row.receivedAt),
  );
  let seq = await lastSeq(db);
  const rows = items.map(({ row: { phone, ...columns } }, i) => ({
    ...UNTOUCHED,
    ...NEVER_SOON,
    ...columns,
    // Given out here rather than asked back row by row: the lane is the only writer.
    seq: ++seq,
    number: numbers[i] as string,
    urgencyRank: URGENCY_RANK[columns.urgency],
    phoneReversed: phone === null ? null : reversedDigits(phone),
  }));
  await insertRows(db, orders, rows);
  const tokens = items.map(({ text }, i) => [rows[i]?.seq, searchTokens(text).join(' ')]);
  await db.run(sql`
    INSERT INTO orders_fts (rowid, tokens)
    SELECT value ->> 0, value ->> 1 FROM json_each(${jsonOf(tokens)}) ORDER BY key`);
  return rows;
}

async function lastSeq(db: Db): Promise<number> {
  const rows = (await db.all(sql`SELECT seq FROM sqlite_sequence WHERE name = 'orders'`)) as {
    seq: number;
  }[];
  return rows[0]?.seq ?? 0;
}

/** Running numbers of each order's day, in the order given. */
async function nextNumbers(db: Db, receivedAt: readonly number[]): Promise<string[]> {
  const days = receivedAt.map((at) => orderNumber(at, 0).slice(0, 8));
  const wanted = [...new Set(days)];
  const stored = await db.select().from(dayNumbers).where(inArray(dayNumbers.day, wanted));
  const last = new Map(stored.map((row) => [row.day, row.last]));
  const numbers = receivedAt.map((at, i) => {
    const day = days[i] as string;
    const n = (last.get(day) ?? 0) + 1;
    last.set(day, n);
    return orderNumber(at, n);
  });
  await db
    .insert(dayNumbers)
    .values([...last].map(([day, n]) => ({ day, last: n })))
    .onConflictDoUpdate({ target: dayNumbers.day, set: { last: sql`excluded.last` } });
  return numbers;
}

export async function orderById(db: Db, id: string): Promise<StoredOrder | null> {
  return one(await db.select().from(orders).where(eq(orders.id, id)).limit(1));
}

/** Orders by id; unknown ids are left out, the order of rows is not that of the ids. */
export async function ordersByIds(db: Db, ids: readonly string[]): Promise<StoredOrder[]> {
  if (ids.length === 0) return [];
  return (await db
    .select()
    .from(orders)
    .where(inArray(orders.id, [...ids]))) as StoredOrder[];
}

/** Changes what is in force; the caller writes the event and the audit row in the same transaction. */
export async function updateOrder(
  db: Db,
  id: string,
  change: Partial<Omit<StoredOrder, 'seq' | 'id' | 'number'>>,
): Promise<void> {
  await db.update(orders).set(change).where(eq(orders.id, id));
}

/** What changes of an order that stands at `version`. */
export type OrderChange = {
  readonly id: string;
  readonly version: number;
  readonly set: Partial<Omit<StoredOrder, 'seq' | 'id' | 'number'>>;
};

/**
 * The same for many orders, in a statement for each set of columns: columns that are not named keep their indexes as
 * well. An order that does not stand at its version any more is a fault of
 * the caller's, and an error: nothing of the write may be kept then.
 */
export async function updateOrders(db: Db, changes: readonly OrderChange[]): Promise<void> {
  const columns: Readonly<Record<keyof Row, Column>> = getTableColumns(orders);
  const groups = new Map<string, OrderChange[]>();
  for (const change of changes) {
    const names = Object.keys(change.set).sort().join();
    if (names !== '') groups.set(names, [...(groups.get(names) ?? []), change]);
  }
  for (const [names, group] of groups) {
    const keys = names.split(',') as (keyof OrderChange['set'])[];
    const given = group.map(({ id, version, set }) => [
      id,
      version,
      ...keys.map((key) => {
        const value = set[key] ?? null;
        return value === null ? null : columns[key].mapToDriverValue(value);
      }),
    ]);
    const sets = keys.map(
      (key, i) => sql`${sql.identifier(columns[key].name)} = value ->> ${sql.raw(`${i + 2}`)}`,
    );
    const { rowsAffected } = await db.run(sql`
      UPDATE orders SET ${sql.join(sets, sql`, `)} FROM json_each(${jsonOf(given)})
      WHERE orders.id = value ->> 0 AND orders.version = value ->> 1`);
    if (rowsAffected !== group.length)
      throw new Error(`${rowsAffected} of ${group.length} orders stand at the version that was read.`);
  }
}

/**
 * One page and the number of all rows that fit. Orders waiting for a person come most urgent and then oldest
 * first; every other list newest first.
 */
export async function listOrders(
  db: Db,
  query: OrderQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredOrder[]; readonly total: number }> {
  const sorting = orderingOf(query);
  // Numbers first: to sort whole rows means to read the text of every order that fits.
  const shown = db
    .select({ seq: orders.seq })
    .from(orders)
    .where(conditions(query))
    .orderBy(...sorting)
    .limit(page.limit)
    .offset(page.offset);
  const rows = await db
    .select(getTableColumns(orders))
    .from(orders)
    .where(inArray(orders.seq, shown))
    .orderBy(...sorting);
  return { rows: rows as StoredOrder[], total: await countOrders(db, query) };
}

/** The order of a list; ends with the running number, so that no two rows are equal in it. */
export function orderingOf(query: Pick<OrderQuery, 'sort' | 'state'>): SQL[] {
  if (query.sort === 'due') return [sql`${orders.dueAt} IS NULL`, asc(orders.dueAt), asc(orders.seq)];
  return query.state === 'received'
    ? [asc(orders.urgencyRank), asc(orders.receivedAt), asc(orders.seq)]
    : [desc(orders.receivedAt), desc(orders.seq)];
}

/** Number of orders that fit. */
export async function countOrders(db: Db, query: OrderQuery): Promise<number> {
  const rows = await db
    .select({ n: sql<number>`count(*)` })
    .from(orders)
    .where(conditions(query));
  return rows[0]?.n ?? 0;
}

/** Number of orders in each state. */
export async function countByState(db: Db, query: OrderQuery): Promise<ReadonlyMap<OrderState, number>> {
  const rows = await db
    .select({ state: orders.state, n: sql<number>`count(*)` })
    .from(orders)
    .where(conditions(query))
    .groupBy(orders.state);
  return new Map(rows.map((row) => [row.state as OrderState, row.n]));
}

export async function anyOrder(db: Db): Promise<boolean> {
  return (await db.select({ seq: orders.seq }).from(orders).limit(1)).length > 0;
}

function one(rows: readonly Row[]): StoredOrder | null {
  return (rows[0] as StoredOrder | undefined) ?? null;
}

/** What an order must fulfil to be in the list; nothing for all of them. */
export function conditions(query: OrderQuery): SQL | undefined {
  const parts: (SQL | undefined)[] = [
    query.state && eq(orders.state, query.state),
    query.states && inArray(orders.state, [...query.states]),
    query.action && eq(orders.action, query.action),
    query.urgency && eq(orders.urgency, query.urgency),
    query.demandKind && eq(orders.demandKind, query.demandKind),
    query.street && eq(orders.street, query.street),
    query.channel && eq(orders.channel, query.channel),
    query.unit && ledOrAssisted(query.unit, query.verdict !== undefined),
    query.lead && eq(orders.leadUnit, query.lead),
    query.person && eq(orders.personId, query.person),
    query.pending && waiting(query.pending),
    query.dueFrom === undefined ? undefined : gte(orders.dueAt, query.dueFrom),
    query.dueBefore === undefined ? undefined : lt(orders.dueAt, query.dueBefore),
    query.soonAt === undefined ? undefined : soonDue(query.soonAt),
    query.nearAt === undefined ? undefined : lte(orders.soonAt, query.nearAt),
    query.supervised ? supervised : undefined,
    query.awaiting && notAnswered(query.awaiting),
    query.from === undefined ? undefined : gte(orders.receivedAt, query.from),
    query.to === undefined ? undefined : lt(orders.receivedAt, query.to),
    query.issueType && startsWith(query.issueType),
    query.q && query.q.trim() !== '' ? matching(query.q.trim(), query.blind === true) : undefined,
    query.blind && (query.caller || query.phone) ? sql`0` : undefined,
    ...searchConditions(query),
  ].map((part) => part || undefined);
  const onlyUnit = query.reach.unit;
  if (onlyUnit !== null) {
    if (query.lead !== onlyUnit) parts.push(takenPartIn(onlyUnit, query.verdict !== undefined));
    parts.push(sql`${orders.state} <> 'received'`);
  }
  return and(...parts);
}

/**
 * Leads, assists or is called. Three indexes, one after the other: an OR over them reads every order. Where something else
 * finds few orders (`isRare`) each of them is looked at instead: two sets would be tried against one another.
 */
const takenPartIn = (unit: string, isRare: boolean): SQL =>
  isRare
    ? sql`(+${orders.leadUnit} = ${unit} OR +${orders.jointUnit} = ${unit} OR +${orders.calledUnits} LIKE ${`%"${unit}"%`})`
    : sql`${orders.seq} IN (
        SELECT seq FROM orders WHERE lead_unit = ${unit} UNION
        SELECT seq FROM orders WHERE joint_unit = ${unit} UNION ${calling(unit)})`;

/** `isRare`: something else finds fewer orders than a unit has; the plus keeps the unit's from being read one by one. */
const ledOrAssisted = (unit: string, isRare: boolean): SQL =>
  isRare
    ? sql`(+${orders.leadUnit} = ${unit} OR +${orders.jointUnit} = ${unit})`
    : (or(eq(orders.leadUnit, unit), eq(orders.jointUnit, unit)) as SQL);

/**
 * An application that waits. A return is to be adjudicated where one was decided on before or its proposed owner led
 * the order before; everything else is reviewed.
 */
function waiting(which: NonNullable<OrderQuery['pending']>): SQL {
  // A range, for which the index serves: most orders wait for nothing.
  const any = gt(orders.pending, '');
  if (which === 'any') return any;
  const disputed = sql`EXISTS (
    SELECT 1 FROM events e WHERE e.order_id = ${orders.id} AND (
      e.event IN ('acceptReturn', 'refuseReturn') OR
      (e.state <> 'received' AND json_extract(e.data, '$.lead') = (
        SELECT json_extract(p.data, '$.owner') FROM events p
        WHERE p.order_id = ${orders.id} AND p.event = 'proposeReturn' ORDER BY p.version DESC LIMIT 1))))`;
  const ruling = sql`${orders.pending} = 'return' AND ${disputed}`;
  return which === 'ruling' ? ruling : sql`${any} AND NOT (${ruling})`;
}

/** One of the stretches holds the moment; those orders are looked at alone whose first one has begun. */
const soonDue = (at: number): SQL => sql`${lte(orders.soonAt, at)} AND EXISTS (
  SELECT 1 FROM json_each(${orders.soonSpans}) AS span WHERE ${at} BETWEEN span.value ->> 0 AND span.value ->> 1)`;

/** Now, or under an earlier unit or in an earlier round. Two indexes, one after the other. */
const supervised = sql`${orders.seq} IN (
  SELECT seq FROM orders WHERE supervision > 0 UNION SELECT seq FROM orders WHERE supervised_before > 0)`;

/** Whether a unit that assists or was called in has not answered since; one that leads or assists answers as that. */
function notAnswered(unit: string): SQL {
  const later = (event: string, since: SQL) => sql`NOT EXISTS (
    SELECT 1 FROM events a WHERE a.order_id = ${orders.id} AND a.event = ${event} AND a.actor_unit = ${unit}
    AND a.version > coalesce((
      SELECT max(b.version) FROM events b WHERE b.order_id = ${orders.id} AND ${since}), 0))`;
  // Handed to other units, or from the beginning; handed to the same ones it goes on where it was.
  const asked = sql`(b.event = 'reopen' OR (
    b.event IN ('triaged', 'carried', 'dispatch', 'correctUnit', 'correctType', 'acceptReturn', 'rule') AND
    json_extract(b.data, '$.joint') = ${unit} AND NOT EXISTS (
      SELECT 1 FROM events c WHERE c.order_id = b.order_id AND c.version = (
        SELECT max(e.version) FROM events e WHERE e.order_id = b.order_id AND e.version < b.version AND
          e.event IN ('triaged', 'carried', 'dispatch', 'correctUnit', 'correctType', 'acceptReturn', 'rule'))
      AND json_extract(c.data, '$.joint') = ${unit} AND (b.event = 'correctType' OR
        coalesce(json_extract(c.data, '$.lead'), '') = json_extract(b.data, '$.lead')))))`;
  const whistled = sql`b.event = 'whistle' AND b.data LIKE ${`%"${unit}"%`}`;
  const assists = and(eq(orders.jointUnit, unit), later('answerJointly', asked));
  const called = and(
    sql`${orders.leadUnit} <> ${unit} AND ${orders.jointUnit} IS NOT ${unit}`,
    sql`${orders.seq} IN (${calling(unit)})`,
    later('answerWhistle', whistled),
  );
  return sql`${orders.seq} IN (
    SELECT seq FROM orders WHERE joint_unit = ${unit} UNION ${calling(unit)}) AND ${or(assists, called)}`;
}

/** Orders that have called a unit in; few call any, and those have an index of their own. */
const calling = (unit: string): SQL =>
  sql`SELECT seq FROM orders WHERE called_units <> '[]' AND called_units LIKE ${`%"${unit}"%`}`;

/** A type by its four digits, a group by its first two. */
function startsWith(code: string): SQL {
  return code.length >= 4
    ? eq(orders.issueType, code)
    : (and(gte(orders.issueType, code), lt(orders.issueType, `${code}\uffff`)) as SQL);
}
