import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { definitionTexts, questionWeight } from '../src/app/learning/definition-texts.ts';
import { readLabelledOrders, type LabelledOrder } from '../src/app/learning/labelled-order.ts';
import { createReadingKit } from '../src/app/intake/reading-kit.ts';
import { tailWeight } from '../src/app/learning/tail-weight.ts';
import { seededRandom, shuffle } from '../src/kernel/random.ts';
import { shareOf } from '../src/kernel/share.ts';
import { scoreLinear } from '../src/learn/linear.ts';
import { buildLookup, vectorize } from '../src/learn/vocabulary.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import { loadProfile } from '../src/profile/load.ts';
import { rank, type Head } from '../src/triage/model.ts';
import { keepFeatures, TRAIN_OPTIONS, trainHeads, type Example } from '../src/triage/train.ts';
import { ORDERS, report, ROOT } from './support.ts';

/**
 * How a type fares that nobody has labelled yet: eight existing types are taken out together and come back known by
 * their definition and the questions of the knowledge base alone, then with 5 and with 20 labelled orders. Recall
 * of the first place and of the first three on their other orders, beside that of the types that stayed. Of the
 * types that stay a sample is learned from.
 */
const SEED = 1;
const NEW_TYPES = 8;
const STEPS = [0, 5, 20];
/** Labelled orders a type that stays is learned from, at most; and tested on. */
const KEPT = 40;
const TESTED = 40;
const AT = Date.UTC(2026, 0, 1);

const started = performance.now();
const kit = createReadingKit(loadProfile(join(ROOT, 'data/profile/xicheng')));
const { issueTypes } = kit.profile;
const labels = issueTypes.map((type) => type.code);
const { entries } = loadKnowledge(join(ROOT, 'data/knowledge'));
const features = (text: string, form?: LabelledOrder['form']) => keepFeatures(kit.prepare(text, AT, form));

const random = seededRandom(SEED);
const byType = new Map<string, LabelledOrder[]>();
for (const name of readdirSync(ORDERS).sort()) {
  if (!/^(train|written)-.*\.jsonl$/.test(name)) continue;
  for (const order of readLabelledOrders(join(ORDERS, name))) {
    const own = byType.get(order.type);
    if (own) own.push(order);
    else byType.set(order.type, [order]);
  }
}
for (const [code, own] of byType) byType.set(code, shuffled(own));

const enough = labels.filter((code) => (byType.get(code)?.length ?? 0) >= KEPT + TESTED / 2);
const fresh = shuffled(enough).slice(0, NEW_TYPES).sort();

const questions: Example[] = entries.flatMap((entry) => {
  const types = entry.types.filter((type) => labels.includes(type));
  return types.flatMap((type) =>
    entry.questions.map((question) => ({
      features: features(question, 'message'),
      labels: { issueType: type },
      weight: 1 / types.length,
      order: false,
    })),
  );
});
const kept = labels
  .filter((code) => !fresh.includes(code))
  .flatMap((code) => (byType.get(code) ?? []).slice(0, KEPT).map(exampleOf));
const tests = new Map(
  labels.map((code) => [code, (byType.get(code) ?? []).slice(KEPT, KEPT + TESTED).map(exampleOf)]),
);

function shuffled<T>(items: readonly T[]): T[] {
  const order = Array.from(items.keys());
  shuffle(order, random);
  return order.map((i) => items[i] as T);
}

function exampleOf(order: LabelledOrder): Example {
  return {
    features: features(order.text, order.form),
    labels: { issueType: order.type },
    weight: 1,
    order: false,
  };
}

/** `plain`: name and definition as one text, questions at the weight of any type. `full`: as retraining does it. */
function measure(step: number, way: 'plain' | 'full'): void {
  const labelledOf = (code: string): number => (fresh.includes(code) ? step : KEPT);
  const told = (code: string): number => (way === 'plain' ? KEPT : labelledOf(code));
  const weightOf = (code: string): number => tailWeight(labelledOf(code));
  const examples: Example[] = [
    ...kept,
    ...fresh.flatMap((code) =>
      (byType.get(code) ?? [])
        .slice(0, step)
        .map((order) => ({ ...exampleOf(order), weight: weightOf(code) })),
    ),
    ...issueTypes.flatMap((type) =>
      definitionTexts(type, told(type.code)).map(({ text, form, weight }) => ({
        features: features(text, form),
        labels: { issueType: type.code },
        weight: weight * weightOf(type.code),
        order: false,
      })),
    ),
    ...questions.map((example) => ({
      ...example,
      weight: example.weight * questionWeight(told(example.labels.issueType ?? '')),
    })),
  ];
  const { weights, heads } = trainHeads(examples, [{ name: 'issueType', labels }], {
    ...TRAIN_OPTIONS,
    folds: 0,
  });
  const lookup = buildLookup(weights.vocabulary);
  const placeOf = ({ features: own, labels: { issueType } }: Example): number =>
    rank(heads[0] as Head, scoreLinear(weights.linear, vectorize(lookup, own))).findIndex(
      ({ code }) => code === issueType,
    );
  const figures = (codes: readonly string[]) => {
    const places = codes.flatMap((code) => (tests.get(code) ?? []).map(placeOf));
    const within = (n: number) => shareOf(places.filter((place) => place < n).length, places.length);
    return { n: places.length, first: short(within(1)), firstThree: short(within(3)) };
  };
  report({
    bench: 'cold-start',
    way,
    examples: step,
    new: figures(fresh),
    stayed: figures(labels.filter((code) => !fresh.includes(code))),
  });
}

function short({ share, low, high }: { share: number; low: number; high: number }): string {
  const percent = (value: number): string => (value * 100).toFixed(1);
  return `${percent(share)} (${percent(low)}–${percent(high)})`;
}

for (const way of ['plain', 'full'] as const) for (const step of STEPS) measure(step, way);
report({ bench: 'cold-start', types: fresh, seconds: Math.round((performance.now() - started) / 1000) });
