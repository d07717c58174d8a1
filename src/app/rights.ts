import { AppError } from '../kernel/errors.ts';
import type { Actor, OrderState, Role } from './types.ts';

export type Action =
  | 'order.submit'
  | 'order.list'
  | 'order.read'
  | 'order.correct'
  | 'order.reserved'
  | 'order.dispatch'
  | 'order.acknowledge'
  | 'switch.read'
  | 'switch.set'
  | 'relation.decide'
  | 'right.read'
  | 'right.spotCheck'
  | 'line.set'
  | 'ruling.read'
  | 'ruling.set'
  | 'label.annotate'
  | 'label.adjudicate'
  | 'label.manage'
  | 'label.read'
  | 'model.read'
  | 'model.train'
  | 'model.promote'
  | 'model.force'
  | 'law.manage'
  | 'knowledge.read'
  | 'knowledge.draft'
  | 'knowledge.comment'
  | 'knowledge.decide'
  | 'rule.edit'
  | 'reply.rewrite'
  | 'suggestion.rate'
  | 'rating.read';

/** `all`: every order; `own`: dispatched orders led or assisted by the own unit; `none`: never. */
type Reach = 'all' | 'own' | 'none';

/** Who may do what. The one table; nothing else decides. */
export const POLICY: Readonly<Record<Action, Readonly<Record<Role, Reach>>>> = {
  'order.submit': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'all', analyst: 'none' },
  'order.list': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'all', analyst: 'all' },
  'order.read': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'all', analyst: 'all' },
  'order.correct': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none', analyst: 'none' },
  'order.reserved': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'none' },
  'order.dispatch': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none', analyst: 'none' },
  'order.acknowledge': { admin: 'none', dispatcher: 'none', handler: 'own', system: 'none', analyst: 'none' },
  'switch.read': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none', analyst: 'none' },
  'switch.set': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'none' },
  'relation.decide': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none', analyst: 'none' },
  'right.read': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'all', analyst: 'all' },
  'right.spotCheck': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'none', analyst: 'none' },
  'line.set': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'none' },
  'ruling.read': { admin: 'all', dispatcher: 'all', handler: 'none', system: 'all', analyst: 'all' },
  'ruling.set': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'none' },
  'label.annotate': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'label.adjudicate': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'label.manage': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'label.read': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'model.read': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'all', analyst: 'all' },
  'model.train': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'model.promote': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'model.force': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'none' },
  'law.manage': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'knowledge.read': { admin: 'all', dispatcher: 'all', handler: 'all', system: 'all', analyst: 'all' },
  'knowledge.draft': { admin: 'all', dispatcher: 'none', handler: 'own', system: 'none', analyst: 'all' },
  'knowledge.comment': { admin: 'all', dispatcher: 'all', handler: 'all', system: 'none', analyst: 'all' },
  'knowledge.decide': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'rule.edit': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
  'reply.rewrite': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'all', analyst: 'none' },
  'suggestion.rate': { admin: 'all', dispatcher: 'all', handler: 'own', system: 'none', analyst: 'all' },
  'rating.read': { admin: 'all', dispatcher: 'none', handler: 'none', system: 'none', analyst: 'all' },
};

const ACTION_NAMES: Readonly<Record<Action, string>> = {
  'order.submit': '提交工单',
  'order.list': '查看工单列表',
  'order.read': '查看工单',
  'order.correct': '更正工单',
  'order.reserved': '把不得派给街道的事项派给街道',
  'order.dispatch': '派单',
  'order.acknowledge': '签收工单',
  'switch.read': '查看自动派单开关',
  'switch.set': '改动自动派单开关',
  'relation.decide': '确认重复与并单',
  'right.read': '查看派单权与派单线',
  'right.spotCheck': '答复派单抽查',
  'line.set': '改动派单线',
  'ruling.read': '查看裁定',
  'ruling.set': '作出或终止裁定',
  'label.annotate': '标注',
  'label.adjudicate': '裁定标注分歧',
  'label.manage': '安排标注任务',
  'label.read': '查看标注数据',
  'model.read': '查看模型',
  'model.train': '训练模型',
  'model.promote': '启用或退回模型',
  'model.force': '不顾对比结果强行启用模型',
  'law.manage': '导入或删除法规',
  'knowledge.read': '查看知识库',
  'knowledge.draft': '起草知识条目',
  'knowledge.comment': '对知识条目提意见',
  'knowledge.decide': '核准、退回、撤下或删除知识',
  'rule.edit': '编写、核准或撤下规则',
  'reply.rewrite': '让本地模型改写答复',
  'suggestion.rate': '评价建议',
  'rating.read': '查看对建议的评价',
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

/** Whether the policy lets the actor do this at all; for showing what can be done. */
export function mayDo(actor: Actor, action: Action): boolean {
  return POLICY[action][actor.role] !== 'none';
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
