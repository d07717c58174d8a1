import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Append-only (triggers refuse change); each row's hash covers the row before it. */
export const audit = sqliteTable(
  'audit',
  {
    seq: integer('seq').primaryKey(),
    at: integer('at').notNull(),
    actorId: text('actor_id').notNull(),
    actorName: text('actor_name').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    detail: text('detail').notNull(),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
    /** Hashed with the rest, so that a hash whose words were erased cannot be guessed at; empty in old rows. */
    salt: text('salt').notNull().default(''),
  },
  // Every search goes from the newest down, so each index ends in the time; the row's number comes with it.
  (t) => [
    index('audit_subject').on(t.subject, t.at),
    index('audit_at').on(t.at),
    index('audit_actor').on(t.actorId, t.at),
    index('audit_action').on(t.action, t.at),
    index('audit_actor_action').on(t.actorId, t.action, t.at),
  ],
);

/** Work to be done after the write that asked for it; a row goes when it is done. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    topic: text('topic').notNull(),
    payload: text('payload', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    createdAt: integer('created_at').notNull(),
    dueAt: integer('due_at').notNull(),
    attempts: integer('attempts').notNull(),
    lastError: text('last_error'),
    /** Set when the attempts are used up: the row stays for a person to look at. */
    deadAt: integer('dead_at'),
  },
  (t) => [index('outbox_due').on(t.deadAt, t.dueAt)],
);

/** First answer to an idempotency key of one actor. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    key: text('key').primaryKey(),
    requestHash: text('request_hash').notNull(),
    answer: text('answer', { mode: 'json' }).$type<readonly Record<string, unknown>[]>().notNull(),
    at: integer('at').notNull(),
  },
  // Whose time is over is looked for at every write.
  (t) => [index('idempotency_at').on(t.at)],
);

/** Tokens of the last group that a write lane committed, by which it proves itself: row 1 of a file, else one a process. */
export const laneMark = sqliteTable('lane_mark', {
  id: integer('id').primaryKey(),
  token: text('token').notNull(),
  /** UTC milliseconds. */
  at: integer('at').notNull().default(0),
});

/** What only one of several processes does at a time, and until when. */
export const leases = sqliteTable('leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  /** UTC milliseconds by the clock of the database. */
  until: integer('until').notNull(),
});
