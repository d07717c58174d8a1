import { and, desc, eq, gt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { audit } from './schema/journal.ts';

/** The number of the newest row, 0 where there is none. */
export async function lastAuditRow(db: Db): Promise<number> {
  const rows = await db.select({ seq: audit.seq }).from(audit).orderBy(desc(audit.seq)).limit(1);
  return rows[0]?.seq ?? 0;
}

/** What an action was done to after a row, each once. */
export async function auditedSubjects(db: Db, action: string, after: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ subject: audit.subject })
    .from(audit)
    .where(and(gt(audit.seq, after), eq(audit.action, action)));
  return rows.map(({ subject }) => subject);
}
