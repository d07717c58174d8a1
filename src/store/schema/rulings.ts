import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RulingCondition } from '../../triage/rulings.ts';

/**
 * One row a ruling 裁定; append-only but for its end, which may come nearer and nothing else (a trigger refuses other
 * changes). Days are ISO days in Beijing, `effective_to` exclusive.
 */
export const rulings = sqliteTable(
  'rulings',
  {
    id: text('id').primaryKey(),
    issueType: text('issue_type').notNull(),
    condition: text('condition', { mode: 'json' }).$type<RulingCondition>().notNull(),
    unit: text('unit').notNull(),
    byStation: integer('by_station', { mode: 'boolean' }).notNull(),
    /** Assisting unit; `-` for none, null: as the catalogue says. */
    joint: text('joint'),
    reason: text('reason').notNull(),
    decidedBy: text('decided_by').notNull(),
    effectiveFrom: text('effective_from').notNull(),
    effectiveTo: text('effective_to'),
    originOrder: text('origin_order'),
    enteredBy: text('entered_by').notNull(),
    at: integer('at').notNull(),
    endedBy: text('ended_by'),
    endedAt: integer('ended_at'),
    endReason: text('end_reason'),
  },
  (t) => [index('rulings_type').on(t.issueType)],
);
