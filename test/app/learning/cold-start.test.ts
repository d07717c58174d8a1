import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { definitionTexts, questionWeight } from '../../../src/app/learning/definition-texts.ts';
import { readLabelledOrders, type LabelledOrder } from '../../../src/app/learning/labelled-order.ts';
import { tailWeight } from '../../../src/app/learning/tail-weight.ts';
import { buildLookup, vectorize } from '../../../src/learn/vocabulary.ts';
import { scoreLinear } from '../../../src/learn/linear.ts';
import { loadKnowledge } from '../../../src/profile/load-knowledge.ts';
import { rank, type Head } from '../../../src/triage/model.ts';
import { keepFeatures, TRAIN_OPTIONS, trainHeads, type Example } from '../../../src/triage/train.ts';
import { shippedKit } from '../../support/shipped.ts';

const DATA = join(import.meta.dirname, '../../../data');
/** Types of quite different fields, each taken out and brought back with five examples. */
const NEW = ['0501', '0402', '0104', '0801'];
const EXAMPLES = 5;
/** Labelled texts of a type that nothing special is done for. */
const ENOUGH = 100;
const AT = Date.UTC(2026, 0, 1);

it('finds a type that is new, known by its definition, questions and five examples, among the first three', () => {
  const kit = shippedKit();
  const features = (text: string, form?: LabelledOrder['form']) => keepFeatures(kit.prepare(text, AT, form));
  const rows = readdirSync(join(DATA, 'orders'))
    .filter((name) => name.startsWith('train-'))
    .sort()
    .flatMap((name) => readLabelledOrders(join(DATA, 'orders', name)));
  const kept: LabelledOrder[] = [];
  const held: LabelledOrder[] = [];
  const counts = new Map<string, number>();
  rows.forEach((row, i) => {
    const n = (counts.get(row.type) ?? 0) + 1;
    counts.set(row.type, n);
    if (NEW.includes(row.type)) (n <= EXAMPLES ? kept : held).push(row);
    // Of the types that are known already, half of what there is.
    else if (i % 2 === 0) kept.push(row);
  });
  expect(held.length).toBeGreaterThan(20);
  // The types that stay are as well known as in a whole training, where each has orders enough: only what is new
  // is told by its cases, and weighs more.
  const labelledOf = (type: string): number => (NEW.includes(type) ? EXAMPLES : ENOUGH);
  const { entries } = loadKnowledge(join(DATA, 'knowledge'));
  const labels = kit.profile.issueTypes.map((type) => type.code);
  const examples: Example[] = [
    ...kept.map(({ text, form, type }) => ({
      features: features(text, form),
      labels: { issueType: type },
      weight: tailWeight(labelledOf(type)),
      order: true,
    })),
    ...kit.profile.issueTypes.flatMap((type) =>
      definitionTexts(type, labelledOf(type.code)).map(({ text, form, weight }) => ({
        features: features(text, form),
        labels: { issueType: type.code },
        weight: weight * tailWeight(labelledOf(type.code)),
        order: false,
      })),
    ),
    ...entries.flatMap((entry) => {
      const types = entry.types.filter((type) => labels.includes(type));
      return types.flatMap((type) =>
        entry.questions.map((question) => ({
          features: features(question, 'message'),
          labels: { issueType: type },
          weight: questionWeight(labelledOf(type)) / types.length,
          order: false,
        })),
      );
    }),
  ];
  const { weights, heads } = trainHeads(examples, [{ name: 'issueType', labels }], {
    ...TRAIN_OPTIONS,
    folds: 0,
  });
  const lookup = buildLookup(weights.vocabulary);
  const found = held.filter(({ text, form, type }) => {
    const scores = scoreLinear(weights.linear, vectorize(lookup, features(text, form)));
    return rank(heads[0] as Head, scores)
      .slice(0, 3)
      .some((candidate) => candidate.code === type);
  });
  expect(found.length / held.length).toBeGreaterThan(0.7);
}, 120_000);
