import { getTableColumns, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { CASE_FACTS_VERSION, COUNTER_NAMES } from '../kernel/case-words.ts';
import type { Counts, LeftOut } from '../kernel/case-words.ts';
import { keysOf } from '../kernel/keys.ts';
import type { CaseFacts } from '../orders/case-facts.ts';
import type { Db } from './client.ts';
import { jsonOf } from './json-rows.ts';
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
  const rows = await db
    .select(KEPT)
    .from(caseFacts)
    .where(sql`${orderId} IN (SELECT value FROM json_each(${jsonOf(orderIds)}))`);
  return new Map(rows.map((row) => [row.orderId, factsIn(row.facts)]));
}

/** A row as it was written: words of the domain where the table has text. */
export function factsIn({ solved, satisfied, attitude, ...rest }: FactsRow): CaseFacts {
  const verdict = solved === null ? null : { solved, satisfied, attitude };
  return { ...rest, verdict } as CaseFacts;
}

const COLUMNS = [
  'order_id',
  'day',
  'hour',
  'unit',
  'first_unit',
  'issue_type',
  'street',
  'demand_kind',
  'urgency',
  'channel',
  'state',
  'left_out',
  'dispatched_at',
  'contacted_at',
  'replied_at',
  'due_at',
  'meeting',
  'first_right',
  'returns',
  'reopened',
  'supervised',
  'callback',
  'solved',
  'satisfied',
  'attitude',
  'verdict_at',
  'answered_unit',
  'verdict_unit',
  'supervised_unit',
  'version',
] as const;

const valuesOf = ({ orderId, facts }: KeptCase): unknown[] => [
  orderId,
  facts.day,
  facts.hour,
  facts.unit,
  facts.firstUnit,
  facts.issueType,
  facts.street,
  facts.demandKind,
  facts.urgency,
  facts.channel,
  facts.state,
  facts.leftOut,
  facts.dispatchedAt,
  facts.contactedAt,
  facts.repliedAt,
  facts.dueAt,
  facts.meeting,
  facts.firstRight === null ? null : Number(facts.firstRight),
  facts.returns,
  facts.reopened,
  facts.supervised,
  facts.callback,
  facts.verdict?.solved ?? null,
  facts.verdict?.satisfied ?? null,
  facts.verdict?.attitude ?? null,
  facts.verdictAt,
  facts.answeredUnit,
  facts.verdictUnit,
  facts.supervisedUnit,
  CASE_FACTS_VERSION,
];

/** `value ->> 0, value ->> 1, …` of rows in one parameter. */
const taken = (count: number): SQL => raw(Array.from({ length: count }, (_, i) => `value ->> ${i}`));

/** Writes facts over those of before. Inside the write lane only. */
export async function putCases(db: Db, cases: readonly KeptCase[]): Promise<void> {
  if (cases.length === 0) return;
  await db.run(sql`
    INSERT OR REPLACE INTO case_facts (${raw(COLUMNS)})
    SELECT ${taken(COLUMNS.length)} FROM json_each(${jsonOf(cases.map(valuesOf))})`);
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
              row[KEY.length + i] = (row[KEY.length + i] as number) + (counts[counter] ?? 0);
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
  // `WHERE true`: without it SQLite takes ON CONFLICT for a join.
  await db.run(sql`
    INSERT INTO rollups (${raw([...KEY, ...QUOTED])})
    SELECT ${taken(KEY.length + COUNTERS.length)} FROM json_each(${jsonOf(rows)}) WHERE true
    ON CONFLICT DO UPDATE SET ${raw(QUOTED.map((name) => `${name} = ${name} + excluded.${name}`))}`);
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
