import type { Role } from '../app/types.ts';
import type { Frame } from './view.ts';

export type NavItem = {
  readonly path: string;
  readonly name: string;
  /** Only for these; left out: for everybody. */
  readonly roles?: readonly Role[];
  /** Shows the number of unread notices. */
  readonly unread?: boolean;
  /** Only where the person has reminders; shows how many were not seen. */
  readonly reminders?: boolean;
  /** Shows the number of receivers that were given up. */
  readonly stopped?: boolean;
  /** Items of one group stand behind its name; on their pages they stand side by side. */
  readonly group?: string;
};

/** Who may see how the whole hotline stands. */
const OVERSEERS: readonly Role[] = ['admin', 'dispatcher', 'leader', 'analyst'];
/** Who acts on what comes up in many orders: everybody but callback staff. */
const ACTING: readonly Role[] = ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'];
const DECIDING: readonly Role[] = ['admin', 'dispatcher', 'analyst'];
const LEARNING: readonly Role[] = ['admin', 'analyst'];

export const HOME: NavItem = { path: '/', name: '工单队列', group: '工单' };
/** In their order; no role sees more than nine groups. */
const NAV: readonly NavItem[] = [
  { path: '/leader', name: '总览', roles: ['leader'] },
  HOME,
  { path: '/import', name: '导入', group: '工单', roles: ['dispatcher', 'admin'] },
  { path: '/reminders', name: '提醒', reminders: true },
  { path: '/callbacks', name: '回访', group: '回访', roles: ['callback', 'leader', 'admin'] },
  { path: '/abuse', name: '滥用来电', group: '回访', roles: ['leader', 'admin'] },
  { path: '/topics', name: '热点', group: '热点预警', roles: ACTING },
  { path: '/warnings', name: '预警', group: '热点预警', roles: ACTING },
  { path: '/tasks', name: '主动办理', group: '热点预警', roles: ACTING },
  { path: '/knowledge', name: '知识', group: '知识' },
  { path: '/ask', name: '政策问答', group: '知识' },
  { path: '/knowledge/notices', name: '知识变动', group: '知识', roles: ['handler'], unread: true },
  { path: '/rights', name: '派单权', group: '派单', roles: DECIDING },
  { path: '/rulings', name: '裁定', group: '派单', roles: DECIDING },
  { path: '/catalogue', name: '派单目录', group: '派单', roles: OVERSEERS },
  { path: '/taxonomy', name: '问题分类', group: '派单', roles: OVERSEERS },
  { path: '/refusals', name: '退单', group: '派单', roles: OVERSEERS },
  { path: '/dial', name: '派单线', group: '派单', roles: DECIDING },
  {
    path: '/rota',
    name: '值班与人手',
    group: '派单',
    roles: ['handler', 'unitLeader', 'dispatcher', 'leader', 'admin'],
  },
  { path: '/figures', name: '统计', group: '统计' },
  { path: '/figures/charts', name: '图表', group: '统计' },
  { path: '/scores', name: '记分', group: '统计', roles: ACTING },
  {
    path: '/reports',
    name: '报表',
    group: '统计',
    roles: ['unitLeader', 'dispatcher', 'leader', 'admin', 'analyst'],
  },
  { path: '/leader', name: '总览', group: '统计', roles: ['admin'] },
  { path: '/annotate', name: '标注', group: '模型', roles: LEARNING },
  { path: '/models', name: '模型', group: '模型', roles: LEARNING },
  { path: '/errors', name: '错判', group: '模型', roles: LEARNING },
  { path: '/admin', name: '人员', group: '管理', roles: ['admin'] },
  { path: '/admin/keys', name: '接口密钥', group: '管理', roles: ['admin'] },
  { path: '/admin/webhooks', name: '事件推送', group: '管理', roles: ['admin'], stopped: true },
  { path: '/admin/units', name: '单位', group: '管理', roles: ['admin'] },
  { path: '/admin/rules', name: '规则与日历', group: '管理', roles: ['admin'] },
  { path: '/admin/audit', name: '审计', group: '管理', roles: ['admin', 'leader'] },
  { path: '/admin/privacy', name: '个人信息', group: '管理', roles: ['admin'] },
  { path: '/admin/backups', name: '备份', group: '管理', roles: ['admin'] },
  { path: '/admin/system', name: '运行', group: '管理', roles: ['admin'] },
  { path: '/simulation', name: '模拟数据', group: '管理', roles: ['admin'] },
];

export type NavGroup = { readonly name: string; readonly items: readonly NavItem[] };

/** What a person may go to: groups, and items that stand by themselves, in the order of the list. */
export function groupsFor({ actor, reminders }: Pick<Frame, 'actor' | 'reminders'>): NavGroup[] {
  const groups = new Map<string, NavItem[]>();
  for (const item of NAV) {
    const mayOpen = item.roles === undefined || (actor !== null && item.roles.includes(actor.role));
    if (!mayOpen || (item.reminders === true && reminders === undefined)) continue;
    const name = item.group ?? item.name;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  // Of a group a person sees one item of, the item's own name says more.
  return [...groups].map(([name, items]) => ({
    name: items.length === 1 ? (items[0]?.name ?? name) : name,
    items,
  }));
}
