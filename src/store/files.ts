import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { EvidenceKind, EvidencePurpose } from '../kernel/evidence-words.ts';
import type { Db } from './client.ts';
import { evidenceFiles } from './schema/files.ts';

type Row = typeof evidenceFiles.$inferSelect;

/** A piece of evidence of an order; times are UTC milliseconds. */
export type EvidenceFile = Omit<Row, 'kind' | 'purpose'> & {
  readonly kind: EvidenceKind;
  readonly purpose: EvidencePurpose;
};

/** Keeps a row, or finds the one that says the same of the same order. Inside the write lane only. */
export async function insertFile(
  db: Db,
  file: EvidenceFile,
): Promise<{ readonly file: EvidenceFile; readonly fresh: boolean }> {
  const { url } = file;
  const [known] = await db
    .select()
    .from(evidenceFiles)
    .where(
      and(
        eq(evidenceFiles.orderId, file.orderId),
        eq(evidenceFiles.sha256, file.sha256),
        eq(evidenceFiles.kind, file.kind),
        eq(evidenceFiles.purpose, file.purpose),
        url === null ? isNull(evidenceFiles.url) : eq(evidenceFiles.url, url),
      ),
    )
    .limit(1);
  if (known !== undefined) return { file: known as EvidenceFile, fresh: false };
  await db.insert(evidenceFiles).values(file);
  return { file, fresh: true };
}

/** The evidence of an order, oldest first. */
export async function filesOf(db: Db, orderId: string): Promise<EvidenceFile[]> {
  return (await db
    .select()
    .from(evidenceFiles)
    .where(eq(evidenceFiles.orderId, orderId))
    .orderBy(asc(evidenceFiles.addedAt), asc(evidenceFiles.id))) as EvidenceFile[];
}

export async function fileById(db: Db, id: string): Promise<EvidenceFile | null> {
  const rows = await db.select().from(evidenceFiles).where(eq(evidenceFiles.id, id)).limit(1);
  return (rows[0] as EvidenceFile | undefined) ?? null;
}

/** Takes a row away and says whether its content, if it lies here, is needed by none now. Inside the write lane only. */
export async function deleteFile(db: Db, file: EvidenceFile): Promise<{ readonly unneeded: boolean }> {
  await db.delete(evidenceFiles).where(eq(evidenceFiles.id, file.id));
  return { unneeded: file.url === null && !(await isStored(db, file.sha256)) };
}

/** Whether any row has its content here under this hash. */
export async function isStored(db: Db, sha256: string): Promise<boolean> {
  const rows = await db
    .select({ id: evidenceFiles.id })
    .from(evidenceFiles)
    .where(and(eq(evidenceFiles.sha256, sha256), isNull(evidenceFiles.url)))
    .limit(1);
  return rows.length > 0;
}

/** Every content that must lie here, in order of hash: its bytes, a name it goes by, how many rows need it. */
export async function storedContents(db: Db): Promise<
  {
    readonly sha256: string;
    readonly bytes: number;
    readonly name: string;
    readonly rows: number;
  }[]
> {
  return db
    .select({
      sha256: evidenceFiles.sha256,
      bytes: sql<number>`max(${evidenceFiles.bytes})`,
      name: sql<string>`min(${evidenceFiles.name})`,
      rows: sql<number>`count(*)`,
    })
    .from(evidenceFiles)
    .where(isNull(evidenceFiles.url))
    .groupBy(evidenceFiles.sha256)
    .orderBy(asc(evidenceFiles.sha256));
}

/** Whether the database has the table: one written by an older program has not. */
export async function hasFiles(db: Db): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'evidence_files'`,
  );
  return rows.length > 0;
}
