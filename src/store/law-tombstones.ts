import { asc } from 'drizzle-orm';
import type { Db } from './client.ts';
import { lawTombstones } from './schema/knowledge-items.ts';

/** Notes that a law was deleted, so that what ships of it is not used either. Inside the write lane only. */
export async function putTombstone(db: Db, title: string, at: number): Promise<void> {
  await db.insert(lawTombstones).values({ title, at }).onConflictDoNothing();
}

/** Titles of laws that were deleted. */
export async function lawTombstoneTitles(db: Db): Promise<string[]> {
  const rows = await db
    .select({ title: lawTombstones.title })
    .from(lawTombstones)
    .orderBy(asc(lawTombstones.title));
  return rows.map(({ title }) => title);
}
