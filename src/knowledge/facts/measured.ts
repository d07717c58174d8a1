import { parseNumeral } from '../numerals.ts';
import { DAYS } from './amid.ts';
import { AMOUNT } from './cue.ts';
import type { FactCue } from './cue.ts';

type Groups = NonNullable<RegExpExecArray['groups']>;

/** A cue whose number is worked out from the named groups of the pattern; null: it states none. */
export const measured = (
  fact: string,
  pattern: RegExp,
  value: (groups: Groups) => number | null,
  limits: Partial<Pick<FactCue, 'unless' | 'unlessAnywhere'>> = {},
): FactCue => ({ fact, pattern, value: ({ groups }) => value(groups ?? {}), ...limits });

const amountOf = (spelling: string | undefined): number | null =>
  spelling === '半' ? 0.5 : parseNumeral(spelling ?? '');

/** Group `n`, and half a year more where the group `over` matched: 三年多 is more than three. */
export const years = ({ n, over }: Groups): number | null => {
  const value = amountOf(n);
  return value === null ? null : value + (over ? 0.5 : 0);
};

/** Months told, in years. */
export const monthsAsYears = (groups: Groups): number | null => {
  const months = years(groups);
  return months === null ? null : Math.round((months / 12) * 100) / 100;
};

/** Days since 今天, 昨天, 前天, 上周, 上个月 (group `when`). */
export const recentDays = ({ when }: Groups): number =>
  ({ 今天: 0, 今早: 0, 刚: 0, 刚刚: 0, 昨天: 1, 前天: 2, 上周: 7, 上星期: 7 })[when ?? ''] ?? 30;

/** A stretch of time told in working days or in calendar days, for `workdays`. */
export const WORK_SPAN = `(?<n>${AMOUNT})个?多?(?<u>工作日|天|日|周|星期|月|年)`;

/** A public holiday takes at most so many working days out of a stretch. */
const HOLIDAY = 6;

/**
 * Working days since an event. Calendar days say whether a term of `term` working days has run out only where neither
 * weekends nor a long public holiday can matter: within the term, or so long after that it has surely passed. Between
 * the two nothing is stated.
 */
export const workdays =
  (term: number) =>
  ({ n, u }: Groups): number | null => {
    const value = amountOf(n);
    if (value === null || u === '工作日') return value;
    const days = value * (DAYS[u ?? ''] ?? 1);
    if (days <= term) return days;
    const least = Math.floor((days * 5) / 7) - HOLIDAY;
    return least > term ? least : null;
  };
