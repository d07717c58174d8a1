/**
 * Rubbish for everything that reads what comes from outside: cleaner, importers, parsers, every route.
 *   npx tsx bench/fuzz.ts [--inputs 1000000] [--seed 1] [--only cleaner,routes]
 * Prints a line a target: tries, crashes (the first with its seed), milliseconds at the median and of the slowest, and its
 * seed. Ends with 1 where anything crashed or took over a second.
 */
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/kernel/random.ts';
import { fuzzSite } from '../test/support/fuzz-site.ts';
import { fuzzTargets } from '../test/support/fuzz-targets.ts';
import { report } from './support.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const only = values.only?.split(',');
const first = Number(values.seed);
/** Times that are kept for the median. */
const SAMPLED = 997;

const site = only === undefined || only.includes('routes') ? await fuzzSite() : null;
for (const { name, share, run } of [...fuzzTargets(), ...(site === null ? [] : [site.target])]) {
  if (only !== undefined && !only.includes(name)) continue;
  const tries = Math.round(Number(values.inputs) * share);
  const times: number[] = [];
  let slowest = { ms: 0, seed: 0 };
  let crashes = 0;
  let crash: string | null = null;
  const began = performance.now();
  for (let n = 0; n < tries; n++) {
    const seed = first * 10_000_000 + n;
    const started = performance.now();
    try {
      await run(seededRandom(seed));
    } catch (error) {
      crashes++;
      crash ??= `seed ${seed}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`;
    }
    const ms = performance.now() - started;
    if (ms > slowest.ms) slowest = { ms, seed };
    if (n % Math.max(1, Math.floor(tries / SAMPLED)) === 0) times.push(ms);
  }
  times.sort((a, b) => a - b);
  const medianMs = Number((times[Math.floor(times.length / 2)] ?? 0).toFixed(3));
  const slow = { slowestMs: Math.round(slowest.ms), slowestSeed: slowest.seed };
  const seconds = Math.round((performance.now() - began) / 1000);
  report({ target: name, tries, crashes, crash, medianMs, ...slow, seconds });
  if (crashes > 0 || slowest.ms > 1000) process.exitCode = 1;
}
await site?.close();
