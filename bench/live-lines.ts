import { setTimeout as wait } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { PEOPLE } from './page-list.ts';
import { createBrowser, startSite } from './site.ts';
import type { Browser, Site } from './site.ts';
import { CLI, median, percentile, report, residentMb, sampleOrders, timed } from './support.ts';

/** Lines of one session; more of them are refused. */
const PER_SESSION = 4;
/** Up to so many lines each has a session of its own: a log-in costs the server a password. */
const OWN_SESSION = 100;
/** Between two looks at the queue. */
const LOOK_MS = 250;
/** What is still on its way after the last order may take so long. */
const TAIL_MS = 3000;

type Line = {
  readonly username: string;
  /** When it was told of an order, by id. */
  readonly told: ReadonlyMap<string, number>;
  readonly close: () => void;
};

/**
 * Orders come in at a steady rate while so many live lines of all roles are open: milliseconds from handing an order in
 * until each line is told of it, memory, and the queue of a dispatcher meanwhile and before.
 */
export async function measureLive(
  db: string,
  asked: { readonly lines: readonly number[]; readonly seconds: number; readonly rate: number },
): Promise<void> {
  const { stdout } = await timed(process.execPath, [CLI, 'key', 'add', 'bench', '--db', db]);
  const key = /：(jiesu_\S+)/.exec(stdout)?.[1] ?? '';
  for (const lines of asked.lines) {
    const site = await startSite(db);
    try {
      await measure(site, key, { ...asked, lines });
    } finally {
      await site.stop();
    }
  }
}

async function measure(
  site: Site,
  key: string,
  {
    lines: wanted,
    seconds,
    rate,
  }: { readonly lines: number; readonly seconds: number; readonly rate: number },
): Promise<void> {
  const dispatcher = createBrowser(site.url);
  await dispatcher.logIn(PEOPLE.dispatcher);
  const texts = sampleOrders().map(({ text }) => text);
  const hand = createHand(site.url, key, texts);
  // The first ones find nothing compiled.
  for (let i = 0; i < 10; i++) await hand();
  await look(dispatcher, 2000);
  const quiet = await look(dispatcher, 10_000);
  const [beforeMb, lines] = [residentMb(site.pid), await openLines(site.url, wanted)];
  await wait(2000);
  const openMb = residentMb(site.pid);
  const looking = look(dispatcher, seconds * 1000);
  const handed = await handIn(hand, seconds, rate);
  const busy = await looking;
  await wait(TAIL_MS);
  const busyMb = residentMb(site.pid);
  for (const { close } of lines) close();
  const delays = lines.flatMap(({ told }) =>
    handed.flatMap(({ id, sentAt }) => {
      const at = told.get(id);
      return at === undefined ? [] : [at - sentAt];
    }),
  );
  const centre = lines.filter(({ username }) => username === PEOPLE.dispatcher);
  const missing = centre.reduce((sum, { told }) => sum + handed.filter(({ id }) => !told.has(id)).length, 0);
  report({
    what: 'live',
    lines: wanted,
    orders: handed.length,
    told: delays.length,
    missing,
    toldMs: shares(delays),
    acceptedMs: shares(handed.map(({ sentAt, answeredAt }) => answeredAt - sentAt)),
    queueQuietMs: shares(quiet),
    queueMs: shares(busy),
    megabytes: { before: beforeMb, open: openMb, busy: busyMb },
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  });
}

const shares = (times: readonly number[]) => ({
  n: times.length,
  median: Math.round(median(times)),
  p95: Math.round(percentile(times, 0.95)),
});

/** Times of a dispatcher's queue, asked for again and again. */
async function look(person: Browser, ms: number): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const began = performance.now();
    await person.send('/?tab=review');
    times.push(performance.now() - began);
    await wait(LOOK_MS);
  }
  return times;
}

type Handed = { readonly id: string; readonly sentAt: number; readonly answeredAt: number };

/** Hands in one order after the other, each with a text that was not handed in before. */
function createHand(url: string, key: string, texts: readonly string[]): () => Promise<Handed> {
  let n = 0;
  const run = Date.now();
  return async () => {
    const text = `${texts[n++ % texts.length] ?? ''}（第${run}-${n}次）`;
    const sentAt = performance.now();
    const response = await fetch(`${url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify([{ channel: 'phone', receivedAt: new Date().toISOString(), text }]),
    });
    const said = await response.text();
    if (!response.ok) throw new Error(`orders answered ${response.status}: ${said.slice(0, 200)}`);
    const [outcome] = JSON.parse(said) as { id?: string }[];
    if (outcome?.id === undefined) throw new Error(`an order was not accepted: ${said.slice(0, 200)}`);
    return { id: outcome.id, sentAt, answeredAt: performance.now() };
  };
}

/** So many orders a second, whether or not the ones before have been answered. */
async function handIn(hand: () => Promise<Handed>, seconds: number, rate: number): Promise<Handed[]> {
  const began = performance.now();
  const under: Promise<Handed>[] = [];
  for (let i = 0; i < seconds * rate; i++) {
    await wait(Math.max(0, began + (i * 1000) / rate - performance.now()));
    under.push(hand());
  }
  return Promise.all(under);
}

async function openLines(url: string, wanted: number): Promise<Line[]> {
  const usernames = Object.values(PEOPLE);
  const each = wanted > OWN_SESSION ? PER_SESSION : 1;
  const lines: Line[] = [];
  for (let i = 0; lines.length < wanted; i++) {
    const username = usernames[i % usernames.length] ?? PEOPLE.dispatcher;
    const browser = createBrowser(url);
    await browser.logIn(username);
    for (let k = 0; k < each && lines.length < wanted; k++)
      lines.push(await openLine(url, username, browser.cookie()));
  }
  return lines;
}

async function openLine(url: string, username: string, cookie: string): Promise<Line> {
  const stop = new AbortController();
  const answer = await fetch(`${url}/api/v1/live`, { headers: { cookie }, signal: stop.signal });
  if (!answer.ok || answer.body === null) throw new Error(`the live line answered ${answer.status}`);
  const told = new Map<string, number>();
  const { body } = answer;
  void (async () => {
    let text = '';
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      const now = performance.now();
      text += part;
      const whole = text.split('\n\n');
      text = whole.pop() ?? '';
      for (const event of whole) {
        const id = /^event: changed\n.*"id":"([^"]+)"/s.exec(event)?.[1];
        if (id !== undefined && !told.has(id)) told.set(id, now);
      }
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return { username, told, close: () => stop.abort() };
}
