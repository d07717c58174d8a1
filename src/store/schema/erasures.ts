import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Erased, ErasedBecause } from '../../kernel/erasure-words.ts';

/** Has its one row while an erasure is under way, within its transaction; triggers let words go only then. */
export const erasing = sqliteTable('erasing', { id: integer('id').primaryKey() });

/** What was erased of which order, without what it was; times are UTC milliseconds. */
export const erasures = sqliteTable(
  'erasures',
  {
    orderId: text('order_id').notNull(),
    what: text('what').$type<Erased>().notNull(),
    at: integer('at').notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    because: text('because').$type<ErasedBecause>().notNull(),
    reason: text('reason').notNull(),
    /** When the free space of the file was cleared of it; null until then. */
    cleanedAt: integer('cleaned_at'),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.what] }),
    index('erasures_at').on(t.at),
    index('erasures_uncleaned')
      .on(t.at)
      .where(sql`cleaned_at IS NULL`),
  ],
);

/** Orders whose data must stay for now; one hold an order at a time. */
export const legalHolds = sqliteTable(
  'legal_holds',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id').notNull(),
    reason: text('reason').notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    at: integer('at').notNull(),
    endedAt: integer('ended_at'),
    endedById: text('ended_by_id'),
    endedByName: text('ended_by_name'),
    endReason: text('end_reason'),
  },
  (t) => [
    uniqueIndex('legal_holds_order')
      .on(t.orderId)
      .where(sql`ended_at IS NULL`),
  ],
);
