import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';

/** By the clock of the database: those of several machines differ. */
const NOW = sql`CAST(unixepoch('subsec') * 1000 AS INTEGER)`;

/** Takes a lease, or keeps it, for so many milliseconds from now; false where somebody else holds it. Inside the lane only. */
export async function takeLease(
  db: Db,
  { name, holder, ms }: { readonly name: string; readonly holder: string; readonly ms: number },
): Promise<boolean> {
  const rows = await db.all(sql`
    INSERT INTO leases (name, holder, until) VALUES (${name}, ${holder}, ${NOW} + ${ms})
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
      WHERE leases.holder = excluded.holder OR leases.until < ${NOW}
    RETURNING name`);
  return rows.length === 1;
}

/** Gives a lease back; nothing where somebody else holds it by now. Inside the lane only. */
export async function giveLease(db: Db, name: string, holder: string): Promise<void> {
  await db.run(sql`DELETE FROM leases WHERE name = ${name} AND holder = ${holder}`);
}

/** Who holds a lease, and for how many milliseconds yet. */
export async function leaseNow(
  db: Db,
  name: string,
): Promise<{ readonly holder: string; readonly leftMs: number } | null> {
  const rows = (await db.all(
    sql`SELECT holder, until - ${NOW} AS leftMs FROM leases WHERE name = ${name} AND until >= ${NOW}`,
  )) as { holder: string; leftMs: number }[];
  return rows[0] ?? null;
}
