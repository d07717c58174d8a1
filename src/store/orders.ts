import { and, asc, desc, eq, getTableColumns, gte, inArray, isNotNull, like, lt, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { orderNumber } from '../kernel/ids.ts';
import type { ApplicationKind, OrderState } from '../kernel/move-words.ts';
import type { DemandKind, Urgency } from '../triage/types.ts';
import { phoneDigits } from '../kernel/phone.ts';
import type { Db } from './client.ts';
import { dayNumbers, orders } from './schema/orders.ts';
import { matchAll, searchTokens } from './search-tokens.ts';

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
  calledUnits: [],
} as const;

export type NewOrder = Omit<
  StoredOrder,
  'seq' | 'number' | 'urgencyRank' | 'phoneReversed' | keyof typeof UNTOUCHED
> & {
  readonly phone: string | null;
};

/** What a queue may ask for. Times are UTC milliseconds, `[from, to)`. */
export type OrderQuery = {
  readonly state?: OrderState;
  readonly states?: readonly OrderState[];
  readonly action?: 'dispatch' | 'review';
  readonly urgency?: Urgency;
  readonly demandKind?: DemandKind;
  readonly issueType?: string;
  readonly lead?: string;
  readonly person?: string;
  readonly pending?: 'any' | 'review' | 'ruling';
  readonly dueFrom?: number;
  readonly dueBefore?: number;
  readonly supervised?: boolean;
  readonly awaiting?: string;
  readonly sort?: 'due';
  readonly unit?: string;
  readonly street?: string;
  readonly channel?: string;
  readonly from?: number;
  readonly to?: number;
  readonly q?: string;
  /** Only orders led or assisted by this unit that have been dispatched: what a handler may see. */
  readonly onlyUnit?: string;
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
    ...columns,
    // Given out here rather than asked back row by row: the lane is the only writer.
    seq: ++seq,
    number: numbers[i] as string,
    urgencyRank: URGENCY_RANK[columns.urgency],
    phoneReversed: phone === null ? null : reversedDigits(phone),
  }));
  await db.insert(orders).values(rows);
  const tokens = items.map(({ text }, i) => sql`(${rows[i]?.seq}, ${searchTokens(text).join(' ')})`);
  await db.run(sql`INSERT INTO orders_fts (rowid, tokens) VALUES ${sql.join(tokens, sql`, `)}`);
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

/** Orders of one channel by the numbers of the system they came from; unknown numbers are left out. */
export async function ordersByExternalIds(
  db: Db,
  channel: string,
  externalIds: readonly string[],
): Promise<StoredOrder[]> {
  const where = and(eq(orders.channel, channel), inArray(orders.externalId, [...externalIds]));
  return (await db.select().from(orders).where(where)) as StoredOrder[];
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

/**
 * One page and the number of all rows that fit. Orders waiting for a person come most urgent and then oldest
 * first; every other list newest first.
 */
export async function listOrders(
  db: Db,
  query: OrderQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: StoredOrder[]; readonly total: number }> {
  const where = conditions(query);
  const sorting =
    query.sort === 'due'
      ? [sql`${orders.dueAt} IS NULL`, asc(orders.dueAt), asc(orders.seq)]
      : query.state === 'received'
        ? [asc(orders.urgencyRank), asc(orders.receivedAt), asc(orders.seq)]
        : [desc(orders.receivedAt), desc(orders.seq)];
  const rows = await db
    .select(getTableColumns(orders))
    .from(orders)
    .where(where)
    .orderBy(...sorting)
    .limit(page.limit)
    .offset(page.offset);
  return { rows: rows as StoredOrder[], total: await countOrders(db, query) };
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

function conditions(query: OrderQuery): SQL | undefined {
  const parts: (SQL | undefined)[] = [
    query.state && eq(orders.state, query.state),
    query.states && inArray(orders.state, [...query.states]),
    query.action && eq(orders.action, query.action),
    query.urgency && eq(orders.urgency, query.urgency),
    query.demandKind && eq(orders.demandKind, query.demandKind),
    query.street && eq(orders.street, query.street),
    query.channel && eq(orders.channel, query.channel),
    query.unit && or(eq(orders.leadUnit, query.unit), eq(orders.jointUnit, query.unit)),
    query.lead && eq(orders.leadUnit, query.lead),
    query.person && eq(orders.personId, query.person),
    query.pending && waiting(query.pending),
    query.dueFrom === undefined ? undefined : gte(orders.dueAt, query.dueFrom),
    query.dueBefore === undefined ? undefined : lt(orders.dueAt, query.dueBefore),
    query.supervised ? sql`${orders.seq} IN (SELECT seq FROM orders WHERE supervision > 0)` : undefined,
    query.awaiting && notAnswered(query.awaiting),
    query.from === undefined ? undefined : gte(orders.receivedAt, query.from),
    query.to === undefined ? undefined : lt(orders.receivedAt, query.to),
    query.issueType && startsWith(query.issueType),
    query.q && query.q.trim() !== '' ? matching(query.q.trim()) : undefined,
  ].map((part) => part || undefined);
  if (query.onlyUnit !== undefined) {
    const { onlyUnit } = query;
    // Three indexes, one after the other: an OR over them reads every order.
    if (query.lead !== onlyUnit)
      parts.push(sql`${orders.seq} IN (
        SELECT seq FROM orders WHERE lead_unit = ${onlyUnit} UNION
        SELECT seq FROM orders WHERE joint_unit = ${onlyUnit} UNION ${calling(onlyUnit)})`);
    parts.push(sql`${orders.state} <> 'received'`);
  }
  return and(...parts);
}

/**
 * An application that waits. A return is to be adjudicated where one was decided on before or its proposed owner led
 * the order before; everything else is reviewed.
 */
function waiting(which: NonNullable<OrderQuery['pending']>): SQL {
  if (which === 'any') return isNotNull(orders.pending);
  const disputed = sql`EXISTS (
    SELECT 1 FROM events e WHERE e.order_id = ${orders.id} AND (
      e.event IN ('acceptReturn', 'refuseReturn') OR
      (e.state <> 'received' AND json_extract(e.data, '$.lead') = (
        SELECT json_extract(p.data, '$.owner') FROM events p
        WHERE p.order_id = ${orders.id} AND p.event = 'proposeReturn' ORDER BY p.version DESC LIMIT 1))))`;
  const ruling = sql`${orders.pending} = 'return' AND ${disputed}`;
  return which === 'ruling' ? ruling : sql`${orders.pending} IS NOT NULL AND NOT (${ruling})`;
}

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

/** Words of the text, an order number or its beginning, an id, or the tail of a telephone number. */
function matching(q: string): SQL {
  const parts: SQL[] = [eq(orders.id, q)];
  if (/^\d{8}(-\d{0,6})?$/.test(q)) parts.push(like(orders.number, `${q}%`));
  if (/^\+?\d{4,}$/.test(q)) parts.push(like(orders.phoneReversed, `${reversedDigits(q)}%`));
  const words = matchAll(q);
  if (words !== null) {
    parts.push(sql`${orders.seq} IN (SELECT rowid FROM orders_fts WHERE orders_fts MATCH ${words})`);
  }
  return or(...parts) as SQL;
}

/** A telephone number as `phoneDigits` reads it, last digit first; null when it has none. */
export function reversedDigits(phone: string): string | null {
  const digits = phoneDigits(phone);
  return digits === null ? null : [...digits].reverse().join('');
}
