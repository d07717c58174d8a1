import { and, count, desc, eq, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';
import { notRestricted } from './confidential.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { isReal } from './simulation.ts';

/** Type and street, as one word for a map. */
export function placeOfType(issueType: string, street: string | null): string {
  return `${issueType}/${street ?? ''}`;
}

/** How many orders of each type and street a person has corrected, by `placeOfType`. */
export async function correctedCounts(db: Db, issueTypes: readonly string[]): Promise<Map<string, number>> {
  if (issueTypes.length === 0) return new Map();
  const rows = await corrected(db, { issueTypes: listOf(issueTypes) });
  return new Map(rows.map(({ issueType, street, n }) => [placeOfType(issueType, street), n]));
}

const corrected = prepared<{ issueTypes: string }, { issueType: string; street: string | null; n: number }[]>(
  (db) =>
    db
      .select({ issueType: orders.issueType, street: orders.street, n: count() })
      .from(orders)
      .where(
        and(
          // In the words of the index: a parameter would not be known to be among what it holds.
          sql`${orders.corrected} = 1`,
          amongNamed(orders.issueType, 'issueTypes'),
          isReal(sql`orders.id`),
          notRestricted(sql`orders.id`),
        ),
      )
      .groupBy(orders.issueType, orders.street),
);

/** A settled order without its text. */
export type SettledRow = Pick<StoredOrder, 'seq' | 'id' | 'number' | 'leadUnit' | 'receivedAt'>;

/**
 * Orders of a type and street whose unit a person settled, received from `since` to `until` (both included), newest
 * first: left for a dispatcher or corrected, and out at the unit. What a unit sent back is neither.
 */
export async function settledOrders(
  db: Db,
  matter: {
    readonly issueType: string;
    readonly street: string | null;
    readonly since: number;
    readonly until: number;
  },
  limit: number,
): Promise<SettledRow[]> {
  const { issueType, street, since, until } = matter;
  const { seq, id, number, leadUnit, receivedAt } = orders;
  return db
    .select({ seq, id, number, leadUnit, receivedAt })
    .from(orders)
    .where(
      and(
        eq(orders.issueType, issueType),
        street === null ? isNull(orders.street) : eq(orders.street, street),
        gte(orders.receivedAt, since),
        lte(orders.receivedAt, until),
        inArray(orders.state, ['dispatched', 'acknowledged']),
        or(eq(orders.action, 'review'), eq(orders.corrected, true)),
        // Nobody settled what was made up.
        isReal(sql`orders.id`),
        notRestricted(sql`orders.id`),
      ),
    )
    .orderBy(desc(orders.receivedAt), desc(orders.seq))
    .limit(limit);
}

/** Orders by their numbers; unknown ones are left out. */
export async function ordersByNumbers(db: Db, numbers: readonly string[]): Promise<StoredOrder[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .select()
    .from(orders)
    .where(inArray(orders.number, [...numbers]));
  return rows as StoredOrder[];
}
