import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { ordersByIds } from '../../store/orders.ts';
import { mustNotExpose } from '../replies/shield.ts';
import type { Outgoing } from '../replies/shield.ts';
import type { OrderInput, TriageResult } from '../types.ts';

/** Throws `caller_exposed` for a text that names the caller of one of these orders. */
export async function mustNotNameCallers(
  db: Db,
  orderIds: readonly string[],
  texts: readonly Outgoing[],
): Promise<void> {
  const decided = await decisionsOf(db, orderIds);
  for (const order of await ordersByIds(db, orderIds)) {
    const triage = decided.get(order.id) as TriageResult | undefined;
    mustNotExpose(order.input as unknown as OrderInput, triage?.entities ?? [], texts);
  }
}
