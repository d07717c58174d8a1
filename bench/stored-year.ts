import { sql } from 'drizzle-orm';
import { CLI, timed } from './support.ts';
import { startSite } from './site.ts';
import { COUNTER_NAMES } from '../src/kernel/case-words.ts';
import { keysOf } from '../src/kernel/keys.ts';
import { openStore } from '../src/store/store.ts';
import type { Store } from '../src/store/store.ts';

/** Orders that are simulated one by one; beyond, the same year is stored several times over. */
const SIMULATED = 100_000;
/** Apart from every running number of a day. */
const NUMBERS = 20_000;

/**
 * Fills an empty database with the accounts of the demonstration, its orders and so many of a simulated year. Whole
 * lives are simulated up to a hundred thousand; of a million, each is there ten times, with its events, facts, names and
 * sums, but once in the index of texts and in what only single orders ask for.
 */
export async function fillYear(db: string, orders: number): Promise<void> {
  const site = await startSite(db, { JIESU_ENCODER: 'off' });
  await site.stop();
  const first = Math.min(orders, SIMULATED);
  await timed(process.execPath, [CLI, 'simulate', '--orders', String(first), '--quiet', '--db', db]);
  const times = Math.round(orders / first);
  if (times * first !== orders) throw new Error(`--orders: at most ${SIMULATED}, or so many times over`);
  if (times === 1) return;
  const store = await openStore({ url: db });
  try {
    await repeat(store, times);
  } finally {
    await store.close();
  }
}

/** Columns of a table by what a copy has in their stead; the others stay as they are. */
type Copied = Readonly<Record<string, (k: number, step: number) => string>>;

const shifted = (column: string) => (k: number, step: number) => `${column} + ${k * step}`;
const marked = (column: string) => (k: number) => `${column} || '-${k}'`;

/** What stands for an order in other tables, each with the orders' own numbers moved on. */
const TABLES: readonly (readonly [table: string, copied: Copied])[] = [
  [
    'orders',
    {
      seq: shifted('seq'),
      id: marked('id'),
      number: (k) =>
        `substr(number, 1, 9) || printf('%06d', CAST(substr(number, 10) AS INTEGER) + ${k * NUMBERS})`,
      external_id: marked('external_id'),
    },
  ],
  ['case_facts', { order_id: marked('order_id') }],
  ['events', { id: () => 'NULL', order_id: marked('order_id') }],
  ['topics', { id: shifted('id') }],
  [
    'topic_members',
    { order_seq: shifted('order_seq'), order_id: marked('order_id'), topic: shifted('topic') },
  ],
  ['topic_names', { order_seq: shifted('order_seq') }],
];

async function repeat(store: Store, times: number): Promise<void> {
  const step = await lastRow(store, 'orders');
  for (const [table, copied] of TABLES) {
    const last = await lastRow(store, table);
    const columns = (await store.read((db) => db.all(sql`SELECT name FROM pragma_table_info(${table})`))) as {
      name: string;
    }[];
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    for (let k = 1; k < times; k++) {
      const given = columns.map(({ name }) => copied[name]?.(k, step) ?? `"${name}"`).join(', ');
      await store.write((db) =>
        db.run(
          sql.raw(`INSERT INTO ${table} (${names}) SELECT ${given} FROM ${table} WHERE rowid <= ${last}`),
        ),
      );
    }
  }
  const sums = keysOf(COUNTER_NAMES).map((name) => `"${name}" = "${name}" * ${times}`);
  await store.write((db) => db.run(sql.raw(`UPDATE rollups SET ${sums.join(', ')}`)));
}

async function lastRow(store: Store, table: string): Promise<number> {
  const [row] = (await store.read((db) => db.all(sql.raw(`SELECT max(rowid) AS last FROM ${table}`)))) as {
    last: number | null;
  }[];
  return row?.last ?? 0;
}
