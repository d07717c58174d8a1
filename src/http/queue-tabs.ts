import type { Actor, OrderFilter, OrderState } from '../app/types.ts';
import { tabsOf, type Tab } from '../web/queue-query.ts';

/** Not ended yet. */
const OPEN: readonly OrderState[] = [
  'received',
  'dispatched',
  'acknowledged',
  'contacted',
  'handling',
  'onHold',
  'replied',
  'callback',
  'mediationEnded',
];
/** A unit has taken it and has not answered. */
const WORKING: readonly OrderState[] = ['acknowledged', 'contacted', 'handling', 'onHold', 'mediationEnded'];
const WITH_UNIT: readonly OrderState[] = ['dispatched', ...WORKING];

/** What a tab shows to a person at a moment; for people of a unit, what their unit leads. `now`: UTC milliseconds. */
export function tabFilter(tab: Tab, { id, unit }: Pick<Actor, 'id' | 'unit'>, now: number): OrderFilter {
  const lead = unit === null ? {} : { lead: unit };
  switch (tab) {
    case 'review':
      return { state: 'received', action: 'review' };
    case 'applications':
      return { pending: 'review', sort: 'due' };
    case 'ruling':
      return { pending: 'ruling', sort: 'due' };
    case 'dispatched':
      return { state: 'dispatched', ...lead, sort: 'due' };
    case 'acknowledged':
      return { state: 'acknowledged', ...lead, sort: 'due' };
    case 'working':
      return { states: WORKING, ...lead, sort: 'due' };
    case 'mine':
      return { states: WITH_UNIT, person: id, sort: 'due' };
    case 'due':
      return { states: WITH_UNIT, ...lead, nearAt: now, sort: 'due' };
    case 'asked':
      // Nobody of the centre is asked to assist.
      return { states: WITH_UNIT, awaiting: unit ?? '-', sort: 'due' };
    case 'replied':
      return { states: ['replied', 'callback'], ...lead };
    case 'overdue':
      return { states: OPEN, dueBefore: now, sort: 'due' };
    case 'soon':
      return { states: OPEN, soonAt: now, sort: 'due' };
    case 'supervised':
      return { states: WITH_UNIT, supervised: true, sort: 'due' };
    case 'all':
      return {};
  }
}

/** Every tab of a role with what it shows, the one in use included. */
export function tabFilters(actor: Actor, inUse: Tab, now: number): Partial<Record<Tab, OrderFilter>> {
  const tabs = new Set([...tabsOf(actor.role), inUse]);
  return Object.fromEntries([...tabs].map((tab) => [tab, tabFilter(tab, actor, now)]));
}

/** Where a person starts. */
export const firstTab = ({ role }: Pick<Actor, 'role'>): Tab => tabsOf(role)[0] ?? 'all';
