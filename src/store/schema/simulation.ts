import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The simulated year of this database, if there is one: what it is made from, and how far it is. One row at most. */
export const simulations = sqliteTable('simulations', {
  /** Begins the ids of its orders. */
  id: text('id').primaryKey(),
  seed: integer('seed').notNull(),
  /** ISO days in Beijing, `[from_day, to_day)`. */
  fromDay: text('from_day').notNull(),
  toDay: text('to_day').notNull(),
  /** Nothing happens after this moment, UTC milliseconds. */
  until: integer('until').notNull(),
  orders: integer('orders').notNull(),
  /** Orders written so far: the first ones in order of time. */
  done: integer('done').notNull(),
  /** What was planted, for whoever measures what is found of it. */
  planted: text('planted', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
  startedAt: integer('started_at').notNull(),
  startedById: text('started_by_id').notNull(),
  startedByName: text('started_by_name').notNull(),
  endedAt: integer('ended_at'),
});

/** Which orders are made up: nothing is learned from them, and they can be taken away. */
export const simulatedOrders = sqliteTable(
  'simulated_orders',
  {
    orderId: text('order_id').primaryKey(),
    orderSeq: integer('order_seq').notNull(),
  },
  (t) => [index('simulated_orders_seq').on(t.orderSeq)],
);
