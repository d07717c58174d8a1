import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';

/** One row: goes up with every change of knowledge, in the same write, so that whoever holds knowledge sees it. */
export const knowledgeState = sqliteTable('knowledge_state', {
  id: integer('id').primaryKey(),
  revision: integer('revision').notNull(),
});
