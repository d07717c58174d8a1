import { writeFileSync } from 'node:fs';
import type { LifeEvent } from '../../src/orders/life-events.ts';
import { checkOrders } from '../../src/app/life/order-check.ts';
import { createSweeping } from '../../src/app/life/sweeping.ts';
import { seededRandom } from '../../src/kernel/random.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { pathOf } from '../../src/store/client.ts';
import { lifeEventsOf } from '../../src/store/events.ts';
import { ordersAfter } from '../../src/store/order-pages.ts';
import { audit, outbox } from '../../src/store/schema/journal.ts';
import { openStore } from '../../src/store/store.ts';
import { eq } from 'drizzle-orm';
import { linesUntilKilled } from './child-program.ts';
import { DAY, NOW, lifeProfile, lifeServices } from './life-desk.ts';

/** What a sweep made, by what it was: a reminder by its key, supervision by its level, an end of calling back as such. */
function keyOf(event: LifeEvent): string[] {
  if (event.kind === 'remind') return [event.data.key];
  if (event.kind === 'close' && event.actor.role === 'system') return ['close'];
  return event.kind === 'supervise' && event.actor.role === 'system' ? [`level ${event.data.level}`] : [];
}

/** Jobs of each order. */
export const TOPICS = ['relate', 'suggest', 'insight'];

export type Aftermath = {
  readonly kills: number;
  /** Steps, orders and reminders that were acknowledged before a kill. */
  readonly acknowledged: number;
  readonly orders: number;
  readonly events: number;
  readonly reminders: number;
  readonly jobs: number;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
};

/** Kills a day of orders so many times at random moments and looks at what is there each time and at the end. */
export async function killDays(url: string, kills: number, seed: number): Promise<Aftermath> {
  const random = seededRandom(seed);
  const said: string[] = [];
  const faults: string[] = [];
  // Of the shipped profile, which takes long to check, the days need only what this one has.
  const profile = `${pathOf(url)}.profile.json`;
  writeFileSync(profile, JSON.stringify(lifeProfile()));
  for (let run = 0; run < kills; run++) {
    const [lines, delay] = [10 + Math.floor(random() * 60), Math.floor(random() * 20)];
    said.push(
      ...(await linesUntilKilled('test/app/life/life-child.ts', [url, String(run), profile], lines, delay)),
    );
  }
  const store = await openStore({ url });
  try {
    const orders = await store.read((db) => ordersAfter(db, 0, 1_000_000));
    const known = new Map<string, string[]>();
    let [events, reminders] = [0, 0];
    for (const { id } of orders) {
      const life = await store.read((db) => lifeEventsOf(db, id));
      events += life.length;
      const keys = life.flatMap(keyOf);
      reminders += keys.length;
      if (new Set(keys).size !== keys.length)
        faults.push(`${id} was reminded of the same twice: ${keys.join()}`);
      known.set(id, [
        `taken ${id}`,
        ...life.map(({ version, to }) => `step ${id} ${version} ${to}`),
        ...keys.map((key) => `swept ${id} ${key}`),
        ...life.flatMap(({ kind, actor }) => (actor.role === 'system' ? [`swept ${id} ${kind}`] : [])),
      ]);
    }
    const acknowledged = said.filter((line) => line !== 'swept');
    for (const line of acknowledged) {
      if (known.get(line.split(' ')[1] ?? '')?.includes(line) !== true) faults.push(`lost: ${line}`);
    }
    const { differences } = await checkOrders(store, (await lifeServices(store)).profile, { deep: true });
    for (const { number, columns } of differences) faults.push(`${number} differs in ${columns.join()}`);
    const waiting = await store.read((db) => db.select().from(outbox));
    const done = await store.read((db) => db.select().from(audit).where(eq(audit.action, 'job')));
    const jobs = new Map<string, number>();
    for (const job of [
      ...waiting.map(({ topic, payload }) => `${topic} ${String(payload['orderId'])}`),
      ...done.map(({ subject, detail }) => `${detail} ${subject}`),
    ])
      jobs.set(job, (jobs.get(job) ?? 0) + 1);
    for (const { id } of orders)
      for (const topic of TOPICS) {
        const times = jobs.get(`${topic} ${id}`) ?? 0;
        if (times !== 1) faults.push(`${topic} of ${id}: ${times} times`);
      }
    const chain = await verifyAudit(store.read);
    if (!chain.ok) faults.push(`the audit is broken: ${JSON.stringify(chain)}`);
    faults.push(...(await sweptOut(store, kills)));
    const counts = { orders: orders.length, events, reminders, jobs: waiting.length + done.length };
    return { kills, acknowledged: acknowledged.length, ...counts, faults };
  } finally {
    await store.close();
  }
}

/** After a sweep nothing is due, and two sweeps at once made everything once. */
async function sweptOut(store: Awaited<ReturnType<typeof openStore>>, runs: number): Promise<string[]> {
  const d = await lifeServices(store);
  d.clock.set(NOW + (runs + 1) * DAY);
  const { sweep } = createSweeping(d.context);
  await Promise.all([sweep(), sweep()]);
  const { made } = await sweep({ dryRun: true });
  return Object.entries(made).map(([kind, n]) => `${n} of ${kind} were due after a sweep`);
}
