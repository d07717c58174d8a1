/**
 * A simulated year in a fresh database: how long it takes, and what topics and warnings find of what was planted in it.
 *   npx tsx bench/simulate.ts [--orders 20000] [--seeds 1]
 * A surge is found when a warning rests on its orders by half or more; delays are counted from its fifth caller, the least a
 * warning may be told of. A warning that rests on nothing planted is a false alarm; quiet weeks have no planted surge.
 */
import { sql } from 'drizzle-orm';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { namesOf } from '../src/app/context.ts';
import { beginSimulation, runSimulation } from '../src/app/demo/simulating.ts';
import { checkCases } from '../src/app/life/case-keeping.ts';
import { checkOrders } from '../src/app/life/order-check.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import type { Planted } from '../src/insight/simulate/types.ts';
import { dayOf, dayOfDate } from '../src/orders/calendar.ts';
import { loadProfile } from '../src/profile/load.ts';
import { simulationOf } from '../src/store/simulation.ts';
import { openStore } from '../src/store/store.ts';
import { ROOT, inTemporaryFolder, median, peakMb, report } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '20000' },
    seeds: { type: 'string', default: '1' },
    check: { type: 'boolean', default: false },
  },
});
const ORDERS = Number(values.orders);
const HOUR = 3_600_000;
const LEAST_CALLERS = 5;
const ADMIN = { id: 'u', name: '管理员', role: 'admin', unit: null } as const;
const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));

for (let seed = 1; seed <= Number(values.seeds); seed++)
  await inTemporaryFolder(async (dir) => {
    const store = await openStore({ url: `file:${dir}/year.db` });
    try {
      const clock = fixedClock(Date.parse('2026-06-01T00:00:00+08:00'));
      const context = { store, profile, names: namesOf(profile), clock };
      const began = performance.now();
      const cpu = process.cpuUsage();
      const run = await beginSimulation(context, ADMIN, { year: 2025, orders: ORDERS, seed }, []);
      await runSimulation(context, run, { slice: 400, evidence: { folder: `${dir}/files`, limit: 1e7 } });
      const { user, system } = process.cpuUsage(cpu);
      report({
        bench: 'simulate',
        seed,
        orders: ORDERS,
        seconds: Math.round((performance.now() - began) / 1000),
        cpuSeconds: Math.round((user + system) / 1e6),
        megabytes: Math.round(statSync(`${dir}/year.db`).size / 1e6),
        peakMb: peakMb(process.pid),
      });
      const done = await store.read(simulationOf);
      const told = (await store.read((db) =>
        db.all(sql`SELECT w.id, w.at, w.kind, w.lead_id AS lead, json_group_array(o.received_at) AS times,
            json_group_array(CAST(substr(o.id, -6) AS INTEGER)) AS orders
          FROM warnings w JOIN warning_orders x ON x.warning_id = w.id JOIN orders o ON o.seq = x.order_seq
          GROUP BY w.id ORDER BY w.at`),
      )) as { id: number; at: number; kind: string; lead: number | null; times: string; orders: string }[];
      const received = (await store.read((db) =>
        db.all(sql`SELECT received_at AS at FROM orders ORDER BY received_at, seq`),
      )) as { at: number }[];
      measure(
        seed,
        done?.planted as unknown as Planted,
        told.map(({ orders, ...one }) => ({ ...one, orders: JSON.parse(orders) as number[] })),
        received.map(({ at }) => at),
      );
      if (values.check)
        report({
          bench: 'simulate check',
          seed,
          rowsApart: (await checkOrders(store, profile, { deep: true })).differences.length,
          casesApart: (await checkCases(context)).length,
        });
    } finally {
      await store.close();
    }
  });

type Told = {
  readonly at: number;
  readonly kind: string;
  readonly lead: number | null;
  readonly orders: readonly number[];
};

/** Times of receipt by number of the order, from 1. */
function measure(seed: number, planted: Planted, told: readonly Told[], received: readonly number[]): void {
  const isAbout = ({ orders }: Told, own: ReadonlySet<number>): boolean =>
    orders.filter((n) => own.has(n)).length * 2 >= orders.length;
  const everything = [...planted.surges, ...planted.chronic, ...planted.merchants].map(
    ({ orders }) => new Set(orders),
  );
  const delays: number[] = [];
  const callers: number[] = [];
  let seen = 0;
  const lines: number[] = [];
  for (const { orders } of planted.surges) {
    const own = new Set(orders);
    const visible = received[(orders[LEAST_CALLERS - 1] ?? 0) - 1];
    // What fewer than the least callers tell of cannot be told.
    if (visible === undefined) continue;
    seen++;
    const first = told.find((one) => isAbout(one, own));
    if (first === undefined) continue;
    lines.push(told.filter((one) => one.lead === null && isAbout(one, own)).length);
    delays.push(Math.max(0, first.at - visible) / HOUR);
    callers.push(orders.filter((n) => (received[n - 1] ?? Infinity) <= first.at).length);
  }
  const weekOf = (at: number): number => Math.floor((dayOf(at) - dayOfDate('2025-01-01')) / 7);
  const busy = new Set(
    planted.surges.flatMap(({ from, to }) => {
      const [a, b] = [from, to].map((day) => Math.floor((dayOfDate(day) - dayOfDate('2025-01-01')) / 7));
      return Array.from({ length: (b ?? 0) - (a ?? 0) + 2 }, (_, i) => (a ?? 0) + i);
    }),
  );
  const quiet = Array.from({ length: 52 }, (_, i) => i).filter((week) => !busy.has(week));
  const isFalse = (one: Told): boolean => !everything.some((own) => isAbout(one, own));
  const alarms = told.filter(isFalse);
  report({
    bench: 'simulate warnings',
    seed,
    surges: seen,
    found: delays.length,
    withinDay: delays.filter((hours) => hours <= 24).length,
    withinTenCallers: callers.filter((n) => n <= 10).length,
    medianHours: Number(median(delays).toFixed(1)),
    medianCallers: median(callers),
    warnings: told.length,
    leading: told.filter(({ lead }) => lead === null).length,
    linesPerSurge: Number((lines.reduce((a, b) => a + b, 0) / Math.max(1, lines.length)).toFixed(2)),
    falseAlarms: alarms.length,
    falseByKind: Object.fromEntries(
      [...new Set(alarms.map(({ kind }) => kind))].map((kind) => [
        kind,
        alarms.filter((one) => one.kind === kind).length,
      ]),
    ),
    quietWeeks: quiet.length,
    falsePerQuietWeek: Number(
      (alarms.filter(({ at }) => quiet.includes(weekOf(at))).length / Math.max(1, quiet.length)).toFixed(2),
    ),
  });
}
