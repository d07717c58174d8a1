/**
 * Our side of bench/triage.ts: the whole triage of every order of a file, in one process.
 *   npx tsx bench/triage-ours.ts ORDERS.jsonl [--rounds 3]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { configOf, engineOf, profileOf } from '../src/cli/opening.ts';
import type { OrderInput } from '../src/app/types.ts';
import { report } from './support.ts';

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const orders = readFileSync(positionals[0] ?? '', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as OrderInput);

const loading = performance.now();
const config = configOf({ env: process.env });
const engine = engineOf(config, profileOf(config));
const loadSeconds = (performance.now() - loading) / 1000;

for (const order of orders.slice(0, 50)) engine.triage(order);
const rounds = Array.from({ length: Number(values.rounds) }, () => {
  const started = performance.now();
  for (const order of orders) engine.triage(order);
  return (performance.now() - started) / 1000;
});
const seconds = Math.min(...rounds);
report({
  what: 'triage jiesu (everything a triage result holds)',
  node: process.version,
  loadSeconds: Number(loadSeconds.toFixed(2)),
  texts: orders.length,
  rounds: rounds.map((round) => Number(round.toFixed(4))),
  seconds: Number(seconds.toFixed(4)),
  textsPerSecond: Number((orders.length / seconds).toFixed(1)),
});
