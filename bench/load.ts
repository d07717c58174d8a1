/**
 * Orders under load: the real server in a process of its own, asked from this one by an open model (see load/open-model.ts).
 *   npx tsx bench/load.ts [--mode single|soak|overload|bulk] [--rate 100] [--seconds 600] [--orders 20000]
 *   single    single orders at a rate: latency, errors; target: 100/s for ten minutes, 99 of 100 within 80 ms
 *   soak      the same at 50/s for an hour, with the server's memory every 30 s; target: no slope
 *   overload  far more than can be answered: surplus is sent away with 503 and Retry-After, what was acknowledged is
 *             kept, and the answers afterwards are as quick as before
 *   bulk      `jiesu import` of a csv and POST of 500 at a time, orders a second; target: 800
 * Afterwards every acknowledged order must be stored once. Processor time of the server is told beside what a clock showed.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'csv-stringify/sync';
import { arrivals, sendAll } from './load/open-model.ts';
import type { Sent, TextOf } from './load/open-model.ts';
import { storedOf } from './load/stored.ts';
import { processorSeconds, slope, watchMemory } from './load/watch.ts';
import { startSite } from './site.ts';
import type { Site } from './site.ts';
import { CLI, inTemporaryFolder, percentile, report, sampleOrders, timed } from './support.ts';

const MODES = ['single', 'soak', 'overload', 'bulk'] as const;
type Mode = (typeof MODES)[number];

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'single' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    orders: { type: 'string', default: '20000' },
  },
});
const given = (name: 'rate' | 'seconds', otherwise: number): number => Number(values[name] ?? otherwise);

/** Seconds at the rate before anything counts: nothing is compiled at first. */
const WARM_SECONDS = 15;
const WARM_RATE = 20;
const SEED = 5;

const samples = sampleOrders();
/** No two are the same, so that none is a duplicate of another. */
const textOf: TextOf = (n) => `编号${n}。${samples[n % samples.length]?.text ?? ''}`;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rounded = (value: number): number => Number(value.toFixed(1));

function latencies(sent: readonly Sent[]): Readonly<Record<string, number>> {
  const times = sent.map(({ ms }) => ms);
  const at = (share: number): number => rounded(percentile(times, share));
  const max = rounded(times.reduce((a, b) => Math.max(a, b), 0));
  return { n: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max };
}

/** Answers by status; 0: none. */
function statuses(sent: readonly Sent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of sent) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A server with nothing but the demo orders, warmed; `work` gives all it sent. Told what it stored afterwards. */
async function withServer(
  work: (
    send: (prefix: string, rate: number, seconds: number) => Promise<Sent[]>,
    site: Site,
  ) => Promise<Sent[]>,
): Promise<void> {
  await inTemporaryFolder(async (dir) => {
    const db = `file:${join(dir, 'load.db')}`;
    const site = await startSite(db);
    const { url, key } = site;
    if (key === null) throw new Error('the first start gave no key');
    const send = (prefix: string, rate: number, seconds: number): Promise<Sent[]> =>
      sendAll({ url, key }, arrivals(rate, seconds, SEED), { prefix, textOf });
    const sent = await send('warm', WARM_RATE, WARM_SECONDS)
      .then(async (warm) => [...warm, ...(await work(send, site))])
      .finally(() => site.stop());
    report({ what: 'stored', ...(await storedOf(db, sent)) });
  });
}

async function steady(mode: Mode, rate: number, seconds: number): Promise<void> {
  await withServer(async (send, { url, pid }) => {
    const stopWatching = watchMemory(url, 30_000);
    const before = processorSeconds(pid);
    const sent = await send(mode, rate, seconds);
    const used = processorSeconds(pid) - before;
    const memory = await stopWatching();
    report({
      what: mode,
      rate,
      seconds,
      ms: latencies(sent),
      statuses: statuses(sent),
      // With what the server does behind the orders meanwhile.
      processorMsAnOrder: Number(((used * 1000) / sent.length).toFixed(2)),
      ...(mode === 'soak' ? { memory } : {}),
      memoryMbAnHour: { rss: slope(memory, 'rss'), heap: slope(memory, 'heap') },
    });
    return sent;
  });
}

async function overload(rate: number, seconds: number): Promise<void> {
  await withServer(async (send) => {
    const before = await send('before', WARM_RATE, 10);
    const during = await send('during', rate, seconds);
    // As long as a client is told to wait.
    await pause(2000);
    const after = await send('after', WARM_RATE, 10);
    const shed = during.filter(({ status }) => status === 503);
    report({
      what: 'overload',
      rate,
      seconds,
      statuses: statuses(during),
      shedWithoutRetryAfter: shed.filter(({ retryAfter }) => retryAfter === null).length,
      ms: {
        before: latencies(before),
        taken: latencies(during.filter(({ status }) => status === 201)),
        shed: latencies(shed),
        after: latencies(after),
      },
      statusesAfter: statuses(after),
    });
    return [...before, ...during, ...after];
  });
}

async function bulk(orders: number): Promise<void> {
  const row = (n: number): string[] => [
    `bulk-${n}`,
    'phone',
    new Date(Date.UTC(2026, 0, 5) + n * 1000).toISOString(),
    textOf(n),
  ];
  await inTemporaryFolder(async (dir) => {
    const run = async (count: number) => {
      const file = join(dir, `${count}.csv`);
      const heads = ['externalId', 'channel', 'receivedAt', 'text'];
      writeFileSync(file, stringify([heads, ...Array.from({ length: count }, (_, n) => row(n))]));
      return timed(process.execPath, [CLI, 'import', file, '--db', `file:${dir}/${count}.db`, '--quiet']);
    };
    const base = await run(1);
    const full = await run(orders);
    report({
      what: 'jiesu import of a csv',
      orders,
      startSeconds: rounded(base.seconds),
      ordersPerSecond: rounded((orders - 1) / (full.seconds - base.seconds)),
      peakMb: full.peakMb,
    });
  });
  await inTemporaryFolder(async (dir) => {
    const site = await startSite(`file:${join(dir, 'load.db')}`);
    try {
      const post = async (from: number, count: number): Promise<void> => {
        const list = Array.from({ length: count }, (_, i) => {
          const [externalId, channel, receivedAt, text] = row(from + i);
          return { externalId, channel, receivedAt, text };
        });
        const answer = await fetch(`${site.url}/api/v1/orders`, {
          method: 'POST',
          headers: { authorization: `Bearer ${site.key}`, 'content-type': 'application/json' },
          body: JSON.stringify(list),
        });
        const said = await answer.text();
        if (answer.status !== 201) throw new Error(`${answer.status}: ${said.slice(0, 200)}`);
      };
      await post(0, 500);
      const cpu = processorSeconds(site.pid);
      const started = performance.now();
      for (let n = 500; n < orders; n += 500) await post(n, Math.min(500, orders - n));
      const seconds = (performance.now() - started) / 1000;
      report({
        what: 'POST of 500 orders at a time',
        orders: orders - 500,
        ordersPerSecond: rounded((orders - 500) / seconds),
        processorMsAnOrder: Number((((processorSeconds(site.pid) - cpu) * 1000) / (orders - 500)).toFixed(2)),
      });
    } finally {
      await site.stop();
    }
  });
}

const RUNS: Readonly<Record<Mode, () => Promise<void>>> = {
  single: () => steady('single', given('rate', 100), given('seconds', 600)),
  soak: () => steady('soak', given('rate', 50), given('seconds', 3600)),
  overload: () => overload(given('rate', 600), given('seconds', 30)),
  bulk: () => bulk(Number(values.orders)),
};
const run = RUNS[values.mode as Mode];
if (run === undefined) throw new Error(`--mode is one of ${MODES.join(', ')}`);
await run();
