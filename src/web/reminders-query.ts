import type { ReminderKind } from '../kernel/reminder-words.ts';

/** The state of the page of reminders as its address keeps it. */
export type RemindersQuery = {
  readonly kind?: ReminderKind;
  /** Left out: those that were not seen. */
  readonly show?: 'unseen' | 'all';
  readonly page?: number;
};

/** The address of the page in this state; what is not set is left out. */
export function remindersUrl({ kind, show, page }: RemindersQuery): string {
  const params = new URLSearchParams();
  if (kind !== undefined) params.set('kind', kind);
  if (show === 'all') params.set('show', show);
  if (page !== undefined && page > 1) params.set('page', String(page));
  return params.size === 0 ? '/reminders' : `/reminders?${params}`;
}
