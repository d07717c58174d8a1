/**
 * Orders a second through intake: cleaned, decided, stored and dispatched by `jiesu import` into a fresh database.
 * The cost of starting (measured with a single order) is taken off.
 *   npx tsx bench/import.ts [--orders 2000]
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CLI, inTemporaryFolder, report, sampleOrders, timed } from './support.ts';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '2000' } } });

const samples = sampleOrders();
/** `count` orders a minute apart, each with a number of its own, so that none is a duplicate of another. */
function ordersFile(file: string, count: number): void {
  const lines = Array.from({ length: count }, (_, i) => {
    const sample = samples[i % samples.length];
    if (sample === undefined) throw new Error('data/orders holds no train-*.jsonl');
    const receivedAt = new Date(Date.UTC(2026, 0, 5) + i * 60_000).toISOString();
    return JSON.stringify({
      externalId: `bench-${i}`,
      channel: 'phone',
      receivedAt,
      text: `编号${i}。${sample.text}`,
    });
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

await inTemporaryFolder(async (dir) => {
  const run = async (count: number) => {
    const file = `${dir}/orders-${count}.jsonl`;
    ordersFile(file, count);
    return await timed(process.execPath, [CLI, 'import', file, '--db', `file:${dir}/${count}.db`, '--quiet']);
  };
  const count = Number(values.orders);
  const base = await run(1);
  const full = await run(count);
  report({
    what: 'jiesu import',
    orders: count,
    seconds: Number(full.seconds.toFixed(2)),
    startSeconds: Number(base.seconds.toFixed(2)),
    ordersPerSecond: Number(((count - 1) / (full.seconds - base.seconds)).toFixed(1)),
    peakMb: full.peakMb,
  });
});
