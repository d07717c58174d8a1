import { AppError } from '../kernel/errors.ts';
import { MOVE_NAMES, STATE_NAMES, moveOrder } from '../orders/states.ts';
import type { Move, OrderState } from '../orders/states.ts';
import { appendAudit } from '../store/audit.ts';
import type { Db } from '../store/client.ts';
import { insertCorrection } from '../store/decisions.ts';
import { appendEvents } from '../store/events.ts';
import { updateOrder } from '../store/orders.ts';
import type { StoredOrder } from '../store/orders.ts';
import { enqueue } from '../store/outbox.ts';
import type { OutcomeSource } from '../store/outcomes.ts';
import { listRulings } from '../store/rulings.ts';
import { SUGGEST_TOPIC } from './context.ts';
import type { Context } from './context.ts';
import { detailOf, existing, triageOf } from './reading.ts';
import { targetOf } from './rerouting.ts';
import { authorize } from './rights.ts';
import type { Action, Authorized } from './rights.ts';
import type { RightsBook } from './rights-book.ts';
import type { Actor, OrderChange, OrderDetail, OrderEvent, Services } from './types.ts';

/** A step inside the write lane: what to change, and what to write down about it. */
export type Step = {
  readonly db: Db;
  readonly actor: Actor;
  readonly order: Authorized<StoredOrder>;
  readonly now: number;
};

/** The moves, and their parts for use cases that do more in the same transaction. */
export type Handling = Services['handling'] & {
  readonly step: (
    actor: Actor,
    id: string,
    action: Action,
    work: (step: Step) => Promise<void>,
  ) => Promise<OrderDetail>;
  /** A correction inside a step; `source` says what it counts as for the right to dispatch. */
  readonly correctIn: (step: Step, change: OrderChange, source: OutcomeSource) => Promise<void>;
};

/**
 * Moves of an order by people. Right, state table and change are settled in one transaction, so two people
 * who act at once get one move and one `illegal_move`.
 */
export function createHandling(context: Context, rights: RightsBook): Handling {
  const { names } = context;

  /** Runs one step on the order as it stands now, and returns the order as it stands after. */
  async function step(
    actor: Actor,
    id: string,
    action: Action,
    work: (step: Step) => Promise<void>,
  ): Promise<OrderDetail> {
    await rights.ready();
    const detail = await context.store.write(async (db) => {
      const order = authorize(actor, action, await existing(db, id));
      await work({ db, actor, order, now: context.clock.now() });
      // The right to read is asked again: a move may take the order out of the actor's reach.
      return detailOf(context, db, actor, authorize(actor, 'order.read', await existing(db, id)));
    });
    context.wake();
    return detail;
  }

  const correctIn: Handling['correctIn'] = async ({ db, actor, order, now }, change, source) => {
    const { id } = order;
    const triage = await triageOf(db, id);
    const to = targetOf(context.profile, await listRulings(db), actor, order, triage, change);
    const typeMoves = to.issueType !== order.issueType;
    const unitMoves = to.unit !== order.leadUnit;
    if (!typeMoves && !unitMoves && to.joint === order.jointUnit) return;
    if (typeMoves) legal(order.state, 'correctType', actor);
    if (unitMoves) legal(order.state, 'correctUnit', actor);
    await updateOrder(db, id, {
      issueType: to.issueType,
      leadUnit: to.unit,
      jointUnit: to.joint,
      corrected: true,
    });
    await insertCorrection(db, {
      orderId: id,
      at: now,
      actorId: actor.id,
      fromType: order.issueType,
      toType: to.issueType,
      fromUnit: order.leadUnit,
      toUnit: to.unit,
      fromJoint: order.jointUnit,
      toJoint: to.joint,
      model: triage.versions.model,
    });
    const told = [
      typeMoves &&
        `分类 ${order.issueType} ${names.issueType(order.issueType)} → ${to.issueType} ${names.issueType(to.issueType)}`,
      unitMoves && `主办 ${names.unit(order.leadUnit)} → ${names.unit(to.unit)}`,
      to.joint !== order.jointUnit &&
        `协办 ${order.jointUnit === null ? '无' : names.unit(order.jointUnit)} → ${to.joint === null ? '无' : names.unit(to.joint)}`,
      to.approval !== null &&
        `经${to.approval.approver}批准派往街道，理由：${to.approval.reason}（${to.approval.clause}）`,
    ].filter((part) => part !== false);
    await note({ db, actor, order, now }, 'corrected', told.join('；'));
    if (unitMoves && order.state === 'dispatched') {
      await appendEvents(db, [
        {
          orderId: id,
          at: now,
          actor: actor.name,
          event: 'dispatched',
          detail: `改派至 ${names.unit(to.unit)}`,
        },
      ]);
    }
    // What was out already is judged by this; what waits is judged when it is dispatched.
    if (unitMoves && order.state !== 'received') {
      await rights.record(db, { orderId: id, unit: to.unit, source, actor, now });
    }
    await enqueue(db, [{ topic: SUGGEST_TOPIC, payload: { orderId: id } }], now);
  };

  const correct: Services['handling']['correct'] = (actor, id, change) =>
    step(actor, id, 'order.correct', (s) => correctIn(s, change, 'correction'));

  const dispatch: Services['handling']['dispatch'] = (actor, id) =>
    step(actor, id, 'order.dispatch', async (s) => {
      const state = legal(s.order.state, 'dispatch', actor);
      await updateOrder(s.db, id, { state });
      const joint = s.order.jointUnit === null ? '' : `，协办：${names.unit(s.order.jointUnit)}`;
      await note(s, 'dispatched', `派单，主办：${names.unit(s.order.leadUnit)}${joint}`);
      const word = { orderId: id, unit: s.order.leadUnit, source: 'review', actor, now: s.now } as const;
      await rights.record(s.db, word);
    });

  const acknowledge: Services['handling']['acknowledge'] = (actor, id) =>
    step(actor, id, 'order.acknowledge', async (s) => {
      const state = legal(s.order.state, 'acknowledge', actor);
      await updateOrder(s.db, id, { state });
      await note(s, 'acknowledged', `${actor.unit === null ? '' : names.unit(actor.unit)}签收`);
    });

  return { correct, dispatch, acknowledge, step, correctIn };
}

/** Where the move leads; `illegal_move` with state, move and rule if it is not in the table. */
function legal(state: OrderState, move: Move, actor: Actor): OrderState {
  const result = moveOrder(state, move, actor.role);
  if (result.ok) return result.to;
  throw new AppError('illegal_move', {
    state: STATE_NAMES[state],
    event: MOVE_NAMES[move],
    rule: result.rule,
  });
}

const AUDITED: Readonly<Partial<Record<OrderEvent['event'], string>>> = {
  corrected: 'order.correct',
  dispatched: 'order.dispatch',
  acknowledged: 'order.acknowledge',
};

async function note(
  { db, actor, order, now }: Step,
  event: OrderEvent['event'],
  detail: string,
): Promise<void> {
  await appendEvents(db, [{ orderId: order.id, at: now, actor: actor.name, event, detail }]);
  await appendAudit(db, [
    {
      at: now,
      actorId: actor.id,
      actorName: actor.name,
      action: AUDITED[event] ?? event,
      subject: order.id,
      detail,
    },
  ]);
}
