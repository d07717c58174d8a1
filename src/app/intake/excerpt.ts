import { cleanText } from '../../text/clean.ts';
import type { Form } from '../../text/types.ts';

const LENGTH = 80;
/** Characters of the source that are looked at: entities and labels take some of them. */
const LOOKED = 2000;

/** Runs of 7 or more digits (telephone, identity and card numbers), with spaces or hyphens between. */
const NUMBERS = /(?<!\d)\d(?:[ -]?[\d*]){6,}[\dXx]?/g;

/**
 * The beginning of a text for a queue: what the citizen says first in a call, cleaned, without line breaks, at most
 * 80 characters, long numbers masked but for their last four digits. Control characters are left out.
 */
export function excerptOf(text: string, form?: Form): string {
  const lines = cleanText(text.slice(0, LOOKED)).text.split(/\r\n|\r|\n/);
  const said =
    form === 'summary' || form === 'message' ? lines : lines.filter((line) => !/^\s*坐席\s*[:：]/.test(line));
  const joined = (said.some((line) => line.trim() !== '') ? said : lines)
    .map((line) => line.replace(/^\s*市民\s*[:：]\s*/, ''))
    .join(' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const masked = maskNumbers(joined);
  const characters = [...masked];
  return characters.length <= LENGTH ? masked : `${characters.slice(0, LENGTH - 1).join('')}…`;
}

/** Long numbers with all but their last four characters starred. */
export function maskNumbers(text: string): string {
  return text.replace(NUMBERS, (found) => '*'.repeat(Math.max(0, found.length - 4)) + found.slice(-4));
}
