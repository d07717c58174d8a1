import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** How the columns of another system's tables fill an order: heading to field, null for one that is left out. */
export const importMaps = sqliteTable('import_maps', {
  name: text('name').primaryKey(),
  columns: text('columns', { mode: 'json' }).$type<Readonly<Record<string, string | null>>>().notNull(),
  setBy: text('set_by').notNull(),
  setByName: text('set_by_name').notNull(),
  setAt: integer('set_at').notNull(),
});
