import { citeTitle } from '../answer.ts';
import { NOTES } from './base.ts';
import type { GivenLaw } from './base.ts';
import { bare } from './citing.ts';

/** A model's way of answering taken off: fences, a title, what the program puts at the end itself. */
export function tidied(
  answer: string,
  given: readonly GivenLaw[],
  tail: readonly string[],
  hide: (text: string) => string,
): string {
  const ends = new Set(tail.map((line) => bare(hide(line))).filter((line) => line !== ''));
  const lines = answer
    .replace(/\r\n?/gu, '\n')
    .replace(/^\s*```[a-z]*\n|\n```\s*$/gu, '')
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*#{1,6}\s+/u, '')
        .replace(/\*\*/gu, '')
        .trim(),
    );
  const notes = lines.findIndex((line) => NOTES.test(line));
  return (notes < 0 ? lines : lines.slice(0, notes))
    .filter((line) => line !== '' && !ends.has(bare(line)))
    .map((line) => withNotes(line, given))
    .join('\n');
}

/** `[1]` as `〔1〕`, and the article's name before a number that stands alone. */
function withNotes(line: string, given: readonly GivenLaw[]): string {
  return line
    .replace(/[[【](\d{1,2})[\]】]/gu, '〔$1〕')
    .replace(/(.?)〔(\d{1,2})〕/gu, (whole, before: string, number: string) => {
      const law = given.find((one) => String(one.number) === number);
      if (law === undefined || /[条款项一二三四五六七八九十]/u.test(before)) return whole;
      return `${before}${citeTitle(law)}〔${number}〕`;
    });
}
