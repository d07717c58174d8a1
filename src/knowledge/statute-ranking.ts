import { scoreList } from '../learn/listwise.ts';
import { highest, type Nearest } from '../learn/vector-search.ts';

/** Questions asked before, and the places of the articles that answered each. */
export type AskedBefore = {
  /** Unit vectors end to end. */
  readonly vectors: Float32Array;
  readonly articles: readonly (readonly number[])[];
};

/** What is known of a question before ranking; scores in the order of the articles. */
export type StatuteSignals = {
  readonly vector: Float32Array;
  /** BM25 over characters and pairs; 0 where no term is shared. */
  readonly lexical: Float32Array;
  readonly cosines: Float32Array;
};

/** What is looked at of each article, in this order. */
export const STATUTE_FEATURES = [
  /** BM25. */
  'lexical',
  /** BM25 as a share of the best article's. */
  'lexicalShare',
  /** Of question and article. */
  'cosine',
  /** The best cosine within its law: what only stands out in a law where all is near is worth less. */
  'bestOfLaw',
  /** How often its law was cited before, as ln(1 + n). */
  'lawCited',
  /** How far the likest questions before cited its law, 0 to 1. */
  'lawVotes',
  /** How often it was cited before, as ln(1 + n). */
  'articleCited',
  /** The better cosine of the articles before and after it in its law. */
  'neighbour',
] as const;

const WIDTH = STATUTE_FEATURES.length;
/** Earlier questions that vote, and how much likelier questions count more. */
const VOTERS = 30;
const VOTE_SHARPNESS = 10;

/**
 * Reads off the features of every article for a question, `STATUTE_FEATURES` numbers an article. `laws` numbers the
 * law of each article from 0; articles of a law stand together in their order.
 */
export function statuteFeatures(
  laws: Int32Array,
  before: AskedBefore,
): (signals: StatuteSignals) => Float32Array {
  const many = laws.reduce((most, law) => Math.max(most, law + 1), 0);
  const lawCited = new Float64Array(many);
  const articleCited = new Float64Array(laws.length);
  for (const article of before.articles.flat()) {
    const law = laws[article] as number;
    lawCited[law] = (lawCited[law] as number) + 1;
    articleCited[article] = (articleCited[article] as number) + 1;
  }
  for (const counts of [lawCited, articleCited]) counts.forEach((n, i) => (counts[i] = Math.log1p(n)));

  return ({ vector, lexical, cosines }) => {
    const votes = lawVotes(laws, many, before, vector);
    const bestOfLaw = new Float64Array(many).fill(-1);
    let best = 0;
    for (let i = 0; i < laws.length; i++) {
      const law = laws[i] as number;
      bestOfLaw[law] = Math.max(bestOfLaw[law] as number, cosines[i] as number);
      best = Math.max(best, lexical[i] as number);
    }
    const features = new Float32Array(laws.length * WIDTH);
    let at = 0;
    for (let i = 0; i < laws.length; i++) {
      const law = laws[i] as number;
      const score = lexical[i] as number;
      features[at++] = score;
      features[at++] = best === 0 ? 0 : score / best;
      features[at++] = cosines[i] as number;
      features[at++] = bestOfLaw[law] as number;
      features[at++] = lawCited[law] as number;
      features[at++] = votes[law] as number;
      features[at++] = articleCited[i] as number;
      features[at++] = Math.max(
        laws[i - 1] === law ? (cosines[i - 1] as number) : 0,
        laws[i + 1] === law ? (cosines[i + 1] as number) : 0,
      );
    }
    return features;
  };
}

/** Votes of the likest questions before, by law; they add up to 1 where there are any. */
function lawVotes(laws: Int32Array, many: number, before: AskedBefore, vector: Float32Array): Float64Array {
  const votes = new Float64Array(many);
  const cosines = Float32Array.from(before.articles, (_, question) => {
    const from = question * vector.length;
    let sum = 0;
    for (let k = 0; k < vector.length; k++)
      sum += (vector[k] as number) * (before.vectors[from + k] as number);
    return sum;
  });
  const voters = highest(cosines, VOTERS, (question) => (before.articles[question]?.length ?? 0) > 0);
  const weights = voters.map(({ cosine }) => Math.exp(VOTE_SHARPNESS * cosine));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  voters.forEach(({ row }, i) => {
    const cited = before.articles[row] as readonly number[];
    for (const article of cited) {
      const law = laws[article] as number;
      votes[law] = (votes[law] as number) + (weights[i] as number) / total / cited.length;
    }
  });
  return votes;
}

/** Articles by their weighted features, best first. */
export const rankStatutes = (weights: Float64Array, features: Float32Array, limit: number): Nearest[] =>
  highest(scoreList(weights, features), limit);

/**
 * Weights to choose candidates by while the real ones are being learned; set once, by hand, in the order of
 * STATUTE_FEATURES.
 */
export const FIRST_WEIGHTS = Float64Array.of(0, 1, 4, 0, 0.25, 2, 0.5, 0);
