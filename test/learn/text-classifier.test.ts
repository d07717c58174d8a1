import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  fitTextClassifier,
  scoreFields,
  topLabels,
  type ClassifierOptions,
  type Field,
  type LabelledFields,
} from '../../src/learn/text-classifier.ts';

/** Every character a word. */
const field = (text: string): Field => ({
  text,
  words: Array.from(text, (_, i) => ({ start: i, end: i + 1 })),
});
const example = (label: string, ...texts: string[]): LabelledFields => ({
  fields: texts.map(field),
  label,
  weight: 1,
});

const OPTIONS: ClassifierOptions = {
  blocks: [{ field: 0, of: 'characters', longest: 1, weight: 1 }],
  minDocuments: 1,
  cost: 1,
  tolerance: 1e-4,
  seed: 1,
  ratios: null,
};

const LETTERS = '路水电树车';

function randomExamples(seed: number): LabelledFields[] {
  const random = seededRandom(seed);
  const pick = (): string => LETTERS[Math.floor(random() * LETTERS.length)] as string;
  return Array.from({ length: 24 }, () => {
    const text = Array.from({ length: 2 + Math.floor(random() * 5) }, pick).join('');
    return example(
      random() < 0.2 ? '其他' : text.includes('水') ? '水务' : text.includes('路') ? '道路' : '其他',
      text,
    );
  });
}

/** TF-IDF of single characters at unit length, dense, as scikit-learn's TfidfVectorizer(sublinear_tf=True). */
function dense(examples: readonly LabelledFields[]): (text: string) => number[] {
  const textOf = ({ fields }: LabelledFields): string => fields[0]?.text ?? '';
  const known = [...new Set(examples.map(textOf).join(''))].sort();
  const idf = known.map((unit) => {
    const df = examples.filter((own) => textOf(own).includes(unit)).length;
    return Math.log((1 + examples.length) / (1 + df)) + 1;
  });
  return (text: string): number[] => {
    const row = known.map((unit, f) => {
      const count = text.split(unit).length - 1;
      return count === 0 ? 0 : (1 + Math.log(count)) * (idf[f] as number);
    });
    const length = Math.hypot(...row) || 1;
    return row.map((x) => x / length);
  };
}

/** One class against the rest by plain gradient descent on the primal, as slow as it is plain. */
function slowScore(
  rows: readonly (readonly number[])[],
  targets: readonly boolean[],
  cost: number,
): (row: readonly number[]) => number {
  const full = rows.map((row) => [...row, 1]);
  const w = Array.from(full[0] ?? [], () => 0);
  const curvature = 1 + 2 * cost * full.reduce((sum, row) => sum + row.reduce((s, x) => s + x * x, 0), 0);
  for (let step = 0; step < 6000; step++) {
    const gradient = [...w];
    full.forEach((row, i) => {
      const y = targets[i] ? 1 : -1;
      const slack = 1 - y * row.reduce((sum, x, f) => sum + x * (w[f] as number), 0);
      if (slack > 0)
        row.forEach((x, f) => (gradient[f] = (gradient[f] as number) - 2 * cost * slack * y * x));
    });
    gradient.forEach((g, f) => (w[f] = (w[f] as number) - g / curvature));
  }
  return (row) => [...row, 1].reduce((sum, x, f) => sum + x * (w[f] as number), 0);
}

describe('a classifier of texts', () => {
  it.each([1, 2, 3, 4])('scores as dense TF-IDF and slow gradient descent do (problem %i)', (seed) => {
    const examples = randomExamples(seed);
    const classifier = fitTextClassifier(examples, OPTIONS);
    const rowOf = dense(examples);
    const rows = examples.map(({ fields }) => rowOf(fields[0]?.text ?? ''));
    classifier.labels.forEach((label, k) => {
      const slow = slowScore(
        rows,
        examples.map((own) => own.label === label),
        OPTIONS.cost,
      );
      for (const text of ['路', '水电', '树树车', '路水电树车']) {
        const difference = (scoreFields(classifier, [field(text)])[k] as number) - slow(rowOf(text));
        // Weights are kept in 8 bits.
        expect(Math.abs(difference)).toBeLessThan(0.02);
      }
    });
  });

  it('learns what separates its labels, with and without ratios', () => {
    const examples = ['水管漏水', '自来水浑', '停水三天', '水压太低']
      .map((text) => example('水务', text))
      .concat(['路面塌陷', '路灯不亮', '道路积尘', '修路扰民'].map((text) => example('道路', text)));
    for (const ratios of [null, { smoothing: 1, exponent: 1 }]) {
      const classifier = fitTextClassifier(examples, { ...OPTIONS, ratios });
      for (const { fields, label } of examples) expect(topLabels(classifier, fields, 1)).toEqual([label]);
      expect(topLabels(classifier, [field('水龙头')], 2)).toEqual(['水务', '道路']);
    }
  });

  it('reads each field in its own blocks and no other', () => {
    const examples = [
      example('甲', '水水', '同一'),
      example('乙', '路路', '同一'),
      example('甲', '水', '同一'),
      example('乙', '路', '同一'),
    ];
    const blind = fitTextClassifier(examples, {
      ...OPTIONS,
      blocks: [{ field: 1, of: 'characters', longest: 2, weight: 1 }],
    });
    const same = [field('水'), field('同一')];
    expect([...scoreFields(blind, same)]).toEqual([...scoreFields(blind, [field('路'), field('同一')])]);
    const words = fitTextClassifier(examples, {
      ...OPTIONS,
      blocks: [
        { field: 0, of: 'words', weight: 1 },
        { field: 1, of: 'characters', longest: 2, weight: 1 },
      ],
    });
    expect(topLabels(words, same, 1)).toEqual(['甲']);
  });

  it('knows pairs of words and longer stretches of characters', () => {
    const examples = [
      example('先', '水电'),
      example('后', '电水'),
      example('先', '路水电'),
      example('后', '路电水'),
    ];
    for (const block of [
      { field: 0, of: 'words', weight: 1 },
      { field: 0, of: 'characters', longest: 2, weight: 1 },
    ] as const) {
      const classifier = fitTextClassifier(examples, { ...OPTIONS, blocks: [block] });
      for (const { fields, label } of examples) expect(topLabels(classifier, fields, 1)).toEqual([label]);
    }
  });

  it('follows the heavier of two examples that say the opposite', () => {
    const both = (heavy: string): LabelledFields[] =>
      ['甲', '乙'].map((label) => ({ ...example(label, '水'), weight: label === heavy ? 4 : 1 }));
    expect(topLabels(fitTextClassifier(both('甲'), OPTIONS), [field('水')], 1)).toEqual(['甲']);
    expect(topLabels(fitTextClassifier(both('乙'), OPTIONS), [field('水')], 1)).toEqual(['乙']);
  });

  it('gives the same scores to the byte each time, and texts it knows nothing of the scores of an empty one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const examples = randomExamples(seed);
        const ratios = { smoothing: 2, exponent: 1 };
        const a = fitTextClassifier(examples, { ...OPTIONS, ratios });
        const b = fitTextClassifier(examples, { ...OPTIONS, ratios });
        expect(a.linear).toEqual(b.linear);
        expect([...scoreFields(a, [field('龘')])]).toEqual([...scoreFields(a, [field('')])]);
      }),
      { numRuns: 10 },
    );
  });

  it('has one label where the examples have one', () => {
    const classifier = fitTextClassifier([example('甲', '水')], OPTIONS);
    expect(topLabels(classifier, [field('路')], 3)).toEqual(['甲']);
  });
});
