import { RELATION_KIND } from '../../kernel/relation-words.ts';
import type { Db } from '../../store/client.ts';
import { linkStepsOf } from '../../store/links.ts';
import type { LinkStatus, StoredLink } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { isAllowed, tellsSameCaller } from '../rights.ts';
import type { Actor, OrderEvent } from '../types.ts';

/** A pair that stands at one of these is told of in the history; taking it back is told of too. */
const TOLD: Readonly<Partial<Record<LinkStatus, string>>> = { linked: '链接', merged: '并单' };

/**
 * Links, merges and their undoing as events of an order, oldest first: read from the steps that are kept anyway,
 * so that history and relations cannot differ. Numbers of orders out of the actor's reach are left out.
 */
export async function relationEvents(db: Db, actor: Actor, order: StoredOrder): Promise<OrderEvent[]> {
  const { id } = order;
  const steps = await linkStepsOf(db, id);
  if (steps.length === 0) return [];
  const otherOf = (step: StoredLink): string => (step.firstId === id ? step.secondId : step.firstId);
  const rows = await ordersByIds(db, [...new Set(steps.map(otherOf))]);
  const seen = new Map<string, StoredOrder>(
    rows.filter((row) => isAllowed(actor, 'order.read', row)).map((row) => [row.id, row]),
  );
  const before = new Map<string, LinkStatus>();
  return steps.flatMap((step): OrderEvent[] => {
    const other = otherOf(step);
    const same = tellsSameCaller(actor, [
      order,
      ...(seen.get(other) === undefined ? [] : [seen.get(other) as StoredOrder]),
    ]);
    const was = before.get(other);
    before.set(other, step.status);
    const name = seen.get(other)?.number ?? '另一件工单';
    const told = { at: step.at, actor: step.actorName };
    const now = TOLD[step.status];
    if (now !== undefined) {
      const event = step.status === 'merged' ? 'merged' : 'linked';
      return [
        { ...told, event, detail: `与 ${name} ${now}${same ? `（${RELATION_KIND[step.kind]}）` : ''}` },
      ];
    }
    const undone = was === undefined ? undefined : TOLD[was];
    if (step.status !== 'undone' || undone === undefined) return [];
    return [{ ...told, event: 'separated', detail: `撤销与 ${name} 的${undone}` }];
  });
}
