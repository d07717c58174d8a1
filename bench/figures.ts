/**
 * Rates over many orders: made cases of two years in a fresh database, then what the page asks for.
 *   npx tsx bench/figures.ts [--orders 1000000] [--rounds 20] [--chart distribution]
 * Target: 95 of 100 under a second with a million orders. Printed beside it: the same sums from the cases themselves.
 */
import { sql } from 'drizzle-orm';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCharting } from '../src/app/figures/charting.ts';
import { createFigures } from '../src/app/figures/figures.ts';
import { incrementsOf } from '../src/app/life/case-keeping.ts';
import { createContext } from '../src/app/services.ts';
import type { Actor, Engine } from '../src/app/types.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { dayOfDate, startOfDay } from '../src/orders/calendar.ts';
import { loadProfile } from '../src/profile/load.ts';
import { addToRollups, putCases } from '../src/store/case-facts.ts';
import type { Db } from '../src/store/client.ts';
import type { CaseFacts } from '../src/orders/case-facts.ts';
import type { GroupBy } from '../src/store/rollups.ts';
import { openStore } from '../src/store/store.ts';
import { createMadeCases } from './made-cases.ts';
import { ROOT, inTemporaryFolder, median, report } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '20' },
    /** Charts whose name holds this, and nothing else. */
    chart: { type: 'string' },
  },
});
const ORDERS = Number(values.orders);
const ROUNDS = Number(values.rounds);
const FIRST = dayOfDate('2025-01-01');
const DAYS = 730;
const LEADER: Actor = { id: 'u', name: '主任', role: 'leader', unit: null };

const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));
const units = profile.units.map(({ code }) => code);
const made = createMadeCases(profile, { orders: ORDERS, first: FIRST, days: DAYS });

await inTemporaryFolder(async (dir) => {
  const store = await openStore({ url: `file:${dir}/figures.db` });
  try {
    const began = performance.now();
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
        await putNames(db, from + 1, cases);
      });
    }
    const rows = (await store.read((db) =>
      db.all(sql`SELECT grain, count(*) AS n FROM rollups GROUP BY 1`),
    )) as {
      grain: string;
      n: number;
    }[];
    report({
      what: 'cases kept',
      orders: ORDERS,
      seconds: Math.round((performance.now() - began) / 1000),
      sums: Object.fromEntries(rows.map(({ grain, n }) => [grain, n])),
      megabytes: Math.round(statSync(`${dir}/figures.db`).size / 1e6),
    });
    const clock = fixedClock(startOfDay(FIRST + DAYS));
    // Nothing of triage is asked for.
    const context = createContext({ store, engine: {} as Engine, profile, clock });
    const { figures, cases } = createFigures(context);
    const periods = [
      ['two years', '2025-01-01', '2027-01-01'],
      ['a year', '2026-01-01', '2027-01-01'],
      ['the last 30 days', '2026-12-02', '2027-01-01'],
      ['days across months', '2026-03-07', '2026-11-23'],
    ] as const;
    for (const [what, from, to] of values.chart === undefined ? periods : [])
      for (const by of ['none', 'unit', 'issueType', 'street', 'month', 'day'] satisfies GroupBy[]) {
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const asked = performance.now();
          await figures(LEADER, { from, to }, by);
          times.push(performance.now() - asked);
        }
        told(`${what}, by ${by}`, times);
      }
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const asked = performance.now();
      const part = { rate: 'solved', part: 'miss' } as const;
      await cases(LEADER, { from: '2026-01-01', to: '2027-01-01', unit: units[round] ?? '' }, part, {
        limit: 50,
      });
      times.push(performance.now() - asked);
    }
    told('50 unsolved orders of a unit', times);
    const charts = createCharting(context, { figures }, { chronic: async () => [] });
    for (const [what, from, to] of periods) {
      const scope = { from, to };
      const own = { ...scope, unit: units[3] ?? '' };
      const views: readonly (readonly [name: string, ask: () => Promise<unknown>])[] = [
        ['distribution', () => charts.distribution(LEADER, scope)],
        ['distribution of a unit', () => charts.distribution(LEADER, own)],
        ['heat, street by group', () => charts.heat(LEADER, scope, 'street', 'group')],
        ['heat, weekday by hour', () => charts.heat(LEADER, scope, 'weekday', 'hour')],
        ['heat, street by hour', () => charts.heat(LEADER, scope, 'street', 'hour')],
        ['heat, street by month', () => charts.heat(LEADER, scope, 'street', 'month')],
        ['trend by week', () => charts.trend(LEADER, scope, 'week')],
        ['trend by month of a unit', () => charts.trend(LEADER, own, 'month')],
        ['control of solved by month', () => charts.control(LEADER, scope, 'month', 'solved')],
        ['changes', () => charts.changes(LEADER, scope, 'before')],
        ['residents', () => charts.residents(LEADER, scope)],
        ['heads', () => charts.heads(LEADER, scope)],
      ];
      for (const [name, ask] of views) {
        if (!name.includes(values.chart ?? '')) continue;
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const asked = performance.now();
          await ask();
          times.push(performance.now() - asked);
        }
        told(`chart: ${what}, ${name}`, times);
      }
    }
    const asked = performance.now();
    await store.read((db) =>
      db.all(
        sql`SELECT unit, count(*), sum(solved = 'solved'), sum(replied_at <= due_at) FROM case_facts GROUP BY 1`,
      ),
    );
    report({
      what: 'four sums of two years by unit from the cases themselves',
      ms: Math.round(performance.now() - asked),
    });
  } finally {
    await store.close();
  }
});

function told(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] as number;
  report({ what, medianMs: Math.round(median(sorted)), p95Ms: Math.round(p95) });
}

/** Rows of orders as far as figures join them, and names: a third of the cases name one of 2,000 subjects, half a place. */
async function putNames(
  db: Db,
  firstSeq: number,
  cases: readonly { readonly orderId: string; readonly facts: CaseFacts }[],
): Promise<void> {
  const rows = cases.map(({ orderId, facts }, k) => ({
    seq: firstSeq + k,
    id: orderId,
    at: startOfDay(facts.day) + facts.hour * 3_600_000,
    type: facts.issueType,
    subject: k % 3 === 0 ? `主体${Math.floor((((firstSeq + k) * 7919) % 44_721) ** 2 / 1_000_000)}` : null,
    place: k % 2 === 0 ? `地点${((firstSeq + k) * 104_729) % 20_000}` : null,
  }));
  const json = JSON.stringify(rows);
  await db.run(sql`
    INSERT INTO orders (seq, id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
      corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
    SELECT value ->> 'seq', value ->> 'id', value ->> 'id', 'phone', value ->> 'at', value ->> 'at', '',
      json_object('text', printf('%0400d', 0)), printf('%080d', 0), 'closed', 'dispatch', 0, value ->> 'type', 1, '投诉',
      'normal', 2, 'u' FROM json_each(${json})`);
  for (const kind of ['subject', 'place'])
    await db.run(sql`
      INSERT INTO topic_names (kind, name, order_seq, at, issue_type, demand_kind)
      SELECT ${kind}, value ->> ${kind}, value ->> 'seq', value ->> 'at', value ->> 'type', '投诉' FROM json_each(${json})
      WHERE value ->> ${kind} IS NOT NULL`);
}
