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

type Ours = { readonly decisionsPerSecond: number; readonly resultsPerSecond: number };
type Peer = { readonly textsPerSecond: number };

async function run<T>(program: string, args: readonly string[]): Promise<T> {
  const { stdout } = await timed(program, args);
  process.stdout.write(stdout);
  return JSON.parse(stdout) as T;
}

const hasPeer = spawnSync(values.python, ['-c', 'import jieba, sklearn']).status === 0;
if (!hasPeer) process.stdout.write(`${values.python} has no jieba and sklearn: our side alone\n`);

await inTemporaryFolder(async (dir) => {
  const file = join(dir, 'orders.jsonl');
  const lines = sampleOrders().map(({ id, text, form }) =>
    JSON.stringify({ id, text, form, channel: 'phone', receivedAt: '2026-03-02T09:00:00+08:00' }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);

  const turns: { ours: Ours; peer: Peer | null }[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const script = join(ROOT, 'bench/triage-ours.ts');
    const ours = await run<Ours>(process.execPath, ['--import', 'tsx', script, file]);
    const sklearn = join(ROOT, 'bench/peers/triage_sklearn.py');
    const peer = hasPeer ? await run<Peer>(values.python, [sklearn, '--train', ORDERS, '--in', file]) : null;
    turns.push({ ours, peer });
  }
  const ratios = (figure: keyof Ours): number[] =>
    turns.flatMap(({ ours, peer }) =>
      peer === null ? [] : [Number((ours[figure] / peer.textsPerSecond).toFixed(2))],
    );
  report({
    what: 'triage, orders a second (median), and ratios to jieba + scikit-learn',
    decisions: median(turns.map(({ ours }) => ours.decisionsPerSecond)),
    results: median(turns.map(({ ours }) => ours.resultsPerSecond)),
    decisionRatios: ratios('decisionsPerSecond'),
    resultRatios: ratios('resultsPerSecond'),
    medianDecisionRatio: hasPeer ? median(ratios('decisionsPerSecond')) : null,
    medianResultRatio: hasPeer ? median(ratios('resultsPerSecond')) : null,
  });
});
