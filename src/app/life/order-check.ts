import { nextTurn } from '../../kernel/next-turn.ts';
import { lifeOf } from '../../orders/life.ts';
import type { LifeEvent } from '../../orders/life-events.ts';
import type { Profile } from '../../profile/types.ts';
import type { Db } from '../../store/client.ts';
import { lifeEventsOfMany } from '../../store/events.ts';
import { countOrders, ordersAfter, sampleOrders } from '../../store/order-pages.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Store } from '../../store/store.ts';
import { rowAfter } from './order-life.ts';

/** An order whose row is not what its events make of it. */
export type Difference = {
  readonly id: string;
  readonly number: string;
  /** Columns that differ; `events` where the events themselves have a hole or are not there. */
  readonly columns: readonly string[];
};

export type OrderCheck = {
  /** Orders in the database, and how many of them were looked at. */
  readonly orders: number;
  readonly looked: number;
  readonly differences: readonly Difference[];
};

/** Orders of one look: their events are in memory together. */
const PAGE = 500;
/** So many are looked at where not all are. */
export const SAMPLE = 500;

/** What queues look at of an order, from its events and what triage fixed for good; what its clocks say included. */
export function rowOf(profile: Profile, order: StoredOrder, events: readonly LifeEvent[]) {
  return rowAfter(profile, order, lifeOf(events), events);
}

/** The columns in which a row differs from what its events make of it. */
export function columnsApart(profile: Profile, order: StoredOrder, events: readonly LifeEvent[]): string[] {
  if (events.length === 0 || events.some(({ version }, i) => version !== i + 1)) return ['events'];
  return Object.keys(apart(rowOf(profile, order, events), order));
}

/** What of a row is to be told otherwise than it is. */
export function apart<T extends object>(told: T, row: Readonly<Record<keyof T, unknown>>): Partial<T> {
  const other = Object.entries(told).filter(([column, value]) => {
    const stored = row[column as keyof T];
    return value !== stored && JSON.stringify(value) !== JSON.stringify(stored);
  });
  return Object.fromEntries(other) as Partial<T>;
}

/**
 * Computes orders from their events alone and compares them with their rows: every order (`deep`), or the newest ones and
 * a sample of the others. Changes nothing.
 */
export async function checkOrders(
  store: Pick<Store, 'read'>,
  profile: Profile,
  { deep = false }: { readonly deep?: boolean } = {},
): Promise<OrderCheck> {
  const orders = await store.read(countOrders);
  const differences: Difference[] = [];
  let looked = 0;
  const look = async (rows: readonly StoredOrder[], events: ReadonlyMap<string, LifeEvent[]>) => {
    looked += rows.length;
    for (const row of rows) {
      const columns = columnsApart(profile, row, events.get(row.id) ?? []);
      if (columns.length > 0) differences.push({ id: row.id, number: row.number, columns });
    }
    // Nothing here waits for anything: let others have their turn.
    await nextTurn();
  };
  const withEvents = async (db: Db, rows: StoredOrder[]) =>
    [
      rows,
      await lifeEventsOfMany(
        db,
        rows.map(({ id }) => id),
      ),
    ] as const;
  if (!deep) {
    await look(...(await store.read(async (db) => withEvents(db, await sampleOrders(db, SAMPLE)))));
    return { orders, looked, differences };
  }
  for (let after = 0; ;) {
    const page = await store.read(async (db) => withEvents(db, await ordersAfter(db, after, PAGE)));
    const last = page[0].at(-1);
    if (last === undefined) return { orders, looked, differences };
    await look(...page);
    after = last.seq;
  }
}
