import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { OrderState } from '../kernel/move-words.ts';
import type { ReminderKind } from '../kernel/reminder-words.ts';
import type { Urgency } from '../triage/types.ts';
import { notHidden } from './confidential.ts';
import type { Reach } from '../kernel/reach.ts';
import type { Confidentiality } from '../kernel/confidential-words.ts';
import type { Db } from './client.ts';

/** Whose reminders: those of one unit, or of the centre. `since`: UTC milliseconds, nothing older. */
export type Concern = {
  readonly accountId: string;
  readonly since: number;
  /** Restricted orders only where one is let in. */
  readonly reach: Reach;
} & (
  | {
      readonly of: 'unit';
      readonly unit: string;
      /** Only orders that lie on this person or on nobody. */
      readonly person?: string;
    }
  | { readonly of: 'centre'; readonly kinds?: readonly ReminderKind[] }
);

export type StoredReminder = {
  /** Number of the event: greater ones happened later. */
  readonly id: number;
  readonly at: number;
  readonly kind: ReminderKind;
  readonly about: string;
  readonly seenAt: number | null;
  readonly orderId: string;
  readonly number: string;
  readonly state: OrderState;
  readonly urgency: Urgency;
  readonly excerpt: string;
  readonly confidentiality: Confidentiality;
  /** Name of who called, as it was given. */
  readonly callerName: string | null;
  readonly leadUnit: string;
  readonly person: string | null;
  readonly supervision: number;
  readonly dueAt: number | null;
};

export type ReminderCounts = Readonly<
  Partial<Record<ReminderKind, { readonly all: number; readonly unseen: number }>>
>;

/**
 * What concerns an account, as joins and conditions. A unit is told what happened while it had the order, as long as it
 * still has it; so a person to whom it is handed over finds what it lies behind with.
 */
function concerned(concern: Concern): { readonly from: SQL; readonly order: SQL; readonly where: SQL } {
  const { accountId, since } = concern;
  const seen = sql`LEFT JOIN reminders_seen s ON s.account_id = ${accountId} AND s.event_id = r.event_id`;
  const order = sql`CROSS JOIN orders o ON o.id = r.order_id`;
  const open = notHidden(concern.reach, sql`(SELECT k.seq FROM orders k WHERE k.id = r.order_id)`);
  const common = sql`r.at >= ${since} AND r.actor_id <> ${accountId}${open === undefined ? sql`` : sql` AND ${open}`}`;
  if (concern.of === 'unit') {
    const { unit, person } = concern;
    const own = person === undefined ? sql`` : sql` AND (o.person_id IS NULL OR o.person_id = ${person})`;
    return {
      from: sql`reminders r INDEXED BY reminders_unit ${order} ${seen}`,
      order: sql``,
      where: sql`r.unit = ${unit} AND ${common} AND o.lead_unit = ${unit} AND o.state <> 'received'${own}`,
    };
  }
  const kinds =
    concern.kinds === undefined
      ? sql``
      : sql` AND r.kind IN (${sql.join(
          concern.kinds.map((kind) => sql`${kind}`),
          sql`, `,
        )})`;
  return {
    from: sql`reminders r INDEXED BY reminders_centre ${seen}`,
    // Only to show it: it is no matter of the order which ones these are.
    order,
    where: sql`r.centre = 1 AND ${common}${kinds}`,
  };
}

export type ReminderQuery = { readonly kind?: ReminderKind; readonly unseen: boolean };

const narrowed = (where: SQL, { kind, unseen }: ReminderQuery): SQL =>
  sql`${where}${kind === undefined ? sql`` : sql` AND r.kind = ${kind}`}${unseen ? sql` AND s.at IS NULL` : sql``}`;

/** Newest first. */
export async function listReminders(
  db: Db,
  concern: Concern,
  query: ReminderQuery,
  page: { readonly limit: number; readonly offset: number },
): Promise<StoredReminder[]> {
  const { from, order, where } = concerned(concern);
  return (await db.all(sql`
    SELECT r.event_id AS id, r.at, r.kind, e.detail AS about, s.at AS seenAt, o.id AS orderId, o.number, o.state,
      o.urgency, o.excerpt, o.confidentiality, o.input ->> '$.caller.name' AS callerName, o.lead_unit AS leadUnit, o.person_name AS person, o.supervision, o.due_at AS dueAt
    FROM ${from} ${order} CROSS JOIN events e ON e.id = r.event_id
    WHERE ${narrowed(where, query)}
    ORDER BY r.at DESC, r.event_id DESC LIMIT ${page.limit} OFFSET ${page.offset}`)) as StoredReminder[];
}

/** How many of each kind, and how many of them were not seen. */
export async function countReminders(db: Db, concern: Concern): Promise<ReminderCounts> {
  const { from, where } = concerned(concern);
  const rows = (await db.all(sql`
    SELECT r.kind, count(*) AS n, count(*) - count(s.at) AS unseen FROM ${from} WHERE ${where} GROUP BY r.kind`)) as {
    readonly kind: ReminderKind;
    readonly n: number;
    readonly unseen: number;
  }[];
  return Object.fromEntries(rows.map(({ kind, n, unseen }) => [kind, { all: n, unseen }]));
}

/** Which are meant: these, or everything up to one of them. */
export type Marked =
  { readonly ids: readonly number[] } | { readonly upTo: number; readonly kind?: ReminderKind };

/**
 * Marks as seen what concerns the account and was not seen; the number of them. What does not concern it is passed over.
 * Inside the write lane only.
 */
export async function markRemindersSeen(
  db: Db,
  concern: Concern,
  marked: Marked,
  now: number,
): Promise<number> {
  const { from, where } = concerned(concern);
  const which =
    'ids' in marked
      ? sql`r.event_id IN (SELECT value FROM json_each(${JSON.stringify(marked.ids)}))`
      : sql`r.event_id <= ${marked.upTo}${marked.kind === undefined ? sql`` : sql` AND r.kind = ${marked.kind}`}`;
  const rows = (await db.all(sql`
    INSERT INTO reminders_seen (account_id, event_id, at)
    SELECT ${concern.accountId}, r.event_id, ${now} FROM ${from} WHERE ${where} AND s.at IS NULL AND ${which}
    ON CONFLICT DO NOTHING RETURNING event_id`)) as unknown[];
  return rows.length;
}

/** Forgets what an account has seen of reminders that are not listed any more. Inside the write lane only. */
export async function forgetSeenBefore(db: Db, accountId: string, before: number): Promise<void> {
  await db.run(sql`DELETE FROM reminders_seen WHERE account_id = ${accountId} AND at < ${before}
    AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.event_id = reminders_seen.event_id AND r.at >= ${before})`);
}
