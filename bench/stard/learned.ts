import { seededRandom } from '../../src/kernel/random.ts';
import { fitListwise, scoreList, type CandidateList } from '../../src/learn/listwise.ts';
import { createSentenceEncoder, type CutWords } from '../../src/learn/sentence-encoder.ts';
import { buildVectorIndex, highest, scoreVectors } from '../../src/learn/vector-search.ts';
import {
  finetune,
  packStatuteEncoder,
  pretrain,
  readStatuteMaterial,
  STATUTE_ENCODER,
  type LearnedQuestion,
} from '../../src/knowledge/statute-encoder.ts';
import {
  FIRST_WEIGHTS,
  rankStatutes,
  STATUTE_FEATURES,
  statuteFeatures,
} from '../../src/knowledge/statute-ranking.ts';
import type { Stard } from './data.ts';
import { LIMIT, type LexicalScores, type Ranking } from './lexical.ts';

/** Parts the questions are split into by their number; the published evaluation has five. */
const FOLDS = 5;
/** Folds held back together, so that the ranking of each is learned on the other with vectors that saw neither. */
const INNER = [
  [0, 1],
  [2, 3],
  [4, 0],
] as const;
/** Articles a ranking is learned on, for each question. */
const CANDIDATES = 300;
const SEED = 1;

export type Learned = {
  readonly vectors: Ranking;
  readonly ranked: Ranking;
  readonly weights: Float64Array[];
};

/**
 * Vectors and ranking over the folds. Nothing of a held-back question, its answer included, is in what its fold is
 * ranked with: not the vocabulary, not the vectors, not the counts of cited articles, not the ranking's weights.
 */
export function learnedRankings(
  { articles, questions }: Stard,
  own: readonly LearnedQuestion[],
  lexical: LexicalScores,
  cut: CutWords,
  say: (what: string) => void,
): Learned {
  const texts = articles.map(({ law, content }) => ({ title: law, text: content }));
  const asked = questions.map(({ text, gold, answer }) => ({
    text,
    articles: gold,
    explanation: answer,
    share: 1,
  }));
  const material = readStatuteMaterial(
    texts,
    [...asked, ...own],
    own.map(({ text }) => text),
    cut,
    STATUTE_ENCODER,
  );
  say(`read ${articles.length} articles, ${asked.length} + ${own.length} questions`);
  const table = pretrain(material, STATUTE_ENCODER, seededRandom(SEED));
  say('learned from sentences of articles');

  const lawNumbers = new Map<string, number>();
  for (const { law } of articles) if (!lawNumbers.has(law)) lawNumbers.set(law, lawNumbers.size);
  const laws = Int32Array.from(articles, ({ law }) => lawNumbers.get(law) as number);
  const ownPlaces = own.map((_, i) => asked.length + i);

  /** What reads off the features of all articles after learning from every question outside the folds. */
  const learnWithout = (held: readonly number[]) => {
    const use = questions.filter(({ id }) => !held.includes(id % FOLDS)).map(({ id }) => id);
    const tuned = finetune(material, table, [...use, ...ownPlaces], STATUTE_ENCODER, seededRandom(SEED));
    const encode = createSentenceEncoder(packStatuteEncoder(material, tuned, STATUTE_ENCODER), cut);
    const { width } = tuned;
    const flat = (rows: readonly string[]): Float32Array => {
      const vectors = new Float32Array(rows.length * width);
      rows.forEach((text, i) => vectors.set(encode(text), i * width));
      return vectors;
    };
    const index = buildVectorIndex(flat(texts.map(({ title, text }) => `${title}\n${text}`)), width);
    const features = statuteFeatures(laws, {
      vectors: flat(use.map((id) => asked[id]?.text ?? '')),
      articles: use.map((id) => asked[id]?.articles ?? []),
    });
    const scores = new Float32Array(articles.length);
    say(`learned without folds ${held.join(' and ')}`);
    return (question: number) => {
      const { text } = asked[question] as LearnedQuestion;
      const vector = encode(text);
      const cosines = scoreVectors(index, vector);
      lexical(text, scores);
      return { cosines, features: features({ vector, cosines, lexical: scores }) };
    };
  };
  const inFold = (fold: number): number[] =>
    questions.filter(({ id }) => id % FOLDS === fold).map(({ id }) => id);

  const weights: Float64Array[] = [];
  for (const held of INNER) {
    const read = learnWithout(held);
    held.forEach((fold, i) => {
      // Fold 0 is held back twice; the first time counts.
      weights[fold] ??= fitListwise(
        inFold(held[1 - i] as number).map((id) =>
          candidates(read(id).features, asked[id]?.articles ?? [], FIRST_WEIGHTS),
        ),
        STATUTE_FEATURES.length,
        { passes: 30, rate: 0.05, random: seededRandom(SEED) },
      );
    });
  }

  const places: { vectors: number[][]; ranked: number[][] } = { vectors: [], ranked: [] };
  let spent = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const read = learnWithout([fold]);
    for (const id of inFold(fold)) {
      const started = performance.now();
      const { cosines, features } = read(id);
      places.ranked[id] = rankStatutes(weights[fold] as Float64Array, features, LIMIT).map(({ row }) => row);
      spent += performance.now() - started;
      places.vectors[id] = highest(cosines, LIMIT).map(({ row }) => row);
    }
  }
  return {
    vectors: { places: places.vectors, msEach: Number.NaN },
    ranked: { places: places.ranked, msEach: spent / questions.length },
    weights,
  };
}

/** The likeliest articles of a question by simple weights, with what is right among them. */
function candidates(features: Float32Array, gold: readonly number[], first: Float64Array): CandidateList {
  const width = first.length;
  const best = highest(scoreList(first, features), CANDIDATES).map(({ row }) => row);
  const kept = new Float32Array(best.length * width);
  best.forEach((row, i) => kept.set(features.subarray(row * width, (row + 1) * width), i * width));
  return { features: kept, right: best.flatMap((row, i) => (gold.includes(row) ? [i] : [])) };
}
