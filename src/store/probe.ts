import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';

/** Token of the last group the lane committed: the cheapest question that touches a migrated database. */
export async function laneToken(db: Db): Promise<string> {
  const rows = (await db.all(sql`SELECT token FROM lane_mark WHERE id = 1`)) as { token: string }[];
  return rows[0]?.token ?? '';
}
