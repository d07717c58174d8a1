/**
 * Orders a second of triage, ours and jieba + scikit-learn on the same texts: one process each, by turns, so that
 * a busy machine troubles both. Prints every run and the median of the ratios.
 *   npx tsx bench/triage.ts [--turns 3] [--python /usr/bin/python3]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ORDERS, ROOT, inTemporaryFolder, median, report, sampleOrders, timed } from './support.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});

const hasPeer = spawnSync(values.python, ['-c', 'import jieba, sklearn']).status === 0;
if (!hasPeer) process.stdout.write(`${values.python} has no jieba and sklearn: our side alone\n`);

await inTemporaryFolder(async (dir) => {
  const file = join(dir, 'orders.jsonl');
  const lines = sampleOrders().map(({ id, text, form }) =>
    JSON.stringify({ id, text, form, channel: 'phone', receivedAt: '2026-03-02T09:00:00+08:00' }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);

  const run = async (program: string, args: readonly string[]): Promise<number> => {
    const { stdout } = await timed(program, args);
    process.stdout.write(stdout);
    return (JSON.parse(stdout) as { textsPerSecond: number }).textsPerSecond;
  };
  const ours: number[] = [];
  const ratios: number[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const our = await run(process.execPath, ['--import', 'tsx', join(ROOT, 'bench/triage-ours.ts'), file]);
    ours.push(our);
    if (!hasPeer) continue;
    const peer = join(ROOT, 'bench/peers/triage_sklearn.py');
    ratios.push(our / (await run(values.python, [peer, '--train', ORDERS, '--in', file])));
  }
  report({
    what: 'triage, orders a second',
    ours: median(ours),
    ratioToPeer: hasPeer ? Number(median(ratios).toFixed(2)) : null,
    ratios: ratios.map((ratio) => Number(ratio.toFixed(2))),
  });
});
