import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * One row a piece of evidence 证据 of an order. Its bytes lie beside the database under their hash (see
 * `store/file-folder.ts`), or in another system at `url`; exactly one of the two.
 */
export const evidenceFiles = sqliteTable(
  'evidence_files',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id').notNull(),
    /** 64 hexadecimal digits. */
    sha256: text('sha256').notNull(),
    kind: text('kind').notNull(),
    purpose: text('purpose').notNull(),
    /** As given, cleaned; never a path. */
    name: text('name').notNull(),
    /** Of the content, not as claimed; as claimed for what lies elsewhere. */
    mediaType: text('media_type').notNull(),
    /** Null where they lie elsewhere. */
    bytes: integer('bytes'),
    /** Where they lie, if not here. */
    url: text('url'),
    addedAt: integer('added_at').notNull(),
    addedBy: text('added_by').notNull(),
    addedByName: text('added_by_name').notNull(),
  },
  (t) => [index('evidence_files_order').on(t.orderId), index('evidence_files_sha256').on(t.sha256)],
);
