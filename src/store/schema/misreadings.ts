import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Why triage was wrong about an order, as an analyst sees it. Append-only; the last row of an order and matter counts. */
export const misreadingCauses = sqliteTable(
  'misreading_causes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderId: text('order_id').notNull(),
    /** `type` or `unit`. */
    about: text('about').notNull(),
    /** Code that triage said, and the one that people decided. */
    said: text('said').notNull(),
    truth: text('truth').notNull(),
    cause: text('cause').notNull(),
    note: text('note').notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('misreading_causes_order').on(t.orderId, t.about)],
);
