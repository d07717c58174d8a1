import type { Db } from '../../store/client.ts';
import { ordersByNumbers } from '../../store/precedents.ts';
import { isAllowed } from '../rights.ts';
import type { Actor, TriageResult } from '../types.ts';

/** Numbers shown with one reason. */
const SHOWN = 5;

/** The triage with the other orders its reasons rest on named in their texts, as far as the actor may read those. */
export async function withNamedOrders(db: Db, actor: Actor, triage: TriageResult): Promise<TriageResult> {
  const { because } = triage.decision;
  const numbers = because.flatMap(({ orders = [] }) => orders);
  if (numbers.length === 0) return triage;
  const rows = await ordersByNumbers(db, numbers);
  const open = new Set(rows.filter((row) => isAllowed(actor, 'order.read', row)).map((row) => row.number));
  const named = because.map((reason) => {
    if (reason.orders === undefined) return reason;
    const orders = reason.orders.filter((number) => open.has(number));
    if (orders.length === 0) return { ...reason, orders };
    const list = `${orders.slice(0, SHOWN).join('、')}${orders.length > SHOWN ? ' 等' : ''}`;
    return { ...reason, orders, text: `${reason.text}：${list}` };
  });
  return { ...triage, decision: { ...triage.decision, because: named } };
}
