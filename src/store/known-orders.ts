import { and, eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { StoredOrder } from './orders.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { orders } from './schema/orders.ts';

/** As much of an order as tells whether it comes again. */
export type KnownOrder = Pick<StoredOrder, 'id' | 'externalId' | 'textHash' | 'state'>;

type KnownRow = Omit<KnownOrder, 'state'> & { readonly state: string };

const KNOWN = {
  id: orders.id,
  externalId: orders.externalId,
  textHash: orders.textHash,
  state: orders.state,
};

/** Those of these ids that are stored. */
export async function knownByIds(db: Db, ids: readonly string[]): Promise<KnownOrder[]> {
  if (ids.length === 0) return [];
  return (await byIds(db, { ids: listOf(ids) })) as KnownOrder[];
}

const byIds = prepared<{ ids: string }, KnownRow[]>((db) =>
  db.select(KNOWN).from(orders).where(amongNamed(orders.id, 'ids')),
);

/** Orders of one channel by the numbers of the system they came from; unknown numbers are left out. */
export async function knownByExternalIds(
  db: Db,
  channel: string,
  externalIds: readonly string[],
): Promise<KnownOrder[]> {
  return (await byExternalIds(db, { channel, externalIds: listOf(externalIds) })) as KnownOrder[];
}

const byExternalIds = prepared<{ channel: string; externalIds: string }, KnownRow[]>((db) =>
  db
    .select(KNOWN)
    .from(orders)
    .where(and(eq(orders.channel, sql.placeholder('channel')), amongNamed(orders.externalId, 'externalIds'))),
);
