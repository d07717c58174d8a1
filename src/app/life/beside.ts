import type { ClockView } from '../../orders/clocks.ts';
import type { Db } from '../../store/client.ts';
import { filesOf } from '../../store/files.ts';
import { linksOf } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import type { Beside } from './move-facts.ts';
import type { TriageResult } from '../types.ts';

/** What the database holds of an order beside its row and its events. `clocks` are those of now. */
export async function besideOf(
  db: Db,
  order: StoredOrder,
  triage: TriageResult,
  clocks: readonly ClockView[],
): Promise<Beside> {
  const others = (await linksOf(db, order.id))
    .filter(({ status }) => status === 'linked' || status === 'merged')
    .map(({ firstId, secondId }) => (firstId === order.id ? secondId : firstId));
  const earlier = (await ordersByIds(db, others)).filter(({ receivedAt }) => receivedAt < order.receivedAt);
  return {
    triage,
    files: await filesOf(db, order.id),
    earlier: earlier.map(({ number }) => number),
    mediationOver: clocks.some(
      ({ policy, state }) => policy.purpose === 'mediate' && (state === 'late' || state === 'metLate'),
    ),
  };
}
