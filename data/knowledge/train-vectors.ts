/**
 * Trains the vectors by which questions find articles and entries, and writes them to models/knowledge:
 *
 *   npx tsx data/knowledge/train-vectors.ts --law laws.jsonl.gz [--stard DIR] [--seed 1] [--out models/knowledge] [--held 0]
 *
 * Learned from: the collected statutes (and those of STARD that are not among them), the questions of the entries and
 * those asked of them, the orders handled before, and STARD's questions (MIT). Entries and questions are held back
 * first, one of five, to measure; then everything is learned. Same input, same bytes. `--held`: only what is learned
 * without that fifth is written, for benchmarks that ask about it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  finetune,
  packStatuteEncoder,
  pretrain,
  readStatuteMaterial,
  STATUTE_ENCODER,
} from '../../src/knowledge/statute-encoder.ts';
import { createSentenceEncoder, encodeSentenceWeights } from '../../src/learn/sentence-encoder.ts';
import { buildVectorIndex, highest, scoreVectors } from '../../src/learn/vector-search.ts';
import { readLearnedTexts, sha256, SHARES, type QuestionGroup } from './learned-texts.ts';
import { loadSegmenter, toWords } from '../../src/text/segment.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    law: { type: 'string' },
    stard: { type: 'string' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(HERE, '../../models/knowledge') },
    held: { type: 'string' },
  },
});
if (values.law === undefined) throw new Error('--law: the collected statutes (laws.jsonl.gz)');

const { articles, questions, read } = readLearnedTexts({
  knowledge: HERE,
  law: values.law,
  stard: values.stard,
});

const say = (what: string): void => {
  process.stderr.write(`${Math.round(process.cpuUsage().user / 1e6)} s: ${what}\n`);
};
const segmenter = loadSegmenter([]);
const cut = (text: string) => toWords(segmenter, text);
const seed = Number(values.seed);
/** Features and vectors from scratch without the questions of a fold (-1: without none). */
function train(held: number) {
  const use = questions.flatMap(({ fold }, i) => (held === -1 || fold !== held ? [i] : []));
  const lay = use.map((i) => questions[i]?.text ?? '');
  const material = readStatuteMaterial(articles, questions, lay, cut, STATUTE_ENCODER);
  say(`read ${articles.length} articles, ${use.length} questions`);
  const table = pretrain(material, STATUTE_ENCODER, seededRandom(seed));
  say('learned from sentences');
  const tuned = finetune(material, table, use, STATUTE_ENCODER, seededRandom(seed));
  say('learned from questions');
  return packStatuteEncoder(material, tuned, STATUTE_ENCODER);
}

/** Share of the right articles among the first ten and hundred, for what was held back, by where it comes from. */
function measure(held: number): Record<string, { questions: number; at10: number; at100: number }> {
  const encode = createSentenceEncoder(train(held), cut);
  const { width } = STATUTE_ENCODER;
  const vectors = new Float32Array(articles.length * width);
  articles.forEach(({ title, text }, i) => vectors.set(encode(`${title}\n${text}`), i * width));
  const index = buildVectorIndex(vectors, width);
  const sums = new Map<QuestionGroup, { questions: number; at10: number; at100: number }>();
  for (const { text, articles: right, group, fold } of questions) {
    if (fold !== held || right.length === 0) continue;
    const sum = sums.get(group) ?? { questions: 0, at10: 0, at100: 0 };
    sums.set(group, sum);
    const rows = highest(scoreVectors(index, encode(text)), 100).map(({ row }) => row);
    sum.questions++;
    sum.at10 += rows.slice(0, 10).filter((row) => right.includes(row)).length / right.length;
    sum.at100 += rows.filter((row) => right.includes(row)).length / right.length;
  }
  const rounded = (x: number): number => Math.round(x * 1000) / 1000;
  return Object.fromEntries(
    [...sums].map(([group, { questions: n, at10, at100 }]) => [
      group,
      { questions: n, at10: rounded(at10 / n), at100: rounded(at100 / n) },
    ]),
  );
}

if (values.held !== undefined) {
  mkdirSync(values.out, { recursive: true });
  const partly = encodeSentenceWeights(train(Number(values.held)));
  writeFileSync(join(values.out, 'vectors.bin.gz'), gzipSync(partly, { level: 9 }));
  process.exit(0);
}
const heldBack = measure(0);
say(`held back: ${JSON.stringify(heldBack)}`);
const bytes = encodeSentenceWeights(train(-1));
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, 'vectors.bin.gz'), gzipSync(bytes, { level: 9 }));
const manifest = {
  made: 'npx tsx data/knowledge/train-vectors.ts',
  seed,
  options: STATUTE_ENCODER,
  shares: SHARES,
  data: read,
  articles: articles.length,
  questions: questions.length,
  heldBack,
  bytes: bytes.length,
  sha256: sha256(bytes),
};
writeFileSync(join(values.out, 'vectors.json'), `${JSON.stringify(manifest, null, 2)}\n`);
say(`wrote ${bytes.length} bytes`);
