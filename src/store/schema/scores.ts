import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Matters that people recorded against units; times are UTC milliseconds, `day` is an ISO day in Beijing. */
export const scoreRecords = sqliteTable(
  'score_records',
  {
    id: text('id').primaryKey(),
    kind: text('kind', { enum: ['missingMaterial', 'publicIncident'] }).notNull(),
    orderId: text('order_id'),
    unit: text('unit').notNull(),
    day: text('day').notNull(),
    words: text('words').notNull(),
    state: text('state', { enum: ['counted', 'pending', 'approved', 'refused'] }).notNull(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: integer('recorded_at').notNull(),
    /** Never the one who recorded it. */
    decidedBy: text('decided_by'),
    decidedAt: integer('decided_at'),
    reason: text('reason'),
  },
  (t) => [
    index('score_records_day').on(t.day),
    index('score_records_pending')
      .on(t.recordedAt)
      .where(sql`state = 'pending'`),
  ],
);

/** One appeal a line and unit. */
export const scoreAppeals = sqliteTable(
  'score_appeals',
  {
    id: text('id').primaryKey(),
    lineKey: text('line_key').notNull(),
    unit: text('unit').notNull(),
    /** The line as it stood. */
    words: text('words').notNull(),
    year: integer('year').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
    state: text('state', { enum: ['pending', 'granted', 'refused'] }).notNull(),
    decidedBy: text('decided_by'),
    decidedAt: integer('decided_at'),
    decision: text('decision'),
  },
  (t) => [
    uniqueIndex('score_appeals_line').on(t.lineKey, t.unit),
    index('score_appeals_pending')
      .on(t.at)
      .where(sql`state = 'pending'`),
  ],
);

/** What a unit's year came to; `hash` is the sha256 of its lines as they are kept. Rows are never changed. */
export const scoreSettlements = sqliteTable(
  'score_settlements',
  {
    year: integer('year').notNull(),
    unit: text('unit').notNull(),
    tenths: integer('tenths').notNull(),
    fen: integer('fen').notNull(),
    lines: integer('lines').notNull(),
    hash: text('hash').notNull(),
    versions: text('versions', { mode: 'json' }).$type<readonly string[]>().notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.year, t.unit] })],
);

/** The lines of settled years, as they were settled. Rows are never changed. */
export const scoreSettledLines = sqliteTable(
  'score_settled_lines',
  {
    year: integer('year').notNull(),
    unit: text('unit').notNull(),
    key: text('key').notNull(),
    /** The `ScoreLine` as JSON. */
    line: text('line').notNull(),
  },
  (t) => [primaryKey({ columns: [t.year, t.unit, t.key] })],
);
