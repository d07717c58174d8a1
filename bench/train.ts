/**
 * How long a retraining takes, evaluation on five folds included: `jiesu train` on the shipped data as it is, or, with
 * --orders, on so many full orders (definitions and knowledge questions are learned from in any case).
 *   npx tsx bench/train.ts [--orders 10000] [--rounds 1]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CLI, labelledFiles, inTemporaryFolder, median, report, timed } from './support.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '1' }, orders: { type: 'string' } },
});

await inTemporaryFolder(async (dir) => {
  const rows = labelledFiles().flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean));
  const wanted = values.orders === undefined ? rows : fullOrders(rows, Number(values.orders));
  const data = join(dir, 'orders.jsonl');
  writeFileSync(data, wanted.join('\n'));
  const runs = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const out = join(dir, String(round));
    runs.push(await timed(process.execPath, [CLI, 'train', '--data', data, '--out', out, '--quiet']));
  }
  report({
    what: 'jiesu train',
    rows: wanted.length,
    cores: availableParallelism(),
    seconds: Number(median(runs.map((run) => run.seconds)).toFixed(1)),
    peakMb: Math.max(...runs.map((run) => run.peakMb ?? 0)),
  });
});

/** `count` of the rows that are whole orders, spread evenly over all of them. */
function fullOrders(rows: readonly string[], count: number): string[] {
  const full = rows.filter((row) => 'form' in (JSON.parse(row) as object));
  if (count > full.length) throw new Error(`--orders: there are ${full.length} full orders only`);
  return Array.from({ length: count }, (_, i) => full[Math.floor((i * full.length) / count)] as string);
}
