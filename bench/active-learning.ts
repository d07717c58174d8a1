import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readLabelledOrders } from '../src/app/learning/labelled-order.ts';
import { createReadingKit } from '../src/app/intake/reading-kit.ts';
import { textVectors } from '../src/app/relations/text-vectors.ts';
import { seededRandom, shuffle } from '../src/kernel/random.ts';
import { softmax } from '../src/learn/calibrate.ts';
import { scoreLinear } from '../src/learn/linear.ts';
import { marginUncertainty, pickQueue } from '../src/learn/sampling.ts';
import { buildLookup, vectorize } from '../src/learn/vocabulary.ts';
import { loadProfile } from '../src/profile/load.ts';
import { keepFeatures, TRAIN_OPTIONS, trainHeads, type Example } from '../src/triage/train.ts';
import { ORDERS, report, ROOT } from './support.ts';

/**
 * What a label is worth: the same number of labels picked by uncertainty and diversity, as the annotation queue
 * picks them, and at random. Shipped orders are split into a pool and a test part anew for every seed; both ways
 * start from the same few labels and train the issue type alone, with the definitions, after every batch.
 */
const SEEDS = [1, 2, 3, 4, 5];
const POOL = 1600;
const TEST = 500;
const START = 150;
const BATCH = 150;
const ROUNDS = 3;
const AT = Date.UTC(2026, 0, 1);

const kit = createReadingKit(loadProfile(join(ROOT, 'data/profile/xicheng')));
const labels = kit.profile.issueTypes.map((type) => type.code);
const started = performance.now();
const orders = readdirSync(ORDERS)
  .filter((name) => /^(train|written)-.*\.jsonl$/.test(name))
  .sort()
  .flatMap((name) => readLabelledOrders(join(ORDERS, name)));
const features = orders.map((order) => keepFeatures(kit.prepare(order.text, AT, order.form)));
const definitions: Example[] = kit.profile.issueTypes.map(({ code, name, definition }) => ({
  features: keepFeatures(kit.prepare(`${name}。${definition}`, AT, 'summary')),
  labels: { issueType: code },
  weight: 1,
  order: false,
}));

type Model = { readonly probabilities: (order: number) => Float64Array };

function train(known: readonly number[]): Model {
  const examples = known.map((i): Example => ({
    features: features[i] as Example['features'],
    labels: { issueType: (orders[i] as (typeof orders)[number]).type },
    weight: 1,
    order: true,
  }));
  const { weights, heads } = trainHeads([...examples, ...definitions], [{ name: 'issueType', labels }], {
    ...TRAIN_OPTIONS,
    folds: 2,
  });
  const lookup = buildLookup(weights.vocabulary);
  const sharpness = heads[0]?.sharpness ?? 1;
  return {
    probabilities: (i) =>
      softmax(scoreLinear(weights.linear, vectorize(lookup, features[i] as Example['features'])), sharpness),
  };
}

function accuracy(model: Model, test: readonly number[]): number {
  const right = test.filter((i) => {
    const row = model.probabilities(i);
    return labels[row.indexOf(Math.max(...row))] === orders[i]?.type;
  });
  return right.length / test.length;
}

/** Accuracy after the start and after each batch. */
function run(seed: number, way: 'queue' | 'random'): number[] {
  const random = seededRandom(seed);
  const all = Array.from(orders.keys());
  shuffle(all, random);
  const test = all.slice(0, TEST);
  const pool = all.slice(TEST, TEST + POOL);
  const vectors = textVectors(pool.map((i) => orders[i]?.text ?? ''));
  const vectorOf = new Map(pool.map((i, k) => [i, vectors[k] as (typeof vectors)[number]]));
  const known = pool.slice(0, START);
  let rest = pool.slice(START);
  let model = train(known);
  const course = [accuracy(model, test)];
  for (let round = 0; round < ROUNDS; round++) {
    const before = model;
    const picked =
      way === 'random'
        ? rest.slice(0, BATCH)
        : pickQueue(
            rest.map((i) => ({
              uncertainty: marginUncertainty(before.probabilities(i)),
              vector: vectorOf.get(i) as (typeof vectors)[number],
            })),
            BATCH,
          ).map(({ index }) => rest[index] as number);
    known.push(...picked);
    const taken = new Set(picked);
    rest = rest.filter((i) => !taken.has(i));
    model = train(known);
    course.push(accuracy(model, test));
  }
  return course;
}

/** Mean with a 95 % interval over seeds (Student's t, four degrees of freedom). */
function over(values: readonly number[]): { mean: number; low: number; high: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
  const half = (2.776 * deviation) / Math.sqrt(values.length);
  const round = (value: number): number => Math.round(value * 10_000) / 10_000;
  return { mean: round(mean), low: round(mean - half), high: round(mean + half) };
}

const courses = SEEDS.map((seed) => ({ queue: run(seed, 'queue'), random: run(seed, 'random') }));
for (let round = 0; round <= ROUNDS; round++) {
  const at = (way: 'queue' | 'random'): number[] => courses.map((course) => course[way][round] as number);
  report({
    bench: 'active-learning',
    labels: START + round * BATCH,
    seeds: SEEDS.length,
    queue: over(at('queue')),
    random: over(at('random')),
    gain: over(courses.map((course) => (course.queue[round] as number) - (course.random[round] as number))),
  });
}
report({ bench: 'active-learning', seconds: Math.round((performance.now() - started) / 1000) });
