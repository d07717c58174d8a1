import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** Topics of the stream of orders. All of it follows from `topic_members`; times are UTC milliseconds. */
export const topics = sqliteTable(
  'topics',
  {
    /** `orders.seq` of the order that founded it. */
    id: integer('id').primaryKey(),
    title: text('title').notNull(),
    place: text('place'),
    subject: text('subject'),
    issueType: text('issue_type'),
    streets: text('streets', { mode: 'json' }).$type<readonly string[]>().notNull(),
    firstAt: integer('first_at').notNull(),
    lastAt: integer('last_at').notNull(),
    members: integer('members').notNull(),
    callers: integer('callers').notNull(),
    /** Heat at `last_at`. */
    heat: real('heat').notNull(),
    /** Ranks topics at any moment: heat halves for all of them at the same pace. */
    rank: real('rank').notNull(),
  },
  (t) => [index('topics_rank').on(t.rank), index('topics_last').on(t.lastAt)],
);

/** Every order in the one topic it belongs to, with what topics go by of it and why it joined. */
export const topicMembers = sqliteTable(
  'topic_members',
  {
    orderSeq: integer('order_seq').primaryKey(),
    orderId: text('order_id').notNull(),
    topic: integer('topic').notNull(),
    at: integer('at').notNull(),
    /** Start of a hash of the telephone; null where there is none. */
    caller: text('caller'),
    issueType: text('issue_type').notNull(),
    street: text('street'),
    places: text('places', { mode: 'json' })
      .$type<
        readonly {
          readonly key: string;
          readonly stem: string;
          readonly show: string;
          readonly exact: boolean;
        }[]
      >()
      .notNull(),
    subjects: text('subjects', { mode: 'json' }).$type<readonly string[]>().notNull(),
    words: text('words', { mode: 'json' })
      .$type<readonly (readonly [word: string, count: number])[]>()
      .notNull(),
    evidence: text('evidence', { mode: 'json' })
      .$type<readonly { readonly feature: string; readonly value: string; readonly share: number }[]>()
      .notNull(),
  },
  (t) => [
    uniqueIndex('topic_members_order').on(t.orderId),
    index('topic_members_topic').on(t.topic, t.at),
    index('topic_members_at').on(t.at),
  ],
);

/** Exact places and subjects of orders, for what comes up again and again. */
export const topicNames = sqliteTable(
  'topic_names',
  {
    /** `place` or `subject`. */
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    orderSeq: integer('order_seq').notNull(),
    at: integer('at').notNull(),
    issueType: text('issue_type').notNull(),
    /** Of the order, whose own never changes. */
    demandKind: text('demand_kind').notNull().default(''),
  },
  (t) => [
    uniqueIndex('topic_names_key').on(t.kind, t.name, t.orderSeq),
    index('topic_names_order').on(t.orderSeq),
    // In the order in which names are counted, so that counting neither sorts nor reads rows.
    index('topic_names_counted').on(t.kind, t.name, t.issueType, t.at, t.orderSeq, t.demandKind),
  ],
);

/** Early warnings; how they were decided is in the columns, every step of it in the audit. */
export const warnings = sqliteTable(
  'warnings',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull(),
    /** What is told once. */
    key: text('key').notNull(),
    title: text('title').notNull(),
    at: integer('at').notNull(),
    days: integer('days').notNull(),
    callers: integer('callers').notNull(),
    expected: real('expected').notNull(),
    chance: real('chance').notNull(),
    /** What is watched: type, cell, place or subject, and its name as it is shown. */
    watched: text('watched').notNull(),
    watchedName: text('watched_name').notNull(),
    /** Version of the rules it was raised by. */
    rules: text('rules').notNull(),
    state: text('state').notNull(),
    reason: text('reason'),
    decidedBy: text('decided_by'),
    decidedByName: text('decided_by_name'),
    decidedAt: integer('decided_at'),
    version: integer('version').notNull(),
    /** The first warning of the same matter, under which this one stands; null for that one itself. */
    leadId: integer('lead_id'),
  },
  (t) => [
    index('warnings_state').on(t.state, t.at),
    index('warnings_key').on(t.key, t.at),
    index('warnings_lead').on(t.leadId),
  ],
);

/** The orders a warning was raised by. */
export const warningOrders = sqliteTable(
  'warning_orders',
  {
    warningId: integer('warning_id').notNull(),
    orderSeq: integer('order_seq').notNull(),
  },
  (t) => [
    uniqueIndex('warning_orders_key').on(t.warningId, t.orderSeq),
    index('warning_orders_order').on(t.orderSeq),
  ],
);

/** Acting before complaints come 未诉先办. */
export const proactiveTasks = sqliteTable(
  'proactive_tasks',
  {
    id: text('id').primaryKey(),
    warningId: integer('warning_id'),
    unit: text('unit').notNull(),
    what: text('what').notNull(),
    /** ISO day in Beijing. */
    dueDay: text('due_day').notNull(),
    note: text('note').notNull(),
    state: text('state').notNull(),
    result: text('result'),
    madeBy: text('made_by').notNull(),
    madeByName: text('made_by_name').notNull(),
    madeAt: integer('made_at').notNull(),
    endedBy: text('ended_by'),
    endedByName: text('ended_by_name'),
    endedAt: integer('ended_at'),
  },
  (t) => [
    index('proactive_tasks_unit').on(t.unit, t.state, t.dueDay),
    index('proactive_tasks_state').on(t.state, t.dueDay),
  ],
);

/** What was done with a subject outside of a single order: talks, visits, settlements. Never changed. */
export const subjectActs = sqliteTable(
  'subject_acts',
  {
    id: text('id').primaryKey(),
    subject: text('subject').notNull(),
    kind: text('kind').notNull(),
    day: text('day').notNull(),
    note: text('note').notNull(),
    unit: text('unit').notNull(),
    byId: text('by_id').notNull(),
    byName: text('by_name').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('subject_acts_subject').on(t.subject, t.day)],
);
