import type { OrderSummary } from '../app/types.ts';
import type { Urgency } from './view.ts';

export const TABS = [
  { tab: 'review', name: '待人工派单' },
  { tab: 'dispatched', name: '已派单' },
  { tab: 'acknowledged', name: '已签收' },
  { tab: 'all', name: '全部' },
] as const;

export type Tab = (typeof TABS)[number]['tab'];

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
};

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
] as const;

/** Whether anything beyond the tab narrows the list. */
export const hasFilter = (query: QueueQuery): boolean => FILTERS.some((name) => query[name] !== undefined);

/** The address of the queue page in this state; what is not set is left out. */
export function queueUrl(query: QueueQuery): string {
  const params = new URLSearchParams({ tab: query.tab });
  for (const name of FILTERS) {
    const value = query[name];
    if (value !== undefined) params.set(name, value);
  }
  if (query.page !== undefined && query.page > 1) params.set('page', String(query.page));
  return `/?${params}`;
}
