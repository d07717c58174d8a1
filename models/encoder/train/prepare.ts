/**
 * Gathers what the encoder learns from into one file of JSON lines, gzipped:
 *
 *   npx tsx models/encoder/train/prepare.ts --law laws.jsonl.gz [--stard DIR] [--vectors vectors.bin.gz] --out texts.jsonl.gz
 *
 * Lines: {"article": [title, text]} in the order in which questions name them; {"question", "articles", "explanation",
 * "near", "share", "group", "fold"} where `near` are articles that BM25 and the sentence vectors take for answers and
 * are none; {"order", "noisy", "type", "fold"} for labelled orders,
 * `noisy` with wrong characters; {"definition", "type"} for what a type covers. `--vectors`:
 * vectors that have not seen the fold to be held back (data/knowledge/train-vectors.ts --held). Same input, same bytes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FOLDS, readLearnedTexts } from '../../../data/knowledge/learned-texts.ts';
import { readSources } from '../../../src/app/learning/training-data.ts';
import { createReadingKit } from '../../../src/app/intake/reading-kit.ts';
import { configOf, profileOf } from '../../../src/cli/opening.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { buildBm25 } from '../../../src/knowledge/bm25.ts';
import { characterTokens } from '../../../src/knowledge/tokens.ts';
import { createSentenceEncoder, decodeSentenceWeights } from '../../../src/learn/sentence-encoder.ts';
import { buildVectorIndex, highest, scoreVectors } from '../../../src/learn/vector-search.ts';
import { addNoise } from '../../../src/text/noise.ts';
import { loadSegmenter, toWords } from '../../../src/text/segment.ts';
import { encoderText } from '../../../src/triage/encoder-text.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const { values } = parseArgs({
  options: {
    law: { type: 'string' },
    stard: { type: 'string' },
    vectors: { type: 'string' },
    out: { type: 'string' },
  },
});
if (values.law === undefined || values.out === undefined)
  throw new Error('--law: the collected statutes (laws.jsonl.gz); --out: where to write');

/** Wrong articles kept for each question by each way of looking; the first by meaning are often right, only unnamed. */
const NEAR = 8;
const TOO_NEAR = 3;
/** Shares of wrong characters in the readings of an order beside the clean one. */
const ERROR_RATES = [0.1, 0.2, 0.2];
const SEED = 99;
/** Read where an order gives no date of its own; the text that is learned from holds no reading of it. */
const UNDATED = Date.UTC(2026, 0, 1);

const { articles, questions } = readLearnedTexts({
  knowledge: join(ROOT, 'data/knowledge'),
  law: values.law,
  stard: values.stard,
});
/** One of `of` parts that a text belongs to, by its sha256: the same wherever the text comes from. */
const partOf = (text: string, of: number): number =>
  createHash('sha256').update(text).digest().readUInt32BE(0) % of;

const index = buildBm25(articles.map(({ title, text }) => characterTokens(`${title}\n${text}`)));
const byMeaning = values.vectors === undefined ? null : meaningSearch(values.vectors);

/** Finds the articles nearest to a question by the sentence vectors in a file. */
function meaningSearch(file: string): (text: string, limit: number) => number[] {
  const segmenter = loadSegmenter([]);
  const weights = decodeSentenceWeights(gunzipSync(readFileSync(file)), file);
  const encode = createSentenceEncoder(weights, (text) => toWords(segmenter, text));
  const rows = new Float32Array(articles.length * weights.width);
  articles.forEach(({ title, text }, i) => rows.set(encode(`${title}\n${text}`), i * weights.width));
  const vectors = buildVectorIndex(rows, weights.width);
  return (text, limit) => highest(scoreVectors(vectors, encode(text)), limit).map(({ row }) => row);
}

const lines: string[] = articles.map(({ title, text }) => JSON.stringify({ article: [title, text] }));
for (const { text, articles: right, explanation, share, group, fold } of questions) {
  const wrong = (found: readonly number[], from: number): number[] =>
    found.filter((doc) => !right.includes(doc)).slice(from, from + NEAR);
  const most = NEAR + TOO_NEAR + right.length;
  const byWords = index.search(characterTokens(text), { limit: most }).map(({ doc }) => doc);
  const near = [
    ...new Set([
      ...wrong(byWords, 0),
      ...(byMeaning === null || right.length === 0 ? [] : wrong(byMeaning(text, most), TOO_NEAR)),
    ]),
  ];
  lines.push(JSON.stringify({ question: text, articles: right, explanation, near, share, group, fold }));
}
const profile = profileOf(configOf({ env: {} }));
const kit = createReadingKit(profile);
let number = 0;
for (const { orders } of readSources([join(ROOT, 'data/orders')]))
  for (const { text, type, form } of orders) {
    const random = seededRandom(SEED + number++);
    const read = (words: string): string => encoderText(kit.prepare(words, UNDATED, form));
    const order = read(text);
    const noisy = ERROR_RATES.map((rate) => read(addNoise(text, rate, random)));
    // What is no whole order only teaches, see data/orders.
    const fold = form === undefined ? -1 : partOf(order, FOLDS);
    lines.push(JSON.stringify({ order, type, noisy, fold }));
  }
for (const { code, name, definition } of profile.issueTypes)
  lines.push(JSON.stringify({ definition: `${name}\n${definition}`, type: code }));
const bytes = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
writeFileSync(values.out, bytes);
process.stderr.write(`${lines.length} lines, ${(bytes.length / 1e6).toFixed(1)} MB\n`);
