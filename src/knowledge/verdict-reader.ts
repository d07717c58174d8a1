import { fitTextClassifier, scoreFields } from '../learn/text-classifier.ts';
import type { TextClassifier } from '../learn/text-classifier.ts';
import type { KnownQuestion } from './known-questions.ts';
import type { ScoredQuestion } from './retrieve.ts';
import type { Verdict } from './types.ts';

/** How much speaks for each verdict on what a question relies on: log odds, read from its words and its nearest questions. */
export type VerdictReader = (query: string, nearest: readonly ScoredQuestion[]) => VerdictOdds;
export type VerdictOdds = Readonly<Record<Verdict, number>>;

const VERDICTS = ['applies', 'does_not_apply', 'unknown'] as const;
/** Nearest questions that vote. */
const NEAREST = 10;
/** How much of its vote a question loses with distance. */
const SHARPNESS = 4;
/** Weight of a question of one article: short and written in rows, they are less like what handlers ask. */
const OF_ARTICLES = 0.3;
/** Votes that the shares of all questions count for. */
const PRIOR = 0.3;
/** Weight of the votes (as log odds against the shares of all questions) beside the margins of the words. */
const VOTES = 0.5;
/** Margins to log odds. */
const STEEPNESS = 3;

/**
 * Learns from the questions with a known verdict, at the first call (about two seconds for 21,000): what people write
 * when they lean on a rule that does not apply differs from what they write when it does ("非要", "凭什么", "已经用过").
 * Same questions, same reader.
 */
export function createVerdictReader(questions: readonly KnownQuestion[]): VerdictReader {
  const labelled = questions.filter(({ verdict }) => verdict !== null);
  const counts = VERDICTS.map((verdict) => labelled.filter((one) => one.verdict === verdict).length);
  let classifier: TextClassifier | undefined;
  const read = (): TextClassifier =>
    (classifier ??= fitTextClassifier(
      labelled.map(({ text, verdict, cites }) => ({
        fields: [{ text, words: [] }],
        label: verdict as Verdict,
        weight: cites === null ? 1 : OF_ARTICLES,
      })),
      {
        blocks: [{ field: 0, weight: 1, of: 'characters', longest: 3 }],
        minDocuments: 2,
        cost: 0.3,
        tolerance: 0.1,
        seed: 1,
        ratios: null,
      },
    ));
  return (query, nearest) => {
    if (counts.some((count) => count === 0)) return { applies: 0, does_not_apply: 0, unknown: 0 };
    const { labels } = read();
    const margins = scoreFields(read(), [{ text: query, words: [] }]);
    const votes = [0, 0, 0];
    let sum = 0;
    for (const { asked, score } of nearest.slice(0, NEAREST)) {
      if (asked.verdict === null) continue;
      const place = VERDICTS.indexOf(asked.verdict);
      votes[place] = (votes[place] as number) + score ** SHARPNESS;
      sum += score ** SHARPNESS;
    }
    const [applies, doesNot, unknown] = VERDICTS.map((verdict, i) => {
      const share = (counts[i] as number) / labelled.length;
      const voted = ((votes[i] as number) + PRIOR * share) / (sum + PRIOR) / share;
      return STEEPNESS * ((margins[labels.indexOf(verdict)] as number) + VOTES * Math.log(voted));
    }) as [number, number, number];
    return { applies, does_not_apply: doesNot, unknown };
  };
}
