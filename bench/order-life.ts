/**
 * The life of orders under load. Each part by itself with --only:
 *   list   pages of the queue over 10,000 open orders, for the centre and for one unit (milliseconds);
 *   storm  200 clients at once over HTTP on 20 orders they share: what was kept, what was refused, what went wrong;
 *   kill   days of orders killed without warning at random moments: what was acknowledged and is not there.
 *   npx tsx bench/order-life.ts [--only list] [--orders 10000] [--clients 200] [--kills 50]
 */
import { parseArgs } from 'node:util';
import { statSync } from 'node:fs';
import { checkOrders } from '../src/app/life/order-check.ts';
import type { Actor, OrderFilter } from '../src/app/types.ts';
import { seededRandom } from '../src/kernel/random.ts';
import { openStore } from '../src/store/store.ts';
import { MINUTE, NOW, PEOPLE, lifeServices } from '../test/support/life-desk.ts';
import { killDays } from '../test/support/life-kills.ts';
import { lifeServer } from '../test/support/life-server.ts';
import { aftermath, storm } from '../test/support/move-storm.ts';
import { inTemporaryFolder, report } from './support.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    orders: { type: 'string', default: '10000' },
    clients: { type: 'string', default: '200' },
    kills: { type: 'string', default: '50' },
  },
});
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

/** Milliseconds at a share of the calls, `calls` in a row. */
function share(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Number(
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1),
  );
}

const TEXTS = ['西单的鞋', '德胜的鞋', '施工噪声', '德胜施工噪声', '摆摊占道', '西单的会员卡', '拿不准的鞋'];
const LISTS: readonly (readonly [string, Actor, OrderFilter])[] = [
  ['centre, all', PEOPLE.dispatcher, {}],
  ['centre, waiting', PEOPLE.dispatcher, { state: 'received' }],
  ['centre, by deadline', PEOPLE.dispatcher, { sort: 'due' }],
  ['centre, one unit', PEOPLE.dispatcher, { unit: 'CGZF' }],
  ['unit, all', PEOPLE.handler, {}],
  ['unit, to acknowledge', PEOPLE.handler, { state: 'dispatched' }],
  ['unit, by deadline', PEOPLE.handler, { sort: 'due' }],
];

async function lists(dir: string, count: number): Promise<void> {
  const store = await openStore({ url: `file:${dir}/list.db` });
  const d = await lifeServices(store);
  const random = seededRandom(1);
  const ids: string[] = [];
  const started = performance.now();
  for (let from = 0; from < count; from += 500) {
    const part = Array.from({ length: Math.min(500, count - from) }, (_, i) => ({
      channel: 'phone',
      receivedAt: new Date(NOW - Math.floor(random() * 4 * 24 * 60) * MINUTE).toISOString(),
      text: `${TEXTS[Math.floor(random() * TEXTS.length)]}，第${from + i}件`,
    }));
    for (const outcome of await d.services.intake.accept(PEOPLE.key, part))
      if (outcome.status === 'accepted') ids.push(outcome.id);
  }
  const intake = performance.now() - started;
  let moved = 0;
  for (const id of ids) {
    if (random() < 0.5) continue;
    const { leadUnit, state } = await d.services.orders.get(PEOPLE.dispatcher, id);
    if (state !== 'dispatched') continue;
    const by = { ...PEOPLE.handler, unit: leadUnit.code };
    await d.services.handling.acknowledge(by, id);
    if (random() < 0.5)
      await d.services.handling.move(by, id, { move: 'contact', data: { way: 'phone', result: 'reached' } });
    moved++;
  }
  for (const [what, actor, filter] of LISTS) {
    const times: number[] = [];
    let total = 0;
    for (let i = 0; i < 200; i++) {
      const page = 1 + (i % 5);
      const at = performance.now();
      ({ total } = await d.services.orders.list(actor, filter, { page }));
      times.push(performance.now() - at);
    }
    report({
      what: `queue: ${what}`,
      orders: ids.length,
      fitting: total,
      calls: times.length,
      p50: share(times, 0.5),
      p95: share(times, 0.95),
      target: 150,
    });
  }
  const at = performance.now();
  const { looked, differences } = await checkOrders(store, d.profile, { deep: true });
  report({
    what: 'rows against events',
    orders: looked,
    moved,
    differences: differences.length,
    seconds: Number(((performance.now() - at) / 1000).toFixed(2)),
    intakeOrdersPerSecond: Math.round(ids.length / (intake / 1000)),
    bytesAnOrder: Math.round(statSync(`${dir}/list.db`).size / ids.length),
  });
  await store.close();
}

async function storms(dir: string, clients: number): Promise<void> {
  const store = await openStore({ url: `file:${dir}/storm.db` });
  const d = await lifeServices(store);
  const server = await lifeServer(d);
  const ids: string[] = [];
  for (let i = 0; i < 20; i++) {
    const id = await d.take(`西单的鞋第${i}双`);
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    ids.push(id);
  }
  const sessions = [];
  for (let i = 0; i < clients; i++) sessions.push(await server.signIn(`p${i}`, 'handler', 'SCS-XCAJ'));
  const at = performance.now();
  const done = await storm(server.url, sessions, ids, { clients, rounds: 5 });
  const seconds = Number(((performance.now() - at) / 1000).toFixed(2));
  const faults = await aftermath(store, ids, done);
  const { differences } = await checkOrders(store, d.profile, { deep: true });
  report({
    what: 'clients at once',
    clients,
    orders: ids.length,
    asked: done.kept.length + done.told.length + done.strange.length,
    kept: done.kept.length,
    told409: done.told.length,
    other: done.strange.length,
    lostOrDoubled: faults.length,
    rowsApart: differences.length,
    seconds,
  });
  if (faults.length + differences.length + done.strange.length > 0) {
    process.stderr.write(`${[...faults, ...done.strange].join('\n')}\n`);
    process.exitCode = 1;
  }
  await server.close();
  await store.close();
}

async function kills(dir: string, count: number): Promise<void> {
  const at = performance.now();
  const { faults, ...counts } = await killDays(`file:${dir}/kill.db`, count, 1);
  report({
    what: 'killed days',
    ...counts,
    faults: faults.length,
    seconds: Math.round((performance.now() - at) / 1000),
  });
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`);
    process.exitCode = 1;
  }
}

await inTemporaryFolder(async (dir) => {
  if (wanted('list')) await lists(dir, Number(values.orders));
  if (wanted('storm')) await storms(dir, Number(values.clients));
  if (wanted('kill')) await kills(dir, Number(values.kills));
});
