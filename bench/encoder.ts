/**
 * What the encoder costs.
 *   npx tsx bench/encoder.ts [--encoder models/encoder] [--law laws.jsonl.gz] [--rounds 5]
 * Start of its thread until the first vector, files warm; memory of a server with it and without; vectors of all
 * articles of `--law` (else of the shipped ones) into a fresh database; an exact search over them.
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { createEmbedding } from '../src/app/intake/embedding.ts';
import { encoderFolder } from '../src/app/intake/encoder-opening.ts';
import { overlaid } from '../src/app/knowledge/knowledge-overlay.ts';
import { readStoredKnowledge } from '../src/app/knowledge/stored-knowledge.ts';
import { configOf, programPath } from '../src/cli/opening.ts';
import { openEncoder } from '../src/encoder/encoder.ts';
import { embeddedTexts } from '../src/knowledge/embedded-texts.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import { openStore } from '../src/store/store.ts';
import {
  CLI,
  ROOT,
  freePort,
  inTemporaryFolder,
  median,
  peakMb,
  report,
  residentMb,
  sampleOrders,
  timed,
} from './support.ts';

const { values } = parseArgs({
  options: {
    encoder: { type: 'string', default: 'models/encoder' },
    law: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});
/** Questions of the search, as people write. */
const QUESTIONS = 100;
/** A server has read its encoder by then. */
const SETTLED_MS = 6000;

async function start(dir: string): Promise<void> {
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const encoder = await openEncoder({ dir });
    rounds.push(encoder.info);
    await encoder.close();
  }
  const loadMs = Math.round(median(rounds.map((info) => info.loadMs)));
  const msPerText = Number(median(rounds.map((info) => info.msPerText)).toFixed(2));
  report({ what: 'start until the first vector, files warm', loadMs, msPerText });
}

/** Megabytes. */
type Held = { readonly resident: number; readonly peak: number };

/** Memory of a server that is at rest, and the most it ever took. */
async function server(folder: string, encoder: string): Promise<Held> {
  const port = await freePort();
  const args = [CLI, 'serve', '--port', String(port), '--db', `file:${folder}/memory-${port}.db`];
  const env = { ...process.env, JIESU_ENCODER: encoder };
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore', env });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const isReady = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const pid = child.pid as number;
  const held = { resident: residentMb(pid) ?? NaN, peak: peakMb(pid) ?? NaN };
  child.kill('SIGTERM');
  await ended;
  return held;
}

async function memory(folder: string, dir: string): Promise<void> {
  const turns: { readonly without: Held; readonly with: Held }[] = [];
  for (let turn = 0; turn < 3; turn++)
    turns.push({ without: await server(folder, 'off'), with: await server(folder, dir) });
  const middle = (of: (turn: (typeof turns)[number]) => number): number => median(turns.map(of));
  report({
    what: 'memory of a server at rest, MB (median)',
    without: middle((turn) => turn.without.resident),
    with: middle((turn) => turn.with.resident),
    peakWithout: middle((turn) => turn.without.peak),
    peakWith: middle((turn) => turn.with.peak),
  });
}

async function articles(folder: string, dir: string): Promise<void> {
  const db = `file:${folder}/articles.db`;
  if (values.law !== undefined)
    await timed(process.execPath, [CLI, 'kb', 'import', values.law, '--db', db, '--quiet']);
  const encoder = await openEncoder({ dir });
  const store = await openStore({ url: db });
  try {
    const shipped = loadKnowledge(programPath(configOf({ env: {} }).knowledgeDir));
    const texts = embeddedTexts(
      values.law === undefined ? shipped : overlaid(shipped, await readStoredKnowledge(store)),
    );
    const embedding = createEmbedding(store, encoder);
    const began = performance.now();
    const { embedded } = await embedding.embedAll(texts);
    const seconds = (performance.now() - began) / 1000;
    report({ what: 'vectors of all articles and entries', embedded, seconds: Math.round(seconds) });
    const table = await embedding.table(texts);
    if (table === null) throw new Error('not all texts have a vector');
    const questions = await embedding.encode(
      sampleOrders()
        .slice(0, QUESTIONS)
        .map(({ text }) => text),
      'query',
    );
    const times = questions.map((question) => {
      const asked = performance.now();
      table.nearest(question, 100);
      return performance.now() - asked;
    });
    const ms = [...times].sort((a, b) => a - b);
    report({
      what: 'exact search, the 100 nearest, one question',
      vectors: table.size,
      medianMs: Number(median(ms).toFixed(1)),
      p95Ms: Number((ms[Math.floor(ms.length * 0.95)] as number).toFixed(1)),
    });
  } finally {
    await store.close();
    await encoder.close();
  }
}

const dir = encoderFolder(values.encoder, programPath);
if (dir === null) process.stdout.write(`no encoder in ${values.encoder}: nothing to measure\n`);
else {
  await start(dir);
  await inTemporaryFolder(async (folder) => {
    await memory(folder, dir);
    await articles(folder, dir);
  });
}
