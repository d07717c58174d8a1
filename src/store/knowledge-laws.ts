import { and, eq, inArray, ne, or, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { bumpKnowledgeRevision } from './knowledge-state.ts';
import { lawAliases, lawArticles, lawInstruments, lawSuccessors, lawVersions } from './schema/knowledge.ts';

export type LawInstrument = typeof lawInstruments.$inferSelect;
export type StoredVersion = typeof lawVersions.$inferSelect;
export type StoredArticle = Omit<typeof lawArticles.$inferSelect, 'versionId' | 'ordinal'>;

/** A version to be stored, without its articles. */
export type NewVersion = Omit<LawInstrument, 'id'> &
  Omit<StoredVersion, 'id' | 'instrumentId' | 'complete' | 'effectiveTo' | 'withheld'>;

/**
 * Texts that are taken away must not stay in the free space of the file. SQLite forgets this setting with the
 * connection, so every write of law begins with it.
 */
export async function eraseOnDelete(db: Db): Promise<void> {
  await db.run(sql`PRAGMA secure_delete = ON`);
}

/**
 * Makes an incomplete version, seen by nobody, to take articles in, and its instrument where that is new. Inside the
 * write lane only.
 */
export async function beginVersion(
  db: Db,
  version: NewVersion,
): Promise<{ id: number; instrumentId: number }> {
  const { title, ...rest } = version;
  const made = await db
    .insert(lawInstruments)
    .values({ title })
    .onConflictDoUpdate({ target: lawInstruments.title, set: { title } })
    .returning({ id: lawInstruments.id });
  const instrumentId = (made[0] as { id: number }).id;
  const rows = await db
    .insert(lawVersions)
    .values({ ...rest, instrumentId, complete: false })
    .returning({ id: lawVersions.id });
  return { id: (rows[0] as { id: number }).id, instrumentId };
}

/** Appends articles to an incomplete version; `from` is the ordinal of the first. Inside the write lane only. */
export async function insertArticles(
  db: Db,
  versionId: number,
  from: number,
  articles: readonly StoredArticle[],
): Promise<void> {
  if (articles.length === 0) return;
  const rows = articles.map(({ label, number, path, text, endsOn }) => [label, number, path, text, endsOn]);
  // One parameter whatever the number of rows: many times faster than as many as there are values.
  await db.run(sql`
    INSERT INTO law_articles (version_id, ordinal, label, number, path, text, ends_on)
    SELECT ${versionId}, ${from} + key, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4
    FROM json_each(${JSON.stringify(rows)})`);
}

/**
 * Puts a version in force in place of the one of the same edition, if any, whose articles go. `bumpKnowledgeRevision`
 * and `setIntervals` are for the caller. Inside the write lane only.
 */
export async function completeVersion(db: Db, id: number): Promise<void> {
  const [own] = await db.select().from(lawVersions).where(eq(lawVersions.id, id));
  if (own === undefined) throw new Error(`There is no version ${id} to complete.`);
  const old = await db
    .select({ id: lawVersions.id })
    .from(lawVersions)
    .where(
      and(
        eq(lawVersions.instrumentId, own.instrumentId),
        eq(lawVersions.edition, own.edition),
        ne(lawVersions.id, id),
      ),
    );
  await deleteVersions(
    db,
    old.map((row) => row.id),
  );
  await db.update(lawVersions).set({ complete: true }).where(eq(lawVersions.id, id));
}

/** Stores a version whole, in place of the one of the same edition; see `completeVersion`. Write lane only. */
export async function replaceVersion(
  db: Db,
  version: NewVersion,
  articles: readonly StoredArticle[],
): Promise<{ id: number; instrumentId: number }> {
  const made = await beginVersion(db, version);
  await insertArticles(db, made.id, 0, articles);
  await completeVersion(db, made.id);
  return made;
}

/** Takes away what an import that was cut off left behind; answers how many versions. Write lane only. */
export async function dropIncomplete(db: Db): Promise<number> {
  const rows = await db
    .select({ id: lawVersions.id, instrumentId: lawVersions.instrumentId })
    .from(lawVersions)
    .where(eq(lawVersions.complete, false));
  await deleteVersions(
    db,
    rows.map((row) => row.id),
  );
  await dropEmptyInstruments(
    db,
    rows.map((row) => row.instrumentId),
  );
  return rows.length;
}

export type Interval = Pick<StoredVersion, 'id' | 'effectiveTo' | 'withheld'>;

/** Writes when versions end; those that stay as they are are left alone. Answers how many changed. Write lane only. */
export async function setIntervals(db: Db, intervals: readonly Interval[]): Promise<number> {
  let changed = 0;
  for (const { id, effectiveTo, withheld } of intervals) {
    const done = await db
      .update(lawVersions)
      .set({ effectiveTo, withheld })
      .where(
        and(
          eq(lawVersions.id, id),
          sql`(${lawVersions.effectiveTo} IS NOT ${effectiveTo} OR ${lawVersions.withheld} IS NOT ${withheld})`,
        ),
      );
    changed += done.rowsAffected;
  }
  return changed;
}

/**
 * Takes a version away with its articles; the instrument goes with its last version. The caller settles the
 * intervals of what is left and writes the audit. Inside the write lane only.
 */
export async function deleteVersion(
  db: Db,
  version: Pick<StoredVersion, 'id' | 'instrumentId'>,
): Promise<void> {
  await eraseOnDelete(db);
  await deleteVersions(db, [version.id]);
  await dropEmptyInstruments(db, [version.instrumentId]);
  await bumpKnowledgeRevision(db);
}

/** Takes an instrument away with its versions, articles, aliases and links. Inside the write lane only. */
export async function deleteInstrument(db: Db, id: number): Promise<void> {
  await eraseOnDelete(db);
  const versions = await db
    .select({ id: lawVersions.id })
    .from(lawVersions)
    .where(eq(lawVersions.instrumentId, id));
  await deleteVersions(
    db,
    versions.map((row) => row.id),
  );
  await dropEmptyInstruments(db, [id]);
  await bumpKnowledgeRevision(db);
}

/** `ids` in pieces that a statement can hold. */
async function deleteVersions(db: Db, ids: readonly number[]): Promise<void> {
  for (let from = 0; from < ids.length; from += 500) {
    const piece = ids.slice(from, from + 500);
    await db.delete(lawArticles).where(inArray(lawArticles.versionId, piece));
    await db.delete(lawVersions).where(inArray(lawVersions.id, piece));
  }
}

async function dropEmptyInstruments(db: Db, ids: readonly number[]): Promise<void> {
  for (const id of new Set(ids)) {
    const [left] = await db
      .select({ id: lawVersions.id })
      .from(lawVersions)
      .where(eq(lawVersions.instrumentId, id))
      .limit(1);
    if (left !== undefined) continue;
    const [gone] = await db.select().from(lawInstruments).where(eq(lawInstruments.id, id));
    if (gone === undefined) continue;
    await db.delete(lawAliases).where(eq(lawAliases.instrumentId, id));
    await db
      .delete(lawSuccessors)
      .where(or(eq(lawSuccessors.law, gone.title), eq(lawSuccessors.successor, gone.title)));
    await db.delete(lawInstruments).where(eq(lawInstruments.id, id));
  }
}
