import { and, inArray, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { orders } from './schema/orders.ts';

/** Ids and texts, as they came in, of the orders of these numbers, without those that are confidential as a whole. */
export async function textsOfSeqs(
  db: Db,
  seqs: readonly number[],
): Promise<{ readonly id: string; readonly text: string }[]> {
  if (seqs.length === 0) return [];
  return db
    .select({ id: orders.id, text: sql<string>`${orders.input} ->> '$.text'` })
    .from(orders)
    .where(and(inArray(orders.seq, [...seqs]), ne(orders.confidentiality, 'restricted')));
}
