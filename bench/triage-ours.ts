/**
 * Our side of bench/triage.ts, in one process: the decision alone (type, kind, urgency, street, unit, entities,
 * demands, reasons), and the whole triage result, which adds the law and what is misquoted.
 *   npx tsx bench/triage-ours.ts ORDERS.jsonl [USUAL.jsonl] [--rounds 3]
 * USUAL.jsonl: orders of the usual length, timed by themselves.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decideOrder } from '../src/app/intake/engine.ts';
import { loadModel } from '../src/app/learning/model-files.ts';
import { createReadingKit } from '../src/app/intake/reading-kit.ts';
import type { OrderInput } from '../src/app/types.ts';
import { configOf, engineOf, profileOf, programPath } from '../src/cli/opening.ts';
import { report } from './support.ts';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const ordersOf = (file: string): OrderInput[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as OrderInput);
const orders = ordersOf(positionals[0] ?? '');
const usual = positionals[1] === undefined ? [] : ordersOf(positionals[1]);

const config = configOf({ env: process.env });
const profile = profileOf(config);
const engine = engineOf(config, profile);
const kit = createReadingKit(profile);
const { model } = loadModel(programPath(config.modelDir));

/** Orders a second in the best of the rounds. */
function rate(orders: readonly OrderInput[], work: (order: OrderInput) => unknown): number {
  for (const order of orders.slice(0, 100)) work(order);
  const rounds = Array.from({ length: Number(values.rounds) }, () => {
    const started = performance.now();
    for (const order of orders) work(order);
    return (performance.now() - started) / 1000;
  });
  return Number((orders.length / Math.min(...rounds)).toFixed(1));
}

const decided = (order: OrderInput): unknown => decideOrder(kit, model, order);
const triaged = (order: OrderInput): unknown => engine.triage(order);

report({
  what: 'triage jiesu',
  node: process.version,
  texts: orders.length,
  decisionsPerSecond: rate(orders, decided),
  resultsPerSecond: rate(orders, triaged),
  usualTexts: usual.length,
  usualDecisionsPerSecond: usual.length === 0 ? null : rate(usual, decided),
  usualResultsPerSecond: usual.length === 0 ? null : rate(usual, triaged),
});
