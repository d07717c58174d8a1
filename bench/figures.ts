/**
 * Rates over many orders: made cases of two years in a fresh database, then what the page asks for.
 *   npx tsx bench/figures.ts [--orders 1000000] [--rounds 20]
 * Target: 95 of 100 under a second with a million orders. Printed beside it: the same sums from the cases themselves.
 */
import { sql } from 'drizzle-orm';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFigures } from '../src/app/figures/figures.ts';
import { incrementsOf } from '../src/app/life/case-keeping.ts';
import { createContext } from '../src/app/services.ts';
import type { Actor, Engine } from '../src/app/types.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { dayOfDate, startOfDay } from '../src/orders/calendar.ts';
import type { CaseFacts } from '../src/orders/case-facts.ts';
import { loadProfile } from '../src/profile/load.ts';
import { addToRollups, putCases } from '../src/store/case-facts.ts';
import type { GroupBy } from '../src/store/rollups.ts';
import { openStore } from '../src/store/store.ts';
import { ROOT, inTemporaryFolder, median, report } from './support.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '20' } },
});
const ORDERS = Number(values.orders);
const ROUNDS = Number(values.rounds);
const FIRST = dayOfDate('2025-01-01');
const DAYS = 730;
const HOUR = 3_600_000;
const LEADER: Actor = { id: 'u', name: '主任', role: 'leader', unit: null };

const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));
const units = profile.units.map(({ code }) => code);
const types = profile.issueTypes.map(({ code }) => code);
const streets = [...new Set(profile.units.flatMap(({ street }) => street ?? []))];
const random = seededRandom(1);
/** The first of a list far more often than the last, as units and types are. */
const pick = <T>(list: readonly T[]): T => list[Math.floor(list.length * random() ** 2)] as T;

function made(i: number): CaseFacts {
  const day = FIRST + Math.floor((i / ORDERS) * DAYS);
  const received = startOfDay(day) + Math.floor(random() * 24) * HOUR;
  const unit = pick(units);
  const isOpen = day > FIRST + DAYS - 6;
  const repliedAt = isOpen && random() < 0.6 ? null : received + Math.floor(random() * 130) * HOUR;
  const judged = repliedAt !== null && random() < 0.7;
  const happy = random() < 0.8;
  return {
    day,
    unit,
    firstUnit: random() < 0.05 ? pick(units) : unit,
    issueType: pick(types),
    street: random() < 0.1 ? null : pick(streets),
    demandKind: '投诉',
    urgency: 'normal',
    channel: 'phone',
    state: repliedAt === null ? 'handling' : 'closed',
    leftOut: random() < 0.04 ? 'exclusion' : '',
    dispatchedAt: received,
    contactedAt: received + HOUR,
    repliedAt,
    dueAt: received + 120 * HOUR,
    meeting: random() < 0.5 ? 'met' : 'none',
    firstRight: repliedAt === null ? null : true,
    returns: 0,
    reopened: 0,
    supervised: 0,
    callback: judged ? 'verdict' : 'none',
    verdict: judged
      ? {
          solved: happy ? 'solved' : 'unsolved',
          satisfied: happy ? 'satisfied' : 'dissatisfied',
          attitude: 'good',
        }
      : null,
    verdictAt: judged ? repliedAt + 24 * HOUR : null,
  };
}

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
    for (const [what, from, to] of periods)
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
