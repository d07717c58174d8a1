import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Reports 报表 as they were finished 定稿. Rows are never changed; a trigger refuses it. */
export const reports = sqliteTable(
  'reports',
  {
    id: text('id').primaryKey(),
    kind: text('kind').notNull(),
    /** ISO days `[from, to)`. */
    periodFrom: text('period_from').notNull(),
    periodTo: text('period_to').notNull(),
    /** Empty: the whole place. */
    unit: text('unit').notNull(),
    title: text('title').notNull(),
    /** The `Report` as JSON, byte for byte what `sha256` is of. */
    report: text('report').notNull(),
    sha256: text('sha256').notNull(),
    /** What each case added to its figures, compressed; for telling which orders moved them later. */
    cases: blob('cases', { mode: 'buffer' }).notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    /** UTC milliseconds. */
    at: integer('at').notNull(),
  },
  (t) => [index('reports_listed').on(t.at), index('reports_unit').on(t.unit, t.at)],
);
