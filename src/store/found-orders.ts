import { and, desc, eq, getTableColumns, inArray, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Db } from './client.ts';
import { beginsWith, unseen } from './order-search.ts';
import { reversedDigits } from '../kernel/phone.ts';
import { openTo } from './confidential.ts';
import { conditions } from './order-conditions.ts';
import type { OrderQuery } from './order-conditions.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';
import { matchAll } from './search-tokens.ts';

/** Whose orders are looked through. */
export type FoundScope = Pick<OrderQuery, 'reach' | 'blind'>;

/** Orders found, the latest received first, and how many there are: `isMore` where only so many were looked at. */
export type FoundOrders = {
  readonly rows: readonly StoredOrder[];
  readonly total: number;
  readonly isMore: boolean;
};

/** So many of the newest are looked at: a word that stands in every order must not be counted through. */
const LOOKED = 200;

/**
 * Orders whose text holds these words: of the newest stored, the latest received. The index of texts is read from its
 * end, which costs the same for a word that stands in every order as for a rare one.
 */
export async function ordersSaying(
  db: Db,
  words: string,
  { reach }: FoundScope,
  limit: number,
): Promise<FoundOrders> {
  const match = matchAll(words);
  if (match === null) return { rows: [], total: 0, isMore: false };
  // The plus keeps the index of texts from being asked once for each order of the unit.
  const own =
    reach.unit === null
      ? sql`AND ${openTo(reach, sql`+rowid`)}`
      : sql`AND +rowid IN (SELECT seq FROM orders WHERE ${conditions({ reach })})`;
  const seqs = (await db.all(sql`
    SELECT rowid AS seq FROM orders_fts WHERE orders_fts MATCH ${match} ${own}
    ORDER BY rowid DESC LIMIT ${LOOKED + 1}`)) as { seq: number }[];
  return latest(
    db,
    seqs.map(({ seq }) => seq),
    limit,
  );
}

/** Orders of callers whose telephone number ends so. Nothing of it may reach whoever may not see who called. */
export async function ordersByPhoneTail(
  db: Db,
  tail: string,
  scope: FoundScope,
  limit: number,
): Promise<FoundOrders> {
  const digits = reversedDigits(tail);
  return digits === null
    ? { rows: [], total: 0, isMore: false }
    : found(db, and(beginsWith(orders.phoneReversed, digits), seenIn(scope)) as SQL, scope, limit);
}

const seenIn = ({ blind }: FoundScope): SQL | undefined => (blind === undefined ? undefined : unseen(blind));

/** Orders by our number or its beginning, by its running number of any day, or by the number of the system they came from. */
export async function ordersNumbered(
  db: Db,
  number: string,
  scope: FoundScope,
  limit: number,
): Promise<FoundOrders> {
  const parts = [eq(orders.externalId, number)];
  if (/^\d{8}(-\d{0,6})?$/.test(number)) parts.push(beginsWith(orders.number, number));
  if (/^\d{3,6}$/.test(number)) parts.push(sql`substr(number, 10) = ${number.padStart(6, '0')}`);
  return found(db, or(...parts) as SQL, scope, limit);
}

async function found(db: Db, which: SQL, scope: FoundScope, limit: number): Promise<FoundOrders> {
  const seqs = await db
    .select({ seq: orders.seq })
    .from(orders)
    .where(and(which, conditions({ reach: scope.reach })))
    .limit(LOOKED + 1);
  return latest(
    db,
    seqs.map(({ seq }) => seq),
    limit,
  );
}

async function latest(db: Db, seqs: readonly number[], limit: number): Promise<FoundOrders> {
  const looked = seqs.slice(0, LOOKED);
  if (looked.length === 0) return { rows: [], total: 0, isMore: false };
  const rows = await db
    .select(getTableColumns(orders))
    .from(orders)
    .where(inArray(orders.seq, looked))
    .orderBy(desc(orders.receivedAt), desc(orders.seq))
    .limit(limit);
  return { rows: rows as StoredOrder[], total: looked.length, isMore: seqs.length > LOOKED };
}

/** Names of subjects that hold these words, most orders first; of a unit, those its own orders name. */
export async function subjectsNamed(
  db: Db,
  words: readonly string[],
  { reach }: FoundScope,
  limit: number,
): Promise<{ readonly name: string; readonly orders: number }[]> {
  const holds = words.map((word) => sql`AND instr(name, ${word.toLowerCase()}) > 0`);
  const own =
    reach.unit === null
      ? sql``
      : sql`AND order_seq IN (SELECT seq FROM orders WHERE ${conditions({ reach })})`;
  return (await db.all(sql`
    SELECT name, count(*) AS orders FROM topic_names WHERE kind = 'subject' ${sql.join(holds, sql` `)} ${own}
    GROUP BY name ORDER BY orders DESC, name LIMIT ${limit}`)) as { name: string; orders: number }[];
}
