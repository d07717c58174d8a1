import { beijingDay } from '../../kernel/clock.ts';
import type { Profile } from '../../profile/types.ts';
import type { EventData } from '../../orders/life-events.ts';
import { insertCorrection } from '../../store/decisions.ts';
import { updateOrder } from '../../store/orders.ts';
import { listRulings } from '../../store/rulings.ts';
import type { StoredRuling } from '../../store/rulings.ts';
import type { RulingCondition } from '../../triage/rulings.ts';
import type { Context } from '../context.ts';
import type { Step } from './handling.ts';
import { targetOf } from '../dispatch/rerouting.ts';
import { addRulingIn } from '../dispatch/rulings.ts';
import type { TriageResult } from '../types.ts';

/** Who answers for sending to a street what the catalogue reserves, and why. */
export type Approval = { readonly approver?: string | undefined; readonly reason?: string | undefined };

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
  { approver, reason }: Approval,
): Promise<EventData['acceptReturn']> {
  const target = targetOf(profile, await listRulings(db), actor, order, triage, {
    unit,
    ...(approver === undefined ? {} : { approver }),
    ...(reason === undefined ? {} : { reason }),
  });
  return {
    lead: target.unit,
    joint: target.joint,
    ...(target.approval === null ? {} : { approval: target.approval }),
  };
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
  lead: string,
  reason: string,
  asked: RulingAsked,
): Promise<StoredRuling> {
  const unit = context.profile.units.find(({ code }) => code === lead);
  const station = unit?.kind === 'station' && unit.parent !== null;
  return addRulingIn(
    context,
    db,
    actor,
    {
      issueType: order.issueType,
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

/** An adjudicated owner is a label; a return alone never is. `order` is the row from before the ruling. */
export async function keepAsLabel({ db, actor, order, now }: Step, ruled: EventData['rule'], model: string) {
  await updateOrder(db, order.id, { corrected: true });
  await insertCorrection(db, {
    orderId: order.id,
    at: now,
    actorId: actor.id,
    fromType: order.issueType,
    toType: order.issueType,
    fromUnit: order.leadUnit,
    toUnit: ruled.lead,
    fromJoint: order.jointUnit,
    toJoint: ruled.joint,
    model,
  });
}
