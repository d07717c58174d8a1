import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * That a caller abused staff 滥用来电, as somebody who heard or read it says. Nothing of an order turns on it. Times are
 * UTC milliseconds.
 */
export const abuseFlags = sqliteTable(
  'abuse_flags',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id').notNull(),
    /** Tells one caller from another without the number; null where none was left: then it is of the order alone. */
    caller: text('caller'),
    kind: text('kind').notNull(),
    reason: text('reason').notNull(),
    madeAt: integer('made_at').notNull(),
    madeById: text('made_by_id').notNull(),
    madeByName: text('made_by_name').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** What a supervisor made of it; null: it waits. */
    verdict: text('verdict'),
    verdictNote: text('verdict_note'),
    reviewedAt: integer('reviewed_at'),
    reviewedById: text('reviewed_by_id'),
    reviewedByName: text('reviewed_by_name'),
  },
  (t) => [
    index('abuse_flags_order').on(t.orderId),
    index('abuse_flags_caller').on(t.caller, t.expiresAt),
    index('abuse_flags_waiting').on(t.verdict, t.madeAt),
  ],
);
