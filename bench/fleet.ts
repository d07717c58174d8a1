/**
 * Several services on one libSQL server whose contents are thrown away: how many orders a second one, two and three of them
 * take in, and what becomes of orders when a service is killed and its clients go to another one.
 *   npx tsx bench/fleet.ts --nodes ws://127.0.0.1:8901,ws://127.0.0.1:8902,ws://127.0.0.1:8903 [--orders 300] [--kills 5]
 * The first node is the primary, the others its replicas; one service is started on each. Afterwards every acknowledged
 * order must be stored once, in one unbroken chain of the audit.
 */
import { createClient } from '@libsql/client';
import { parseArgs } from 'node:util';
import { openStore } from '../src/store/store.ts';
import { verifyAudit } from '../src/store/audit.ts';
import { emptied } from '../test/support/database-server.ts';
import { startSite } from './site.ts';
import type { Site } from './site.ts';
import { median, percentile, report, sampleOrders } from './support.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string' },
    orders: { type: 'string', default: '300' },
    kills: { type: 'string', default: '5' },
  },
});
if (values.nodes === undefined) throw new Error('--nodes: addresses of a primary and its replicas');
const nodes = values.nodes.split(',');
const ORDERS = Number(values.orders);
const KILLS = Number(values.kills);
/** Clients that wait for their answers. */
const CLIENTS = 8;

const samples = sampleOrders();
let given = 0;
const nextOrder = (): Readonly<Record<string, unknown>> => {
  const n = ++given;
  return {
    externalId: `fleet-${n}`,
    channel: 'phone',
    receivedAt: new Date().toISOString(),
    text: `编号${n}。${samples[n % samples.length]?.text ?? ''}`,
  };
};

/** Pushes an order until somebody acknowledges it; milliseconds it took. */
async function push(sites: () => readonly Site[], key: string, start: number): Promise<number> {
  const order = nextOrder();
  const began = performance.now();
  for (let turn = start; ; turn++) {
    const all = sites();
    const site = all[turn % all.length] as Site;
    const answer = await fetch(`${site.url}/api/v1/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'idempotency-key': String(order['externalId']),
      },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(60_000),
    }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer?.ok === true) return performance.now() - began;
    if (answer !== null && answer.status < 500 && answer.status !== 429)
      throw new Error(`refused with ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** So many orders by clients that each wait for their answer. */
async function pushAll(sites: () => readonly Site[], key: string, orders: number): Promise<number[]> {
  const times: number[] = [];
  let left = orders;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      while (left-- > 0) times.push(await push(sites, key, client + left));
    }),
  );
  return times;
}

await emptied(nodes[0] as string);
const start = (node: string): Promise<Site> => startSite(node, { JIESU_ENCODER: 'off' });
const first = await start(nodes[0] as string);
const { key } = first;
if (key === null) throw new Error('the first start gave no key');
const running: Site[] = [first];
try {
  await pushAll(() => running, key, CLIENTS);
  for (;;) {
    const began = performance.now();
    const times = await pushAll(() => running, key, ORDERS);
    report({
      what: 'orders one by one, eight clients',
      services: running.length,
      perSecond: Number((ORDERS / ((performance.now() - began) / 1000)).toFixed(1)),
      medianMs: Math.round(median(times)),
      p95Ms: Math.round(percentile(times, 0.95)),
    });
    const next = nodes[running.length];
    if (next === undefined) break;
    running.push(await start(next));
  }
  let stopping = false;
  let pushed = 0;
  const clients = (async () => {
    while (!stopping) {
      await pushAll(() => running, key, CLIENTS * 2);
      pushed += CLIENTS * 2;
    }
  })();
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 1500 + ((kill * 611) % 1700)));
    const at = kill % running.length;
    process.kill((running[at] as Site).pid, 'SIGKILL');
    running[at] = await start(nodes[at] as string);
  }
  stopping = true;
  await clients;
  report({ what: 'orders while services were killed', kills: KILLS, acknowledged: pushed });
} finally {
  for (const site of running) await site.stop();
}
const store = await openStore({ url: nodes[0] as string, readOnly: true });
const client = createClient({ url: nodes[0] as string });
const count = async (sql: string): Promise<number> => Number((await client.execute(sql)).rows[0]?.['n']);
const stored = await count("SELECT count(*) AS n FROM orders WHERE external_id LIKE 'fleet-%'");
const distinct = await count(
  "SELECT count(DISTINCT external_id) AS n FROM orders WHERE external_id LIKE 'fleet-%'",
);
const chain = await verifyAudit(store.read);
report({
  what: 'stored',
  acknowledged: given,
  lost: given - distinct,
  doubled: stored - distinct,
  jobsLeft: await count('SELECT count(*) AS n FROM outbox'),
  audit: chain.ok ? `${chain.rows} rows, unbroken` : `broken at ${chain.brokenAt}`,
});
client.close();
await store.close();
if (!chain.ok || stored !== given || distinct !== given) process.exitCode = 1;
