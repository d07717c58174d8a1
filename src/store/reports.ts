import { desc, eq, inArray, sql } from 'drizzle-orm';
import type { Branch, Permitted } from '../kernel/reach.ts';
import type { Db } from './client.ts';
import { reports } from './schema/reports.ts';

export type StoredReport = typeof reports.$inferSelect;
export type ReportRow = Omit<StoredReport, 'report' | 'cases'>;

const { id, kind, periodFrom, periodTo, unit, title, sha256, byId, byName, at } = reports;
const LISTED = { id, kind, periodFrom, periodTo, unit, title, sha256, byId, byName, at };

/** Inside the write lane only. */
export async function insertReport(db: Db, row: StoredReport): Promise<void> {
  await db.insert(reports).values(row);
}

/** Latest first. */
export async function listReports(
  db: Db,
  { branch: units }: Branch<'report.read'>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly rows: ReportRow[]; readonly total: number }> {
  const where = units === undefined ? undefined : inArray(unit, [...units]);
  const rows = await db
    .select(LISTED)
    .from(reports)
    .where(where)
    .orderBy(desc(at), desc(id))
    .limit(page.limit)
    .offset(page.offset);
  const [count] = await db
    .select({ n: sql<number>`count(*)` })
    .from(reports)
    .where(where);
  return { rows, total: count?.n ?? 0 };
}

export async function reportById(
  db: Db,
  _right: Permitted<'report.read'>,
  wanted: string,
): Promise<StoredReport | null> {
  return (await db.select().from(reports).where(eq(id, wanted)).limit(1))[0] ?? null;
}
