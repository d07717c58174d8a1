import { blob, index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** The shingles of an order's text, from which the index of duplicates is built without reading texts. */
export const orderSignatures = sqliteTable(
  'order_signatures',
  {
    /** `orders.seq`. */
    orderSeq: integer('order_seq').primaryKey(),
    orderId: text('order_id').notNull(),
    signature: blob('signature', { mode: 'buffer' }).notNull(),
  },
  (t) => [uniqueIndex('order_signatures_order').on(t.orderId)],
);

/** Places of an order by key, for finding what was said of the same place before. */
export const orderPlaces = sqliteTable(
  'order_places',
  {
    place: text('place').notNull(),
    orderSeq: integer('order_seq').notNull(),
  },
  (t) => [uniqueIndex('order_places_key').on(t.place, t.orderSeq)],
);

/**
 * What was found or decided about two orders, one row a step, never changed (triggers refuse): the last row of a
 * pair is in force. `first_id` is the one received first.
 */
export const orderLinks = sqliteTable(
  'order_links',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    firstId: text('first_id').notNull(),
    secondId: text('second_id').notNull(),
    kind: text('kind').notNull(),
    status: text('status').notNull(),
    score: real('score').notNull(),
    reasons: text('reasons', { mode: 'json' })
      .$type<readonly { readonly code: string; readonly text: string }[]>()
      .notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [
    index('order_links_first').on(t.firstId, t.secondId, t.id),
    index('order_links_second').on(t.secondId, t.id),
  ],
);

/**
 * Orders that go on in another one. Kept apart so that merging leaves the order's own row as it is: undoing
 * takes this row away and nothing else.
 */
export const mergedInto = sqliteTable(
  'merged_into',
  {
    orderId: text('order_id').primaryKey(),
    survivorId: text('survivor_id').notNull(),
    /** The `order_links` pair whose merging put it here. */
    firstId: text('first_id').notNull(),
    secondId: text('second_id').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [
    index('merged_into_survivor').on(t.survivorId),
    index('merged_into_pair').on(t.firstId, t.secondId),
  ],
);
