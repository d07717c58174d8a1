import type { Move } from './move-words.ts';

/** What other systems are told of, by the kind of event it is stored as. Whatever is not named is `order.updated`. */
const TYPES = {
  received: 'order.received',
  triaged: 'order.triaged',
  dispatch: 'order.dispatched',
  recall: 'order.recalled',
  correctType: 'order.corrected',
  correctUnit: 'order.corrected',
  acknowledge: 'order.acknowledged',
  assign: 'order.assigned',
  contact: 'order.contacted',
  handle: 'order.handling',
  reply: 'order.replied',
  close: 'order.closed',
  reopen: 'order.reopened',
  proposeReturn: 'order.return_proposed',
  acceptReturn: 'order.returned',
  refuseReturn: 'order.return_refused',
  rule: 'order.ruled',
  grantExtension: 'order.extended',
  grantHold: 'order.held',
  resume: 'order.resumed',
  grantExclusion: 'order.excluded',
  grantMediationEnd: 'order.mediation_ended',
  grantTermination: 'order.terminated',
  reverse: 'order.reversed',
  whistle: 'order.units_called',
  supervise: 'order.supervised',
  linked: 'order.linked',
  merged: 'order.merged',
  separated: 'order.separated',
} as const satisfies Partial<
  Record<Move | 'received' | 'triaged' | 'linked' | 'merged' | 'separated', string>
>;

export type ConnectionEventType = (typeof TYPES)[keyof typeof TYPES] | 'order.updated';

const types: Readonly<Record<string, ConnectionEventType>> = TYPES;

export const connectionEventType = (kind: string): ConnectionEventType => types[kind] ?? 'order.updated';

/** Every type of event, as people read it. */
export const CONNECTION_EVENT_NAMES: Readonly<Record<ConnectionEventType, string>> = {
  'order.received': '接收',
  'order.triaged': '研判',
  'order.dispatched': '派单',
  'order.recalled': '撤回派单',
  'order.corrected': '更正分类或改派',
  'order.acknowledged': '签收',
  'order.assigned': '二级派单',
  'order.contacted': '联系来电人',
  'order.handling': '开始办理',
  'order.replied': '答复',
  'order.closed': '办结',
  'order.reopened': '重办',
  'order.return_proposed': '申请退单',
  'order.returned': '退单',
  'order.return_refused': '不同意退单',
  'order.ruled': '裁定',
  'order.extended': '延期',
  'order.held': '挂账',
  'order.resumed': '恢复办理',
  'order.excluded': '剔除',
  'order.mediation_ended': '终止调解',
  'order.terminated': '终结',
  'order.reversed': '撤销结案',
  'order.units_called': '吹哨',
  'order.supervised': '督办',
  'order.linked': '链接',
  'order.merged': '并单',
  'order.separated': '撤销并单或链接',
  'order.updated': '其他变动',
};
