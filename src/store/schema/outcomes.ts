import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * One row an order that triage would have sent by itself: what it proposed, whether it went out, and the last
 * word of a person on it. These rows, and no others, are the population of a cell (issue type x unit).
 */
export const dispatchProposals = sqliteTable(
  'dispatch_proposals',
  {
    orderId: text('order_id').primaryKey(),
    at: integer('at').notNull(),
    issueType: text('issue_type').notNull(),
    unit: text('unit').notNull(),
    confidence: real('confidence').notNull(),
    /** Dispatch line of the day. */
    line: real('line').notNull(),
    /** Mark of the duty in force: who owned the type. */
    duty: text('duty').notNull(),
    model: text('model').notNull(),
    catalogue: text('catalogue').notNull(),
    automatic: integer('automatic', { mode: 'boolean' }).notNull(),
    /** Went out by itself and is to be confirmed by a dispatcher. */
    spotCheck: integer('spot_check', { mode: 'boolean' }).notNull(),
    /** Whether the proposed unit was right, by the last word; null while nobody has said. */
    right: integer('right', { mode: 'boolean' }),
    decidedAt: integer('decided_at'),
  },
  (t) => [
    index('dispatch_proposals_cell').on(t.issueType, t.unit, t.at),
    index('dispatch_proposals_judged')
      .on(t.issueType, t.unit)
      .where(sql`"right" IS NOT NULL`),
    index('dispatch_proposals_open').on(t.spotCheck, t.decidedAt, t.at),
  ],
);

/** Every word of a person on a proposal; append-only (triggers refuse change). */
export const dispatchOutcomes = sqliteTable(
  'dispatch_outcomes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderId: text('order_id').notNull(),
    issueType: text('issue_type').notNull(),
    unit: text('unit').notNull(),
    right: integer('right', { mode: 'boolean' }).notNull(),
    /** `spot_check`, `correction`, `review` or `adjudication`; what a unit says by itself is none of these. */
    source: text('source').notNull(),
    model: text('model').notNull(),
    catalogue: text('catalogue').notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('dispatch_outcomes_order').on(t.orderId)],
);

/** Every change of a cell's right, the first state included; append-only. The last row of a cell is its state. */
export const dispatchRightChanges = sqliteTable(
  'dispatch_right_changes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    issueType: text('issue_type').notNull(),
    unit: text('unit').notNull(),
    held: integer('held', { mode: 'boolean' }).notNull(),
    reason: text('reason').notNull(),
    /** Evidence from before this time counts little; null: all counts. */
    restart: integer('restart'),
    bound: real('bound').notNull(),
    target: real('target').notNull(),
    n: real('n').notNull(),
    right: real('right').notNull(),
    wrong: real('wrong').notNull(),
    model: text('model').notNull(),
    catalogue: text('catalogue').notNull(),
  },
  (t) => [index('dispatch_right_changes_cell').on(t.issueType, t.unit)],
);

/** Since when something is as it is: `model`, or `duty:0101`; `looked:0101` is when a type was evaluated last. `first` marks what was so from the beginning. */
export const dispatchEpochs = sqliteTable('dispatch_epochs', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
  since: integer('since').notNull(),
  first: integer('first', { mode: 'boolean' }).notNull(),
});

/** Dispatch lines set on the dial, over those of the profile; `*` stands for all types. */
export const dispatchThresholds = sqliteTable('dispatch_thresholds', {
  issueType: text('issue_type').primaryKey(),
  threshold: real('threshold').notNull(),
  changedBy: text('changed_by').notNull(),
  at: integer('at').notNull(),
});
