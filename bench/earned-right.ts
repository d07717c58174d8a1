/**
 * A year of automatic dispatch with and without the earned right. On one day the duty of some types moves to
 * another unit while triage still sends to the old one: once unknown to the catalogue, once declared in it.
 * Seeded; figures are lines of JSON. Options: --days 365 --orders 3000 --change 200 --types 6 --seed 1.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dispatchEvidence, loadModel } from '../src/app/learning/model-files.ts';
import { loadProfile } from '../src/profile/load.ts';
import { buildDuties } from '../src/triage/duties.ts';
import { dutyMark } from '../src/triage/duty-mark.ts';
import { betaLower, type LowerBound, type RightRule } from '../src/triage/earned-right.ts';
import { report, ROOT } from './support.ts';
import { buildTown } from './earned-right/town.ts';
import { simulate, type Run } from './earned-right/year.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    orders: { type: 'string', default: '3000' },
    change: { type: 'string', default: '200' },
    fix: { type: 'string', default: '30' },
    types: { type: 'string', default: '6' },
    seed: { type: 'string', default: '1' },
  },
});
const days = Number(values.days);
const change = Number(values.change);
const profile = loadProfile(join(ROOT, 'data/profile/xicheng'));
const rule = profile.routing.earnedRight as RightRule;
const registry = join(ROOT, 'models');
const heldOut = dispatchEvidence(loadModel(registry).manifest);
const { metrics } = loadModel(registry).manifest;
const eligible = (metrics['dispatched'] as { share: number }).share;

/** Wilson's lower bound for fractional counts, the other candidate. */
const wilsonLower: LowerBound = (right, wrong, confidence) => {
  const n = right + wrong;
  if (n <= 0) return 0;
  const z = { 0.9: 1.2815515655, 0.95: 1.644853627, 0.975: 1.959963985 }[confidence] ?? 1.644853627;
  const p = right / n;
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return Math.max(0, (p + (z * z) / (2 * n) - spread) / (1 + (z * z) / n));
};

const duties = buildDuties(profile);
const town = buildTown(profile.issueTypes, duties, {
  seed: Number(values.seed),
  ordersADay: Number(values.orders) * eligible,
  precision: heldOut.all.right / heldOut.all.total,
  moving: Number(values.types),
});
const common = {
  town,
  rule,
  heldOut,
  days,
  change,
  fix: change + Number(values.fix),
  seed: Number(values.seed),
  dutyOf: (code: string) => dutyMark(duties.type(code)),
};

const show = (name: string, run: Run): void => {
  report({ bench: 'earned-right', run: name, ...run.figures });
};
show('undeclared, earned right', simulate({ ...common, declared: false, lower: betaLower }));
show('undeclared, earned right by Wilson', simulate({ ...common, declared: false, lower: wilsonLower }));
show('undeclared, no earned right', simulate({ ...common, declared: false, lower: null }));
show('declared, earned right', simulate({ ...common, declared: true, lower: betaLower }));
show('declared, no earned right', simulate({ ...common, declared: true, lower: null }));
