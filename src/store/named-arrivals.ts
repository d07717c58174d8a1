import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { Db } from './client.ts';
import { dayAt } from './case-facts.ts';
import { among, unitsIn } from './rollups.ts';
import type { CaseScope } from './rollups.ts';

export type NamedCount = { readonly name: string; readonly now: number; readonly before: number };

/**
 * Cases that name a place or subject, each name once a case: within `times`, UTC milliseconds `[from, to)`, and within
 * `earlier`, where that is asked for. Names with fewer than `least` cases in all are left out, but stand in `named`, the
 * sum over all names. Cases that go on in another one are not counted.
 */
export async function namedArrivals(
  db: Db,
  scope: Omit<CaseScope, 'from' | 'to'>,
  asked: {
    readonly kind: 'place' | 'subject';
    readonly demandKinds?: readonly string[];
    readonly times: readonly [from: number, to: number];
    readonly earlier?: readonly [from: number, to: number];
    readonly least: number;
    readonly limit: number;
  },
): Promise<{ readonly rows: NamedCount[]; readonly named: number; readonly names: number }> {
  const { kind, demandKinds, times, earlier, least, limit } = asked;
  const { issueTypes, streets } = scope;
  const units = unitsIn(scope);
  const within = ([from, to]: readonly [number, number]): SQL => sql`(n.at >= ${from} AND n.at < ${to})`;
  const then = earlier === undefined ? sql`0` : within(earlier);
  const [first, last] = [
    Math.min(times[0], earlier?.[0] ?? times[0]),
    Math.max(times[1], earlier?.[1] ?? times[1]),
  ];
  const isNarrow = units !== undefined || issueTypes !== undefined || streets !== undefined;
  // Of part of the cases: from them to the names. Of all: from the names, by indexes alone.
  const source = isNarrow
    ? sql`case_facts f ${units === undefined ? sql`` : sql`INDEXED BY case_facts_unit`} CROSS JOIN orders o ON o.id = f.order_id CROSS JOIN topic_names n INDEXED BY topic_names_order ON n.order_seq = o.seq
        WHERE f.day >= ${dayAt(first)} AND f.day <= ${dayAt(last)} AND f.left_out <> 'merged'
          ${among(sql`f.unit`, units)}${among(sql`f.issue_type`, issueTypes)}
          ${among(sql`coalesce(f.street, '')`, streets)}${among(sql`f.demand_kind`, demandKinds)}`
    : sql`topic_names n INDEXED BY topic_names_counted
        WHERE n.order_seq NOT IN (SELECT o.seq FROM merged_into g JOIN orders o ON o.id = g.order_id)
          ${among(sql`n.demand_kind`, demandKinds)}`;
  const rows = (await db.all(sql`
    WITH counted AS (
      SELECT n.name AS name, sum(${within(times)}) AS now, sum(${then}) AS before
      FROM ${source} AND n.kind = ${kind} AND n.at >= ${first} AND n.at < ${last} AND (${within(times)} OR ${then})
      GROUP BY n.name)
    SELECT t.named AS named, t.names AS names, c.name AS name, c.now AS now, c.before AS before
    FROM (SELECT coalesce(sum(now), 0) AS named, count(*) FILTER (WHERE now > 0) AS names FROM counted) t
    LEFT JOIN (
      SELECT * FROM counted WHERE now + before >= ${least} ORDER BY now DESC, name LIMIT ${limit}) c ON true
    ORDER BY c.now DESC, c.name`)) as {
    readonly named: number;
    readonly names: number;
    readonly name: string | null;
    readonly now: number;
    readonly before: number;
  }[];
  return {
    rows: rows.flatMap(({ name, now, before }) => (name === null ? [] : [{ name, now, before }])),
    named: rows[0]?.named ?? 0,
    names: rows[0]?.names ?? 0,
  };
}
