import { AppError } from '../kernel/errors.ts';
import type { Actor, OrderState, Role } from './types.ts';

export type Action =
  | 'order.submit'
  | 'order.list'
  | 'order.read'
  | 'order.correct'
  | 'order.dispatch'
  | 'order.acknowledge'
  | 'switch.read'
  | 'switch.set';

/** `all`: every order; `own`: dispatched orders led or assisted by the own unit; `none`: never. */
type Reach = 'all' | 'own' | 'none';

/** Who may do what. The one table; nothing else decides. */
export const POLICY: Readonly<Record<Action, Readonly<Record<Role, Reach>>>> = {
  'order.submit': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'all' },
  'order.list': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'all' },
  'order.read': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'all' },
  'order.correct': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none' },
  'order.dispatch': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none' },
  'order.acknowledge': { admin: 'none', dispatcher: 'none', handler: 'own', system: 'none' },
  'switch.read': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none' },
  'switch.set': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none' },
};

const ACTION_NAMES: Readonly<Record<Action, string>> = {
  'order.submit': '提交工单',
  'order.list': '查看工单列表',
  'order.read': '查看工单',
  'order.correct': '更正工单',
  'order.dispatch': '派单',
  'order.acknowledge': '签收工单',
  'switch.read': '查看自动派单开关',
  'switch.set': '改动自动派单开关',
};

/** What the policy needs to know of an order. */
export type Subject = {
  readonly state: OrderState;
  readonly leadUnit: string;
  readonly jointUnit: string | null;
};

declare const authorized: unique symbol;
/** An order that somebody was found to have the right to; only `authorize` makes one. */
export type Authorized<T> = T & { readonly [authorized]: true };

/** What part of the orders an actor may list: all of them, or those of one unit. Throws `forbidden`. */
export function scopeOf(actor: Actor, action: Action): { readonly unit: string | null } {
  const reach = POLICY[action][actor.role];
  if (reach === 'all') return { unit: null };
  if (reach === 'own' && actor.unit !== null) return { unit: actor.unit };
  throw new AppError('forbidden', { reason: refusal(actor, action) });
}

/** Whether the policy lets the actor do this to this order. */
export function isAllowed(actor: Actor, action: Action, subject: Subject): boolean {
  const reach = POLICY[action][actor.role];
  if (reach !== 'own') return reach === 'all';
  if (actor.unit === null || subject.state === 'received') return false;
  return subject.leadUnit === actor.unit || subject.jointUnit === actor.unit;
}

/** The same order, marked as checked. Throws `forbidden` with the reason. */
export function authorize<T extends Subject>(actor: Actor, action: Action, subject: T): Authorized<T> {
  if (!isAllowed(actor, action, subject)) {
    throw new AppError('forbidden', { reason: refusal(actor, action) });
  }
  return subject as Authorized<T>;
}

function refusal(actor: Actor, action: Action): string {
  return POLICY[action][actor.role] === 'own'
    ? `${ACTION_NAMES[action]}限于派给本单位的工单`
    : `当前角色不能${ACTION_NAMES[action]}`;
}
