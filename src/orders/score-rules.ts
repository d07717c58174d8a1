import type { Satisfied } from '../kernel/callback-words.ts';
import type { LeftOut } from '../kernel/case-words.ts';
import { holdsOn } from '../kernel/periods.ts';
import type { ScoreKind } from '../kernel/score-words.ts';
import type { Verdict } from './life-events.ts';

/** One version of the rules of scoring 记分办法; from ISO day `effectiveFrom` until `effectiveTo`, exclusive. */
export type ScoreRules = {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly note: string;
  /** Tenths of a point by kind. */
  readonly tenths: Readonly<Record<ScoreKind, number>>;
  /** Which answers make a 双满意. */
  readonly satisfiedAnswers: readonly Satisfied[];
  /** Fen a tenth of a point is worth: 300 yuan a point are 3000. */
  readonly fenPerTenth: number;
  /** Cases that are left out for one of these reasons score nothing. */
  readonly notScored: readonly Exclude<LeftOut, ''>[];
};

/** The version in force on an ISO day; null where there is none. */
export function scoreRulesOn(versions: readonly ScoreRules[], day: string): ScoreRules | null {
  return versions.find((one) => holdsOn(one, day)) ?? null;
}

/**
 * What a verdict scores as: 双否 unsolved and dissatisfied, 单否 one of the two, 双满意 solved and satisfied. Null where
 * nothing is said against the unit, and not both for it.
 */
export function kindOfVerdict(
  { solved, satisfied }: Pick<Verdict, 'solved' | 'satisfied'>,
  rules: Pick<ScoreRules, 'satisfiedAnswers'>,
): ScoreKind | null {
  const against = Number(solved === 'unsolved') + Number(satisfied === 'dissatisfied');
  if (against > 0) return against === 2 ? 'bothNo' : 'oneNo';
  return solved === 'solved' && rules.satisfiedAnswers.includes(satisfied) ? 'bothYes' : null;
}
