import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';

/** Token of the last group the lane committed: the cheapest question that touches a migrated database. */
export async function laneToken(db: Db): Promise<string> {
  const rows = (await db.all(sql`SELECT token FROM lane_mark WHERE id = 1`)) as { token: string }[];
  return rows[0]?.token ?? '';
}

/** What SQLite finds wrong in the pages of the file, at most three findings; reads all of it. */
export async function pageFaults(db: Db): Promise<string[]> {
  const rows = (await db.all(sql`PRAGMA quick_check(3)`)) as Readonly<Record<string, unknown>>[];
  const found = rows.map((row) => String(Object.values(row)[0]));
  return found.length === 1 && found[0] === 'ok' ? [] : found;
}
