import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { namesOf } from '../../../src/app/context.ts';
import { beginSimulation, runSimulation } from '../../../src/app/demo/simulating.ts';
import { simulatedRows } from '../../../src/app/demo/simulated-slice.ts';
import { removeSimulation } from '../../../src/app/demo/simulation-removal.ts';
import { readSimulationSource } from '../../../src/app/demo/simulation-source.ts';
import { checkCases } from '../../../src/app/life/case-keeping.ts';
import { checkOrders } from '../../../src/app/life/order-check.ts';
import { databaseLabels } from '../../../src/app/learning/labels.ts';
import type { Actor } from '../../../src/app/types.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { lifeOf } from '../../../src/orders/life.ts';
import { RULES } from '../../../src/orders/states.ts';
import { correctedCounts, settledOrders } from '../../../src/store/precedents.ts';
import { unlabelledOrders } from '../../../src/store/annotations.ts';
import { insertCorrection } from '../../../src/store/decisions.ts';
import { insertUser } from '../../../src/store/accounts.ts';
import { updateOrder } from '../../../src/store/orders.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { once, shippedProfile } from '../../support/shipped-profile.ts';
import { tempDatabase, tempFolder } from '../../support/temp.ts';

const ADMIN: Actor = { id: 'u', name: '管理员', role: 'admin', unit: null };
const NOW = Date.parse('2026-05-20T10:00:00+08:00');
const source = once(() => readSimulationSource(shippedProfile()));
const profile = shippedProfile();
const names = namesOf(profile);
const YEAR = {
  id: 'sim',
  fromDay: '2025-01-01',
  toDay: '2026-01-01',
  until: Date.parse('2026-03-02T00:00:00+08:00'),
};
const rows = (orders: number, seed = 1) => [
  ...simulatedRows({ profile, names }, source(), { ...YEAR, seed, orders }, () => ({
    sha256: 'a'.repeat(64),
    name: '材料',
    mediaType: 'application/pdf',
    bytes: 1,
  })).rows(0),
];
const year = once(() => rows(1500));
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function site(url = tempDatabase()) {
  const store = await openStore({ url });
  onTestFinished(() => store.close());
  return { store, profile, names, clock: fixedClock(NOW) };
}
type Site = Awaited<ReturnType<typeof site>>;

async function simulate(s: Site, orders: number, options: { stopAfter?: number; slice?: number } = {}) {
  const run = await beginSimulation(s, ADMIN, { orders, seed: 1 }, []);
  let slices = 0;
  return runSimulation(s, run, {
    slice: options.slice ?? 40,
    source: source(),
    evidence: { folder: tempFolder(), limit: 1e6 },
    stopping: () => options.stopAfter !== undefined && slices++ >= options.stopAfter,
  });
}

const everything = (store: Store) =>
  store.read(async (db) => ({
    orders: await db.all(
      sql`SELECT id, number, state, version, person_id, due_at, soon_spans FROM orders ORDER BY id`,
    ),
    events: await db.all(
      sql`SELECT order_id, version, at, event, data, detail FROM events ORDER BY order_id, version`,
    ),
    facts: await db.all(sql`SELECT * FROM case_facts ORDER BY order_id`),
    sums: await db.all(sql`SELECT * FROM rollups ORDER BY 1, 2, 3, 4, 5, 6, 7`),
    members: await db.all(sql`SELECT order_id, topic, evidence FROM topic_members ORDER BY order_id`),
    topics: await db.all(sql`SELECT * FROM topics ORDER BY id`),
    warnings: await db.all(sql`SELECT kind, key, callers, at, state FROM warnings ORDER BY id`),
    links: await db.all(sql`SELECT first_id, second_id, kind, status FROM order_links ORDER BY id`),
    files: await db.all(sql`SELECT id, sha256, purpose FROM evidence_files ORDER BY id`),
  }));

test('the same seed gives the same lives to the byte, another seed others', () => {
  expect(hashOf(rows(300))).toBe(hashOf(rows(300)));
  expect(hashOf(rows(300, 2))).not.toBe(hashOf(rows(300)));
});

test('every step of every life is in the table of moves, in order of time, by somebody who may', () => {
  for (const { events, life } of year()) {
    expect(lifeOf(events)).toEqual(life);
    for (const [i, event] of events.entries()) {
      expect(event.version).toBe(i + 1);
      const before = events[i - 1];
      if (before !== undefined) expect(event.at).toBeGreaterThanOrEqual(before.at);
      const rule = RULES.find(({ move }) => move === event.kind);
      if (rule === undefined) expect(['received', 'triaged']).toContain(event.kind);
      else {
        expect(rule.from).toContain(before?.to);
        expect(rule.who).toContain(event.actor.role);
      }
    }
  }
});

test('nearly all orders of a year that is over are at their end, by all ways there are', () => {
  const all = year();
  const share = (of: (row: (typeof all)[number]) => boolean): number => all.filter(of).length / all.length;
  const has = (kind: string) => (row: (typeof all)[number]) =>
    row.events.some((event) => event.kind === kind);
  const within = (value: number, least: number, most: number): void => {
    expect(value).toBeGreaterThan(least);
    expect(value).toBeLessThan(most);
  };
  within(
    share(({ life }) => ['closed', 'excluded', 'terminated'].includes(life.state)),
    0.97,
    1.0001,
  );
  within(share(has('proposeReturn')), 0.04, 0.11);
  within(share(has('acceptReturn')), 0.02, 0.08);
  within(share(has('grantExclusion')), 0.01, 0.06);
  within(share(has('supervise')), 0.03, 0.14);
  within(share(has('reopen')), 0.015, 0.09);
  within(share(has('callBack')), 0.6, 0.95);
  for (const kind of [
    'grantExtension',
    'grantHold',
    'answerJointly',
    'whistle',
    'refuseReturn',
    'correctUnit',
  ])
    expect(share(has(kind)), kind).toBeGreaterThan(0);
});

test('who asks is never who decides', () => {
  for (const { events } of year())
    for (const [i, { kind, actor }] of events.entries()) {
      if (!/^(?:grant|acceptReturn|refuse)/u.test(kind)) continue;
      const asked = events.slice(0, i).findLast((event) => event.kind.startsWith('propose'));
      expect(asked?.actor.id).not.toBe(actor.id);
    }
});

test('rows follow from events and sums from rows; nothing is to be found by a recount', async () => {
  const s = await site();
  expect(await simulate(s, 400)).toBe(true);
  const { looked, differences } = await checkOrders(s.store, profile, { deep: true });
  expect({ looked, differences }).toEqual({ looked: 400, differences: [] });
  expect(await checkCases(s)).toEqual([]);
  const told = await everything(s.store);
  expect(told.members).toHaveLength(400);
  expect(told.topics.length).toBeGreaterThan(50);
});

test('cut short and gone on with, it ends in the same state; a second time nothing is written', async () => {
  const [whole, cut] = [await site(), await site()];
  await simulate(whole, 200);
  expect(await simulate(cut, 200, { stopAfter: 2 })).toBe(false);
  expect(await simulate(cut, 200)).toBe(true);
  expect(await everything(cut.store)).toEqual(await everything(whole.store));
  expect(await simulate(cut, 200)).toBe(true);
  expect(await everything(cut.store)).toEqual(await everything(whole.store));
});

test('beside real orders, or another simulation, it is refused unless that is said', async () => {
  const s = await site();
  await simulate(s, 40);
  await expect(beginSimulation(s, ADMIN, { orders: 50, seed: 1 }, [])).rejects.toMatchObject({
    code: 'simulation_refused',
  });
  const other = await site();
  await other.store.write((db) =>
    db.run(sql`INSERT INTO orders (id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
      corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
      VALUES ('real', '20260101-000001', 'phone', 1, 1, 'x', '{}', '', 'received', 'review', 0, '0101', 1, '投诉', 'normal', 2, 'SCJG')`),
  );
  const asked = { orders: 10, seed: 1 };
  await expect(beginSimulation(other, ADMIN, asked, [])).rejects.toMatchObject({
    code: 'simulation_refused',
  });
  expect(await beginSimulation(other, ADMIN, asked, ['real'])).toMatchObject({ orders: 10 });
});

test('nothing is learned from what was made up, nor does it count for the right to dispatch or as a precedent', async () => {
  const s = await site();
  await simulate(s, 120);
  await s.store.write(async (db) => {
    const [one] = (await db.all(
      sql`SELECT id, issue_type AS type, lead_unit AS unit FROM orders LIMIT 1`,
    )) as {
      id: string;
      type: string;
      unit: string;
    }[];
    if (one === undefined) throw new Error('No order.');
    // Somebody who tries things out corrects one.
    await updateOrder(db, one.id, { corrected: true, issueType: '0102', state: 'dispatched' });
    await insertCorrection(db, {
      orderId: one.id,
      at: NOW,
      actorId: 'u',
      fromType: one.type,
      toType: '0102',
      fromUnit: one.unit,
      toUnit: one.unit,
      fromJoint: null,
      toJoint: null,
      model: 'simulated',
    });
  });
  await s.store.read(async (db) => {
    expect((await databaseLabels(db, profile)).orders).toEqual([]);
    expect(await unlabelledOrders(db, 100)).toEqual([]);
    expect((await correctedCounts(db, ['0102'])).size).toBe(0);
    for (const { code } of profile.issueTypes)
      for (const street of [null, '德胜', '月坛'])
        expect(await settledOrders(db, { issueType: code, street, since: 0, until: NOW }, 5)).toEqual([]);
    for (const table of ['dispatch_proposals', 'dispatch_outcomes'])
      expect(await db.all(sql`SELECT * FROM ${sql.identifier(table)}`)).toEqual([]);
    const models = await db.all(sql`SELECT DISTINCT model FROM decisions`);
    expect(models).toEqual([{ model: 'simulated' }]);
  });
});

test('it can be taken away with all that hangs on it, and events of real orders still cannot', async () => {
  const s = await site();
  await simulate(s, 150);
  expect(await removeSimulation(s, ADMIN)).toBe(150);
  const left = await everything(s.store);
  expect(Object.fromEntries(Object.entries(left).map(([name, list]) => [name, list.length]))).toEqual({
    orders: 0,
    events: 0,
    facts: 0,
    sums: left.sums.length,
    members: 0,
    topics: 0,
    warnings: 0,
    links: 0,
    files: 0,
  });
  expect(await checkCases(s)).toEqual([]);
  await expect(
    s.store.write((db) => db.run(sql`INSERT INTO simulated_orders (order_id, order_seq) VALUES ('real', 1)`)),
  ).rejects.toThrow();
  await simulate(s, 30);
  await s.store.write((db) =>
    db.run(sql`INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, state, data, detail)
      VALUES ('real', 1, 1, 'received', 'x', 'x', 'system', 'received', '{}', '')`),
  );
  await expect(
    s.store.write((db) => db.run(sql`DELETE FROM events WHERE order_id = 'real'`)),
  ).rejects.toThrow();
});

test('two that write the same year never write a slice twice: the second stops, and nothing is wrong', async () => {
  const s = await site();
  const run = await beginSimulation(s, ADMIN, { orders: 90, seed: 1 }, []);
  const options = { slice: 30, source: source(), evidence: { folder: tempFolder(), limit: 1e6 } };
  const results = await Promise.allSettled([runSimulation(s, run, options), runSimulation(s, run, options)]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const failed = results.find((one) => one.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'simulation_refused' });
  expect((await everything(s.store)).members).toHaveLength(90);
  expect(await checkCases(s)).toEqual([]);
});

test('a year that is taken away while it is written is not written on', async () => {
  const s = await site();
  const run = await beginSimulation(s, ADMIN, { orders: 90, seed: 1 }, []);
  const options = { slice: 30, source: source(), evidence: { folder: tempFolder(), limit: 1e6 } };
  let slices = 0;
  await runSimulation(s, run, { ...options, stopping: () => slices++ >= 1 });
  const stale = { ...run, done: 30 };
  await removeSimulation(s, ADMIN);
  await expect(runSimulation(s, stale, options)).rejects.toMatchObject({ code: 'simulation_refused' });
  expect((await everything(s.store)).orders).toEqual([]);
});

test('reminders of the last days alone wait for the accounts they concern', async () => {
  const s = await site();
  await s.store.write(async (db) => {
    const password = { passwordHash: 'x', createdAt: NOW, disabledAt: null };
    for (const [id, role, unit] of [
      ['demo-paidan', 'dispatcher', null],
      ['demo-xcajjd', 'handler', 'JD-XCAJ'],
    ] as const)
      await insertUser(db, { id, username: id, name: id, role, unit, ...password });
  });
  await simulate(s, 2500, { slice: 500 });
  await s.store.read(async (db) => {
    const rows = (await db.all(sql`
      SELECT u.id AS account, r.at >= ${NOW - 3 * 86_400_000} AS late, s.at IS NOT NULL AS seen, count(*) AS n
      FROM reminders r JOIN users u ON (u.unit = r.unit) OR (u.unit IS NULL AND r.centre = 1)
        LEFT JOIN reminders_seen s ON s.account_id = u.id AND s.event_id = r.event_id
      WHERE r.at >= ${NOW - 30 * 86_400_000} GROUP BY 1, 2, 3`)) as {
      account: string;
      late: number;
      seen: number;
      n: number;
    }[];
    expect(rows.filter(({ late, seen }) => late === seen)).toEqual([]);
    expect(rows.some(({ account, seen }) => account === 'demo-paidan' && seen === 1)).toBe(true);
  });
});
