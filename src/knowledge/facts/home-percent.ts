import { parseNumeral } from '../numerals.ts';
import type { FactCue } from './cue.ts';

/** A share in any spelling; in words it may be a fraction, or tenths. */
const SHARE =
  '(?:不到|不足|未达到?|没到|没达到|只有|才|刚|超过|超|过|大约|将近|达到|近)?(?:百分之[零一二三四五六七八九十百\\d.]{1,5}|\\d[\\d.]*\\s*[%％]|[一二两三四五六七八九]成[半一二三四五六七八九]?|[二三四五六十]分之[一二三四五六七八九]|过半数?|一半|半数|全体|全部|全票)';
/** The share in percent; a little less or more where the text says below or above it. */
function percentOf(words: string): number | null {
  const below = /不到|不足|未达|没到|没达到|将近|近/u.test(words) ? -1 : 0;
  const above = /超过|超|^过(?!半)/u.test(words) ? 1 : 0;
  const plain = wholePercent(words);
  return plain === null ? null : plain + below + above;
}
function wholePercent(words: string): number | null {
  if (/过半/u.test(words)) return 51;
  if (/一半|半数/u.test(words)) return 50;
  if (/全/u.test(words)) return 100;
  const digits = /(\d[\d.]*)\s*[%％]|百分之(\d[\d.]*)/u.exec(words);
  if (digits) return Number(digits[1] ?? digits[2]);
  const numeral = /百分之([零一二三四五六七八九十百]+)/u.exec(words)?.[1];
  if (numeral !== undefined) return parseNumeral(numeral);
  const tenths = /([一二两三四五六七八九])成([半一二三四五六七八九])?/u.exec(words);
  if (tenths)
    return (
      (parseNumeral(tenths[1] as string) ?? 0) * 10 +
      (tenths[2] === '半' ? 5 : (parseNumeral(tenths[2] ?? '') ?? 0))
    );
  const fraction = /([二三四五六十])分之([一二三四五六七八九])/u.exec(words);
  const [whole, part] = [parseNumeral(fraction?.[1] ?? ''), parseNumeral(fraction?.[2] ?? '')];
  return whole && part ? Math.round((part / whole) * 10_000) / 100 : null;
}
/**
 * Cues that state a share, told before or after the words that say of what. `unlessAfter` takes back what is told
 * after them: 参加的八成同意 tells of those who agree.
 */
export const share = (
  fact: string,
  before: string,
  after: string,
  unless: RegExp,
  unlessAfter: RegExp = unless,
): FactCue[] =>
  [
    { source: `(?<p>${SHARE})${after}`, unless },
    { source: `${before}(?<p>${SHARE})`, unless: unlessAfter },
  ].map((cue) => ({
    fact,
    pattern: new RegExp(cue.source, 'u'),
    value: ({ groups }) => percentOf(groups?.['p'] ?? ''),
    unless: cue.unless,
  }));
