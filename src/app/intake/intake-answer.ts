import { AppError } from '../../kernel/errors.ts';
import type { Db } from '../../store/client.ts';
import { decisionsOf } from '../../store/decisions.ts';
import { firstAnswer } from '../../store/idempotency.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { IntakeOutcome, OrderState, TriageResult } from '../types.ts';

/** An outcome as kept with its key: what cannot be read from the order later on. */
type Kept =
  | { readonly status: 'accepted' | 'duplicate'; readonly id: string; readonly state: OrderState }
  | Extract<IntakeOutcome, { status: 'refused' }>;

/** The part of an answer that is stored with an idempotency key. */
export function remember(outcomes: readonly IntakeOutcome[]): readonly Record<string, unknown>[] {
  return outcomes.map((o): Kept =>
    o.status === 'refused' ? o : { status: o.status, id: o.id, state: o.state },
  );
}

/**
 * The first answer to a key, rebuilt; null for a new key. Throws `idempotency_mismatch` if the key came with
 * another request.
 */
export async function recall(db: Db, key: string, requestHash: string): Promise<IntakeOutcome[] | null> {
  const found = await firstAnswer(db, key);
  if (found === null) return null;
  if (found.requestHash !== requestHash) throw new AppError('idempotency_mismatch');
  const kept = found.answer as unknown as readonly Kept[];
  const ids = kept.flatMap((k) => (k.status === 'refused' ? [] : k.id));
  const orders = new Map((await ordersByIds(db, ids)).map((order) => [order.id, order]));
  const decisions = await decisionsOf(db, ids);
  return kept.map((k): IntakeOutcome => {
    if (k.status === 'refused') return k;
    const number = orders.get(k.id)?.number;
    const triage = decisions.get(k.id);
    if (number === undefined || triage === undefined)
      throw new AppError('not_found', { what: `工单 ${k.id}` });
    return { ...k, number, triage: triage as unknown as TriageResult };
  });
}
