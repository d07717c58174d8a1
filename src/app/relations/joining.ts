import type { Db } from '../../store/client.ts';
import { joiningLinks, mergedOrders, putMerge, survivorOf, takeMergesBack } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';

/** The two in the order they were received; equal times by order of storing. */
export function inOrder<T extends Pick<StoredOrder, 'receivedAt' | 'seq'>>(a: T, b: T): readonly [T, T] {
  return a.receivedAt < b.receivedAt || (a.receivedAt === b.receivedAt && a.seq < b.seq) ? [a, b] : [b, a];
}

/**
 * Lets the later of two matters go on in the earlier: what joins are the orders at the end of earlier merges,
 * so there is always one survivor and never a circle. False if they are one already. Inside the write lane.
 */
export async function joinOrders(
  db: Db,
  pair: { readonly firstId: string; readonly secondId: string },
  at: number,
): Promise<boolean> {
  const roots = [await survivorOf(db, pair.firstId), await survivorOf(db, pair.secondId)];
  if (roots[0] === roots[1]) return false;
  const [a, b] = await ordersByIds(db, roots);
  if (a === undefined || b === undefined) throw new Error('A merged order is gone.');
  const [survivor, joining] = inOrder(a, b);
  await putMerge(db, { orderId: joining.id, survivorId: survivor.id, ...pair, at });
  return true;
}

/**
 * Lets every order of this one's matter go on where the pairs still in force say, once the step that takes a pair back
 * is written: a merge stands on the survivors of its moment, which other pairs than its own had brought about.
 * Inside the write lane.
 */
export async function rejoinOrders(db: Db, orderId: string): Promise<void> {
  const root = await survivorOf(db, orderId);
  const matter = [root, ...(await mergedOrders(db, root))];
  await takeMergesBack(db, matter);
  for (const { firstId, secondId, at } of await joiningLinks(db, matter)) {
    await joinOrders(db, { firstId, secondId }, at);
  }
}
