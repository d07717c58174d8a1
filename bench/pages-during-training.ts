/**
 * Page actions (queue, order page, dispatch) of one dispatcher against a server of its own, first by itself, then
 * while a retraining runs in the background on the same machine. Times are from request to last byte, redirects
 * of a dispatch followed. Prints one line of JSON; the target is a 95th percentile below 200 ms.
 *   npx tsx bench/pages-during-training.ts [--rounds 100]
 */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLI, ROOT, freePort, inTemporaryFolder, report, sampleOrders } from './support.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
const ROUNDS = Number(values.rounds);
/** Between two rounds, with and without a training. */
const PAUSE_MS = 500;
const PASSWORD = 'bench-password-1';
const ACTIONS = ['queue', 'order', 'dispatch'] as const;
type Action = (typeof ACTIONS)[number];
type Times = Record<Action, number[]>;

/** A browser as far as forms go: keeps cookies, follows the redirect after a form. */
function browser(url: string) {
  const cookies = new Map<string, string>();
  const send = async (path: string, form?: Record<string, string>): Promise<string> => {
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        origin: url,
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(form ? { method: 'POST', body: new URLSearchParams(form).toString() } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    const to = response.headers.get('location');
    if (to !== null) return send(new URL(to, url).pathname + new URL(to, url).search);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return text;
  };
  const token = (html: string): string => /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? '';
  const logIn = async (username: string): Promise<string> => {
    const form = { _csrf: token(await send('/login')), username, password: PASSWORD };
    return token(await send('/login', form));
  };
  return { send, logIn };
}

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
  person: ReturnType<typeof browser>,
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
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [CLI, 'serve', '--port', String(port), '--db', `file:${join(dir, 'bench.db')}`],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        JIESU_MODEL: join(dir, 'models'),
        JIESU_LOG_LEVEL: 'silent',
        JIESU_DEMO_PASSWORD: PASSWORD,
      },
    },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    let said = '';
    const key = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        said += part;
        const found = /接口密钥 (\S+)\n/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      void ended.then(() => reject(new Error('the server ended before it was ready')));
    });
    const admin = browser(url);
    const off = { _csrf: await admin.logIn('admin'), enabled: 'off' };
    await admin.send('/rights/switch', off);
    const waiting = await fill(url, key, 2 * ROUNDS + 5);
    const dispatcher = browser(url);
    const csrf = await dispatcher.logIn('paidan');
    // The first requests find nothing compiled; they are not counted.
    await work(dispatcher, csrf, waiting.slice(0, 5), async () => true);
    const pause = async (): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return true;
    };
    const without = await work(dispatcher, csrf, waiting.slice(5, 5 + ROUNDS), pause);

    const analyst = browser(url);
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
    child.kill('SIGTERM');
    await ended;
  }
});
