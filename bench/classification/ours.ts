/**
 * Our side of bench/classification.ts, in one process: each fold from the raw texts to predictions. The clock
 * starts when the rows and the segmenter's dictionary are in memory.
 *   npx tsx bench/classification/ours.ts teddy|taipei ROWS.jsonl --folds 0,1,2,3,4
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  fitTextClassifier,
  topLabels,
  type ClassifierOptions,
  type Fields,
  type LabelledFields,
} from '../../src/learn/text-classifier.ts';
import { cleanText } from '../../src/text/clean.ts';
import { loadSegmenter, toWords } from '../../src/text/segment.ts';
import type { DatasetName, Row } from './data.ts';

/** Chosen on two folds of another split of the same rows. */
const OPTIONS: Record<DatasetName, ClassifierOptions> = {
  teddy: {
    blocks: [
      { field: 0, of: 'words', weight: 0.7 },
      { field: 0, of: 'characters', longest: 3, weight: 1.4 },
      { field: 1, of: 'characters', longest: 3, weight: 0.3 },
    ],
    minDocuments: 3,
    cost: 2,
    tolerance: 0.2,
    seed: 1,
    ratios: { smoothing: 2, exponent: 1 },
  },
  taipei: {
    blocks: [{ field: 0, of: 'characters', longest: 2, weight: 1.4 }],
    minDocuments: 1,
    cost: 1,
    tolerance: 0.6,
    seed: 1,
    ratios: null,
  },
};

/** What the name of a unit weighs as one more example of its label. */
const NAME_WEIGHT = 6;

const { values, positionals } = parseArgs({
  options: { folds: { type: 'string', default: '0,1,2,3,4' } },
  allowPositionals: true,
});
const dataset = positionals[0] as DatasetName;
const rows = readFileSync(positionals[1] ?? '', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Row);

const options = OPTIONS[dataset];
const readsWords = options.blocks.some((block) => block.of === 'words');
const segmenter = readsWords ? loadSegmenter([]) : null;
segmenter?.cut('预热');

/** Titles of one city, typed by its own people in traditional characters, need no cleaning. */
const readable = (text: string): string =>
  dataset === 'taipei' ? text.normalize('NFKC') : cleanText(text).text;

function fieldsOf({ title, text }: Pick<Row, 'title' | 'text'>): Fields {
  const head = readable(title);
  const body = readable(text);
  const whole = head === '' ? body : `${head}。${body}`;
  return [
    { text: whole, words: segmenter === null ? [] : toWords(segmenter, whole) },
    { text: head, words: [] },
  ];
}

/** The rows, then the names of the labels where they say something: `臺北市政府衛生局` without the city. */
function* examplesOf(seen: readonly Row[]): Generator<LabelledFields> {
  for (const row of seen) yield { fields: fieldsOf(row), label: row.label, weight: 1 };
  if (dataset !== 'taipei') return;
  for (const label of new Set(seen.map((row) => row.label))) {
    const text = label.replace(/^臺北市(政府|立)?/, '');
    yield { fields: fieldsOf({ title: '', text }), label, weight: NAME_WEIGHT };
  }
}

const folds = values.folds.split(',').map((fold) => {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const seen = rows.filter((row) => row.fold !== Number(fold));
  const classifier = fitTextClassifier(examplesOf(seen), options);
  const trained = process.cpuUsage(cpu);
  const top = rows
    .filter((row) => row.fold === Number(fold))
    .map((row) => topLabels(classifier, fieldsOf(row), 3));
  const all = process.cpuUsage(cpu);
  return {
    trainCpu: (trained.user + trained.system) / 1e6,
    cpu: (all.user + all.system) / 1e6,
    wall: (performance.now() - started) / 1000,
    top,
  };
});
process.stdout.write(`${JSON.stringify(folds)}\n`);
