import { keysOf } from '../kernel/keys.ts';
import type { Role } from './types.ts';

export type Action =
  | 'order.submit'
  | 'order.list'
  | 'order.read'
  | 'order.correct'
  | 'order.reserved'
  | 'order.dispatch'
  | 'order.acknowledge'
  | 'order.move'
  | 'order.export'
  | 'confidential.read'
  | 'confidential.set'
  | 'confidential.lift'
  | 'abuse.read'
  | 'abuse.flag'
  | 'abuse.review'
  | 'order.personal'
  | 'order.import'
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
  | 'rating.read'
  | 'rota.read'
  | 'rota.set'
  | 'evidence.read'
  | 'evidence.add'
  | 'ending.read'
  | 'return.brief'
  | 'refusal.read'
  | 'reminder.read'
  | 'callback.read'
  | 'callback.record'
  | 'topic.read'
  | 'warning.decide'
  | 'task.make'
  | 'task.end'
  | 'subject.read'
  | 'subject.act'
  | 'score.read'
  | 'score.record'
  | 'score.approve'
  | 'score.appeal'
  | 'score.decide'
  | 'score.settle'
  | 'figure.read'
  | 'overview.read'
  | 'simulation.manage'
  | 'error.read'
  | 'error.judge'
  | 'catalogue.read'
  | 'catalogue.draft'
  | 'catalogue.approve'
  | 'account.manage'
  | 'key.manage'
  | 'unit.read'
  | 'rules.read'
  | 'audit.read'
  | 'audit.verify'
  | 'backup.manage'
  | 'system.manage'
  | 'privacy.manage'
  | 'report.read'
  | 'report.finish'
  | 'event.read'
  | 'webhook.manage'
  | 'open311.read'
  | 'triage.try'
  | 'metrics.read';

/** Who may do something with all orders, and who with the own unit's. Whoever is not named may not. */
type Grant = { readonly all: readonly Role[]; readonly own?: readonly Role[] };

const EVERYBODY: readonly Role[] = [
  'system',
  'dispatcher',
  'leader',
  'admin',
  'callback',
  'analyst',
  'handler',
  'unitLeader',
];

/** Who may do what. The one table; nothing else decides. */
export const POLICY: Readonly<Record<Action, Grant>> = {
  'order.submit': { all: ['system', 'dispatcher', 'admin'] },
  'order.list': {
    all: ['system', 'dispatcher', 'leader', 'admin', 'callback', 'analyst'],
    own: ['handler', 'unitLeader'],
  },
  'order.read': {
    all: ['system', 'dispatcher', 'leader', 'admin', 'callback', 'analyst'],
    own: ['handler', 'unitLeader'],
  },
  'order.correct': { all: ['dispatcher', 'leader', 'admin'] },
  'order.reserved': { all: ['admin'] },
  'order.dispatch': { all: ['dispatcher', 'leader', 'admin'] },
  'order.acknowledge': { all: [], own: ['handler', 'unitLeader'] },
  'order.move': { all: ['dispatcher', 'leader', 'admin', 'callback'], own: ['handler', 'unitLeader'] },
  'order.export': {
    all: ['system', 'dispatcher', 'leader', 'admin', 'callback', 'analyst'],
    own: ['handler', 'unitLeader'],
  },
  // Who called, on pages and in tables alike: what an analyst counts and labels needs nobody's name.
  'order.personal': {
    all: ['system', 'dispatcher', 'leader', 'admin', 'callback'],
    own: ['handler', 'unitLeader'],
  },
  // What callers ask to be kept from whoever handles it: of the hotline alone, of which somebody has to phone.
  'confidential.read': { all: ['dispatcher', 'leader', 'admin', 'callback'] },
  'confidential.set': { all: ['dispatcher', 'leader', 'admin', 'callback'] },
  'confidential.lift': { all: ['leader', 'admin'] },
  // Of whoever talks to callers, and nobody who judges the matter.
  'abuse.read': { all: ['dispatcher', 'leader', 'admin', 'callback'] },
  'abuse.flag': { all: ['dispatcher', 'callback'] },
  // Never whoever made it.
  'abuse.review': { all: ['leader', 'admin'] },
  'order.import': { all: ['system', 'dispatcher', 'admin'] },
  'switch.read': { all: ['dispatcher', 'leader', 'admin'] },
  'switch.set': { all: ['admin'] },
  'relation.decide': { all: ['dispatcher', 'leader', 'admin'] },
  'right.read': { all: ['system', 'dispatcher', 'leader', 'admin', 'analyst'] },
  'right.spotCheck': { all: ['dispatcher', 'leader', 'admin'] },
  'line.set': { all: ['admin'] },
  'ruling.read': { all: ['system', 'dispatcher', 'leader', 'admin', 'analyst'] },
  'ruling.set': { all: ['leader', 'admin'] },
  'label.annotate': { all: ['admin', 'analyst'] },
  'label.adjudicate': { all: ['admin', 'analyst'] },
  'label.manage': { all: ['admin', 'analyst'] },
  'label.read': { all: ['admin', 'analyst'] },
  'model.read': { all: ['system', 'admin', 'analyst'] },
  'model.train': { all: ['admin', 'analyst'] },
  'model.promote': { all: ['admin', 'analyst'] },
  'model.force': { all: ['admin'] },
  'law.manage': { all: ['admin', 'analyst'] },
  'knowledge.read': { all: EVERYBODY },
  'knowledge.draft': { all: ['admin', 'analyst'], own: ['handler', 'unitLeader'] },
  'knowledge.comment': {
    all: ['dispatcher', 'leader', 'admin', 'callback', 'analyst', 'handler', 'unitLeader'],
  },
  'knowledge.decide': { all: ['admin', 'analyst'] },
  'rule.edit': { all: ['admin', 'analyst'] },
  'reply.rewrite': { all: ['system', 'dispatcher', 'admin'], own: ['handler', 'unitLeader'] },
  'suggestion.rate': { all: ['dispatcher', 'admin', 'analyst'], own: ['handler', 'unitLeader'] },
  'rating.read': { all: ['leader', 'admin', 'analyst'] },
  'rota.read': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  'rota.set': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  'evidence.read': { all: ['dispatcher', 'leader', 'admin', 'callback'], own: ['handler', 'unitLeader'] },
  'evidence.add': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  'ending.read': { all: ['dispatcher', 'leader', 'admin', 'callback'], own: ['handler', 'unitLeader'] },
  'return.brief': { all: ['dispatcher', 'leader', 'admin'] },
  'refusal.read': { all: ['dispatcher', 'leader', 'admin', 'analyst'] },
  'reminder.read': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  // Whoever is judged neither asks nor sees who was asked before the verdict is in.
  'callback.read': { all: ['callback', 'leader', 'admin'] },
  'callback.record': { all: ['callback'] },
  'topic.read': { all: ['dispatcher', 'leader', 'admin', 'analyst'], own: ['handler', 'unitLeader'] },
  'warning.decide': { all: ['dispatcher', 'leader', 'admin', 'analyst'] },
  'task.make': { all: ['dispatcher', 'leader', 'admin', 'analyst'] },
  'task.end': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  'subject.read': { all: ['dispatcher', 'leader', 'admin', 'analyst'], own: ['handler', 'unitLeader'] },
  'subject.act': { all: ['dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  'score.read': { all: ['dispatcher', 'leader', 'admin', 'analyst'], own: ['handler', 'unitLeader'] },
  'score.record': { all: ['leader', 'admin'] },
  // Never whoever recorded it.
  'score.approve': { all: ['leader', 'admin'] },
  'score.appeal': { all: [], own: ['unitLeader'] },
  // Never anybody of the unit that appeals.
  'score.decide': { all: ['leader', 'admin'] },
  'score.settle': { all: ['admin'] },
  'simulation.manage': { all: ['admin'] },
  'error.read': { all: ['admin', 'analyst'] },
  'error.judge': { all: ['admin', 'analyst'] },
  'catalogue.read': { all: ['dispatcher', 'leader', 'admin', 'analyst'] },
  'catalogue.draft': { all: ['admin', 'analyst'] },
  // Never whoever drafted it.
  'catalogue.approve': { all: ['admin'] },
  'account.manage': { all: ['admin'] },
  'key.manage': { all: ['admin'] },
  'unit.read': { all: ['admin'] },
  'rules.read': { all: ['admin'] },
  'audit.read': { all: ['leader', 'admin'] },
  'audit.verify': { all: ['leader', 'admin'] },
  // A backup holds everybody's data: whoever takes one away has read everything.
  'backup.manage': { all: ['admin'] },
  'system.manage': { all: ['admin'] },
  // What is erased does not come back.
  'privacy.manage': { all: ['admin'] },
  'figure.read': {
    all: ['system', 'dispatcher', 'leader', 'admin', 'callback', 'analyst'],
    own: ['handler', 'unitLeader'],
  },
  'overview.read': { all: ['leader', 'admin'] },
  'report.read': { all: ['system', 'dispatcher', 'leader', 'admin', 'analyst'], own: ['unitLeader'] },
  'report.finish': { all: ['leader', 'admin'] },
  'event.read': { all: ['system', 'dispatcher', 'leader', 'admin'], own: ['handler', 'unitLeader'] },
  // A receiver learns of every order: who names one answers for it.
  'webhook.manage': { all: ['admin'] },
  'open311.read': { all: ['system', 'dispatcher', 'leader', 'admin'] },
  'triage.try': { all: EVERYBODY },
  // Of the whole service, and for programs that watch it: people have a page of their own.
  'metrics.read': { all: ['system'] },
};

const ACTION_NAMES: Readonly<Record<Action, string>> = {
  'order.submit': '提交工单',
  'order.list': '查看工单列表',
  'order.read': '查看工单',
  'order.correct': '更正工单',
  'order.reserved': '把不得派给街道的事项派给街道',
  'order.dispatch': '派单',
  'order.acknowledge': '签收工单',
  'order.move': '办理工单',
  'order.export': '导出工单',
  'order.personal': '看到来电人信息',
  'confidential.read': '看到保密的来电人和整单保密的工单',
  'confidential.set': '设为保密',
  'confidential.lift': '解除或者降低保密',
  'abuse.read': '查看滥用来电标记',
  'abuse.flag': '标记滥用来电',
  'abuse.review': '复核滥用来电标记',
  'order.import': '导入工单',
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
  'rota.read': '查看值班与人手',
  'rota.set': '安排值班与人手',
  'evidence.read': '查看工单的材料',
  'evidence.add': '增减工单的材料',
  'ending.read': '查看剔除、终止调解、终结的审定表',
  'return.brief': '查看退单裁定材料',
  'refusal.read': '查看退单统计',
  'reminder.read': '查看提醒',
  'callback.read': '查看回访',
  'callback.record': '回访',
  'topic.read': '查看热点和预警',
  'warning.decide': '研判预警',
  'task.make': '派主动办理任务',
  'task.end': '办结主动办理任务',
  'subject.read': '查看主体历史',
  'subject.act': '登记约谈、检查、和解',
  'score.read': '查看考核记分',
  'score.record': '登记记分事项',
  'score.approve': '批准记分事项',
  'score.appeal': '申诉记分',
  'score.decide': '复核记分申诉',
  'score.settle': '结算记分',
  'figure.read': '查看统计',
  'overview.read': '查看总览',
  'simulation.manage': '写入或移除模拟数据',
  'error.read': '查看错判',
  'error.judge': '登记错判的原因',
  'catalogue.read': '查看派单目录和问题分类',
  'catalogue.draft': '起草派单目录或问题分类的修订',
  'catalogue.approve': '批准派单目录或问题分类的修订',
  'account.manage': '管理账号',
  'key.manage': '管理接口密钥',
  'unit.read': '查看单位设置',
  'rules.read': '查看施行的规则与日历',
  'audit.read': '查询审计',
  'audit.verify': '核验审计链',
  'backup.manage': '备份',
  'system.manage': '查看运行状态',
  'privacy.manage': '管理个人信息的保存和清除',
  'report.read': '查看报表',
  'report.finish': '定稿报表',
  'event.read': '读取工单事件',
  'webhook.manage': '管理事件推送',
  'open311.read': '按 Open311 读取请求',
  'triage.try': '试研判一段文字',
  'metrics.read': '读取运行指标',
};

/** What a key may be made for. */
export const KEY_ACTIONS: readonly Action[] = keysOf(POLICY).filter((action) =>
  POLICY[action].all.includes('system'),
);

/** What an action of the policy is called; null for what is none. */
export const actionName = (code: string): string | null =>
  (ACTION_NAMES as Readonly<Record<string, string | undefined>>)[code] ?? null;
