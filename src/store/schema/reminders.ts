import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Whom an event that reminds or supervises concerned when it happened. A trigger on `events` writes it: nothing else
 * does, and it is never changed.
 */
export const reminders = sqliteTable(
  'reminders',
  {
    eventId: integer('event_id').primaryKey(),
    orderId: text('order_id').notNull(),
    at: integer('at').notNull(),
    kind: text('kind').notNull(),
    /** Who reminds: nobody is reminded of what they did themselves. */
    actorId: text('actor_id').notNull(),
    /** The unit that had the order; null where it does not concern units. */
    unit: text('unit'),
    centre: integer('centre', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    index('reminders_unit')
      .on(t.unit, t.at)
      .where(sql`unit IS NOT NULL`),
    index('reminders_centre')
      .on(t.at)
      .where(sql`centre = 1`),
  ],
);

/** What an account has seen. */
export const remindersSeen = sqliteTable(
  'reminders_seen',
  {
    accountId: text('account_id').notNull(),
    eventId: integer('event_id').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.eventId] })],
);
