import { sql } from 'drizzle-orm';
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { DifferenceLine, ProfileChange } from '../../triage/revision-types.ts';

/**
 * One row a revision of the duty catalogue or of the issue types, laid over the profile that the program is shipped
 * with. What was drafted is never rewritten; it is decided once, and not by who drafted it (triggers and a check refuse
 * anything else).
 */
export const profileRevisions = sqliteTable(
  'profile_revisions',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    /** `catalogue` or `taxonomy`. */
    subject: text('subject').notNull(),
    changes: text('changes', { mode: 'json' }).$type<readonly ProfileChange[]>().notNull(),
    /** Title and number of the paper that orders it. */
    basis: text('basis').notNull(),
    reason: text('reason').notNull(),
    draftedById: text('drafted_by_id').notNull(),
    draftedByName: text('drafted_by_name').notNull(),
    draftedAt: integer('drafted_at').notNull(),
    /** `waiting`, `approved`, `refused`, `withdrawn`. */
    state: text('state').notNull(),
    /** 1, 2, 3 … in the order of approval; null while not approved. */
    applied: integer('applied'),
    /** The version that decisions name from then on. */
    version: text('version'),
    /** What it changed, line by line, as it was when it was approved. */
    difference: text('difference', { mode: 'json' }).$type<readonly DifferenceLine[]>(),
    decidedById: text('decided_by_id'),
    decidedByName: text('decided_by_name'),
    decidedAt: integer('decided_at'),
    note: text('note'),
  },
  (t) => [
    uniqueIndex('profile_revisions_id').on(t.id),
    uniqueIndex('profile_revisions_applied')
      .on(t.applied)
      .where(sql`applied IS NOT NULL`),
  ],
);
