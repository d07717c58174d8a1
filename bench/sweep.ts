/**
 * A sweep over open orders: what nothing is due of, what one minute brings, and a first sweep after a long standstill.
 * Orders are made, not triaged: their rows and events are written as intake and handling would.
 *   npx tsx bench/sweep.ts [--orders 10000]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { namesOf } from '../src/app/context.ts';
import { clocksFor, queueTimesOf } from '../src/app/life/deadlines.ts';
import { createLiveChanges } from '../src/app/life/live-changes.ts';
import { columnsOf, SYSTEM } from '../src/app/life/order-life.ts';
import { createSweeping } from '../src/app/life/sweeping.ts';
import { fixedClock } from '../src/kernel/clock.ts';
import type { LifeEvent } from '../src/orders/life-events.ts';
import { lifeOf } from '../src/orders/life.ts';
import { loadProfile } from '../src/profile/load.ts';
import { appendEvents } from '../src/store/events.ts';
import { insertOrders, updateOrder } from '../src/store/orders.ts';
import type { NewOrder } from '../src/store/orders.ts';
import { openStore } from '../src/store/store.ts';
import type { Store } from '../src/store/store.ts';
import { ROOT, inTemporaryFolder, report } from './support.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '10000' } } });
const COUNT = Number(values.orders);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Thursday afternoon of a week without holidays. */
const NOW = Date.parse('2026-05-14T15:00:00+08:00');
const TEXT = '来电人反映在西单商场购买的皮鞋穿了三天开胶，要求商家退货退款，商家只同意修理。'.repeat(4);

const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));
const units = profile.units.filter(({ kind }) => kind === 'station').map(({ code }) => code);
const person = (unit: string) => ({ id: `p-${unit}`, name: '承办人', role: 'handler', unit }) as const;

/** One order of the last four days with three to eight events. */
function made(i: number): { row: NewOrder; events: LifeEvent[] } {
  const receivedAt = NOW - Math.floor((i / COUNT) * 4 * 24 * HOUR) - HOUR;
  const lead = units[i % units.length] as string;
  const issueType = profile.issueTypes[i % profile.issueTypes.length]?.code ?? '0101';
  const of = { lead, joint: null };
  const act = person(lead);
  const steps: [LifeEvent['kind'], LifeEvent['to'], object, LifeEvent['actor']][] = [
    ['received', 'received', {}, SYSTEM],
    ['triaged', 'received', { issueType, ...of }, SYSTEM],
    ['dispatch', 'dispatched', of, SYSTEM],
    ['acknowledge', 'acknowledged', {}, act],
    ['contact', 'contacted', { way: 'phone', result: 'reached' }, act],
    ['milestone', 'contacted', { milestone: 'accept' }, act],
    ['handle', 'handling', {}, act],
    ['note', 'handling', { text: '已到现场核实，正在与商家沟通处理方案' }, act],
  ];
  const taken = steps.slice(0, 3 + (i % 6));
  const gap = (NOW - receivedAt) / (taken.length + 1);
  const events = taken.map(
    ([kind, to, data, actor], n) =>
      ({ version: n + 1, at: Math.floor(receivedAt + n * gap), kind, actor, to, data }) as LifeEvent,
  );
  const { version, state, since } = columnsOf(lifeOf(events));
  const row: NewOrder = {
    id: `o-${i}`,
    channel: 'phone',
    externalId: null,
    receivedAt,
    storedAt: receivedAt,
    textHash: String(i),
    input: { channel: 'phone', receivedAt: new Date(receivedAt).toISOString(), text: TEXT },
    excerpt: TEXT.slice(0, 60),
    phone: null,
    state,
    version,
    since,
    action: 'dispatch',
    issueType,
    issueConfidence: 0.9,
    demandKind: i % 3 === 0 ? '投诉' : '求助',
    urgency: 'normal',
    street: null,
    leadUnit: lead,
    jointUnit: null,
    dueAt: null,
  };
  return { row: { ...row, ...queueTimesOf(profile, clocksFor(profile, row, events, NOW)) }, events };
}

await inTemporaryFolder(async (dir) => {
  const store = await openStore({ url: `file:${dir}/sweep.db` });
  try {
    for (let from = 0; from < COUNT; from += 500) {
      const batch = Array.from({ length: Math.min(500, COUNT - from) }, (_, i) => made(from + i));
      await store.write(async (db) => {
        await insertOrders(
          db,
          batch.map(({ row }) => ({ row, text: TEXT })),
        );
        for (let i = 0; i < batch.length; i += 100)
          await appendEvents(
            db,
            batch
              .slice(i, i + 100)
              .flatMap(({ row, events }) => events.map((event) => ({ orderId: row.id, detail: '', event }))),
          );
        for (const { row, events } of batch) await updateOrder(db, row.id, columnsOf(lifeOf(events)));
      });
    }
    const clock = fixedClock(NOW);
    const log = { info: () => {}, warn: () => {}, error: (details: object) => console.error(details) };
    const changes = createLiveChanges();
    let longest = 0;
    const timed: Store = {
      ...store,
      write: async (work) => {
        const started = performance.now();
        try {
          return await store.write(work);
        } finally {
          longest = Math.max(longest, performance.now() - started);
        }
      },
    };
    const sweeping = createSweeping({ store: timed, profile, names: namesOf(profile), clock, log, changes });
    const sweep = async (what: string) => {
      longest = 0;
      const started = performance.now();
      const used = process.cpuUsage();
      const { orders, made: done, failed } = await sweeping.sweep();
      const { user, system } = process.cpuUsage(used);
      const seconds = Number(((performance.now() - started) / 1000).toFixed(2));
      const cpuSeconds = Number(((user + system) / 1e6).toFixed(2));
      report({ what, orders, made: done, failed, seconds, cpuSeconds, longestWriteMs: Math.round(longest) });
    };
    await sweep('first sweep: all that piled up');
    for (let i = 0; i < 3; i++) await sweep('nothing is due');
    clock.set(NOW + MINUTE);
    await sweep('a minute later');
    clock.set(NOW + 24 * HOUR);
    await sweep('after a day of standstill');
  } finally {
    await store.close();
  }
});
