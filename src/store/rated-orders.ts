import { eq } from 'drizzle-orm';
import type { Db } from './client.ts';
import { ratings } from './schema/ratings.ts';

/** Whether anybody has rated a suggestion of an order. */
export async function isRated(db: Db, orderId: string): Promise<boolean> {
  const rows = await db.select({ id: ratings.id }).from(ratings).where(eq(ratings.orderId, orderId)).limit(1);
  return rows.length > 0;
}
