/**
 * Orders a second of triage, ours and jieba + scikit-learn on the same texts: one process each, by turns, so that
 * a busy machine troubles both. Prints every run and the median of the ratios, over all orders and over those of the
 * usual length by themselves.
 *   npx tsx bench/triage.ts [--turns 3] [--python /usr/bin/python3]
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  ORDERS,
  ROOT,
  inTemporaryFolder,
  median,
  report,
  sampleOrders,
  timed,
  type Sample,
} from './support.ts';

const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '3' },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});

/** How long an order usually is, in characters. */
const USUAL = { from: 120, to: 180 };

type Ours = {
  readonly decisionsPerSecond: number;
  readonly resultsPerSecond: number;
  readonly usualDecisionsPerSecond: number;
  readonly usualResultsPerSecond: number;
};
type Peer = { readonly textsPerSecond: number; readonly usualTextsPerSecond: number };

async function run<T>(program: string, args: readonly string[]): Promise<T> {
  const { stdout } = await timed(program, args);
  process.stdout.write(stdout);
  return JSON.parse(stdout) as T;
}

const hasPeer = spawnSync(values.python, ['-c', 'import jieba, sklearn']).status === 0;
if (!hasPeer) process.stdout.write(`${values.python} has no jieba and sklearn: our side alone\n`);

await inTemporaryFolder(async (dir) => {
  const write = (name: string, orders: readonly Sample[]): string => {
    const file = join(dir, name);
    const lines = orders.map(({ id, text, form }) =>
      JSON.stringify({ id, text, form, channel: 'phone', receivedAt: '2026-03-02T09:00:00+08:00' }),
    );
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const orders = sampleOrders();
  const file = write('orders.jsonl', orders);
  const usual = write(
    'usual.jsonl',
    orders.filter(({ text }) => text.length >= USUAL.from && text.length <= USUAL.to),
  );

  const turns: { ours: Ours; peer: Peer | null }[] = [];
  for (let turn = 0; turn < Number(values.turns); turn++) {
    const script = join(ROOT, 'bench/triage-ours.ts');
    const ours = await run<Ours>(process.execPath, ['--import', 'tsx', script, file, usual]);
    const sklearn = join(ROOT, 'bench/peers/triage_sklearn.py');
    const peer = hasPeer
      ? await run<Peer>(values.python, [sklearn, '--train', ORDERS, '--in', file, '--usual', usual])
      : null;
    turns.push({ ours, peer });
  }
  const middle = (figure: keyof Ours): number => median(turns.map(({ ours }) => ours[figure]));
  const ratios = (figure: keyof Ours, of: keyof Peer): number[] =>
    turns.flatMap(({ ours, peer }) => (peer === null ? [] : [Number((ours[figure] / peer[of]).toFixed(2))]));
  const decisions = ratios('decisionsPerSecond', 'textsPerSecond');
  const results = ratios('resultsPerSecond', 'textsPerSecond');
  const usualDecisions = ratios('usualDecisionsPerSecond', 'usualTextsPerSecond');
  const usualResults = ratios('usualResultsPerSecond', 'usualTextsPerSecond');
  report({
    what: 'triage, orders a second (median), and ratios to jieba + scikit-learn',
    decisions: middle('decisionsPerSecond'),
    results: middle('resultsPerSecond'),
    decisionRatios: decisions,
    resultRatios: results,
    medianDecisionRatio: hasPeer ? median(decisions) : null,
    medianResultRatio: hasPeer ? median(results) : null,
  });
  report({
    what: `triage of orders of ${USUAL.from} to ${USUAL.to} characters, orders a second (median), and ratios`,
    decisions: middle('usualDecisionsPerSecond'),
    results: middle('usualResultsPerSecond'),
    decisionRatios: usualDecisions,
    resultRatios: usualResults,
    medianDecisionRatio: hasPeer ? median(usualDecisions) : null,
    medianResultRatio: hasPeer ? median(usualResults) : null,
  });
});
