import { and, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { orders } from './schema/orders.ts';

/** Ids and texts, as they came in, of the orders of these numbers, without those that are confidential as a whole. */
export async function textsOfSeqs(
  db: Db,
  seqs: readonly number[],
): Promise<{ readonly id: string; readonly text: string }[]> {
  if (seqs.length === 0) return [];
  return bySeqs(db, { seqs: listOf(seqs) });
}

const bySeqs = prepared<{ seqs: string }, { id: string; text: string }[]>((db) =>
  db
    .select({ id: orders.id, text: sql<string>`${orders.input} ->> '$.text'` })
    .from(orders)
    .where(and(amongNamed(orders.seq, 'seqs'), ne(orders.confidentiality, 'restricted'))),
);
