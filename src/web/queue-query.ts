import type { OrderSummary, Role } from '../app/types.ts';
import type { Urgency } from './view.ts';

/** Every tab there is. */
export const TABS = [
  { tab: 'review', name: '待人工派单' },
  { tab: 'applications', name: '待审定' },
  { tab: 'ruling', name: '待裁定' },
  { tab: 'dispatched', name: '待签收' },
  { tab: 'acknowledged', name: '已签收' },
  { tab: 'working', name: '办理中' },
  { tab: 'mine', name: '我的' },
  { tab: 'due', name: '临期超期' },
  { tab: 'asked', name: '待协办' },
  { tab: 'replied', name: '已答复' },
  { tab: 'overdue', name: '超期' },
  { tab: 'soon', name: '临期' },
  { tab: 'supervised', name: '督办' },
  { tab: 'all', name: '全部' },
] as const;

export type Tab = (typeof TABS)[number]['tab'];

const CENTRE_TABS: readonly Tab[] = [
  'review',
  'applications',
  'ruling',
  'dispatched',
  'overdue',
  'soon',
  'supervised',
  'all',
];
const UNIT_TABS: readonly Tab[] = ['dispatched', 'working', 'mine', 'due', 'asked', 'replied', 'all'];

const ROLE_TABS: Readonly<Record<Role, readonly Tab[]>> = {
  admin: CENTRE_TABS,
  dispatcher: CENTRE_TABS,
  leader: ['ruling', 'applications', 'overdue', 'soon', 'supervised', 'review', 'all'],
  callback: ['replied', 'all'],
  analyst: ['all', 'review'],
  system: ['all'],
  handler: UNIT_TABS,
  unitLeader: UNIT_TABS,
};

/** The tabs of a role, the first of which it starts at. Every other tab can still be called by its address. */
export const tabsOf = (role: Role): readonly Tab[] => ROLE_TABS[role];

export const tabName = (tab: Tab): string => TABS.find((one) => one.tab === tab)?.name ?? tab;

/** The state of the queue page as its address keeps it. Days are ISO days in Beijing; `to` is included. */
export type QueueQuery = {
  readonly tab: Tab;
  readonly urgency?: Urgency | undefined;
  readonly demandKind?: OrderSummary['demandKind'] | undefined;
  readonly issueType?: string | undefined;
  readonly unit?: string | undefined;
  readonly street?: string | undefined;
  readonly channel?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly q?: string | undefined;
  readonly page?: number | undefined;
} & { readonly [K in (typeof MORE_FILTERS)[number]]?: string | undefined };

/** Conditions that are folded away until one is in use. */
export const MORE_FILTERS = [
  'caller',
  'phone',
  'subject',
  'product',
  'demand',
  'community',
  'number',
  'person',
  'dueFrom',
  'dueTo',
  'late',
  'action',
  'supervised',
  'verdict',
] as const;

const FILTERS = [
  'urgency',
  'demandKind',
  'issueType',
  'unit',
  'street',
  'channel',
  'from',
  'to',
  'q',
  ...MORE_FILTERS,
] as const;

/** Whether anything beyond the tab narrows the list. */
export const hasFilter = (query: QueueQuery): boolean => FILTERS.some((name) => query[name] !== undefined);

/** The address of the queue page in this state; what is not set is left out. */
export function queueUrl(query: QueueQuery): string {
  const params = new URLSearchParams(filterFields(query));
  if (query.page !== undefined && query.page > 1) params.set('page', String(query.page));
  return `/?${params}`;
}

/** Where the list of this state is exported from. */
export const exportUrl = (query: QueueQuery): string => `/export?${new URLSearchParams(filterFields(query))}`;

/** The tab and what narrows it, as fields of an address or a form. */
export function filterFields(query: QueueQuery): [name: string, value: string][] {
  return [
    ['tab', query.tab],
    ...FILTERS.flatMap((name): [string, string][] => {
      const value = query[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ];
}
