import { AppError } from '../kernel/errors.ts';
import type { Profile } from '../profile/types.ts';
import type { StoredOrder } from '../store/orders.ts';
import { cleanText } from '../text/clean.ts';
import { buildDuties } from '../triage/duties.ts';
import { catalogueClause, reservedFromStreets, routeOrder } from '../triage/route.ts';
import type { Actor, OrderInput } from './types.ts';

export type Target = { readonly issueType: string; readonly unit: string; readonly joint: string | null };

/**
 * Where a correction leads. A new type without a unit is routed anew by duty and territory; a named unit is
 * taken as it is, unless the catalogue reserves the type from street offices (基层减负): then only an
 * administrator, whose name the event keeps, may send it there. Throws `bad_request` for an empty change,
 * `bad_field` for an unknown code, `forbidden` with the clause.
 */
export function targetOf(
  profile: Profile,
  actor: Actor,
  order: StoredOrder,
  change: { readonly issueType?: string; readonly unit?: string },
): Target {
  if (change.issueType === undefined && change.unit === undefined) {
    throw new AppError('bad_request', { reason: '更正须给出新的分类或承办单位' });
  }
  const code = change.issueType ?? order.issueType;
  const type = profile.issueTypes.find((t) => t.code === code);
  if (type === undefined) {
    throw new AppError('bad_field', { where: '', field: 'issueType', reason: `没有分类 ${code}` });
  }
  const input = order.input as unknown as OrderInput;
  const duties = buildDuties(profile);
  const routed = routeOrder({
    issueType: type,
    demandKind: order.demandKind,
    territory: { street: order.street, confidence: order.street === null ? 0 : 1, found: [] },
    duties,
    text: cleanText(input.text).text,
  });
  if (change.unit === undefined) {
    return { issueType: code, unit: routed.lead, joint: other(routed.joint, routed.lead) };
  }
  const unit = profile.units.find((u) => u.code === change.unit);
  if (unit === undefined) {
    throw new AppError('bad_field', { where: '', field: 'unit', reason: `没有单位 ${change.unit}` });
  }
  if (unit.kind === 'street' && reservedFromStreets(type) && actor.role !== 'admin') {
    throw new AppError('forbidden', {
      reason: `${catalogueClause(type, duties)}；不得派给街道，确需派出的由管理员批准`,
    });
  }
  const joint = change.issueType === undefined ? order.jointUnit : routed.joint;
  return { issueType: code, unit: unit.code, joint: other(joint, unit.code) };
}

/** A unit does not assist itself. */
function other(joint: string | null, lead: string): string | null {
  return joint === lead ? null : joint;
}
