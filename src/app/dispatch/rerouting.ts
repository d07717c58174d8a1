import { AppError } from '../../kernel/errors.ts';
import type { Profile } from '../../profile/types.ts';
import type { StoredOrder } from '../../store/orders.ts';
import { cleanText } from '../../text/clean.ts';
import { beijingDay } from '../../kernel/clock.ts';
import { buildDuties } from '../../triage/duties.ts';
import { catalogueClause, reservedFromStreets, routeOrder } from '../../triage/route.ts';
import { underRulings } from '../../triage/rulings.ts';
import type { Ruling } from '../../triage/rulings.ts';
import { mayDo } from '../rights.ts';
import type { Actor, OrderChange, OrderInput, TriageResult } from '../types.ts';

export type Target = {
  readonly issueType: string;
  readonly unit: string;
  readonly joint: string | null;
  /** Who answers for sending a reserved matter to a street, why, and the clause it goes past; else null. */
  readonly approval: { readonly approver: string; readonly reason: string; readonly clause: string } | null;
};

/**
 * Where a correction leads. A new type without a unit is routed anew by the duties and rulings of the day of receipt
 * and the territory; a named unit, or the one it was merged into, is taken as it is, unless the catalogue reserves the type from street offices
 * (基层减负): then only an administrator may send it there, who names an approver and the reason. Throws
 * `bad_request` for an empty change, `bad_field` for an unknown code, `reserved_from_streets` with the clause.
 */
export function targetOf(
  profile: Profile,
  rulings: readonly Ruling[],
  actor: Actor,
  order: StoredOrder,
  said: Pick<TriageResult, 'saleChannel'>,
  change: OrderChange,
): Target {
  if (change.issueType === undefined && change.unit === undefined) {
    throw new AppError('bad_request', { reason: '更正须给出新的分类或承办单位' });
  }
  const code = change.issueType ?? order.issueType;
  if (!profile.issueTypes.some((t) => t.code === code)) {
    throw new AppError('bad_field', { where: '', field: 'issueType', reason: `没有分类 ${code}` });
  }
  const input = order.input as unknown as OrderInput;
  const { text } = cleanText(input.text);
  const day = beijingDay(order.receivedAt);
  const retired = profile.issueTypes.find((t) => t.code === code)?.retired;
  if (change.issueType !== undefined && retired !== undefined && retired.from <= day) {
    const reason = `分类 ${code} 自 ${retired.from} 起停用，改用 ${retired.successors.join('、')}`;
    throw new AppError('bad_field', { where: '', field: 'issueType', reason });
  }
  const duties = underRulings(buildDuties(profile, day), rulings, {
    text,
    street: order.street,
    demandKind: order.demandKind,
    saleChannel: said.saleChannel,
    day,
  });
  const type = duties.type(code);
  const routed = routeOrder({
    issueType: type,
    demandKind: order.demandKind,
    territory: { street: order.street, confidence: order.street === null ? 0 : 1, found: [] },
    duties,
    text,
  });
  if (change.unit === undefined) {
    return { issueType: code, unit: routed.lead, joint: other(routed.joint, routed.lead), approval: null };
  }
  // One that was merged by the day of receipt hands its duties on.
  const heir = duties.heir(change.unit);
  const unit = profile.units.find((u) => u.code === heir);
  if (unit === undefined) {
    throw new AppError('bad_field', { where: '', field: 'unit', reason: `没有单位 ${change.unit}` });
  }
  const reserved = unit.kind === 'street' && reservedFromStreets(type);
  const clause = reserved ? catalogueClause(type, duties) : '';
  const { approver, reason } = change;
  if (reserved && (!mayDo(actor, 'order.reserved') || approver === undefined || reason === undefined)) {
    const way = '确需派出的由管理员写明批准人和理由';
    throw new AppError('reserved_from_streets', { clause, issueType: code, unit: unit.code, way });
  }
  const joint = change.issueType === undefined ? order.jointUnit : routed.joint;
  return {
    issueType: code,
    unit: unit.code,
    joint: other(joint, unit.code),
    approval:
      reserved && approver !== undefined && reason !== undefined ? { approver, reason, clause } : null,
  };
}

/** A unit does not assist itself. */
function other(joint: string | null, lead: string): string | null {
  return joint === lead ? null : joint;
}
