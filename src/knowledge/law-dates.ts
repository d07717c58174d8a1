import type { LawFault } from './law-faults.ts';
import type { SourceLine } from './law-lines.ts';

const DIGITS = '〇零○０一二三四五六七八九';
const YEAR = `(?:[12]\\d{3}|[一二][${DIGITS}]{3})`;
const SMALL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const DATE = new RegExp(`(${YEAR})\\s*年\\s*(${SMALL})\\s*月\\s*(${SMALL})\\s*日`, 'gu');
const ISO = /\b(\d{4})-(\d{1,2})-(\d{1,2})\b/g;

/** A day written as `2024年3月15日`, `二〇二四年三月十五日` or `2024-03-15`; `day` null where there is none such. */
export type WrittenDay = { readonly day: string | null; readonly text: string; readonly at: number };

/** Every day written in a text, in order. */
export function writtenDays(text: string): WrittenDay[] {
  const found: WrittenDay[] = [];
  for (const match of text.matchAll(DATE)) {
    const [whole, year = '', month = '', day = ''] = match;
    found.push({ day: isoDay(yearOf(year), smallOf(month), smallOf(day)), text: whole, at: match.index });
  }
  for (const match of text.matchAll(ISO)) {
    const [whole, year, month, day] = match;
    found.push({ day: isoDay(Number(year), Number(month), Number(day)), text: whole, at: match.index });
  }
  return found.sort((a, b) => a.at - b.at);
}

function yearOf(spelling: string): number {
  if (/^\d/.test(spelling)) return Number(spelling);
  const digit = (char: string): number => ('〇零○０'.includes(char) ? 0 : DIGITS.indexOf(char) - 3);
  return [...spelling].reduce((sum, char) => sum * 10 + digit(char), 0);
}

function smallOf(spelling: string): number {
  if (/^\d/.test(spelling)) return Number(spelling);
  const [tens, ones] = spelling.includes('十') ? spelling.split('十') : ['', spelling];
  const digit = (char: string | undefined): number =>
    Math.max(0, '〇一二三四五六七八九'.indexOf(char || '〇'));
  const tensValue = spelling.includes('十') ? (tens === '' ? 1 : digit(tens)) : 0;
  return tensValue * 10 + digit(ones);
}

function isoDay(year: number, month: number, day: number): string | null {
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(date) ? date : null;
}

const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is an ISO day that exists, of the time since 1900. */
export function isDay(text: string): boolean {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (found === null) return false;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && !leap ? 28 : LENGTHS[month - 1];
  return year >= 1900 && year < 2200 && length !== undefined && day >= 1 && day <= length;
}

/** When a law takes effect by its own words: a day, with its publication, or not said. */
export type Commencement =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'publication' }
  | { readonly kind: 'unsaid' };

const TAKES_EFFECT = '(?:起|开始)?\\s*(?:正式)?(?:施行|执行|实施|生效)';
const ON_DAY = new RegExp(`[自从由]\\s*(${DATE.source})\\s*${TAKES_EFFECT}`, 'u');
const ON_PUBLICATION = new RegExp(`[自从](?:公布|发布|颁布|通过|修订发布)之日${TAKES_EFFECT}`, 'u');

/** Reads 自2024年7月1日起施行 and its kin; the last word of several counts. */
export function commencement(text: string): Commencement {
  const days = [...text.matchAll(new RegExp(ON_DAY.source, 'gu'))];
  const day = writtenDays(days.at(-1)?.[1] ?? '')[0]?.day;
  if (day) return { kind: 'day', day };
  return ON_PUBLICATION.test(text) ? { kind: 'publication' } : { kind: 'unsaid' };
}

export type FrontDates = {
  /** Latest day named as one of publication, adoption or amendment. */
  readonly publishedOn: string | null;
  /** Day named in a comment `EFFECTIVE_FROM`, or as one of taking effect. */
  readonly effectiveOn: string | null;
  readonly faults: readonly LawFault[];
};

/** Days in the lines before the first article. */
export function frontDates(lines: readonly SourceLine[]): FrontDates {
  let publishedOn: string | null = null;
  let effectiveOn: string | null = null;
  let marked = false;
  const faults: LawFault[] = [];
  for (const { text, line } of lines) {
    const days = writtenDays(text);
    for (const { day, text: written } of days)
      if (day === null) faults.push({ code: 'bad_date', line, text: written });
    const mark = /EFFECTIVE_FROM:\s*(\S+)/.exec(text)?.[1];
    if (mark !== undefined) {
      if (isDay(mark)) {
        effectiveOn = mark;
        marked = true;
      } else if (days.length === 0) faults.push({ code: 'bad_date', line, text: mark });
      continue;
    }
    const said = commencement(text);
    if (said.kind === 'day' && !marked) effectiveOn = said.day;
    for (const { day } of days)
      if (day !== null && !(said.kind === 'day' && said.day === day))
        if (publishedOn === null || day > publishedOn) publishedOn = day;
  }
  // A text amended since is not that of the day it first took effect, unless a comment says so.
  if (!marked && effectiveOn !== null && publishedOn !== null && publishedOn > effectiveOn)
    effectiveOn = null;
  return { publishedOn, effectiveOn, faults };
}
