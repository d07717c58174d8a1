import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { orders } from './schema/orders.ts';

/** As much of an order as tells whether it comes again. */
export type KnownOrder = Pick<StoredOrder, 'id' | 'externalId' | 'textHash' | 'state'>;

const KNOWN = {
  id: orders.id,
  externalId: orders.externalId,
  textHash: orders.textHash,
  state: orders.state,
};

/** Those of these ids that are stored. */
export async function knownByIds(db: Db, ids: readonly string[]): Promise<KnownOrder[]> {
  if (ids.length === 0) return [];
  const among = inArray(orders.id, [...ids]);
  return (await db.select(KNOWN).from(orders).where(among)) as KnownOrder[];
}

/** Orders of one channel by the numbers of the system they came from; unknown numbers are left out. */
export async function knownByExternalIds(
  db: Db,
  channel: string,
  externalIds: readonly string[],
): Promise<KnownOrder[]> {
  const among = and(eq(orders.channel, channel), inArray(orders.externalId, [...externalIds]));
  return (await db.select(KNOWN).from(orders).where(among)) as KnownOrder[];
}
