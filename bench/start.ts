/**
 * From `npm start` to the first positive /readyz, and the memory held then.
 *   npx tsx bench/start.ts [--rounds 3]
 */
import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { CLI, ROOT, freePort, inTemporaryFolder, median, peakMb, report } from './support.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });

async function start(dir: string): Promise<{ seconds: number; peak: number | null }> {
  const port = await freePort();
  const started = performance.now();
  const args = [CLI, 'serve', '--port', String(port), '--db', `file:${dir}/bench-${port}.db`];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let gone = false;
  void ended.then(() => (gone = true));
  for (;;) {
    if (gone) throw new Error(`the server ended with ${await ended} before it was ready`);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const seconds = (performance.now() - started) / 1000;
  const peak = child.pid === undefined ? null : peakMb(child.pid);
  child.kill('SIGTERM');
  await ended;
  return { seconds, peak };
}

await inTemporaryFolder(async (dir) => {
  const runs = [];
  for (let round = 0; round < Number(values.rounds); round++) runs.push(await start(dir));
  report({
    what: 'start to ready',
    seconds: Number(median(runs.map((run) => run.seconds)).toFixed(2)),
    peakMb: Math.max(...runs.map((run) => run.peak ?? 0)),
  });
});
