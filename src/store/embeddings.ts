import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { embeddings } from './schema/embeddings.ts';

export type StoredEmbedding = {
  /** 64 hexadecimal digits. */
  readonly hash: string;
  /** `width` numbers from -127 to 127. */
  readonly steps: Int8Array;
  readonly scale: number;
};

/** Hashes asked about in one statement, and rows written in one. */
const ASKED = 500;
const WRITTEN = 200;

/** Hashes of the texts an encoder has vectors of that are `width` wide. */
export async function knownEmbeddings(db: Db, encoder: string, width: number): Promise<Set<string>> {
  const rows = await db
    .select({ hash: sql<string>`lower(hex(${embeddings.hash}))` })
    .from(embeddings)
    .where(and(eq(embeddings.encoder, encoder), sql`length(${embeddings.vector}) = ${width}`));
  return new Set(rows.map(({ hash }) => hash));
}

/** What an encoder has of these texts, in any order; rows of another width count as absent. */
export async function readEmbeddings(
  db: Db,
  encoder: string,
  width: number,
  hashes: readonly string[],
): Promise<StoredEmbedding[]> {
  const found: StoredEmbedding[] = [];
  for (let from = 0; from < hashes.length; from += ASKED) {
    const asked = hashes.slice(from, from + ASKED).map((hash) => Buffer.from(hash, 'hex'));
    const rows = await db
      .select()
      .from(embeddings)
      .where(and(eq(embeddings.encoder, encoder), inArray(embeddings.hash, asked)));
    for (const { hash, vector, scale } of rows) {
      if (vector.length !== width) continue;
      found.push({
        hash: hash.toString('hex'),
        steps: Int8Array.from(vector, (byte) => (byte << 24) >> 24),
        scale,
      });
    }
  }
  return found;
}

/** Keeps vectors; one of the same text and encoder is replaced. Inside the write lane only. */
export async function putEmbeddings(
  db: Db,
  encoder: string,
  rows: readonly StoredEmbedding[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += WRITTEN) {
    const values = rows.slice(from, from + WRITTEN).map(({ hash, steps, scale }) => ({
      encoder,
      hash: Buffer.from(hash, 'hex'),
      vector: Buffer.from(steps.buffer, steps.byteOffset, steps.length),
      scale,
    }));
    await db
      .insert(embeddings)
      .values(values)
      .onConflictDoUpdate({
        target: [embeddings.encoder, embeddings.hash],
        set: { vector: sql`excluded.vector`, scale: sql`excluded.scale` },
      });
  }
}

/** Takes at most `limit` rows of other encoders away and says how many. Inside the write lane only. */
export async function dropOtherEmbeddings(db: Db, encoder: string, limit: number): Promise<number> {
  const others = db
    .select({ encoder: embeddings.encoder, hash: embeddings.hash })
    .from(embeddings)
    .where(ne(embeddings.encoder, encoder))
    .limit(limit);
  const result = await db
    .delete(embeddings)
    .where(sql`(${embeddings.encoder}, ${embeddings.hash}) IN ${others}`);
  return result.rowsAffected;
}

/** How many vectors there are of each encoder, the most first. */
export async function embeddingCounts(
  db: Db,
): Promise<{ readonly encoder: string; readonly rows: number }[]> {
  return db
    .select({ encoder: embeddings.encoder, rows: sql<number>`count(*)` })
    .from(embeddings)
    .groupBy(embeddings.encoder)
    .orderBy(sql`2 DESC`, embeddings.encoder);
}

/** Whether the database has the table: one written by an older program has not. */
export async function hasEmbeddings(db: Db): Promise<boolean> {
  const rows = (await db.all(
    sql`SELECT count(*) AS many FROM sqlite_master WHERE type = 'table' AND name = 'embeddings'`,
  )) as { many: number }[];
  return rows[0]?.many === 1;
}
