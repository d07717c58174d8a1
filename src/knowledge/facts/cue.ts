import { parseNumeral } from '../numerals.ts';
import type { FactDefinition, FactValue } from './dictionary.ts';

/** A wording that states a fact. Read within one clause; `unless` in the same clause takes it back. */
export type FactCue = {
  readonly fact: string;
  readonly pattern: RegExp;
  /** The value stated; null where the match states none after all. */
  readonly value: FactValue | ((match: RegExpExecArray) => FactValue | null);
  readonly unless?: RegExp;
  /** Found anywhere in the text, it takes the cue back. */
  readonly unlessAnywhere?: RegExp;
  /** Counts only where nothing else tells the fact. */
  readonly isWeak?: true;
};

/** Facts of one field of life: what they are, and the wordings that state them. */
export type FactSet = {
  readonly definitions: readonly FactDefinition[];
  readonly cues: readonly FactCue[];
  /** What a stated value says of another fact of which nothing is stated. */
  readonly implied?: readonly Implied[];
};

export type Implied = {
  readonly fact: string;
  readonly value: FactValue;
  readonly implies: string;
  readonly is: FactValue;
};

type Limits = Pick<FactCue, 'unless' | 'unlessAnywhere' | 'isWeak'>;
const limits = (unless?: RegExp | Limits): Limits =>
  unless === undefined ? {} : unless instanceof RegExp ? { unless } : unless;

/** States that a flag is set. */
export const on = (fact: string, pattern: RegExp, unless?: RegExp | Limits): FactCue => ({
  fact,
  value: true,
  pattern,
  ...limits(unless),
});
/** States that a flag is not set. */
export const off = (fact: string, pattern: RegExp, unless?: RegExp | Limits): FactCue => ({
  fact,
  value: false,
  pattern,
  ...limits(unless),
});
/** States one value of a choice. */
export const chosen = (fact: string, value: string, pattern: RegExp, unless?: RegExp | Limits): FactCue => ({
  fact,
  value,
  pattern,
  ...limits(unless),
});
/** Digits and Chinese numerals, for use inside a named group: `(?<n>${AMOUNT})`. */
export const AMOUNT = '[0-9０-９零〇一二两三四五六七八九十百千]{1,6}(?:\\.\\d+)?|半';
/**
 * States a number: the group `n` of the pattern in any spelling (`半` is a half), times `size` or what the unit
 * matched by the group `u` is worth.
 */
export const counted = (
  fact: string,
  pattern: RegExp,
  size: number | Readonly<Record<string, number>> = 1,
  unless?: RegExp | Limits,
): FactCue => ({
  fact,
  pattern,
  value: ({ groups }) => {
    const spelling = groups?.['n'] ?? '';
    const value =
      spelling === '半' ? 0.5 : /^\d+\.\d+$/u.test(spelling) ? Number(spelling) : parseNumeral(spelling);
    const worth = typeof size === 'number' ? size : size[groups?.['u'] ?? ''];
    return value === null || worth === undefined ? null : value * worth;
  },
  ...limits(unless),
});

/** A clause that only asks, or reports what somebody might say, states nothing. */
const DENIED = /(?:不是|并非|没有|没说|未|不算|不属于)[^，。；]{0,4}$/u;
export const isDenied = (clauseBefore: string): boolean => DENIED.test(clauseBefore);
