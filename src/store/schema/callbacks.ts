import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Who is calling a caller back just now, so that nobody is called by two; times are UTC milliseconds. */
export const callbackClaims = sqliteTable('callback_claims', {
  orderId: text('order_id').primaryKey(),
  userId: text('user_id').notNull(),
  userName: text('user_name').notNull(),
  until: integer('until').notNull(),
});

/** Links by which a caller judges without being called; only the sha256 of what they carry is kept. */
export const callbackLinks = sqliteTable(
  'callback_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    orderId: text('order_id').notNull(),
    /** How often the order had been reopened: a link is for one conclusion. */
    round: integer('round').notNull(),
    madeBy: text('made_by').notNull(),
    madeAt: integer('made_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
  },
  (t) => [index('callback_links_order').on(t.orderId)],
);
