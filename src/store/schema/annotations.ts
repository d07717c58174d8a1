import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** One text that people are asked to label: an order of the database, or a text brought in by hand. */
export const annotationTasks = sqliteTable(
  'annotation_tasks',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    /** Null for a text brought in by hand. */
    orderId: text('order_id'),
    /** sha256 of the text: nothing is asked twice. */
    textHash: text('text_hash').notNull(),
    /** Empty for an order, whose text stays where it is. */
    text: text('text').notNull(),
    form: text('form'),
    channel: text('channel'),
    /** UTC milliseconds; null where it is not known. */
    receivedAt: integer('received_at'),
    /** Why it was picked: uncertain, diverse, suspect (its label is doubted), hand. */
    why: text('why').notNull(),
    /** Uncertainty, or how little the model believes the label: 0 to 1. */
    score: real('score').notNull(),
    /** Likely types, in order of code, so that their order tells nothing. */
    candidates: text('candidates', { mode: 'json' }).$type<readonly string[]>().notNull(),
    createdAt: integer('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [
    uniqueIndex('annotation_tasks_id').on(t.id),
    uniqueIndex('annotation_tasks_text').on(t.textHash),
    index('annotation_tasks_order').on(t.orderId),
  ],
);

/** What a person said of a task. Append-only; the last row of an annotator counts. */
export const annotations = sqliteTable(
  'annotations',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    taskId: text('task_id').notNull(),
    annotatorId: text('annotator_id').notNull(),
    annotatorName: text('annotator_name').notNull(),
    issueType: text('issue_type').notNull(),
    demandKind: text('demand_kind').notNull(),
    urgency: text('urgency'),
    saleChannel: text('sale_channel'),
    others: text('others', { mode: 'json' }).$type<readonly string[]>(),
    note: text('note').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('annotations_task').on(t.taskId, t.annotatorId)],
);

/** The final word on a task. Append-only; the last row counts. */
export const adjudications = sqliteTable(
  'adjudications',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    taskId: text('task_id').notNull(),
    issueType: text('issue_type').notNull(),
    demandKind: text('demand_kind').notNull(),
    urgency: text('urgency'),
    saleChannel: text('sale_channel'),
    others: text('others', { mode: 'json' }).$type<readonly string[]>(),
    note: text('note').notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('adjudications_task').on(t.taskId)],
);

/** One training asked for. */
export const trainingRuns = sqliteTable(
  'training_runs',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    /** queued, running, done, failed, refused (bad data), interrupted (the process ended). */
    state: text('state').notNull(),
    /** 0 to 1. */
    progress: real('progress').notNull(),
    seed: integer('seed').notNull(),
    /** Labels of the database that went in. */
    labels: integer('labels').notNull(),
    /** The model made; null until it is done. */
    version: text('version'),
    startedById: text('started_by_id').notNull(),
    startedByName: text('started_by_name').notNull(),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    /** For people: what is done, or why it failed. */
    message: text('message').notNull(),
  },
  (t) => [uniqueIndex('training_runs_id').on(t.id)],
);

/** Two models side by side on the same data; the last row of a pair counts. */
export const modelComparisons = sqliteTable(
  'model_comparisons',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    version: text('version').notNull(),
    against: text('against').notNull(),
    result: text('result', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('model_comparisons_pair').on(t.version, t.against)],
);

/** Which model was taken into use when, by whom, and over what objection. Append-only. */
export const promotions = sqliteTable('promotions', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: integer('at').notNull(),
  /** promote, rollback, force. */
  how: text('how').notNull(),
  fromVersion: text('from_version').notNull(),
  toVersion: text('to_version').notNull(),
  byId: text('by_id').notNull(),
  byName: text('by_name').notNull(),
  reason: text('reason').notNull(),
  /** Milliseconds from the request until the server answered with the other model. */
  tookMs: integer('took_ms').notNull(),
});
