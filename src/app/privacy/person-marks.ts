import { STAR } from '../../kernel/erasure-words.ts';
import { phoneDigits } from '../../kernel/phone.ts';
import { findIdentifiers } from '../../text/identifiers.ts';
import { cleanText } from '../../text/clean.ts';
import { personalSpans } from '../../text/redact.ts';
import type { Entity } from '../../text/types.ts';
import type { OrderInput } from '../types.ts';

/** What tells who somebody is, wherever it stands. */
export type PersonMarks = {
  /** In what belongs to the person's orders. */
  readonly own: RegExp | null;
  /** Anywhere: numbers, addresses and the like that are nobody else's. */
  readonly anywhere: RegExp | null;
  /** Names, which others may have as well. */
  readonly names: RegExp | null;
};

/** How a digit may be written. */
const DIGITS: Readonly<Record<string, string>> = {
  0: '0０〇零洞',
  1: '1１一幺壹',
  2: '2２二两贰',
  3: '3３三叁',
  4: '4４四肆',
  5: '5５五伍',
  6: '6６六陆',
  7: '7７七柒拐',
  8: '8８八捌',
  9: '9９九玖勾',
  X: 'XxＸｘ',
};
const BETWEEN = '[\\s\\-－–—·.。,，、()（）]{0,3}';
/** Shorter ones are house numbers and amounts. */
const LEAST_DIGITS = 7;

/** A number in whatever digits and with whatever separators it is written. */
function spelled(number: string): string | null {
  const digits = number.toUpperCase().replace(/[^0-9X]/g, '');
  if (digits.length < LEAST_DIGITS) return null;
  return [...digits].map((digit) => `[${DIGITS[digit]}]`).join(BETWEEN);
}

const literal = (words: string): string => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const anyOf = (parts: readonly string[]): RegExp | null => {
  const all = [...new Set(parts)].sort((a, b) => b.length - a.length);
  return all.length === 0 ? null : new RegExp(all.join('|'), 'gu');
};

/** The marks of whoever called, from what came with the orders and what was read in their texts. */
export function marksOf(
  sources: readonly { readonly input: OrderInput; readonly entities: readonly Entity[] }[],
): PersonMarks {
  const numbers = new Set<string>();
  const names = new Set<string>();
  const unlike = new Set<string>();
  const own = new Set<string>();
  for (const { input, entities } of sources) {
    const { name, phone, email, account, device } = input.caller ?? {};
    const address = input.place?.address?.trim() ?? '';
    if (name !== undefined && name.trim().length > 1) names.add(name.trim());
    const bare = phone === undefined ? null : phoneDigits(phone);
    if (bare !== null && !bare.includes('*')) numbers.add(bare);
    for (const word of [email, account, device])
      if (word !== undefined && word.trim().length > 3) unlike.add(word.trim());
    if (address.length > 1) (/\d/.test(address) && address.length > 7 ? unlike : own).add(address);
    const clean = cleanText(input.text);
    for (const { kind, value } of findIdentifiers(clean.text))
      if (!value.includes('*')) (kind === 'plate' ? unlike : numbers).add(value);
    for (const { kind, text } of entities)
      if (kind === 'caller' && text.trim().length > 1) own.add(text.trim());
    for (const source of [input.text, address])
      for (const { start, end } of personalSpans(source)) {
        const words = source.slice(start, end).trim();
        if (words.length > 1) own.add(words);
        // The same door without the word for it.
        const bare = words.replace(/[室号户门]$/u, '');
        if (bare.length > 3) own.add(bare);
      }
  }
  const written = [...numbers].flatMap((number) => spelled(number) ?? []);
  const anywhere = [...written, ...[...unlike].map(literal)];
  return {
    own: anyOf([...anywhere, ...[...names, ...own].map(literal)]),
    anywhere: anyOf(anywhere),
    names: anyOf([...names].map(literal)),
  };
}

/** The words with what a pattern finds in them starred, at the same length: offsets into them hold. */
export const starredBy = (pattern: RegExp | null, words: string): string =>
  pattern === null ? words : words.replace(pattern, (found) => STAR.repeat(found.length));

/** What stands in writings of no order of theirs: numbers always, names where a number or one of the orders is named too. */
export function starredElsewhere(marks: PersonMarks, numbers: readonly string[], words: string): string {
  const told = starredBy(marks.anywhere, words);
  const isTheirs = told !== words || numbers.some((number) => words.includes(number));
  return isTheirs ? starredBy(marks.names, told) : told;
}
