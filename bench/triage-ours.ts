/**
 * Our side of bench/triage.ts, in one process: the decision alone (type, kind, urgency, street, unit, entities,
 * demands, reasons), and the whole triage result, which adds the law and what is misquoted.
 *   npx tsx bench/triage-ours.ts ORDERS.jsonl [--rounds 3]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decideOrder } from '../src/app/engine.ts';
import { loadModel } from '../src/app/model-files.ts';
import { createReadingKit } from '../src/app/reading-kit.ts';
import type { OrderInput } from '../src/app/types.ts';
import { configOf, engineOf, profileOf, programPath } from '../src/cli/opening.ts';
import { report } from './support.ts';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const orders = readFileSync(positionals[0] ?? '', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as OrderInput);

const config = configOf({ env: process.env });
const profile = profileOf(config);
const engine = engineOf(config, profile);
const kit = createReadingKit(profile);
const { model } = loadModel(programPath(config.modelDir));

/** Orders a second in the best of the rounds. */
function rate(work: (order: OrderInput) => unknown): number {
  for (const order of orders.slice(0, 100)) work(order);
  const rounds = Array.from({ length: Number(values.rounds) }, () => {
    const started = performance.now();
    for (const order of orders) work(order);
    return (performance.now() - started) / 1000;
  });
  return Number((orders.length / Math.min(...rounds)).toFixed(1));
}

report({
  what: 'triage jiesu',
  node: process.version,
  texts: orders.length,
  decisionsPerSecond: rate((order) => decideOrder(kit, model, order)),
  resultsPerSecond: rate((order) => engine.triage(order)),
});
