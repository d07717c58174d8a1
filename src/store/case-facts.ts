import { getTableColumns, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { CASE_FACTS_VERSION, COUNTER_NAMES } from '../kernel/case-words.ts';
import type { Counts, LeftOut } from '../kernel/case-words.ts';
import { keysOf } from '../kernel/keys.ts';
import type { CaseFacts } from '../orders/case-facts.ts';
import type { Db } from './client.ts';
import { insertRows, insertValues } from './insert-rows.ts';
import type { Insertion } from './insert-rows.ts';
import { jsonOf } from './json-rows.ts';
import { amongNamed, listOf, prepared } from './prepared.ts';
import { caseFacts } from './schema/case-facts.ts';
import { orders } from './schema/orders.ts';

/** What is kept of one order. */
export type KeptCase = { readonly orderId: string; readonly facts: CaseFacts };

/** What is added to the sums of a day. */
export type Increment = {
  readonly day: number;
  readonly unit: string;
  readonly issueType: string;
  readonly street: string | null;
  readonly leftOut: LeftOut;
  readonly counts: Partial<Counts>;
};

const { orderId, version: _version, ...FACTS } = getTableColumns(caseFacts);
/** What is selected to read facts. */
export const KEPT = { orderId, facts: FACTS };
type FactsRow = Omit<typeof caseFacts.$inferSelect, 'orderId' | 'version'>;

const COUNTERS = keysOf(COUNTER_NAMES);
const raw = (names: readonly string[]): SQL => sql.raw(names.join(', '));

/** Facts of these orders; those that nothing is kept of are left out. */
export async function casesOf(db: Db, orderIds: readonly string[]): Promise<ReadonlyMap<string, CaseFacts>> {
  const rows = await ofOrders(db, { orderIds: listOf(orderIds) });
  return new Map(rows.map((row) => [row.orderId, factsIn(row.facts)]));
}

const ofOrders = prepared<{ orderIds: string }, { orderId: string; facts: FactsRow }[]>((db) =>
  db.select(KEPT).from(caseFacts).where(amongNamed(orderId, 'orderIds')),
);

/** A row as it was written: words of the domain where the table has text. */
export function factsIn({ solved, satisfied, attitude, ...rest }: FactsRow): CaseFacts {
  const verdict = solved === null ? null : { solved, satisfied, attitude };
  return { ...rest, verdict } as CaseFacts;
}

/** Writes facts over those of before. Inside the write lane only. */
export async function putCases(db: Db, cases: readonly KeptCase[]): Promise<void> {
  await insertRows(
    db,
    caseFacts,
    cases.map(({ orderId, facts: { verdict, ...facts } }) => ({
      ...facts,
      orderId,
      solved: verdict?.solved ?? null,
      satisfied: verdict?.satisfied ?? null,
      attitude: verdict?.attitude ?? null,
      version: CASE_FACTS_VERSION,
    })),
    'replace',
  );
}

/** Year × 12 + month from 0 of a Beijing day from 1970. */
export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

/** Beijing day from 1970 of UTC milliseconds. */
export const dayAt = (ms: number): number => Math.floor((ms + BEIJING_MS) / DAY_MS);

/** UTC milliseconds at which a month (year × 12 + month from 0) begins in Beijing. */
export const startOfMonth = (month: number): number =>
  Date.UTC(Math.floor(month / 12), month % 12, 1) - BEIJING_MS;

/** What sums tell apart: u unit, t type, s street. */
export type Cube = '' | 'u' | 't' | 's' | 'ut' | 'us' | 'ts' | 'uts';
/**
 * By month every combination is summed. By day only one of them at a time: all three would make as many rows as there are
 * orders, and what else is asked of single days is counted from their cases.
 */
export const CUBES: Readonly<Record<'d' | 'm', readonly Cube[]>> = {
  d: ['', 'u', 't', 's'],
  m: ['', 'u', 't', 's', 'ut', 'us', 'ts', 'uts'],
};

/** Sums of increments, as rows of days and months. */
export type Sums = {
  readonly add: (increments: readonly Increment[]) => void;
  /** Those that come to something. */
  readonly rows: () => (string | number)[][];
};

export function createSums(): Sums {
  const sums = new Map<string, (string | number)[]>();
  return {
    add: (increments) => {
      for (const { day, unit, issueType, street, leftOut, counts } of increments)
        for (const [grain, period] of [
          ['d', day],
          ['m', monthOf(day)],
        ] as const)
          for (const cube of CUBES[grain]) {
            const key = [
              grain,
              cube,
              period,
              cube.includes('u') ? unit : '',
              cube.includes('t') ? issueType : '',
              cube.includes('s') ? (street ?? '') : '',
              leftOut,
            ];
            const name = JSON.stringify(key);
            const row = sums.get(name) ?? [...key, ...COUNTERS.map(() => 0)];
            COUNTERS.forEach((counter, i) => {
              const by = counts[counter];
              if (by !== undefined) row[KEY.length + i] = (row[KEY.length + i] as number) + by;
            });
            sums.set(name, row);
          }
    },
    rows: () => [...sums.values()].filter((row) => row.slice(KEY.length).some((value) => value !== 0)),
  };
}

/** Adds to the sums of days and months. Inside the write lane only. */
export async function addToRollups(db: Db, increments: readonly Increment[]): Promise<void> {
  const sums = createSums();
  sums.add(increments);
  const rows = sums.rows();
  if (rows.length === 0) return;
  const moved = QUOTED.flatMap((_, i) => (rows.some((row) => row[KEY.length + i] !== 0) ? [i] : []));
  const name = moved.join();
  const addition = additions.get(name) ?? additionOf(moved);
  additions.set(name, addition);
  const given = rows.map((row) => [
    ...row.slice(0, KEY.length),
    ...moved.map((i) => row[KEY.length + i] as number),
  ]);
  await insertValues(db, addition, given);
}

/** By the counters that move, which are few at a time. */
const additions = new Map<string, Insertion>();

function additionOf(moved: readonly number[]): Insertion {
  const counters = QUOTED.map((_, i) => (moved.includes(i) ? '?' : '0'));
  const sums = moved.map((i) => `${QUOTED[i]} = ${QUOTED[i]} + excluded.${QUOTED[i]}`);
  return {
    into: `INTO rollups (${[...KEY, ...QUOTED].join(', ')})`,
    row: `(${[...KEY.map(() => '?'), ...counters].join(', ')})`,
    tail: `ON CONFLICT DO UPDATE SET ${sums.join(', ')}`,
  };
}

const KEY = ['grain', 'cube', 'period', 'unit', 'issue_type', 'street', 'left_out'];
const QUOTED = COUNTERS.map((name) => `"${name}"`);

/** The first Beijing day of which a case is kept; null where there is none. */
export async function firstCaseDay(db: Db): Promise<number | null> {
  const [row] = await db.select({ day: sql<number | null>`min(${caseFacts.day})` }).from(caseFacts);
  return row?.day ?? null;
}

/** Takes all facts and sums away, for making them anew. Inside the write lane only. */
export async function clearCases(db: Db): Promise<void> {
  await db.run(sql`DELETE FROM case_facts`);
  await db.run(sql`DELETE FROM rollups`);
}

/** Numbers of the orders that nothing is kept of, or what an older program kept, in the order in which they came. */
export async function staleSeqs(db: Db): Promise<number[]> {
  const rows = (await db.all(sql`
    SELECT seq FROM orders WHERE id NOT IN (SELECT order_id FROM case_facts)
      OR id IN (SELECT order_id FROM case_facts WHERE ${STALE}) ORDER BY seq`)) as {
    seq: number;
  }[];
  return rows.map(({ seq }) => seq);
}

/** Says of facts that were found to be right that they are of this program. Inside the write lane only. */
export async function keepVersion(db: Db, orderIds: readonly string[]): Promise<void> {
  await db.run(sql`
    UPDATE case_facts SET version = ${CASE_FACTS_VERSION}
    WHERE ${STALE} AND order_id IN (SELECT value FROM json_each(${jsonOf(orderIds)}))`);
}

/** In words that the index of them is found by. */
const STALE = sql.raw(`version < ${CASE_FACTS_VERSION}`);

/** Numbers of all orders, in the order in which they came. */
export async function orderSeqs(db: Db): Promise<number[]> {
  const rows = await db.select({ seq: orders.seq }).from(orders).orderBy(orders.seq);
  return rows.map(({ seq }) => seq);
}

export async function orderIdsOf(db: Db, seqs: readonly number[]): Promise<string[]> {
  const rows = await db
    .select({ id: orders.id })
    .from(orders)
    .where(sql`${orders.seq} IN (SELECT value FROM json_each(${jsonOf(seqs)}))`);
  return rows.map(({ id }) => id);
}

/** Keys of sums that are kept otherwise, in words for a log. */
export async function differingRollups(db: Db, sums: Sums): Promise<string[]> {
  const wanted = new Map(
    sums.rows().map((row) => [JSON.stringify(row.slice(0, KEY.length)), row.slice(KEY.length)]),
  );
  const rows = (await db.all(sql`SELECT ${raw([...KEY, ...QUOTED])} FROM rollups`)) as Record<
    string,
    string | number
  >[];
  const differing: string[] = [];
  for (const row of rows) {
    const key = JSON.stringify(KEY.map((name) => row[name]));
    const expected = wanted.get(key);
    wanted.delete(key);
    const same = COUNTERS.every((name, i) => row[name] === (expected?.[i] ?? 0));
    if (!same) differing.push(key);
  }
  return [...differing, ...wanted.keys()];
}
