import type { Random } from '../kernel/random.ts';
import { createTable, embedBag, WHOLE, type BagTable } from '../learn/bag-table.ts';
import { contrastivePass, type Pair, type Passage } from '../learn/contrastive.ts';
import { packTable, type CutWords, type SentenceWeights } from '../learn/sentence-encoder.ts';
import type { SparseRows } from '../learn/svm.ts';
import { partReader, readVocabulary, type ReadingOptions } from '../learn/text-parts.ts';
import { buildVectorIndex, highest, scoreVectors } from '../learn/vector-search.ts';
import type { Vocabulary } from '../learn/vocabulary.ts';

export type StatuteText = { readonly title: string; readonly text: string };

/** A question as people ask it, and what answers it. */
export type LearnedQuestion = {
  readonly text: string;
  /** Places of the articles it rests on; may be empty where there is an explanation. */
  readonly articles: readonly number[];
  /** An answer in plain words; empty where nobody wrote one. */
  readonly explanation: string;
  /** How likely it is to be taken in a pass: below 1 for many questions of one kind. */
  readonly share: number;
};

export type StatuteEncoderOptions = ReadingOptions & {
  readonly width: number;
  readonly batch: number;
  readonly sharpness: number;
  readonly dropout: number;
  /** Passes over sentences cut from articles, and the first rate of learning; it falls to a third. */
  readonly sentencePasses: number;
  readonly sentenceRate: number;
  /** Passes over questions, and the first rate of learning; it falls to a fifth. */
  readonly questionPasses: number;
  readonly questionRate: number;
  /** Cut sentences to go on with for each pair of a question, so that statutes are not forgotten. */
  readonly sentencesPerQuestion: number;
};

export const STATUTE_ENCODER: StatuteEncoderOptions = {
  longest: 2,
  minDocuments: 3,
  maxFeatures: 80_000,
  width: 128,
  batch: 128,
  sharpness: 10,
  dropout: 0.3,
  sentencePasses: 3,
  sentenceRate: 0.05,
  questionPasses: 10,
  questionRate: 0.05,
  sentencesPerQuestion: 1,
};

/** How many of the likest wrong articles a question is set against, and after how many passes they are looked up anew. */
const MISTAKEN = 30;
const MINING_PASSES = 5;
/** Of a long explanation, the beginning says it. */
const SENTENCES = 8;
/** Shorter pieces are read with the one before. */
const SHORTEST = 12;
/** How often a sentence stays in the article it is to be found by: what is quoted word for word should be found too. */
const QUOTED = 0.1;

/** Texts as parts: what `pretrain` and `finetune` draw their pairs from. */
export type StatuteMaterial = {
  readonly vocabulary: Vocabulary;
  readonly rows: SparseRows;
  /** Title first, then the sentences. */
  readonly articles: readonly Passage[];
  readonly questions: readonly {
    readonly parts: readonly number[];
    readonly articles: readonly number[];
    readonly explanation: Passage;
    readonly share: number;
  }[];
};

/** Sentences of a text, none shorter than a dozen characters where it can be helped. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const piece of text.split(/(?<=[。；;\n])/u)) {
    const sentence = piece.trim();
    if (sentence === '') continue;
    const last = sentences.at(-1);
    if (last !== undefined && sentence.length < SHORTEST) sentences[sentences.length - 1] = last + sentence;
    else sentences.push(sentence);
  }
  return sentences;
}

/**
 * Reads everything once. The vocabulary is that of the articles and of `lay`, texts in people's own words that
 * nothing is held back from.
 */
export function readStatuteMaterial(
  articles: readonly StatuteText[],
  questions: readonly LearnedQuestion[],
  lay: Iterable<string>,
  cut: CutWords,
  options: StatuteEncoderOptions,
): StatuteMaterial {
  function* texts(): Generator<string> {
    for (const { title, text } of articles) yield `${title}\n${text}`;
    yield* lay;
  }
  const vocabulary = readVocabulary(texts(), cut, options);
  const reader = partReader(vocabulary, cut, options.longest);
  const explanations = new Map<string, Passage>();
  const explanationOf = (text: string): Passage => {
    let passage = explanations.get(text);
    if (!passage) {
      passage = {
        id: articles.length + explanations.size,
        parts: sentencesOf(text).slice(0, SENTENCES).map(reader.add),
      };
      explanations.set(text, passage);
    }
    return passage;
  };
  const titles = new Map<string, number>();
  const titleOf = (title: string): number => {
    const part = titles.get(title) ?? reader.add(title);
    titles.set(title, part);
    return part;
  };
  const passages = articles.map(({ title, text }, id) => ({
    id,
    parts: [titleOf(title), ...sentencesOf(text).map(reader.add)],
  }));
  const asked = questions.map(({ text, explanation, ...rest }) => ({
    ...rest,
    parts: [reader.add(text)],
    explanation: explanationOf(explanation),
  }));
  return { vocabulary, rows: reader.finish(), articles: passages, questions: asked };
}

/** A table that finds an article by one of its sentences. */
export function pretrain(
  { vocabulary, rows, articles }: StatuteMaterial,
  options: StatuteEncoderOptions,
  random: Random,
): BagTable {
  const table = createTable(vocabulary.keys.length, options.width, random);
  const { batch, sharpness, dropout, sentencePasses: passes, sentenceRate } = options;
  for (let pass = 0; pass < passes; pass++) {
    const pairs = articles.flatMap((article) => sentencePair(article, random) ?? []);
    const rate = sentenceRate * (1 - ((2 / 3) * pass) / passes);
    contrastivePass(table, rows, pairs, batch, { sharpness, rate, dropout }, random);
  }
  return table;
}

/** The table after learning from the questions at `use`; the one given is left as it is. */
export function finetune(
  material: StatuteMaterial,
  pretrained: BagTable,
  use: readonly number[],
  options: StatuteEncoderOptions,
  random: Random,
): BagTable {
  const { vectors, squares, width } = pretrained;
  const table = { width, vectors: vectors.slice(), squares: squares.slice() };
  const { batch, sharpness, dropout, questionPasses: passes, questionRate } = options;
  const { rows, articles } = material;
  let mistaken = new Map<number, number[]>();
  for (let pass = 0; pass < passes; pass++) {
    if (pass % MINING_PASSES === 0) mistaken = likestWrong(material, table, use);
    const asked = use.flatMap((question) => questionPairs(material, question, mistaken, random));
    const sentences = Math.round(options.sentencesPerQuestion * asked.length);
    const cut = Array.from({ length: sentences }, () =>
      sentencePair(articles[Math.floor(random() * articles.length)] as Passage, random),
    );
    const rate = questionRate * (1 - (0.8 * pass) / passes);
    const pairs = [...asked, ...cut.flatMap((pair) => pair ?? [])];
    contrastivePass(table, rows, pairs, batch, { sharpness, rate, dropout }, random);
  }
  return table;
}

/** The trained table as weights for `createSentenceEncoder`. */
export const packStatuteEncoder = (
  { vocabulary }: StatuteMaterial,
  table: BagTable,
  { longest }: StatuteEncoderOptions,
): SentenceWeights => packTable(vocabulary, table, longest);

/** One sentence against the rest of its article; an article of one sentence has no rest. */
function sentencePair({ id, parts }: Passage, random: Random): Pair | null {
  const sentences = parts.length - 1;
  if (sentences < 2) return null;
  const taken = parts[1 + Math.floor(random() * sentences)] as number;
  const stays = random() < QUOTED;
  return { query: [taken], passage: { id, parts: stays ? parts : parts.filter((part) => part !== taken) } };
}

function questionPairs(
  { articles, questions }: StatuteMaterial,
  question: number,
  mistaken: ReadonlyMap<number, readonly number[]>,
  random: Random,
): Pair[] {
  const asked = questions[question] as StatuteMaterial['questions'][number];
  if (asked.share < 1 && random() >= asked.share) return [];
  const one = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const alsoRight = new Set(asked.articles);
  const pairs: Pair[] = asked.articles.map((article) => {
    const wrong = one(mistaken.get(question) ?? []);
    return {
      query: asked.parts,
      passage: articles[article] as Passage,
      alsoRight,
      ...(wrong === undefined ? {} : { mistaken: articles[wrong] as Passage }),
    };
  });
  const sentence = one(asked.explanation.parts);
  if (sentence === undefined) return pairs;
  pairs.push({ query: asked.parts, passage: asked.explanation });
  const article = one(asked.articles);
  if (article !== undefined)
    pairs.push({ query: [sentence], passage: articles[article] as Passage, alsoRight });
  return pairs;
}

/** For each question with articles, the likest ones that are not among them. */
function likestWrong(
  { rows, articles, questions }: StatuteMaterial,
  table: BagTable,
  use: readonly number[],
): Map<number, number[]> {
  const { width } = table;
  const vectors = new Float32Array(articles.length * width);
  articles.forEach(({ parts }, i) => embedBag(table, rows, { parts, mask: WHOLE }, vectors, i * width));
  const index = buildVectorIndex(vectors, width);
  const query = new Float32Array(width);
  const scores = new Float32Array(articles.length);
  const wrong = new Map<number, number[]>();
  for (const question of use) {
    const { parts, articles: right } = questions[question] as StatuteMaterial['questions'][number];
    if (right.length === 0) continue;
    embedBag(table, rows, { parts, mask: WHOLE }, query, 0);
    const near = highest(scoreVectors(index, query, scores), MISTAKEN, (article) => !right.includes(article));
    wrong.set(
      question,
      near.map(({ row }) => row),
    );
  }
  return wrong;
}
