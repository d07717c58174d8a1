import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { EvidenceFile } from './files.ts';
import { jsonOf } from './json-rows.ts';
import { simulatedOrders, simulations } from './schema/simulation.ts';
import { topicMembers } from './schema/topics.ts';
import type { StoredMember } from './topics.ts';

export type Simulation = typeof simulations.$inferSelect;

/** The simulated year of this database; null where there is none. */
export async function simulationOf(db: Db): Promise<Simulation | null> {
  return (await db.select().from(simulations).limit(1))[0] ?? null;
}

/** Inside the write lane only. */
export async function putSimulation(db: Db, row: Simulation): Promise<void> {
  await db.insert(simulations).values(row);
}

export async function moveSimulation(
  db: Db,
  id: string,
  change: Pick<Simulation, 'done'> & Partial<Pick<Simulation, 'endedAt' | 'planted'>>,
): Promise<void> {
  await db.update(simulations).set(change).where(eq(simulations.id, id));
}

/** Says of orders that they are made up; what decided them says so too. Inside the write lane only. */
export async function markSimulated(
  db: Db,
  orders: readonly { readonly id: string; readonly seq: number }[],
): Promise<void> {
  await db.run(sql`
    INSERT INTO simulated_orders (order_id, order_seq)
    SELECT value ->> 0, value ->> 1 FROM json_each(${jsonOf(orders.map(({ id, seq }) => [id, seq]))})`);
}

/** A condition: the order of this id is none that was made up. */
export const isReal = (orderId: SQL): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM simulated_orders si WHERE si.order_id = ${orderId})`;

/** Orders that were not made up, without those of these ids. */
export async function countRealOrders(db: Db, without: readonly string[]): Promise<number> {
  const rows = (await db.all(sql`
    SELECT count(*) AS n FROM orders o WHERE ${isReal(sql`o.id`)}
      AND o.id NOT IN (SELECT value FROM json_each(${jsonOf(without)}))`)) as { n: number }[];
  return rows[0]?.n ?? 0;
}

/** How many of these orders were made up. */
export async function countSimulated(db: Db): Promise<number> {
  return db.$count(simulatedOrders);
}

export async function isSimulated(db: Db, orderId: string): Promise<boolean> {
  return (await db.$count(simulatedOrders, eq(simulatedOrders.orderId, orderId))) > 0;
}

/**
 * Marks what reminded of made-up orders from `from` on and before `until` (UTC milliseconds) as seen an hour later by the
 * accounts it concerns: a year is not read at once. Inside the write lane only.
 */
export async function seeSimulatedReminders(db: Db, from: number, until: number): Promise<void> {
  await db.run(sql`
    INSERT OR IGNORE INTO reminders_seen (account_id, event_id, at)
    SELECT a.id, r.event_id, r.at + 3600000 FROM reminders r JOIN users a
      ON (a.unit IS NOT NULL AND a.unit = r.unit) OR (a.unit IS NULL AND r.centre = 1)
    WHERE r.at >= ${from} AND r.at < ${until} AND r.order_id IN (SELECT order_id FROM simulated_orders)`);
}

/** Files of many orders in one statement. Inside the write lane only. */
export async function insertFiles(db: Db, files: readonly EvidenceFile[]): Promise<void> {
  const rows = files.map((file) => [
    file.id,
    file.orderId,
    file.sha256,
    file.kind,
    file.purpose,
    file.name,
    file.mediaType,
    file.bytes,
    file.url,
    file.addedAt,
    file.addedBy,
    file.addedByName,
  ]);
  await db.run(sql`
    INSERT INTO evidence_files (id, order_id, sha256, kind, purpose, name, media_type, bytes, url, added_at, added_by, added_by_name)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
      value ->> 8, value ->> 9, value ->> 10, value ->> 11 FROM json_each(${jsonOf(rows)})`);
}

/** Shingles and places of many orders. Inside the write lane only. */
export async function insertSignatures(
  db: Db,
  rows: readonly {
    readonly seq: number;
    readonly id: string;
    readonly bytes: Uint8Array;
    readonly places: readonly string[];
  }[],
): Promise<void> {
  await db.run(sql`
    INSERT INTO order_signatures (order_seq, order_id, signature)
    SELECT value ->> 0, value ->> 1, unhex(value ->> 2)
    FROM json_each(${jsonOf(rows.map(({ seq, id, bytes }) => [seq, id, Buffer.from(bytes).toString('hex')]))})`);
  await db.run(sql`
    INSERT OR IGNORE INTO order_places (place, order_seq)
    SELECT value ->> 0, value ->> 1
    FROM json_each(${jsonOf(rows.flatMap(({ seq, places }) => places.map((place) => [place, seq])))})`);
}

/** Members of topics that were made up, by number of the order, `limit` at most, beginning after `after`. */
export async function simulatedMembers(db: Db, after: number, limit: number): Promise<StoredMember[]> {
  return db
    .select()
    .from(topicMembers)
    .where(
      and(
        gt(topicMembers.orderSeq, after),
        sql`${topicMembers.orderSeq} IN (SELECT order_seq FROM simulated_orders)`,
      ),
    )
    .orderBy(asc(topicMembers.orderSeq))
    .limit(limit);
}

/** Why the made-up orders cannot be taken away; null where they can. */
export async function keepsSimulated(db: Db): Promise<string | null> {
  const [row] = (await db.all(sql`
    SELECT (SELECT count(*) FROM score_settlements
        WHERE year BETWEEN (SELECT CAST(min(from_day) AS INTEGER) FROM simulations)
          AND (SELECT CAST(max(to_day) AS INTEGER) FROM simulations)) AS settled,
      (SELECT count(*) FROM score_appeals WHERE substr(line_key, instr(line_key, ':') + 1) IN (
        SELECT order_id FROM simulated_orders)) AS appealed,
      (SELECT count(*) FROM ratings WHERE order_id IN (SELECT order_id FROM simulated_orders)) AS rated`)) as {
    settled: number;
    appealed: number;
    rated: number;
  }[];
  if (row === undefined) return null;
  if (row.settled > 0) return '模拟工单所在年度的记分已经结算';
  if (row.appealed > 0) return '有单位对模拟工单的记分提出过申诉';
  return row.rated > 0 ? '有人评价过模拟工单的建议' : null;
}

/**
 * Takes made-up orders away with everything that hangs on them, some at a time, the latest first; the number of those that
 * are left. Rolled up sums are the caller's business. Inside the write lane only.
 */
export async function removeSimulated(db: Db, ids: readonly string[]): Promise<number> {
  const gone = sql`(SELECT value FROM json_each(${jsonOf(ids)}))`;
  const seqs = sql`(SELECT order_seq FROM simulated_orders WHERE order_id IN ${gone})`;
  await db.run(
    sql`DELETE FROM reminders_seen WHERE event_id IN (SELECT event_id FROM reminders WHERE order_id IN ${gone})`,
  );
  await db.run(sql`DELETE FROM warning_orders WHERE order_seq IN ${seqs}`);
  await db.run(sql`DELETE FROM order_links WHERE first_id IN ${gone} OR second_id IN ${gone}`);
  await db.run(
    sql`DELETE FROM merged_into WHERE order_id IN ${gone} OR survivor_id IN ${gone} OR first_id IN ${gone} OR second_id IN ${gone}`,
  );
  await db.run(sql`DELETE FROM orders_fts WHERE rowid IN ${seqs}`);
  await db.run(sql`DELETE FROM outbox WHERE json_extract(payload, '$.orderId') IN ${gone}`);
  for (const { name, column } of await tablesOfOrders(db))
    await db.run(
      sql`DELETE FROM ${sql.identifier(name)} WHERE ${sql.identifier(column)} IN ${column === 'order_id' ? gone : seqs}`,
    );
  await db.run(sql`DELETE FROM orders WHERE id IN ${gone}`);
  await db.run(sql`DELETE FROM simulated_orders WHERE order_id IN ${gone}`);
  return countSimulated(db);
}

/** Tables whose rows belong to one order, without the list of the made-up ones itself. */
async function tablesOfOrders(db: Db): Promise<{ name: string; column: 'order_id' | 'order_seq' }[]> {
  return (await db.all(sql`
    SELECT m.name AS name, min(c.name) AS column FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND c.name IN ('order_id', 'order_seq')
      AND m.name NOT IN ('simulated_orders', 'warning_orders')
    GROUP BY m.name ORDER BY m.name`)) as { name: string; column: 'order_id' | 'order_seq' }[];
}

/** Ids of made-up orders, the latest first. */
export async function lastSimulatedIds(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: simulatedOrders.orderId })
    .from(simulatedOrders)
    .orderBy(sql`${simulatedOrders.orderSeq} DESC`)
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** What nothing hangs on any more once the orders are gone: warnings without orders, the simulation itself. */
export async function endRemoval(db: Db): Promise<void> {
  await db.run(sql`DELETE FROM proactive_tasks WHERE warning_id IN (
    SELECT id FROM warnings w WHERE NOT EXISTS (SELECT 1 FROM warning_orders o WHERE o.warning_id = w.id))`);
  await db.run(
    sql`DELETE FROM warnings WHERE NOT EXISTS (SELECT 1 FROM warning_orders o WHERE o.warning_id = warnings.id)`,
  );
  await db.run(sql`UPDATE warnings SET lead_id = NULL
    WHERE lead_id IS NOT NULL AND lead_id NOT IN (SELECT id FROM warnings)`);
  await db.delete(simulations);
}
