import { eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Column } from 'drizzle-orm';
import { orderNumber } from '../kernel/ids.ts';
import type { ApplicationKind, OrderState } from '../kernel/move-words.ts';
import type { DemandKind, Urgency } from '../triage/types.ts';
import { reversedDigits } from '../kernel/phone.ts';
import type { Db } from './client.ts';
import { insertRows, insertValues } from './insert-rows.ts';
import type { Insertion } from './insert-rows.ts';
import { jsonOf } from './json-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { statement } from './statement.ts';
import { conditions, orderingOf } from './order-conditions.ts';
import type { OrderQuery } from './order-conditions.ts';
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
  confidentiality: 'none',
  letIn: [],
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
  const tokens = items.map(({ text }, i) => [rows[i]?.seq as number, searchTokens(text).join(' ')]);
  await insertValues(db, TOKENS, tokens);
  return rows;
}

const TOKENS: Insertion = { into: 'INTO orders_fts (rowid, tokens)', row: '(?, ?)' };

/** Other words for an order in the index of texts. Inside the write lane only. */
export async function reindexOrder(db: Db, seq: number, text: string): Promise<void> {
  await db.run(sql`DELETE FROM orders_fts WHERE rowid = ${seq}`);
  await db.run(sql`INSERT INTO orders_fts (rowid, tokens) VALUES (${seq}, ${searchTokens(text).join(' ')})`);
}

async function lastSeq(db: Db): Promise<number> {
  const { rows } = await sequence(db, {});
  return Number(rows[0]?.['seq'] ?? 0);
}

const sequence = statement<Record<string, never>>(
  () => sql`SELECT seq FROM sqlite_sequence WHERE name = 'orders'`,
);

/** Running numbers of each order's day, in the order given. */
async function nextNumbers(db: Db, receivedAt: readonly number[]): Promise<string[]> {
  const days = receivedAt.map((at) => orderNumber(at, 0).slice(0, 8));
  const wanted = [...new Set(days)];
  const stored = await numbersOf(db, { days: listOf(wanted) });
  const last = new Map(stored.map((row) => [row.day, row.last]));
  const numbers = receivedAt.map((at, i) => {
    const day = days[i] as string;
    const n = (last.get(day) ?? 0) + 1;
    last.set(day, n);
    return orderNumber(at, n);
  });
  const given = [...last].map(([day, n]) => ({ day, last: n }));
  await insertRows(db, dayNumbers, given, 'replace');
  return numbers;
}

const numbersOf = prepared<{ days: string }, (typeof dayNumbers.$inferSelect)[]>((db) =>
  db.select().from(dayNumbers).where(amongNamed(dayNumbers.day, 'days')),
);

export async function orderById(db: Db, id: string): Promise<StoredOrder | null> {
  return one(await byId(db, { id }));
}

const byId = prepared<{ id: string }, Row[]>((db) =>
  db
    .select()
    .from(orders)
    .where(eq(orders.id, sql.placeholder('id')))
    .limit(1),
);

/** Orders by id; unknown ids are left out, the order of rows is not that of the ids. */
export async function ordersByIds(db: Db, ids: readonly string[]): Promise<StoredOrder[]> {
  if (ids.length === 0) return [];
  return (await byIds(db, { ids: listOf(ids) })) as StoredOrder[];
}

const byIds = prepared<{ ids: string }, Row[]>((db) =>
  db.select().from(orders).where(amongNamed(orders.id, 'ids')),
);

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
