import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Other systems that are told of what happens to orders. Times are UTC milliseconds. */
export const webhooks = sqliteTable('webhooks', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  url: text('url').notNull(),
  /** Types of events it is told of; empty: all. */
  events: text('events', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Only events of orders this unit takes part in; null: of all orders. */
  unit: text('unit'),
  /** What its messages are signed with: it must be at hand, so it cannot be kept as a hash. */
  secret: text('secret').notNull(),
  /** The secret before that, which signs as well until then. */
  oldSecret: text('old_secret'),
  oldSecretUntil: integer('old_secret_until'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  /** Number of the last event that was looked at for it. */
  cursor: integer('cursor').notNull(),
  /** Why nothing is sent: a person said so, it failed for too long, or it said that it is gone. */
  stopped: text('stopped').$type<'person' | 'failing' | 'gone'>(),
  stoppedAt: integer('stopped_at'),
  /** Failures since the last message that was taken, and when the first of them was. */
  failures: integer('failures').notNull().default(0),
  failingSince: integer('failing_since'),
  /** Nothing is sent before. */
  pausedUntil: integer('paused_until').notNull().default(0),
  /** Which process sends for it, and until when nobody else may. */
  leaseBy: text('lease_by'),
  leaseUntil: integer('lease_until').notNull().default(0),
});

/** Messages to be sent and messages sent: what was sent is kept for a while. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    webhookId: text('webhook_id').notNull(),
    /** Number of the event. */
    seq: integer('seq').notNull(),
    /** What the receiver knows the message by, at every attempt. */
    messageId: text('message_id').notNull(),
    type: text('type').notNull(),
    /** The same bytes at every attempt. */
    body: text('body').notNull(),
    state: text('state').$type<'waiting' | 'taken' | 'given_up'>().notNull(),
    createdAt: integer('created_at').notNull(),
    dueAt: integer('due_at').notNull(),
    attempts: integer('attempts').notNull(),
    firstAt: integer('first_at'),
    lastAt: integer('last_at'),
    lastStatus: integer('last_status'),
    lastError: text('last_error'),
    lastMs: integer('last_ms'),
  },
  (t) => [
    uniqueIndex('webhook_deliveries_event').on(t.webhookId, t.seq),
    index('webhook_deliveries_due').on(t.webhookId, t.state, t.dueAt),
  ],
);
