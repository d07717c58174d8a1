import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export type ItemKind = 'entry' | 'rule' | 'card';
export type ItemStatus = 'draft' | 'submitted' | 'approved' | 'returned' | 'withdrawn';

/**
 * What people write of knowledge, one row a version of an entry 条目, rule 规则 or teaching card; an edit makes the next
 * version. The newest approved or withdrawn version decides what is answered from. Times are UTC milliseconds.
 */
export const knowledgeItems = sqliteTable(
  'knowledge_items',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull().$type<ItemKind>(),
    /** Id of the entry, rule or card. */
    item: text('item').notNull(),
    /** 1, 2, … of this item. */
    version: integer('version').notNull(),
    /** The whole text; null: withdrawn. An item without any text left was deleted. */
    body: text('body', { mode: 'json' }).$type<Record<string, unknown>>(),
    status: text('status').notNull().$type<ItemStatus>(),
    /** The unit that looks after it. */
    unit: text('unit'),
    /** Id of who wrote it; `shipped` for the text of the program that the first edit kept. */
    author: text('author').notNull(),
    authorName: text('author_name').notNull(),
    createdAt: integer('created_at').notNull(),
    submittedAt: integer('submitted_at'),
    decidedBy: text('decided_by'),
    decidedAt: integer('decided_at'),
    note: text('note'),
    /** ISO day by which it is to be looked at again. */
    reviewBy: text('review_by'),
    isPublic: integer('is_public', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    uniqueIndex('knowledge_items_version').on(t.kind, t.item, t.version),
    index('knowledge_items_status').on(t.status),
  ],
);

/** What people say of an item without changing it. */
export const knowledgeComments = sqliteTable(
  'knowledge_comments',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    kind: text('kind').notNull().$type<ItemKind>(),
    item: text('item').notNull(),
    author: text('author').notNull(),
    authorName: text('author_name').notNull(),
    unit: text('unit'),
    text: text('text').notNull(),
    at: integer('at').notNull(),
  },
  (t) => [index('knowledge_comments_item').on(t.kind, t.item)],
);

/** How often an article (`law|article`) or entry was shown on a day of Beijing; nothing about to whom. */
export const knowledgeUses = sqliteTable(
  'knowledge_uses',
  {
    day: text('day').notNull(),
    kind: text('kind').notNull().$type<'article' | 'entry'>(),
    key: text('key').notNull(),
    times: integer('times').notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key, t.day] })],
);

/** That knowledge changed which open orders of a unit turn on; read once somebody of the unit has marked it. */
export const knowledgeNotices = sqliteTable(
  'knowledge_notices',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    unit: text('unit').notNull(),
    kind: text('kind').notNull().$type<ItemKind | 'law'>(),
    /** Id of the entry, rule or card, or the title of a law. */
    item: text('item').notNull(),
    version: integer('version').notNull(),
    what: text('what').notNull(),
    /** Issue types concerned. */
    types: text('types', { mode: 'json' }).$type<readonly string[]>().notNull(),
    at: integer('at').notNull(),
    readBy: text('read_by'),
    readAt: integer('read_at'),
  },
  (t) => [
    index('knowledge_notices_unread')
      .on(t.unit)
      .where(sql`read_at IS NULL`),
    index('knowledge_notices_item').on(t.kind, t.item),
  ],
);

/** Titles of laws that were deleted: the texts that ship with the program are not used either. */
export const lawTombstones = sqliteTable('law_tombstones', {
  title: text('title').primaryKey(),
  /** UTC milliseconds. */
  at: integer('at').notNull(),
});
