import { blob, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row a text and encoder 编码器: what the model made of it. Can always be made again. */
export const embeddings = sqliteTable(
  'embeddings',
  {
    /** Id of the encoder: sha256 over its files. */
    encoder: text('encoder').notNull(),
    /** sha256 of the text, 32 bytes. */
    hash: blob('hash', { mode: 'buffer' }).notNull(),
    /** Signed 8-bit numbers, one a dimension. */
    vector: blob('vector', { mode: 'buffer' }).notNull(),
    /** What one step of the numbers is worth. */
    scale: real('scale').notNull(),
  },
  (t) => [primaryKey({ columns: [t.encoder, t.hash] })],
);
