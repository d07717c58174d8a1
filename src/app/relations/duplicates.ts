import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { appendLinks, linkHistory, linksOf, mergedOrders, survivorOf } from '../../store/links.ts';
import type { StoredLink } from '../../store/links.ts';
import { ordersByIds } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { compareOrders } from '../learning/comparing-orders.ts';
import type { Context } from '../context.ts';
import type { Duplicates, RelatedOrder, RelationAction, Relations } from './duplicate-types.ts';
import { factsOf } from './finding-relations.ts';
import { keepMerges } from '../life/case-keeping.ts';
import { inOrder, joinOrders, rejoinOrders } from './joining.ts';
import { ACTION_WORDS, STATUS_WORDS, STEPS, openActs } from './relation-acts.ts';
import { existing, summaryOf, triageOf } from '../intake/reading.ts';
import { SAME_CALLER } from '../../triage/duplicates.ts';
import { authorize, isAllowed, tellsSameCaller } from '../rights.ts';
import type { Actor } from '../types.ts';

/** What was said before of an order, and what people decide about it. Every step is kept, each can be undone. */
export function createDuplicates(context: Context): Duplicates {
  const { store, clock, profile } = context;

  const relations: Duplicates['relations'] = (actor, id) =>
    store.read(async (db) => {
      return relationsOf(context, db, actor, authorize(actor, 'order.read', await existing(db, id)));
    });

  const compare: Duplicates['compare'] = async (actor, id, otherId) => {
    const comparison = await compareOrders(context, actor, id, otherId);
    const { first, second } = comparison;
    const at = clock.now();
    const who = { at, actorId: actor.id, actorName: actor.name, action: 'order.compare' };
    // Recorded before it is shown, as any reading of an order is.
    await store.write((db) =>
      appendAudit(db, [
        { ...who, subject: first.id, detail: `${first.number} 与 ${second.number}` },
        { ...who, subject: second.id, detail: `${second.number} 与 ${first.number}` },
      ]),
    );
    return comparison;
  };

  const decide: Duplicates['decide'] = (actor, id, otherId, action) =>
    store.write(async (db) => {
      if (id === otherId) throw new AppError('bad_request', { reason: '不能与自身比较' });
      const one = authorize(actor, 'relation.decide', await existing(db, id));
      const other = authorize(actor, 'relation.decide', await existing(db, otherId));
      await step(db, actor, inOrder(one, other), action);
      return relationsOf(context, db, actor, await existing(db, id));
    });

  async function step(
    db: Db,
    actor: Actor,
    [first, second]: readonly [StoredOrder, StoredOrder],
    action: RelationAction,
  ): Promise<void> {
    const last = (await linkHistory(db, first.id, second.id)).at(-1);
    const status = last?.status ?? 'none';
    if (!STEPS[action].from.includes(status)) {
      const reason = `两件工单${STATUS_WORDS[status]}，不能${ACTION_WORDS[action]}`;
      throw new AppError('conflict', { reason });
    }
    const at = clock.now();
    const pair = { firstId: first.id, secondId: second.id };
    const kind = last?.kind ?? (await kindByHand(db, first, second));
    if (action === 'merge' || (action === 'link' && kind === 'repeat')) {
      const joined = await joinOrders(db, pair, at);
      const already = action === 'merge' && last?.status === 'linked' && kind === 'repeat';
      if (action === 'merge' && !joined && !already) {
        throw new AppError('conflict', { reason: '两件工单已经并入同一件工单' });
      }
    }
    const { id: actorId, name: actorName } = actor;
    const { score = 0, reasons = [] } = last ?? {};
    await appendLinks(db, [
      { ...pair, kind, status: STEPS[action].to, score, reasons, actorId, actorName, at },
    ]);
    if (action === 'undo') await rejoinOrders(db, pair.firstId);
    await keepMerges(db, profile, [pair.firstId, pair.secondId]);
    const who = { at, actorId, actorName, action: `relation.${action}` };
    await appendAudit(db, [
      { ...who, subject: first.id, detail: `${ACTION_WORDS[action]}：${second.number}` },
      { ...who, subject: second.id, detail: `${ACTION_WORDS[action]}：${first.number}` },
    ]);
  }

  return { relations, compare, decide };
}

/** A pair that a person puts together unasked: the same caller repeats, another one tells of the same. */
async function kindByHand(
  db: Db,
  first: StoredOrder,
  second: StoredOrder,
): Promise<'repeat' | 'same_matter'> {
  const a = factsOf(first, await triageOf(db, first.id));
  const b = factsOf(second, await triageOf(db, second.id));
  return a.phone !== null && a.phone === b.phone ? 'repeat' : 'same_matter';
}

/** Relations of an order whose reading was authorized; others out of the actor's reach are left out. */
async function relationsOf(context: Context, db: Db, actor: Actor, order: StoredOrder): Promise<Relations> {
  const { id } = order;
  const links = await linksOf(db, id);
  const root = await survivorOf(db, id);
  const merged = await mergedOrders(db, id);
  const otherOf = (link: StoredLink): string => (link.firstId === id ? link.secondId : link.firstId);
  const rows = await ordersByIds(db, [...new Set([root, ...merged, ...links.map(otherOf)])]);
  const seen = new Map(rows.filter((row) => isAllowed(actor, 'order.read', row)).map((row) => [row.id, row]));
  const name = (of: string) => {
    const row = seen.get(of);
    return row === undefined ? [] : [{ id: row.id, number: row.number }];
  };
  const related = links.flatMap((link): RelatedOrder[] => {
    const row = seen.get(otherOf(link));
    if (row === undefined) return [];
    // That somebody called before tells who they are where the other order names them.
    const maySee = tellsSameCaller(actor, [order, row]);
    if (link.kind === 'repeat' && !maySee) return [];
    const { kind, status, score, reasons, actorName: by, at } = link;
    return [
      {
        order: summaryOf(context, row, actor),
        side: link.firstId === id ? 'later' : 'earlier',
        kind,
        status,
        score,
        reasons: maySee ? reasons : reasons.filter(({ code }) => code !== SAME_CALLER),
        by,
        at,
        can: openActs(status, isAllowed(actor, 'relation.decide', row)),
      },
    ];
  });
  return {
    survivor: root === id ? null : (name(root)[0] ?? null),
    merged: merged.flatMap(name),
    related: related.sort((a, b) => rank(a) - rank(b) || b.score - a.score || b.at - a.at),
  };
}

/** What waits for a decision first, what was ruled out last. */
function rank({ status }: RelatedOrder): number {
  return { proposed: 0, linked: 1, merged: 1, undone: 2, rejected: 3 }[status];
}
