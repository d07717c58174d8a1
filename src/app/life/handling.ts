import { AppError } from '../../kernel/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db } from '../../store/client.ts';
import { insertCorrection } from '../../store/decisions.ts';
import type { MoveFacts } from '../../orders/needs.ts';
import { updateOrder } from '../../store/orders.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { enqueue } from '../../store/outbox.ts';
import type { OutcomeSource } from '../../store/outcomes.ts';
import { listRulings } from '../../store/rulings.ts';
import { SUGGEST_TOPIC } from '../context.ts';
import type { Context } from '../context.ts';
import { unitLetIn } from './confiding.ts';
import { dutyAtDispatch } from './duty.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import { standingOf } from './live-changes.ts';
import type { LiveChange } from './live-changes.ts';
import { lifeActor, moveIn } from './order-life.ts';
import type { Moved, MoveRequest } from './order-life.ts';
import { detailOf, existing, triageOf } from '../intake/reading.ts';
import { targetOf } from '../dispatch/rerouting.ts';
import { authorize } from '../rights.ts';
import type { Action } from '../policy.ts';
import type { Authorized } from '../rights.ts';
import { createMoving } from './moving.ts';
import type { RightsBook } from '../dispatch/rights-book.ts';
import type { Actor, OrderChange, OrderDetail, Services } from '../types.ts';

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
    seen?: number,
  ) => Promise<OrderDetail>;
  /** A correction inside a step; `source` says what it counts as for the right to dispatch. */
  readonly correctIn: (step: Step, change: OrderChange, source: OutcomeSource) => Promise<void>;
};

/**
 * Moves of an order by people. Right, state table and change are settled in one transaction, so two people
 * who act at once get one move and one `illegal_move`.
 */
export function createHandling(
  context: Context,
  rights: RightsBook,
  evidence: Pick<EvidenceDesk, 'verify'> | null = null,
): Handling {
  const { names } = context;

  /** Runs one step on the order as it stands now, and returns the order as it stands after. */
  async function step(
    actor: Actor,
    id: string,
    action: Action,
    work: (step: Step) => Promise<void>,
    seen?: number,
  ): Promise<OrderDetail> {
    await rights.ready();
    let change: LiveChange | null = null;
    const detail = await context.store.write(async (db) => {
      const order = authorize(actor, action, await existing(db, id));
      if (seen !== undefined && seen !== order.version)
        throw new AppError('order_changed', { version: order.version, seen });
      await work({ db, actor, order, now: context.clock.now() });
      const after = await existing(db, id);
      change =
        after.version === order.version ? null : { before: standingOf(order), after: standingOf(after) };
      // The right to read is asked again: a move may take the order out of the actor's reach.
      return detailOf(context, db, actor, authorize(actor, 'order.read', after));
    });
    if (change !== null) context.changes.publish([change]);
    context.wake();
    return detail;
  }

  const correctIn: Handling['correctIn'] = async ({ db, actor, order, now }, change, source) => {
    const { id } = order;
    const triage = await triageOf(db, id);
    const to = targetOf(context.profile, await listRulings(db), actor, order, triage, change);
    const typeMoves = to.issueType !== order.issueType;
    const unitMoves = to.unit !== order.leadUnit;
    const jointMoves = to.joint !== order.jointUnit;
    if (!typeMoves && !unitMoves && !jointMoves) return;
    const who = { order, actor: lifeActor(actor), now };
    const type = (code: string): string => `${code} ${names.issueType(code)}`;
    const joint = jointMoves ? [`协办 ${unitName(order.jointUnit)} → ${unitName(to.joint)}`] : [];
    if (typeMoves || !unitMoves) {
      const told = typeMoves ? [`分类 ${type(order.issueType)} → ${type(to.issueType)}`] : [];
      const detail = [...told, ...(unitMoves ? [] : joint)].join('；');
      const data = { issueType: to.issueType, joint: unitMoves ? order.jointUnit : to.joint };
      await moveIn(context, db, { ...who, detail }, { move: 'correctType', data });
      await audit({ db, actor, order, now }, 'order.correct', detail);
    }
    if (unitMoves) {
      const approved =
        to.approval === null
          ? []
          : [`经${to.approval.approver}批准派往街道，理由：${to.approval.reason}（${to.approval.clause}）`];
      const units = `主办 ${names.unit(order.leadUnit)} → ${names.unit(to.unit)}`;
      const detail = [units, ...joint, ...approved].join('；');
      await moveIn(
        context,
        db,
        {
          ...who,
          detail,
          facts: { leadLetIn: order.state === 'received' || (await unitLetIn(db, order, to.unit)) },
        },
        { move: 'correctUnit', data: { lead: to.unit, joint: to.joint } },
      );
      await audit({ db, actor, order, now }, 'order.correct', detail);
    }
    await updateOrder(db, id, { corrected: true });
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
    // What was out already is judged by this; what waits is judged when it is dispatched.
    if (unitMoves && order.state !== 'received') {
      await rights.record(db, { orderId: id, unit: to.unit, source, actor, now });
    }
    await enqueue(db, [{ topic: SUGGEST_TOPIC, payload: { orderId: id } }], now);
  };

  const unitName = (code: string | null): string => (code === null ? '无' : names.unit(code));

  const correct: Services['handling']['correct'] = (actor, id, change, seen) =>
    step(actor, id, 'order.correct', (s) => correctIn(s, change, 'correction'), seen);

  const dispatch: Services['handling']['dispatch'] = (actor, id, seen) =>
    step(
      actor,
      id,
      'order.dispatch',
      async (s) => {
        const { leadUnit: lead, jointUnit: joint } = s.order;
        const units = `主办：${names.unit(lead)}${joint === null ? '' : `，协办：${names.unit(joint)}`}`;
        const detail = `派单，${units}${await dutyAtDispatch(context.profile, s.db, lead, s.now)}`;
        const facts = { leadLetIn: await unitLetIn(s.db, s.order, lead) };
        await moved(context, s, 'order.dispatch', detail, { move: 'dispatch', data: { lead, joint } }, facts);
        const word = { orderId: id, unit: lead, source: 'review', actor, now: s.now } as const;
        await rights.record(s.db, word);
      },
      seen,
    );

  const acknowledge: Services['handling']['acknowledge'] = (actor, id, seen) =>
    step(
      actor,
      id,
      'order.acknowledge',
      async (s) => {
        const detail = `${actor.unit === null ? '' : names.unit(actor.unit)}签收`;
        await moved(context, s, 'order.acknowledge', detail, { move: 'acknowledge', data: {} });
      },
      seen,
    );

  return {
    correct,
    dispatch,
    acknowledge,
    move: createMoving(context, rights, step, evidence),
    step,
    correctIn,
  };
}

/** Makes a move and writes it into the audit. */
async function moved(
  context: Context,
  { db, actor, order, now }: Step,
  action: string,
  detail: string,
  request: MoveRequest,
  facts: Partial<MoveFacts> = {},
): Promise<Moved> {
  const result = await moveIn(context, db, { order, actor: lifeActor(actor), now, detail, facts }, request);
  await audit({ db, actor, order, now }, action, detail);
  return result;
}

async function audit({ db, actor, order, now }: Step, action: string, detail: string): Promise<void> {
  const who = { at: now, actorId: actor.id, actorName: actor.name };
  await appendAudit(db, [{ ...who, action, subject: order.id, detail }]);
}
