/**
 * Every main page over HTTP, from a server in a process of its own, as the role that uses it. Targets, 95 of 100: 200 ms
 * with 100,000 stored orders, for dashboards a second with 1,000,000 (`--dashboards`). A line a page: how often it was
 * asked for, milliseconds from asking to the last byte, milliseconds of the server's processor, bytes. With `--only live`:
 * what open live lines are told while orders come in.
 *   npx tsx bench/pages.ts [--orders 100000] [--rounds 40] [--db file.db] [--page /leader] [--dashboards] [--only pages]
 *   npx tsx bench/pages.ts --only live [--lines 50,500] [--seconds 30] [--rate 20]
 * A database named by `--db` is filled where it is not there yet, and kept.
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { openStore } from '../src/store/store.ts';
import { measureLive } from './live-lines.ts';
import { PAGES, PEOPLE } from './page-list.ts';
import type { PageAsked, PageRole, Sample } from './page-list.ts';
import { createBrowser, startSite } from './site.ts';
import type { Browser, Site } from './site.ts';
import { fillYear } from './stored-year.ts';
import { inTemporaryFolder, median, peakMb, percentile, report } from './support.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '40' },
    db: { type: 'string' },
    page: { type: 'string', default: '' },
    dashboards: { type: 'boolean', default: false },
    only: { type: 'string' },
    lines: { type: 'string', default: '50,500' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '20' },
  },
});
const ROUNDS = Number(values.rounds);
/** Asked for first and not counted: what is asked for the first time finds nothing compiled. */
const WARM = 3;
const TARGET = values.dashboards ? 1000 : 200;

/** Orders spread over all there are, to ask for by number and by the caller's telephone. */
async function samplesIn(db: string): Promise<Sample[]> {
  const store = await openStore({ url: db, readOnly: true });
  try {
    const rows = (await store.read((one) =>
      one.all(sql`
        SELECT number, substr(phone_reversed, 1, 4) AS tail FROM orders
        WHERE phone_reversed IS NOT NULL AND seq % (SELECT max(seq) / 200 FROM orders) = 1 LIMIT 200`),
    )) as Sample[];
    return rows.map(({ number, tail }) => ({ number, tail: [...tail].reverse().join('') }));
  } finally {
    await store.close();
  }
}

const TICKS_PER_MS = 0.1;
/** Milliseconds of processor a process has used; null where /proc is absent. */
function usedMs(pid: number): number | null {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return null;
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_MS;
}

async function measurePages(site: Site, samples: readonly Sample[]): Promise<void> {
  const people = new Map<PageRole, Browser>([['nobody', createBrowser(site.url)]]);
  for (const [role, username] of Object.entries(PEOPLE)) {
    const browser = createBrowser(site.url);
    await browser.logIn(username);
    people.set(role as PageRole, browser);
  }
  const late: string[] = [];
  let pages = 0;
  for (const page of PAGES) {
    const name = nameOf(page);
    if ((values.dashboards && page.isDashboard !== true) || !name.includes(values.page)) continue;
    const told = await measurePage(site, page, people.get(page.as) as Browser, samples).catch(
      (error: unknown) => ({ n: 0, fault: String(error) }),
    );
    if (told.n === 0) process.exitCode = 1;
    pages++;
    if (!('p95Ms' in told) || told.p95Ms >= TARGET) late.push(name);
    report({ page: name, as: page.as, ...told });
  }
  report({
    what: 'pages',
    pages,
    target: TARGET,
    late,
    peakMb: peakMb(site.pid),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  });
}

async function measurePage(site: Site, page: PageAsked, person: Browser, samples: readonly Sample[]) {
  const asked = await addressesOf(page, person, samples);
  if (asked.length === 0) return { n: 0, fault: 'no links of this kind' };
  const times: number[] = [];
  let bytes = 0;
  let used = usedMs(site.pid);
  for (let i = -WARM; i < ROUNDS; i++) {
    if (i === 0) used = usedMs(site.pid);
    const { path, form } = asked[(i + WARM) % asked.length] as Address;
    const began = performance.now();
    const html = await person.send(path, form);
    if (i >= 0) times.push(performance.now() - began);
    bytes = Math.max(bytes, Buffer.byteLength(html));
  }
  const now = usedMs(site.pid);
  return {
    n: times.length,
    medianMs: Math.round(median(times)),
    p95Ms: Math.round(percentile(times, 0.95)),
    ...(now === null || used === null ? {} : { cpuMs: Math.round((now - used) / ROUNDS) }),
    bytes,
  };
}

type Address = { readonly path: string; readonly form?: Record<string, string> };

function nameOf({ path, each, links, form }: PageAsked): string {
  if (links !== undefined) return `${decodeURI(links.on)} → ${links.to.source.replaceAll('\\', '')}`;
  if (each !== undefined) return each({ number: 'NUMBER', tail: 'TAIL' });
  return `${form === undefined ? '' : 'POST '}${decodeURI(path ?? '')}`;
}

async function addressesOf(
  { path, each, links, form }: PageAsked,
  person: Browser,
  samples: readonly Sample[],
): Promise<Address[]> {
  if (each !== undefined) return samples.map((sample) => ({ path: each(sample) }));
  if (links === undefined)
    return form === undefined
      ? [{ path: path ?? '' }]
      : samples.map((sample) => ({ path: path ?? '', form: form(sample) }));
  const html = await person.send(links.on);
  const found = [...html.matchAll(/href="(\/[^"#]*)/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  return [...new Set(found)].filter((href) => links.to.test(href)).map((href) => ({ path: href }));
}

const wanted = (part: string): boolean => values.only === undefined || values.only === part;

async function run(file: string): Promise<void> {
  const db = `file:${file}`;
  if (!existsSync(file)) {
    const began = performance.now();
    await fillYear(db, Number(values.orders));
    report({
      what: 'filled',
      orders: values.orders,
      seconds: Math.round((performance.now() - began) / 1000),
    });
  }
  const samples = await samplesIn(db);
  if (wanted('pages')) {
    const site = await startSite(db);
    try {
      await measurePages(site, samples);
    } finally {
      await site.stop();
    }
  }
  if (wanted('live') && !values.dashboards)
    await measureLive(db, {
      lines: values.lines.split(',').map(Number),
      seconds: Number(values.seconds),
      rate: Number(values.rate),
    });
}

if (values.db !== undefined) await run(resolve(values.db));
else await inTemporaryFolder((dir) => run(`${dir}/pages.db`));
