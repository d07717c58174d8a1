import { keysOf } from '../../kernel/keys.ts';
import { AppError } from '../../kernel/errors.ts';
import { REMINDER_NAMES } from '../../kernel/reminder-words.ts';
import type { ReminderKind } from '../../kernel/reminder-words.ts';
import { appendAudit } from '../../store/audit.ts';
import { countReminders, forgetSeenBefore, listReminders, markRemindersSeen } from '../../store/reminders.ts';
import type {
  Concern,
  Marked,
  ReminderCounts,
  ReminderQuery,
  StoredReminder,
} from '../../store/reminders.ts';
import type { Context } from '../context.ts';
import { knownAs } from '../intake/known-caller.ts';
import { excerptFor } from '../intake/without-caller.ts';
import { mayDo, scopeOf } from '../rights.ts';
import type { Actor, Page } from '../types.ts';

/** A reminder as an account sees it, with how the order stands by now. Times are UTC milliseconds. */
export type Reminder = {
  readonly id: number;
  readonly at: number;
  readonly kind: ReminderKind;
  readonly about: string;
  readonly seen: boolean;
  readonly order: Pick<
    StoredReminder,
    'number' | 'state' | 'urgency' | 'excerpt' | 'person' | 'supervision' | 'dueAt'
  > & { readonly id: string; readonly leadUnit: { readonly code: string; readonly name: string } };
};

export type ReminderPage = Page<Reminder> & {
  readonly counts: ReminderCounts;
  readonly unseen: number;
  /** The newest that concerns the account: what is marked as seen up to here was there to be seen. 0: none. */
  readonly newest: number;
};

/** Reminders 提醒 of an account, newest first. Every right is checked here. */
export type Reminders = {
  readonly may: (actor: Actor) => boolean;
  readonly list: (
    actor: Actor,
    query: ReminderQuery,
    page: { readonly page: number; readonly pageSize: number },
  ) => Promise<ReminderPage>;
  readonly unseen: (actor: Actor) => Promise<number>;
  /** Marks as seen, and says how many that were and how many are left. Doing it twice is doing it once. */
  readonly see: (
    actor: Actor,
    marked: Marked,
  ) => Promise<{ readonly marked: number; readonly unseen: number }>;
};

/** Days for which something is listed; what is older is in the history of its order. */
export const REMINDER_DAYS = 30;
const DAY = 86_400_000;
/** How long a count may be taken for right where no order changed: other processes may write as well. */
const COUNTED_MS = 15_000;

/** What the leader of the centre is told: what others urge, and what only a leader may decide. */
const LEADERS: readonly ReminderKind[] = ['supervise', 'decide'];

export function createReminders({
  store,
  clock,
  names,
  changes,
}: Pick<Context, 'store' | 'clock' | 'names' | 'changes'>): Reminders {
  /** By account: every page asks. */
  const counted = new Map<string, { readonly seq: number; readonly at: number; readonly unseen: number }>();

  /** Throws `forbidden`. */
  function concernOf(actor: Actor): Concern {
    const reach = scopeOf(actor, 'reminder.read');
    const { unit } = reach;
    const common = { reach, accountId: actor.id, since: clock.now() - REMINDER_DAYS * DAY };
    if (unit === null)
      return { ...common, of: 'centre', ...(actor.role === 'leader' ? { kinds: LEADERS } : {}) };
    return { ...common, of: 'unit', unit, ...(actor.role === 'handler' ? { person: actor.id } : {}) };
  }

  const unseenOf = (counts: ReminderCounts): number =>
    Object.values(counts).reduce((sum, { unseen }) => sum + unseen, 0);

  const list: Reminders['list'] = async (actor, query, { page, pageSize }) => {
    const concern = concernOf(actor);
    return store.read(async (db) => {
      const counts = await countReminders(db, concern);
      const total = totalOf(counts, query);
      const from = (page - 1) * pageSize;
      // Where there is nothing, a search for it would read everything.
      const rows =
        from >= total ? [] : await listReminders(db, concern, query, { limit: pageSize, offset: from });
      const [first] = await listReminders(db, concern, { unseen: false }, { limit: 1, offset: 0 });
      return {
        rows: rows.map((row) => shown(actor, row)),
        total,
        page,
        pageSize,
        counts,
        unseen: unseenOf(counts),
        newest: first?.id ?? 0,
      };
    });
  };

  const shown = (actor: Actor, row: StoredReminder): Reminder => {
    const { id, at, kind, about, seenAt, orderId, leadUnit, callerName, confidentiality: _, ...order } = row;
    const excerpt = excerptFor(actor, row, knownAs(callerName), row.excerpt);
    return {
      id,
      at,
      kind,
      about,
      seen: seenAt !== null,
      order: { ...order, excerpt, id: orderId, leadUnit: { code: leadUnit, name: names.unit(leadUnit) } },
    };
  };

  const see: Reminders['see'] = async (actor, marked) => {
    const concern = concernOf(actor);
    if ('kind' in marked && marked.kind !== undefined && !keysOf(REMINDER_NAMES).includes(marked.kind))
      throw new AppError('bad_field', { where: '', field: 'kind', reason: '没有这一类提醒' });
    const result = await store.write(async (db) => {
      const now = clock.now();
      const done = await markRemindersSeen(db, concern, marked, now);
      if (done > 0) {
        await forgetSeenBefore(db, actor.id, concern.since);
        const who = { at: now, actorId: actor.id, actorName: actor.name };
        await appendAudit(db, [{ ...who, action: 'reminder.see', subject: actor.id, detail: `${done} 条` }]);
      }
      return { marked: done, unseen: unseenOf(await countReminders(db, concern)) };
    });
    counted.delete(actor.id);
    return result;
  };

  return {
    may: (actor) => mayDo(actor, 'reminder.read'),
    list,
    unseen: async (actor) => {
      const concern = concernOf(actor);
      const [seq, at] = [changes.seq(), clock.now()];
      const known = counted.get(actor.id);
      if (known?.seq === seq && at >= known.at && at - known.at < COUNTED_MS) return known.unseen;
      const unseen = unseenOf(await store.read((db) => countReminders(db, concern)));
      counted.set(actor.id, { seq, at, unseen });
      return unseen;
    },
    see,
  };
}

function totalOf(counts: ReminderCounts, { kind, unseen }: ReminderQuery): number {
  const chosen = kind === undefined ? Object.values(counts) : [counts[kind] ?? { all: 0, unseen: 0 }];
  return chosen.reduce((sum, one) => sum + (unseen ? one.unseen : one.all), 0);
}
