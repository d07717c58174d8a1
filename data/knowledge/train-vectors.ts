/**
 * Trains the vectors by which questions find articles and entries, and writes them to models/knowledge:
 *
 *   npx tsx data/knowledge/train-vectors.ts --law laws.jsonl.gz [--stard DIR] [--seed 1] [--out models/knowledge]
 *
 * Learned from: the collected statutes (and those of STARD that are not among them), the questions of the entries and
 * those asked of them, the orders handled before, and STARD's questions (MIT). Entries and questions are held back
 * first, one of five, to measure; then everything is learned. Same input, same bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { seededRandom } from '../../src/kernel/random.ts';
import {
  finetune,
  packStatuteEncoder,
  pretrain,
  readStatuteMaterial,
  STATUTE_ENCODER,
  type LearnedQuestion,
  type StatuteText,
} from '../../src/knowledge/statute-encoder.ts';
import type { ArticleQuestion, AskedQuestion, KnowledgeEntry, Precedent } from '../../src/knowledge/types.ts';
import { createSentenceEncoder, encodeSentenceWeights } from '../../src/learn/sentence-encoder.ts';
import { buildVectorIndex, highest, scoreVectors } from '../../src/learn/vector-search.ts';
import { loadSegmenter, toWords } from '../../src/text/segment.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    law: { type: 'string' },
    stard: { type: 'string' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: join(HERE, '../../models/knowledge') },
  },
});
if (values.law === undefined) throw new Error('--law: the collected statutes (laws.jsonl.gz)');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** What was read, for the manifest. */
const read: { name: string; rows: number; sha256: string }[] = [];

function rowsOf<T>(file: string): T[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  // One row of STARD carries a bare NaN.
  const rows = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line.replace(/: NaN([,}])/g, ': null$1')) as T);
  read.push({ name: basename(file), rows: rows.length, sha256: sha256(bytes) });
  return rows;
}

const filesOf = (folder: string, pattern: RegExp): string[] =>
  existsSync(join(HERE, folder))
    ? readdirSync(join(HERE, folder))
        .filter((name) => pattern.test(name))
        .sort()
        .map((name) => join(HERE, folder, name))
    : [];

/** Names of laws stand with and without the name of the country. */
const keyOf = (law: string, article: string): string => `${law.replace('中华人民共和国', '')}|${article}`;

const articles: StatuteText[] = [];
/** Of several versions of an article the last one read: what is in force is read last. */
const places = new Map<string, number>();
/** Every text once, however many laws or versions carry it. */
const known = new Map<string, number>();

function addArticle(law: string, article: string, text: string): void {
  const content = `${law}\n${text}`;
  let place = known.get(content);
  if (place === undefined) {
    place = articles.push({ title: law, text }) - 1;
    known.set(content, place);
  }
  places.set(keyOf(law, article), place);
}

/** Shares keep any one kind from drowning the others: together each kind makes some thousand pairs a pass. */
const SHARES = { entry: 0.3, asked: 0.2, articleQuestion: 0.3, order: 0.3, stard: 1 } as const;
/** One of so many is held back to measure. */
const FOLDS = 5;

type Group = 'entries' | 'orders' | 'stard';
const questions: (LearnedQuestion & { readonly group: Group; readonly fold: number })[] = [];
const placesOf = (cited: readonly { law: string; article: string }[]): number[] => [
  ...new Set(cited.flatMap(({ law, article }) => places.get(keyOf(law, article)) ?? [])),
];

type LawRow = { law: string; article: string; text: string; status: string };
const collected = rowsOf<LawRow>(values.law);
for (const inForce of [false, true])
  for (const { law, article, text, status } of collected)
    if ((status === 'in_force') === inForce) addArticle(law, article, text);
if (values.stard !== undefined) {
  type StardArticle = { law: string; article: string; content: string | null };
  const theirs = rowsOf<StardArticle>(join(values.stard, 'corpus.jsonl.gz'));
  for (const { law, article, content } of theirs)
    if (!places.has(keyOf(law, article))) addArticle(law, article, content ?? '');
  type StardQuestion = { query_id: number; question: string; gold_ids: number[]; answer: string | null };
  for (const row of rowsOf<StardQuestion>(join(values.stard, 'queries.jsonl.gz')))
    questions.push({
      text: row.question,
      articles: placesOf(row.gold_ids.flatMap((id) => theirs[id] ?? [])),
      explanation: row.answer ?? '',
      share: SHARES.stard,
      group: 'stard',
      fold: row.query_id % FOLDS,
    });
}

const entries = filesOf('entries', /\.jsonl$/).flatMap((file) => rowsOf<KnowledgeEntry>(file));
/** A whole entry is held back with all that is asked of it. */
const foldOf = new Map(entries.map(({ id }, i) => [id, i % FOLDS]));
const byId = new Map(entries.map((entry) => [entry.id, entry]));
const ofEntry = (entry: KnowledgeEntry, text: string, share: number): void => {
  questions.push({
    text,
    articles: placesOf(entry.citations),
    explanation: [entry.title, entry.rule, ...entry.keyPoints].join('\n'),
    share,
    group: 'entries',
    fold: foldOf.get(entry.id) as number,
  });
};
for (const entry of entries) for (const text of entry.questions) ofEntry(entry, text, SHARES.entry);
// What `own-` holds are the entries' own questions again.
for (const file of filesOf('asked', /^asked-.*\.jsonl$/))
  for (const { entry: id, text } of rowsOf<AskedQuestion>(file)) {
    const entry = byId.get(id);
    if (entry) ofEntry(entry, text, SHARES.asked);
  }
for (const file of filesOf('article-questions', /\.jsonl$/))
  for (const { law, article, text } of rowsOf<ArticleQuestion>(file))
    questions.push({
      text,
      articles: placesOf([{ law, article }]),
      explanation: '',
      share: SHARES.articleQuestion,
      group: 'entries',
      fold: -1,
    });
rowsOf<Precedent>(join(HERE, 'precedents.jsonl')).forEach(({ text, laws }, i) =>
  questions.push({
    text,
    articles: placesOf(laws),
    explanation: '',
    share: SHARES.order,
    group: 'orders',
    fold: i % FOLDS,
  }),
);

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
  const sums = new Map<Group, { questions: number; at10: number; at100: number }>();
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
