/**
 * Page actions (queue, order page, dispatch) of one dispatcher against a server of its own, first by itself, then
 * while a retraining runs in the background on the same machine. Times are from request to last byte, redirects
 * of a dispatch followed. Prints one line of JSON; the target is a 95th percentile below 200 ms.
 *   npx tsx bench/pages-during-training.ts [--rounds 100]
 */
import { cpSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createBrowser, startSite } from './site.ts';
import type { Browser } from './site.ts';
import { ROOT, inTemporaryFolder, report, sampleOrders } from './support.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
const ROUNDS = Number(values.rounds);
/** Between two rounds, with and without a training. */
const PAUSE_MS = 500;
const ACTIONS = ['queue', 'order', 'dispatch'] as const;
type Action = (typeof ACTIONS)[number];
type Times = Record<Action, number[]>;

/** Orders that all wait for a person, automatic dispatch being off. */
async function fill(url: string, key: string, wanted: number): Promise<string[]> {
  const texts = sampleOrders().map(({ text }) => text);
  const waiting: string[] = [];
  for (let i = 0; i < texts.length && waiting.length < wanted; i += 50) {
    const orders = texts.slice(i, i + 50).map((text, k) => ({
      channel: 'phone',
      receivedAt: new Date(Date.now() - (i + k) * 60_000).toISOString(),
      text,
    }));
    const response = await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(orders),
    });
    const said = await response.text();
    if (!response.ok) throw new Error(`orders answered ${response.status}: ${said.slice(0, 200)}`);
    const outcomes = JSON.parse(said) as { id?: string; state?: string }[];
    for (const { id, state } of outcomes) if (state === 'received' && id !== undefined) waiting.push(id);
  }
  if (waiting.length < wanted) throw new Error(`only ${waiting.length} orders wait, ${wanted} needed`);
  return waiting;
}

/** One round an order: the queue, the order, its dispatch. `go` says whether there is to be another. */
async function work(
  person: Browser,
  csrf: string,
  ids: readonly string[],
  go: () => Promise<boolean>,
): Promise<Times> {
  const times: Times = { queue: [], order: [], dispatch: [] };
  const timed = async (action: Action, run: () => Promise<string>): Promise<void> => {
    const started = performance.now();
    await run();
    times[action].push(performance.now() - started);
  };
  for (const id of ids) {
    if (!(await go())) break;
    await timed('queue', () => person.send('/'));
    await timed('order', () => person.send(`/orders/${id}`));
    await timed('dispatch', () => person.send(`/orders/${id}/dispatch`, { _csrf: csrf }));
  }
  return times;
}

function percentile(sorted: readonly number[], p: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? NaN);
}

function summary(times: Times) {
  const figures = (list: readonly number[]) => {
    const sorted = [...list].sort((a, b) => a - b);
    return { n: sorted.length, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) };
  };
  return {
    ...Object.fromEntries(ACTIONS.map((action) => [action, figures(times[action])])),
    all: figures(ACTIONS.flatMap((action) => times[action])),
  };
}

await inTemporaryFolder(async (dir) => {
  cpSync(join(ROOT, 'models'), join(dir, 'models'), { recursive: true });
  const site = await startSite(`file:${join(dir, 'bench.db')}`, { JIESU_MODEL: join(dir, 'models') });
  const { url, key } = site;
  try {
    if (key === null) throw new Error('the first start gave no key');
    const admin = createBrowser(url);
    const off = { _csrf: await admin.logIn('admin'), enabled: 'off' };
    await admin.send('/rights/switch', off);
    const waiting = await fill(url, key, 2 * ROUNDS + 5);
    const dispatcher = createBrowser(url);
    const csrf = await dispatcher.logIn('paidan');
    // The first requests find nothing compiled; they are not counted.
    await work(dispatcher, csrf, waiting.slice(0, 5), async () => true);
    const pause = async (): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return true;
    };
    const without = await work(dispatcher, csrf, waiting.slice(5, 5 + ROUNDS), pause);

    const analyst = createBrowser(url);
    const shown = await analyst.send('/models/train', { _csrf: await analyst.logIn('fenxi'), seed: '1' });
    const run = /data-run="([^"]+)"/.exec(shown)?.[1];
    if (run === undefined) throw new Error('the training did not begin');
    const progress: number[] = [];
    const goesOn = async (): Promise<boolean> => {
      const now = JSON.parse(await analyst.send(`/api/v1/training-runs/${run}`)) as {
        state: string;
        progress: number;
        message: string;
      };
      if (now.state === 'failed' || now.state === 'refused') throw new Error(`training: ${now.message}`);
      progress.push(now.progress);
      // As a person would: not one action after the other without a pause.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return now.state === 'queued' || now.state === 'running';
    };
    const during = await work(dispatcher, csrf, waiting.slice(5 + ROUNDS, 5 + 2 * ROUNDS), goesOn);
    report({
      what: 'pages during training',
      milliseconds: { without: summary(without), during: summary(during) },
      training: { from: progress[0] ?? 0, to: progress.at(-1) ?? 0 },
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
      target: { p95: 200, met: summary(during).all.p95 < 200 },
    });
  } finally {
    await site.stop();
  }
});
