import { AMOUNT } from './cue.ts';

/** Takes a cue back unless the text speaks of one of these somewhere: words too common to state a fact alone. */
export const amid = (words: string): { readonly unlessAnywhere: RegExp } => ({
  unlessAnywhere: new RegExp(`^(?![\\s\\S]*(?:${words}))`, 'u'),
});

/** A stretch of time as people say it, for `counted` with `DAYS`: 三个多月, 半年, 15天. */
export const SPAN = `(?<n>${AMOUNT})个?多?(?<u>天|日|周|星期|月|年)`;
/** Days a unit of time is worth. */
export const DAYS: Readonly<Record<string, number>> = { 天: 1, 日: 1, 周: 7, 星期: 7, 月: 30, 年: 365 };
