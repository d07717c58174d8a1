import { beijingDay } from '../../kernel/clock.ts';
import type { Profile } from '../../profile/types.ts';
import type { EventData } from '../../orders/life-events.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Life } from '../../orders/life.ts';
import { appendAudit } from '../../store/audit.ts';
import { insertCorrection } from '../../store/decisions.ts';
import { updateOrder } from '../../store/orders.ts';
import { listRulings } from '../../store/rulings.ts';
import type { StoredRuling } from '../../store/rulings.ts';
import type { RulingCondition } from '../../triage/rulings.ts';
import type { Context } from '../context.ts';
import type { Step } from './handling.ts';
import { lifeActor, moveIn } from './order-life.ts';
import { targetOf } from '../dispatch/rerouting.ts';
import { addRulingIn } from '../dispatch/rulings.ts';
import type { TriageResult } from '../types.ts';

/** Who answers for sending to a street what the catalogue reserves, and why. */
export type Approval = { readonly approver?: string | undefined; readonly reason?: string | undefined };

/**
 * The type that an order is of by the decision on its return: the one named, or the one that the return names with the
 * unit that is decided on, or the one it has.
 */
export function typeSettled({ pending, issueType }: Life, lead: string, named: string | undefined): string {
  return named ?? (lead === pending?.owner ? pending.issueType : undefined) ?? issueType;
}

/**
 * The unit that a return or a ruling gives an order to, and who assists it, under the duties and rulings of the day of
 * receipt. What the catalogue reserves from streets goes to one only with an approver, whom the event then names.
 * Throws `reserved_from_streets` with the clause.
 */
export async function ownerOf(
  profile: Profile,
  { db, actor, order }: Step,
  triage: TriageResult,
  unit: string,
  issueType: string,
  { approver, reason }: Approval,
): Promise<EventData['acceptReturn']> {
  const target = targetOf(profile, await listRulings(db), actor, order, triage, {
    unit,
    ...(issueType === order.issueType ? {} : { issueType }),
    ...(approver === undefined ? {} : { approver }),
    ...(reason === undefined ? {} : { reason }),
  });
  return {
    lead: target.unit,
    joint: target.joint,
    ...(target.approval === null ? {} : { approval: target.approval }),
  };
}

/**
 * Whether a unit may propose that another one gets an order, which is then of a type where it names one: what streets may
 * not be given they are not proposed for. Throws `reserved_from_streets`, `bad_field`.
 */
export async function mustBeProposable(
  profile: Profile,
  step: Step,
  triage: TriageResult,
  { owner, issueType }: { readonly owner: string; readonly issueType?: string | undefined },
): Promise<void> {
  if (issueType === step.order.issueType)
    throw new AppError('bad_field', { where: '', field: 'issueType', reason: '与现在的分类相同' });
  try {
    await ownerOf(profile, step, triage, owner, issueType ?? step.order.issueType, {});
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'reserved_from_streets') throw error;
    const way = issueType === undefined ? '认为分类有误的，同时写明正确的分类' : '这一分类也不给街道';
    throw new AppError('reserved_from_streets', { ...error.details, way });
  }
}

/**
 * The order is of another type by the decision on its return: corrected before the decision is written down, in the same
 * write, and a label as any correction is.
 */
export async function retype(
  context: Context,
  { db, actor, order, now }: Step,
  life: Life,
  to: string,
): Promise<void> {
  const { names } = context;
  const named = (code: string): string => `${code} ${names.issueType(code)}`;
  const detail = `分类 ${named(order.issueType)} → ${named(to)}`;
  await moveIn(
    context,
    db,
    { order, actor: lifeActor(actor), now, detail },
    { move: 'correctType', data: { issueType: to, joint: life.joint } },
  );
  const who = { at: now, actorId: actor.id, actorName: actor.name };
  await appendAudit(db, [{ ...who, action: 'order.correct', subject: order.id, detail }]);
}

/** What a ruling on one order is to hold for, from a day on (today where none is named). */
export type RulingAsked = {
  readonly condition: RulingCondition;
  readonly effectiveFrom?: string | undefined;
};

/**
 * Makes a dated ruling of what was ruled on an order, in the same write: like orders follow from the next one on. A
 * station stands for the stations of its department, a street office for that of the place; whoever means one street
 * alone says so in the condition. Throws what `Rulings.add` throws, `ruling_conflict` above all.
 */
export async function keepAsRuling(
  context: Context,
  { db, actor, order, now }: Step,
  { lead, issueType, reason }: { readonly lead: string; readonly issueType: string; readonly reason: string },
  asked: RulingAsked,
): Promise<StoredRuling> {
  const unit = context.profile.units.find(({ code }) => code === lead);
  const station = unit?.kind === 'station' && unit.parent !== null;
  return addRulingIn(
    context,
    db,
    actor,
    {
      issueType,
      condition: asked.condition,
      unit: station ? (unit.parent ?? lead) : unit?.kind === 'street' ? 'STREET' : lead,
      byStation: station,
      reason,
      decidedBy: actor.name,
      effectiveFrom: asked.effectiveFrom ?? beijingDay(now),
      effectiveTo: null,
      originOrder: order.id,
    },
    now,
  );
}

/**
 * An adjudicated owner is a label, and so is a type that the centre corrected with its decision; a return alone never
 * is. `order` is the row from before the decision.
 */
export async function keepAsLabel(
  { db, actor, order, now }: Step,
  settled: EventData['acceptReturn'],
  toType: string,
  model: string,
): Promise<void> {
  await updateOrder(db, order.id, { corrected: true });
  await insertCorrection(db, {
    orderId: order.id,
    at: now,
    actorId: actor.id,
    fromType: order.issueType,
    toType,
    fromUnit: order.leadUnit,
    toUnit: settled.lead,
    fromJoint: order.jointUnit,
    toJoint: settled.joint,
    model,
  });
}
