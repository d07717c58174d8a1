import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { COUNTER_NAMES } from '../../kernel/case-words.ts';
import type { Counter } from '../../kernel/case-words.ts';
import { keysOf } from '../../kernel/keys.ts';

/** One row an order, computed from its events with every write of them, see orders/case-facts.ts; times are UTC milliseconds. */
export const caseFacts = sqliteTable(
  'case_facts',
  {
    orderId: text('order_id').primaryKey(),
    /** Beijing day of receipt, counted from 1970. */
    day: integer('day').notNull(),
    /** Beijing hour of receipt. */
    hour: integer('hour').notNull(),
    unit: text('unit').notNull(),
    firstUnit: text('first_unit'),
    issueType: text('issue_type').notNull(),
    street: text('street'),
    demandKind: text('demand_kind').notNull(),
    urgency: text('urgency').notNull(),
    channel: text('channel').notNull(),
    state: text('state').notNull(),
    leftOut: text('left_out').notNull(),
    dispatchedAt: integer('dispatched_at'),
    contactedAt: integer('contacted_at'),
    repliedAt: integer('replied_at'),
    dueAt: integer('due_at'),
    meeting: text('meeting').notNull(),
    firstRight: integer('first_right', { mode: 'boolean' }),
    returns: integer('returns').notNull(),
    reopened: integer('reopened').notNull(),
    supervised: integer('supervised').notNull(),
    callback: text('callback').notNull(),
    solved: text('solved'),
    satisfied: text('satisfied'),
    attitude: text('attitude'),
    verdictAt: integer('verdict_at'),
    answeredUnit: text('answered_unit'),
    verdictUnit: text('verdict_unit'),
    supervisedUnit: text('supervised_unit'),
    /** `CASE_FACTS_VERSION` of the program that wrote the row. */
    version: integer('version').notNull(),
  },
  (t) => [
    index('case_facts_day').on(t.day, t.unit, t.issueType),
    index('case_facts_unit').on(t.unit, t.day),
    // All that arrivals are counted by, so that counting reads no rows.
    index('case_facts_arrivals').on(t.day, t.hour, t.street, t.demandKind, t.issueType, t.unit, t.leftOut),
    index('case_facts_verdict')
      .on(t.verdictAt)
      .where(sql`verdict_at IS NOT NULL`),
    index('case_facts_both_no')
      .on(t.day, t.orderId)
      .where(sql`solved = 'unsolved' AND satisfied = 'dissatisfied'`),
    index('case_facts_scored')
      .on(t.unit, t.verdictAt)
      .where(sql`verdict_at IS NOT NULL`),
    // In the order in which verdicts are put together, so that a year of scores neither sorts nor reads rows.
    index('case_facts_alike')
      .on(t.unit, t.leftOut, t.solved, t.satisfied, t.verdictUnit, t.verdictAt)
      .where(sql`verdict_at IS NOT NULL AND version >= 2`),
    index('case_facts_stale')
      .on(t.orderId)
      .where(sql`version < 2`),
    index('case_facts_told')
      .on(t.repliedAt)
      .where(sql`state IN ('replied', 'callback')`),
    index('case_facts_unreplied')
      .on(t.dueAt)
      .where(sql`replied_at IS NULL`),
  ],
);

/** Sums of what cases add, see `contributionsOf`; kept in the write that changes a case, and can be made anew from `case_facts`. */
export const rollups = sqliteTable(
  'rollups',
  {
    /** `d`: `period` is a Beijing day from 1970; `m`: a month, year × 12 + month from 0. */
    grain: text('grain', { enum: ['d', 'm'] }).notNull(),
    /** Which of unit (u), type (t) and street (s) are told apart; the others are empty. See `CUBES`. */
    cube: text('cube').notNull(),
    period: integer('period').notNull(),
    unit: text('unit').notNull(),
    issueType: text('issue_type').notNull(),
    /** Empty: not known. */
    street: text('street').notNull(),
    leftOut: text('left_out').notNull(),
    ...(Object.fromEntries(keysOf(COUNTER_NAMES).map((name) => [name, integer(name).notNull()])) as Record<
      Counter,
      ReturnType<ReturnType<typeof integer>['notNull']>
    >),
  },
  (t) => [primaryKey({ columns: [t.grain, t.cube, t.period, t.unit, t.issueType, t.street, t.leftOut] })],
);
