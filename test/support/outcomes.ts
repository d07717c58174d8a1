import { asc, eq } from 'drizzle-orm';
import type { Db } from '../../src/store/client.ts';
import type { Outcome } from '../../src/store/outcomes.ts';
import { dispatchOutcomes } from '../../src/store/schema/outcomes.ts';

/** Every word on an order, oldest first; on all orders where none is named. */
export async function outcomesOf(db: Db, orderId?: string): Promise<Outcome[]> {
  const where = orderId === undefined ? undefined : eq(dispatchOutcomes.orderId, orderId);
  return (await db
    .select()
    .from(dispatchOutcomes)
    .where(where)
    .orderBy(asc(dispatchOutcomes.id))) as Outcome[];
}
