import { asc, eq } from 'drizzle-orm';
import type { Article } from '../knowledge/types.ts';
import type { Db } from './client.ts';
import { citable } from './knowledge-law-reads.ts';
import { lawArticles, lawInstruments, lawVersions } from './schema/knowledge.ts';

/** The earlier of two ends; null is none. */
const earlier = (a: string | null, b: string | null): string | null =>
  a === null ? b : b === null || a < b ? a : b;

/**
 * Every article that may be cited, by title, then from which day, then in the order of the text: those of complete
 * versions with a known start, and a known end where they are no longer in force. One statement, so one state of the
 * database: what is imported meanwhile is wholly in or wholly out.
 */
export async function readStoredArticles(db: Db): Promise<Article[]> {
  const rows = await db
    .select({
      law: lawInstruments.title,
      short: lawVersions.short,
      article: lawArticles.label,
      articleNo: lawArticles.number,
      chapter: lawArticles.path,
      text: lawArticles.text,
      effectiveFrom: lawVersions.effectiveFrom,
      effectiveTo: lawVersions.effectiveTo,
      endsOn: lawArticles.endsOn,
    })
    .from(lawVersions)
    .innerJoin(lawInstruments, eq(lawInstruments.id, lawVersions.instrumentId))
    .innerJoin(lawArticles, eq(lawArticles.versionId, lawVersions.id))
    .where(citable)
    .orderBy(asc(lawInstruments.title), asc(lawVersions.effectiveFrom), asc(lawArticles.ordinal));
  return rows.map(({ endsOn, effectiveFrom, effectiveTo, ...row }): Article => ({
    ...row,
    effectiveFrom: effectiveFrom as string,
    effectiveTo: earlier(effectiveTo, endsOn),
  }));
}
