import { CAUSES, type About, type Cause } from '../../kernel/misreading-words.ts';
import type { Judged } from './misreading-types.ts';

/** The model in use is this sure of what one person corrected: the correction may be the mistake. */
const SURE = 0.9;

/** What is known of a wrong order when its likely cause is asked for. */
export type CauseClues = {
  readonly about: About;
  readonly word: Judged['word'];
  /** Whether the issue type was right, where a unit was wrong. */
  readonly typeRight: boolean;
  readonly truth: string;
  /** Types that the model in use has hardly any examples of. */
  readonly few: readonly string[];
  /** What the model in use says, and whether that is what people decided. */
  readonly now: { readonly confidence: number; readonly mended: boolean } | null;
};

/** A first guess that the analyst confirms or replaces; null where the model has it right by now. */
export function likelyCause(clues: CauseClues): { readonly cause: Cause; readonly why: string } | null {
  const { about, word, now } = clues;
  if (now?.mended === true) return null;
  if (about === 'unit') {
    return clues.typeRight
      ? guess('rules_or_catalogue', '分类没有错，承办单位由目录、裁定和属地得出')
      : guess('weak_features', '分类错了，单位跟着错');
  }
  if (clues.few.includes(clues.truth)) return guess('few_data', '现行模型学过的这一类工单很少');
  if (word === 'adjudicated') return guess('unclear_definition', '两人标注不一致，经裁定才定');
  if (word === 'corrected' && now !== null && now.confidence >= SURE)
    return guess('wrong_label', '只有一人更正，现行模型仍很有把握');
  return guess('weak_features', '例子不少，模型仍分不开');
}

const guess = (cause: Cause, why: string) => ({ cause, why: `${CAUSES[cause]}：${why}` });
