import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** An instrument of law 法律文件 under its full title. Days in these tables are ISO days. */
export const lawInstruments = sqliteTable('law_instruments', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  title: text('title').notNull().unique(),
});

/**
 * One text of an instrument as it stood from a day on. Only complete versions count: an incomplete one is an import
 * under way or one that was cut off, and there is at most one complete version an edition.
 */
export const lawVersions = sqliteTable(
  'law_versions',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    instrumentId: integer('instrument_id')
      .notNull()
      .references(() => lawInstruments.id, { onDelete: 'cascade' }),
    /** `effective_from`, or `?` and the day of publication where that is not known. */
    edition: text('edition').notNull(),
    short: text('short').notNull(),
    level: text('level'),
    category: text('category'),
    issuer: text('issuer'),
    effectiveFrom: text('effective_from'),
    effectiveSource: text('effective_source'),
    publishedOn: text('published_on'),
    /** The end that the source gives, exclusive. */
    statedTo: text('stated_to'),
    /** The end that follows from all that is known, exclusive; null while in force. */
    effectiveTo: text('effective_to'),
    status: text('status').notNull().$type<'in_force' | 'repealed' | 'superseded' | 'not_yet'>(),
    /** Why the text is kept but not cited. */
    withheld: text('withheld').$type<'no_start' | 'no_end' | 'outdated'>(),
    source: text('source'),
    sha256: text('sha256').notNull(),
    articles: integer('articles').notNull(),
    complete: integer('complete', { mode: 'boolean' }).notNull(),
    /** UTC milliseconds. */
    importedAt: integer('imported_at').notNull(),
    importedBy: text('imported_by').notNull(),
  },
  (t) => [
    uniqueIndex('law_versions_edition')
      .on(t.instrumentId, t.edition)
      .where(sql`complete = 1`),
    index('law_versions_incomplete')
      .on(t.complete)
      .where(sql`complete = 0`),
  ],
);

export const lawArticles = sqliteTable(
  'law_articles',
  {
    versionId: integer('version_id')
      .notNull()
      .references(() => lawVersions.id, { onDelete: 'cascade' }),
    /** 0, 1, … in the order of the text. */
    ordinal: integer('ordinal').notNull(),
    /** `第二十五条`. */
    label: text('label').notNull(),
    number: integer('number').notNull(),
    /** Headings above it, joined by ` / `. */
    path: text('path'),
    text: text('text').notNull(),
    /** Where the article ended before its version, exclusive. */
    endsOn: text('ends_on'),
  },
  (t) => [
    primaryKey({ columns: [t.versionId, t.ordinal] }),
    uniqueIndex('law_articles_label').on(t.versionId, t.label),
  ],
);

/** What people call an instrument besides its titles; one name may mean several. */
export const lawAliases = sqliteTable(
  'law_aliases',
  {
    alias: text('alias').notNull(),
    instrumentId: integer('instrument_id')
      .notNull()
      .references(() => lawInstruments.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.alias, t.instrumentId] }),
    index('law_aliases_instrument').on(t.instrumentId),
  ],
);

/** That an instrument gave way to another as a whole; by title, for either may not be here. */
export const lawSuccessors = sqliteTable(
  'law_successors',
  {
    law: text('law').notNull(),
    successor: text('successor').notNull(),
    on: text('on_day').notNull(),
    basis: text('basis'),
  },
  (t) => [primaryKey({ columns: [t.law, t.successor] }), index('law_successors_successor').on(t.successor)],
);
