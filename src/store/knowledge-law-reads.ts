import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { LawInstrument, StoredArticle, StoredVersion } from './knowledge-laws.ts';
import { lawArticles, lawInstruments, lawVersions } from './schema/knowledge.ts';

/** Title and edition, joined by `|`, -> sha256 and status of every complete version. */
export async function versionHashes(
  db: Db,
): Promise<Map<string, { readonly sha256: string; readonly status: StoredVersion['status'] }>> {
  const rows = await db
    .select({
      title: lawInstruments.title,
      edition: lawVersions.edition,
      sha256: lawVersions.sha256,
      status: lawVersions.status,
    })
    .from(lawVersions)
    .innerJoin(lawInstruments, eq(lawInstruments.id, lawVersions.instrumentId))
    .where(eq(lawVersions.complete, true));
  return new Map(
    rows.map(({ title, edition, sha256, status }) => [`${title}|${edition}`, { sha256, status }]),
  );
}

/** Complete versions of instruments with their titles, by start; all instruments without `ids`. */
export async function versionsOf(
  db: Db,
  ids?: readonly number[],
): Promise<(StoredVersion & { readonly title: string })[]> {
  const among = ids === undefined ? undefined : inArray(lawVersions.instrumentId, [...ids]);
  const rows = await db
    .select({ version: lawVersions, title: lawInstruments.title })
    .from(lawVersions)
    .innerJoin(lawInstruments, eq(lawInstruments.id, lawVersions.instrumentId))
    .where(and(eq(lawVersions.complete, true), among))
    .orderBy(asc(lawInstruments.title), asc(lawVersions.edition));
  return rows.map(({ version, title }) => ({ ...version, title }));
}

export async function instrumentByTitle(db: Db, title: string): Promise<LawInstrument | null> {
  return (await db.select().from(lawInstruments).where(eq(lawInstruments.title, title)).limit(1))[0] ?? null;
}

export async function instrumentIds(db: Db): Promise<Map<string, number>> {
  const rows = await db.select({ id: lawInstruments.id, title: lawInstruments.title }).from(lawInstruments);
  return new Map(rows.map(({ id, title }) => [title, id]));
}

/** The articles of one version, in order. */
export async function articlesOfVersion(db: Db, versionId: number): Promise<StoredArticle[]> {
  const { label, number, path, text, endsOn } = lawArticles;
  return db
    .select({ label, number, path, text, endsOn })
    .from(lawArticles)
    .where(eq(lawArticles.versionId, versionId))
    .orderBy(asc(lawArticles.ordinal));
}

/** Versions that may be cited: complete, dated, and nothing speaks against them. */
export const citable = and(
  eq(lawVersions.complete, true),
  isNull(lawVersions.withheld),
  sql`${lawVersions.effectiveFrom} IS NOT NULL`,
);

/** Whether the database has these tables: one opened for reading may be older than they are. */
export async function hasLawTables(db: Db): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'law_articles'`);
  return rows.length > 0;
}
