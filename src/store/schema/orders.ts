import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Confidentiality } from '../../kernel/confidential-words.ts';

/**
 * One row an order 工单, with what is in force now: state, type, units. What triage said stays in `decisions`.
 * Times are UTC milliseconds. `input` is the order as handed in, text included, unchanged.
 */
export const orders = sqliteTable(
  'orders',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull(),
    number: text('number').notNull(),
    channel: text('channel').notNull(),
    externalId: text('external_id'),
    receivedAt: integer('received_at').notNull(),
    storedAt: integer('stored_at').notNull(),
    /** sha256 of the text: tells a repeated delivery from a reused number. */
    textHash: text('text_hash').notNull(),
    input: text('input', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Start of the text with telephone numbers masked, for queues. */
    excerpt: text('excerpt').notNull(),
    /** Digits of the caller's telephone, last digit first, so that its tail is an index prefix. */
    phoneReversed: text('phone_reversed'),
    state: text('state').notNull(),
    action: text('action').notNull(),
    corrected: integer('corrected', { mode: 'boolean' }).notNull(),
    issueType: text('issue_type').notNull(),
    issueConfidence: real('issue_confidence').notNull(),
    demandKind: text('demand_kind').notNull(),
    urgency: text('urgency').notNull(),
    /** 0 safety, 1 livelihood, 2 normal: the order of the queue. */
    urgencyRank: integer('urgency_rank').notNull(),
    street: text('street'),
    leadUnit: text('lead_unit').notNull(),
    jointUnit: text('joint_unit'),
    /** Number of its events; two people who act on the same version are told. */
    version: integer('version').notNull().default(1),
    /** When it came to stand where it stands. */
    since: integer('since').notNull().default(0),
    /** Who answers for it in the lead unit. */
    personId: text('person_id'),
    personName: text('person_name'),
    /** Kind of the application that waits for a decision. */
    pending: text('pending'),
    /** Level of supervision 督办; 0 for none. */
    supervision: integer('supervision').notNull().default(0),
    /** The highest level of supervision under another lead unit or in an earlier round; 0 for none. */
    supervisedBefore: integer('supervised_before').notNull().default(0),
    /** Units called in 吹哨报到. */
    calledUnits: text('called_units', { mode: 'json' }).$type<readonly string[]>().notNull().default([]),
    /** What of it is kept from whom 保密, and who is let in where all of it is; see kernel/confidential-words.ts. */
    confidentiality: text('confidentiality').$type<Confidentiality>().notNull().default('none'),
    letIn: text('let_in', { mode: 'json' }).$type<readonly string[]>().notNull().default([]),
    /** Nearest deadline: computed from the events, kept for queues. */
    dueAt: integer('due_at'),
    /** From when on a deadline is near 临期: the first of `soonSpans`; computed and kept like `dueAt`. */
    soonAt: integer('soon_at'),
    /** When one of the running clocks says so: stretches with both ends, sorted and apart. */
    soonSpans: text('soon_spans', { mode: 'json' })
      .$type<readonly (readonly [from: number, until: number])[]>()
      .notNull()
      .default([]),
  },
  (t) => [
    uniqueIndex('orders_id').on(t.id),
    uniqueIndex('orders_number').on(t.number),
    uniqueIndex('orders_external')
      .on(t.channel, t.externalId)
      .where(sql`external_id IS NOT NULL`),
    index('orders_external_number')
      .on(t.externalId)
      .where(sql`external_id IS NOT NULL`),
    index('orders_running_number').on(sql`substr(number, 10)`),
    index('orders_queue').on(t.state, t.urgencyRank, t.receivedAt),
    index('orders_received').on(t.receivedAt),
    index('orders_lead').on(t.leadUnit, t.state),
    index('orders_joint').on(t.jointUnit, t.state),
    index('orders_type').on(t.issueType),
    index('orders_demand_kind').on(t.demandKind),
    index('orders_corrected')
      .on(t.issueType, t.street)
      .where(sql`corrected = 1`),
    index('orders_phone').on(t.phoneReversed),
    index('orders_due').on(t.state, t.dueAt),
    index('orders_soon').on(t.state, t.soonAt),
    index('orders_person').on(t.personId, t.state),
    index('orders_person_name')
      .on(t.personName)
      .where(sql`person_name IS NOT NULL`),
    index('orders_caller')
      .on(sql`lower(input ->> '$.caller.name')`)
      .where(sql`input ->> '$.caller.name' IS NOT NULL`),
    index('orders_ended')
      .on(t.since, t.seq)
      .where(sql`state IN ('closed', 'excluded', 'terminated')`),
    index('orders_pending').on(t.pending),
    index('orders_called')
      .on(t.calledUnits)
      .where(sql`called_units <> '[]'`),
    // Few are; every list of those who are let in to some alone leaves the others out by it.
    index('orders_restricted')
      .on(t.letIn)
      .where(sql`confidentiality = 'restricted'`),
    index('orders_supervised')
      .on(t.supervision)
      .where(sql`supervision > 0`),
    index('orders_supervised_before')
      .on(t.supervisedBefore)
      .where(sql`supervised_before > 0`),
  ],
);

/** What triage said of an order, with the versions that said it; never changed. */
export const decisions = sqliteTable(
  'decisions',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderId: text('order_id').notNull(),
    at: integer('at').notNull(),
    result: text('result', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    model: text('model').notNull(),
    taxonomy: text('taxonomy').notNull(),
    catalogue: text('catalogue').notNull(),
    knowledge: text('knowledge').notNull(),
  },
  (t) => [
    index('decisions_order').on(t.orderId),
    index('decisions_model').on(t.model, t.id),
    index('decisions_misquoted')
      .on(t.orderId)
      .where(sql`instr(result, '"misquoted":[{') > 0`),
  ],
);

/** A person's correction of type or unit: labelled data for the next training. */
export const corrections = sqliteTable(
  'corrections',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderId: text('order_id').notNull(),
    at: integer('at').notNull(),
    actorId: text('actor_id').notNull(),
    fromType: text('from_type').notNull(),
    toType: text('to_type').notNull(),
    fromUnit: text('from_unit').notNull(),
    toUnit: text('to_unit').notNull(),
    fromJoint: text('from_joint'),
    toJoint: text('to_joint'),
    model: text('model').notNull(),
  },
  (t) => [index('corrections_order').on(t.orderId)],
);

/**
 * What happened to an order, in order; never changed. Numbered within the order from 1 without gaps (rows up to 0 tell
 * of a time before that). `event` is the kind of `data`, see orders/life-events.ts; `state` is where it led.
 */
export const events = sqliteTable(
  'events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    orderId: text('order_id').notNull(),
    version: integer('version').notNull(),
    at: integer('at').notNull(),
    event: text('event').notNull(),
    actor: text('actor').notNull(),
    actorId: text('actor_id').notNull(),
    actorRole: text('actor_role').notNull(),
    actorUnit: text('actor_unit'),
    state: text('state').notNull(),
    data: text('data', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    detail: text('detail').notNull(),
  },
  (t) => [
    uniqueIndex('events_order').on(t.orderId, t.version),
    index('events_returns')
      .on(t.actorUnit, t.at, t.orderId)
      .where(sql`event = 'proposeReturn'`),
    // What a day saw: conclusions told, and orders that came to an end.
    index('events_outcomes')
      .on(t.at, t.event, t.orderId)
      .where(sql`event IN ('reply', 'close', 'grantExclusion', 'grantMediationEnd', 'grantTermination')`),
  ],
);

/** Like orders (id and score, best first) and the draft reply; made by the outbox. */
export const suggestions = sqliteTable('suggestions', {
  orderId: text('order_id').primaryKey(),
  at: integer('at').notNull(),
  likeOrders: text('like_orders', { mode: 'json' })
    .$type<readonly { readonly id: string; readonly score: number }[]>()
    .notNull(),
  draftReply: text('draft_reply').notNull(),
  /** Version of the knowledge the reply was drafted with; null where it was not kept yet. */
  knowledge: text('knowledge'),
});

/** Last running number given out on a day (Beijing, `YYYYMMDD`). */
export const dayNumbers = sqliteTable('day_numbers', {
  day: text('day').primaryKey(),
  last: integer('last').notNull(),
});

/** Automatic dispatch on or off; `*` in `unit` or `issue_type` stands for all. */
export const autoDispatchSwitch = sqliteTable(
  'auto_dispatch_switch',
  {
    unit: text('unit').notNull(),
    issueType: text('issue_type').notNull(),
    enabled: integer('enabled', { mode: 'boolean' }).notNull(),
    changedBy: text('changed_by').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [uniqueIndex('auto_dispatch_switch_key').on(t.unit, t.issueType)],
);
