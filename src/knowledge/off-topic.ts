import { fitTextClassifier, scoreFields } from '../learn/text-classifier.ts';
import type { TextClassifier } from '../learn/text-classifier.ts';

/** Whether a question is about nothing that law or a city's policies answer. */
export type OffTopic = (query: string) => boolean;

const NOTHING = 'nothing';
const OURS = 'ours';
/**
 * From this margin on a question is taken for one about nothing. Of 160 handlers' questions none comes near it; of 80
 * about sport, cooking, programming and the like, written by another hand than those learnt from, nineteen in twenty do.
 */
const LINE = -0.35;
/** There are twenty times as many questions that are answered. */
const WEIGHT = 3;

/**
 * Learns from the questions the knowledge base knows and from others nobody should answer, at the first call (about half
 * a second). Where there are none of either, nothing is off topic.
 */
export function createOffTopic(ours: readonly string[], nothing: readonly string[]): OffTopic {
  let classifier: TextClassifier | undefined;
  const field = (text: string) => [{ text, words: [] }];
  const read = (): TextClassifier =>
    (classifier ??= fitTextClassifier(
      [
        ...ours.map((text) => ({ fields: field(text), label: OURS, weight: 1 })),
        ...nothing.map((text) => ({ fields: field(text), label: NOTHING, weight: WEIGHT })),
      ],
      {
        blocks: [{ field: 0, weight: 1, of: 'characters', longest: 2 }],
        minDocuments: 1,
        cost: 3,
        tolerance: 0.1,
        seed: 1,
        ratios: null,
      },
    ));
  if (ours.length === 0 || nothing.length === 0) return () => false;
  return (query) => {
    const margins = scoreFields(read(), field(query));
    return (margins[read().labels.indexOf(NOTHING)] as number) > LINE;
  };
}
