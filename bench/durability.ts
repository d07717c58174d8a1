/**
 * What becomes of acknowledged orders when things go wrong. The real server in a process of its own, over HTTP.
 *   npx tsx bench/durability.ts [--only kills,disk,pages,two] [--kills 40]
 *   kills  SIGKILL at random moments while clients push orders and acknowledge them: what was answered with 201 or 303 must
 *          be there once, after every restart
 *   disk   a disk that fills up, and one that turns read-only (needs root for a small file system of its own)
 *   pages  bytes of the database overwritten: doctor names it, a backup brings everything back
 *   two    a second process on the same file
 * Prints a line for each with what was acknowledged, lost and doubled.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'csv-parse/sync';
import { seededRandom } from '../src/kernel/random.ts';
import { ROOT, inTemporaryFolder, report } from './support.ts';

const { values } = parseArgs({
  options: { only: { type: 'string' }, kills: { type: 'string', default: '40' } },
});
const wanted = (part: string): boolean => values.only?.split(',').includes(part) ?? true;
const BIN = join(ROOT, 'src/cli/bin.js');
const random = seededRandom(7);
const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));

type Server = { readonly child: ChildProcess; readonly url: string; readonly said: () => string };

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

const envOf = (db: string): NodeJS.ProcessEnv => ({
  ...process.env,
  JIESU_DB: `file:${db}`,
  JIESU_DEMO: 'off',
  JIESU_DEMO_PASSWORD: 'only-for-this-1',
  JIESU_ENCODER: 'off',
});

async function start(db: string): Promise<Server> {
  const port = await freePort();
  const child = spawn(process.execPath, [BIN, 'serve', '--port', String(port)], { env: envOf(db) });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}: ${said}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok === true) return { child, url, said: () => said };
    await pause(100);
  }
}

async function end({ child }: Server, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

const jiesu = (db: string, ...args: string[]) =>
  spawnSync(process.execPath, [BIN, ...args, '--db', `file:${db}`], { env: envOf(db), encoding: 'utf8' });

/** A key of the interface, made while nobody else has the database. */
function keyFor(db: string): string {
  const { stdout, stderr } = jiesu(db, 'key', 'add', 'bench');
  const key = /jiesu_[\w-]+/.exec(stdout)?.[0];
  if (key === undefined) throw new Error(`no key: ${stdout}${stderr}`);
  return key;
}

const TEXTS = [
  '西单商场买的鞋开胶不给退',
  '小区暖气不热',
  '路灯坏了一星期',
  '夜里工地施工吵得睡不着',
  '共享单车堵在盲道上',
];
let made = 0;

/** Pushes orders one after the other until told to stop; what was answered with 201 is put into `kept`. */
async function push(
  server: Server,
  key: string,
  kept: Map<string, string>,
  going: () => boolean,
): Promise<void> {
  while (going()) {
    const externalId = `d-${++made}`;
    const body = {
      channel: 'phone',
      receivedAt: new Date().toISOString(),
      text: `${TEXTS[made % TEXTS.length]}，第${made}件`,
      externalId,
    };
    try {
      const answer = await fetch(`${server.url}/api/v1/orders`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          'idempotency-key': externalId,
        },
        body: JSON.stringify(body),
      });
      if (answer.status === 201) kept.set(externalId, ((await answer.json()) as { id: string }).id);
    } catch {
      // Not answered: nothing was promised.
      if (going()) await pause(50);
    }
  }
}

type Stored = { readonly lost: number; readonly doubled: number; readonly orders: number };

/** What is stored of what was acknowledged, by an export of everything. */
function counted(db: string, kept: ReadonlyMap<string, string>): Stored {
  const out = `${db}.csv`;
  const { status, stderr } = jiesu(db, 'export', '--format', 'csv', '--out', out);
  if (status !== 0) throw new Error(stderr);
  const [heads = [], ...rows] = parse(readFileSync(out), { bom: true }) as string[][];
  rmSync(out);
  const column = heads.findIndex((_, i) => rows[0]?.[i]?.startsWith('d-') === true);
  const times = new Map<string, number>();
  for (const row of rows) times.set(row[column] ?? '', (times.get(row[column] ?? '') ?? 0) + 1);
  const of = (externalId: string): number => times.get(externalId) ?? 0;
  const all = [...kept.keys()];
  return {
    lost: all.filter((id) => of(id) === 0).length,
    doubled: [...times.values()].filter((n) => n > 1).length,
    orders: times.size,
  };
}

const doctor = (db: string): { readonly ok: boolean; readonly said: string } => {
  const { status, stdout } = jiesu(db, 'doctor', '--deep');
  return {
    ok: status === 0,
    said: stdout
      .split('\n')
      .filter((line) => line.startsWith('异常'))
      .join(' '),
  };
};

async function kills(dir: string): Promise<void> {
  const db = join(dir, 'kills.db');
  await end(await start(db), 'SIGTERM');
  const key = keyFor(db);
  const kept = new Map<string, string>();
  const times = Number(values.kills);
  for (let n = 0; n < times; n++) {
    const server = await start(db);
    let going = true;
    const clients = Array.from({ length: 8 }, () => push(server, key, kept, () => going));
    await pause(500 + random() * 4000);
    going = n % 4 !== 0;
    await end(server, 'SIGKILL');
    going = false;
    await Promise.all(clients);
  }
  report({ what: 'kills', kills: times, acknowledged: kept.size, ...counted(db, kept), doctor: doctor(db) });
}

/** A small file system of its own; null where it may not be made. */
function smallDisk(dir: string, megabytes: number): (() => void) | null {
  mkdirSync(dir);
  const made_ = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dir]);
  return made_.status === 0 ? () => void spawnSync('umount', ['-l', dir]) : null;
}

async function disk(dir: string): Promise<void> {
  const place = join(dir, 'disk');
  const gone = smallDisk(place, 24);
  if (gone === null)
    return report({ what: 'disk', skipped: 'no file system of its own may be mounted here' });
  try {
    const db = join(place, 'disk.db');
    await end(await start(db), 'SIGTERM');
    const key = keyFor(db);
    const kept = new Map<string, string>();
    const server = await start(db);
    const ballast = join(place, 'ballast');
    let going = true;
    const clients = Array.from({ length: 4 }, () => push(server, key, kept, () => going));
    await pause(6000);
    const before = kept.size;
    spawnSync('sh', ['-c', `dd if=/dev/zero of=${ballast} bs=64k 2>/dev/null`]);
    await pause(1500);
    const answer = await fetch(`${server.url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'phone', receivedAt: new Date().toISOString(), text: '磁盘满时来的' }),
    });
    const reading = (await fetch(`${server.url}/readyz`)).status;
    rmSync(ballast);
    const atFull = kept.size;
    await pause(3000);
    const after = kept.size;
    going = false;
    await Promise.all(clients);
    await end(server, 'SIGTERM');
    execFileSync('mount', ['-o', 'remount,ro', place]);
    const readOnly = jiesu(db, 'serve', '--port', '0');
    execFileSync('mount', ['-o', 'remount,rw', place]);
    report({
      what: 'disk',
      acknowledged: { before, atFull, after, end: kept.size },
      whileFull: { order: answer.status, ready: reading },
      readOnly: { status: readOnly.status, said: readOnly.stderr.trim().split('\n').at(-1) },
      ...counted(db, kept),
      doctor: doctor(db),
    });
  } finally {
    gone();
  }
}

async function pages(dir: string): Promise<void> {
  const db = join(dir, 'pages.db');
  await end(await start(db), 'SIGTERM');
  const key = keyFor(db);
  const kept = new Map<string, string>();
  const server = await start(db);
  let going = true;
  const clients = Array.from({ length: 4 }, () => push(server, key, kept, () => going));
  await pause(3000);
  going = false;
  await Promise.all(clients);
  const backup = join(dir, 'pages.backup.db');
  // Beside the running server.
  const saved = jiesu(db, 'backup', backup);
  await end(server, 'SIGTERM');
  const { size } = statSync(db);
  const file = openSync(db, 'r+');
  for (let n = 0; n < 20; n++)
    writeSync(file, Buffer.alloc(512, 0xa5), 0, 512, Math.floor((0.1 + random() * 0.8) * size));
  closeSync(file);
  const damaged = doctor(db);
  const restored = jiesu(db, 'restore', backup);
  report({
    what: 'pages',
    acknowledged: kept.size,
    backup: saved.status,
    named: !damaged.ok,
    words: damaged.said.slice(0, 160),
    restore: restored.status,
    ...counted(db, kept),
    doctor: doctor(db),
  });
}

async function two(dir: string): Promise<void> {
  const db = join(dir, 'two.db');
  const server = await start(db);
  const second = jiesu(db, 'serve', '--port', '0');
  const importing = join(dir, 'one.jsonl');
  writeFileSync(
    importing,
    JSON.stringify({ channel: 'phone', receivedAt: new Date().toISOString(), text: '路灯坏了' }),
  );
  const third = jiesu(db, 'import', importing);
  await end(server, 'SIGTERM');
  report({
    what: 'two',
    second: { status: second.status, said: second.stderr.trim().split('\n').at(-1) },
    import: { status: third.status, said: third.stderr.trim().split('\n').at(-1) },
    doctor: doctor(db),
  });
}

const PARTS = { kills, disk, pages, two };
for (const [name, part] of Object.entries(PARTS)) if (wanted(name)) await inTemporaryFolder(part);
