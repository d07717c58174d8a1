import { and, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { OPEN_STATES } from '../kernel/move-words.ts';
import type { OrderState } from '../kernel/move-words.ts';
import type { Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { sessions, users } from './schema/accounts.ts';
import { orders } from './schema/orders.ts';

/** How many sessions of each account run. */
export async function sessionCounts(
  db: Db,
  _right: Permitted<'account.manage'>,
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ id: sessions.userId, n: sql<number>`count(*)` })
    .from(sessions)
    .where(gt(sessions.expiresAt, now))
    .groupBy(sessions.userId);
  return new Map(rows.map(({ id, n }) => [id, n]));
}

/** How many orders in these states each person answers for. */
export async function ordersOfPeople(
  db: Db,
  _right: Permitted<'account.manage'>,
  states: readonly OrderState[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ id: orders.personId, n: sql<number>`count(*)` })
    .from(orders)
    .where(and(isNotNull(orders.personId), inArray(orders.state, [...states])))
    .groupBy(orders.personId);
  return new Map(rows.flatMap(({ id, n }) => (id === null ? [] : [[id, n] as const])));
}

/** How many open orders each unit leads. */
export async function openByUnit(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ unit: orders.leadUnit, n: sql<number>`count(*)` })
    .from(orders)
    .where(inArray(orders.state, [...OPEN_STATES]))
    .groupBy(orders.leadUnit);
  return new Map(rows.map(({ unit, n }) => [unit, n]));
}

/** How many accounts in use each unit has. */
export async function peopleByUnit(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .select({ unit: users.unit, n: sql<number>`count(*)` })
    .from(users)
    .where(and(isNotNull(users.unit), isNull(users.disabledAt)))
    .groupBy(users.unit);
  return new Map(rows.flatMap(({ unit, n }) => (unit === null ? [] : [[unit, n] as const])));
}

/** How many administrators in use there are besides one. */
export async function otherAdmins(db: Db, id: string): Promise<number> {
  return db.$count(users, and(eq(users.role, 'admin'), isNull(users.disabledAt), ne(users.id, id)));
}
