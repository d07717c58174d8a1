import { entriesOf } from '../kernel/confidential-words.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import { AppError } from '../kernel/errors.ts';
import type { Branch, Permitted } from '../kernel/reach.ts';
import { actionName, POLICY } from './policy.ts';
import type { Action } from './policy.ts';
import type { Actor, OrderState } from './types.ts';
import { below } from './units-below.ts';
import type { Tree } from './units-below.ts';

/** `all`: every order; `own`: dispatched orders the own unit takes part in; `none`: never. */
type Reach = 'all' | 'own' | 'none';

function reachOf(actor: Actor, action: Action): Reach {
  const { all, own = [] } = POLICY[action];
  if (actor.scope !== undefined && !actor.scope.includes(action)) return 'none';
  // A key that was made for a unit reaches no further than its people do.
  if (all.includes(actor.role)) return actor.role === 'system' && actor.unit !== null ? 'own' : 'all';
  return own.includes(actor.role) ? 'own' : 'none';
}

/** How far an order is kept from whom. */
export type Kept = { readonly confidentiality: Confidentiality; readonly letIn: readonly string[] };

/** What the policy needs to know of an order. */
export type Subject = Kept & {
  readonly id: string;
  readonly state: OrderState;
  readonly leadUnit: string;
  readonly jointUnit: string | null;
  /** Units called in (吹哨报到). */
  readonly calledUnits?: readonly string[];
};

declare const authorized: unique symbol;
/** An order that somebody was found to have the right to; only `authorize` makes one. */
export type Authorized<T> = T & { readonly [authorized]: true };

/** What part of the orders an actor may do something with: all of them, or those of one unit. Throws `forbidden`. */
export function scopeOf<A extends Action>(actor: Actor, action: A): Permitted<A> {
  const reach = reachOf(actor, action);
  const letIn = mayDo(actor, 'confidential.read') ? null : entriesOf(actor);
  if (reach === 'all') return { unit: null, letIn } as unknown as Permitted<A>;
  if (reach === 'own' && actor.unit !== null) return { unit: actor.unit, letIn } as unknown as Permitted<A>;
  throw new AppError('forbidden', { reason: refusal(actor, action) });
}

/**
 * What an actor may do something with along the tree of units: the unit asked for, or else the own one, with all below
 * it. Throws `forbidden`, for a unit that does not lie below the own one too.
 */
export function branchOf<A extends Action>(
  actor: Actor,
  action: A,
  tree: Tree,
  asked: string | null = null,
): Branch<A> {
  const { unit: own } = scopeOf(actor, action);
  const unit = asked ?? own;
  const inBranch = (top: string): string[] => [top, ...below(tree, top)];
  if (own !== null && unit !== null && !inBranch(own).includes(unit))
    throw new AppError('forbidden', { reason: `${actionName(action)}限于本单位和下级单位` });
  return { unit, branch: unit === null ? undefined : inBranch(unit) } as Branch<A>;
}

/** What the program reads for itself, and shows to nobody: the first run, its own upkeep. */
export const PROGRAM = { unit: null, letIn: null } as unknown as Permitted<'program'>;

/** Whether the policy lets the actor do this at all; for showing what can be done. */
export function mayDo(actor: Actor, action: Action): boolean {
  return reachOf(actor, action) !== 'none';
}

/** Whether somebody may know that there is such an order. Being let in gives no right that is not there without it. */
export function isLetIn(actor: Actor, { confidentiality, letIn }: Kept): boolean {
  if (confidentiality !== 'restricted' || mayDo(actor, 'confidential.read')) return true;
  return entriesOf(actor).some((entry) => letIn.includes(entry));
}

/** Whether somebody sees who called: in general, and in this order. */
export function seesCaller(actor: Actor, kept: Kept): boolean {
  if (!mayDo(actor, 'order.personal')) return false;
  if (kept.confidentiality === 'identity') return mayDo(actor, 'confidential.read');
  return isLetIn(actor, kept);
}

/** Whether somebody may be told that these orders came from one caller. */
export const tellsSameCaller = (actor: Actor, orders: readonly Kept[]): boolean =>
  orders.every(({ confidentiality }) => confidentiality === 'none') || mayDo(actor, 'confidential.read');

/** Whether the policy lets the actor do this to this order. */
export function isAllowed(actor: Actor, action: Action, subject: Subject): boolean {
  if (!isLetIn(actor, subject)) return false;
  const reach = reachOf(actor, action);
  if (reach !== 'own') return reach === 'all';
  if (actor.unit === null || subject.state === 'received') return false;
  const { leadUnit, jointUnit, calledUnits = [] } = subject;
  return [leadUnit, jointUnit, ...calledUnits].includes(actor.unit);
}

/** The error for an order that there is not, or that somebody may not know of: nobody learns which. */
export const noOrder = (id: string): AppError =>
  new AppError('not_found', { what: `工单 ${id.slice(0, 128)}` });

/** The same order, marked as checked. Throws `forbidden` with the reason, `not_found` where it is kept from the actor. */
export function authorize<T extends Subject>(actor: Actor, action: Action, subject: T): Authorized<T> {
  if (!isLetIn(actor, subject)) throw noOrder(subject.id);
  if (!isAllowed(actor, action, subject)) {
    throw new AppError('forbidden', { reason: refusal(actor, action) });
  }
  return subject as Authorized<T>;
}

function refusal(actor: Actor, action: Action): string {
  if (actor.scope !== undefined && !actor.scope.includes(action))
    return `这个密钥的范围里没有“${actionName(action)}”（${action}）`;
  return reachOf(actor, action) === 'own'
    ? `${actionName(action)}限于派给本单位的工单`
    : `当前角色不能${actionName(action)}`;
}
