/**
 * Reports over many orders: made cases of two years with their orders in the register, then each kind of report, recount
 * included, with the longest time that nothing else got a turn meanwhile.
 *   npx tsx bench/reports.ts [--orders 1000000] [--rounds 3] [--db file:FILE]
 * Targets: a month or the leader's page under a second but for the recount; no page of it longer than a fifth of a second.
 */
import { sql } from 'drizzle-orm';
import { parseArgs } from 'node:util';
import { incrementsOf } from '../src/app/life/case-keeping.ts';
import { reconcile } from '../src/app/reports/reconciling.ts';
import { createReports } from '../src/app/reports/reports.ts';
import type { ReportAsked } from '../src/app/reports/report-types.ts';
import { branchOf } from '../src/app/rights.ts';
import { createContext } from '../src/app/services.ts';
import type { Actor, Engine } from '../src/app/types.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { dayOfDate, startOfDay } from '../src/orders/calendar.ts';
import { loadProfile } from '../src/profile/load.ts';
import { addToRollups, putCases } from '../src/store/case-facts.ts';
import { openStore } from '../src/store/store.ts';
import type { Store } from '../src/store/store.ts';
import { join } from 'node:path';
import { createMadeCases } from './made-cases.ts';
import { ROOT, inTemporaryFolder, median, report } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    db: { type: 'string' },
  },
});
const ORDERS = Number(values.orders);
const ROUNDS = Number(values.rounds);
const FIRST = dayOfDate('2025-01-01');
const DAYS = 730;
const HOUR = 3_600_000;
const LEADER: Actor = { id: 'u', name: '主任', role: 'leader', unit: null };

const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));
const units = profile.units.map(({ code }) => code);
const made = createMadeCases(profile, { orders: ORDERS, first: FIRST, days: DAYS });

async function fill(store: Store): Promise<void> {
  const BATCH = 5000;
  for (let from = 0; from < ORDERS; from += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, ORDERS - from) }, (_, k) => ({
      orderId: `o-${String(from + k).padStart(9, '0')}`,
      facts: made(from + k),
    }));
    await store.write(async (db) => {
      await putCases(db, cases);
      await addToRollups(
        db,
        cases.flatMap(({ facts }) => incrementsOf(facts, 1)),
      );
    });
  }
  // The register as the facts tell it; of the texts nothing is asked.
  await store.write(async (db) => {
    await db.run(sql`
      INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action, corrected,
        issue_type, issue_confidence, demand_kind, urgency, urgency_rank, street, lead_unit, due_at)
      SELECT order_id, 'N' || order_id, channel, dispatched_at, dispatched_at, '', '{}', '', state, 'dispatch', 0,
        issue_type, 1, demand_kind, urgency, 2, street, unit, due_at FROM case_facts ORDER BY day, order_id`);
    await db.run(sql`
      INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, state, data, detail)
      SELECT order_id, 1, replied_at, 'reply', '', '', 'handler', 'replied', '{}', '' FROM case_facts
      WHERE replied_at IS NOT NULL`);
  });
}

/** Runs something while a clock of ten milliseconds tells how long nothing else got a turn. */
async function watched<T>(run: () => Promise<T>): Promise<{ ms: number; longest: number; value: T }> {
  let last = performance.now();
  let longest = 0;
  const tick = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(tick, 10);
  const began = performance.now();
  const value = await run();
  tick();
  clearInterval(timer);
  return { ms: performance.now() - began, longest, value };
}

async function measure(store: Store): Promise<void> {
  const clock = fixedClock(startOfDay(FIRST + DAYS - 1) + 12 * HOUR);
  // Nothing of triage is asked for.
  const context = createContext({ store, engine: {} as Engine, profile, clock });
  const reports = createReports(context);
  const unit = units[0] ?? '';
  const asked: readonly ReportAsked[] = [
    { kind: 'daily', date: '2026-12-31' },
    { kind: 'monthly', date: '2026-11' },
    { kind: 'monthly', date: '2026-11', unit },
    { kind: 'leader', date: '2026-11' },
    { kind: 'meeting', date: '2026-11' },
    { kind: 'annual', date: '2026', unit },
    { kind: 'annual', date: '2026' },
  ];
  for (const one of asked) {
    const times: number[] = [];
    let longest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { ms, longest: most, value } = await watched(() => reports.make(LEADER, one, 'json'));
      if (!value.ok) throw new Error(`${one.kind} does not reconcile`);
      times.push(ms);
      longest = Math.max(longest, most);
    }
    told(
      `${one.kind} ${one.date}${one.unit === undefined ? '' : ' of a unit'}, recount included`,
      times,
      longest,
    );
  }
  const reach = branchOf(LEADER, 'report.read', context.profile);
  for (const [what, from, to] of [
    ['a month', '2026-11-01', '2026-12-01'],
    ['a year', '2026-01-01', '2027-01-01'],
  ] as const) {
    const { ms, longest, value } = await watched(() =>
      store.snapshot((db) => reconcile(db, context, { from, to, reach })),
    );
    report({
      what: `recount of ${what}`,
      cases: value.cases,
      ms: Math.round(ms),
      longestTurnMs: Math.round(longest),
    });
  }
}

function told(what: string, times: readonly number[], longest: number): void {
  report({ what, medianMs: Math.round(median(times)), longestTurnMs: Math.round(longest) });
}

const run = async (url: string): Promise<void> => {
  const store = await openStore({ url });
  try {
    const rows = (await store.read((db) => db.all(sql`SELECT count(*) AS n FROM orders`))) as { n: number }[];
    if (rows[0]?.n === 0) await fill(store);
    await measure(store);
  } finally {
    await store.close();
  }
};

if (values.db !== undefined) await run(values.db);
else await inTemporaryFolder((dir) => run(`file:${dir}/reports.db`));
