import { chineseNumeral, NUMERAL, parseNumeral } from '../numerals.ts';
import { bareTitle } from '../reply-faults/law-book.ts';
import type { CitedLaw, LawBook } from '../reply-faults/law-book.ts';
import type { GivenLaw } from './base.ts';

/** One sentence, and the laws cited in it. */
export type Judged = { readonly text: string; readonly cited: readonly CitedLaw[] };

/** Each says what is wrong, or null. */
export type CitingChecks = {
  /** The first thing cited that was not given. */
  readonly citation: (sentence: Judged) => string | null;
  /** The first quotation that is not exact, or not of what it is said to be of. */
  readonly quote: (sentence: Judged) => string | null;
  /** What an article is said to lay down without quoting it. */
  readonly paraphrase: (sentence: Judged) => string | null;
};

/** Later than the end of any law. */
const EVER = '9999-12-31';

/** White space left out. */
export const bare = (text: string): string => text.replace(/\s/gu, '');

const ARTICLE = new RegExp(`第\\s*([${NUMERAL}]{1,9})\\s*条(之[一二三四五六七八九十]{1,2})?`, 'gu');
/** An article and the number of its note. */
const NUMBERED = new RegExp(
  `第\\s*([${NUMERAL}]{1,9})\\s*条(之[一二三四五六七八九十]{1,2})?(?:第[^，。；〔]{1,8}[款项])*〔(\\d{1,2})〕`,
  'gu',
);
const UNMARKED =
  /(?:依据|根据|按照|依照|违反|参照)(?:了)?\s*([\u4e00-\u9fa5（）]{2,24}?(?:法|条例|办法|规定|细则|解释))(?=第|的?规定|[，,。；;、]|$)/gu;
const QUOTATIONS: readonly RegExp[] = [
  /“([^“”]*)”/gu,
  /「([^「」]*)」/gu,
  /『([^『』]*)』/gu,
  /‘([^‘’]*)’/gu,
  /"([^"]*)"/gu,
];
/** Before a quotation that is said to be law without saying which. */
const LAID_DOWN = /(?:规定|该条|条文|法律|法规|该法|条例)[^“「『‘"。；]{0,12}$/u;
const STATED =
  /条(?:之[一二三四五六七八九十]{1,2})?(?:第[^，。：“]{1,8}[款项])*(?:〔\d{1,2}〕)?(?:等)?(?:之|的)?(?:有关|相关)?(?:明确)?(?:规定|要求|指出|明确|载明)(?:了|如下)?[，,：:]?\s*([^。；;\n]*)/gu;

/** Holds what a sentence cites and quotes against the laws given and the body of the base. */
export function createCitingChecks(book: LawBook, given: readonly GivenLaw[], body: string): CitingChecks {
  const laws = given.map(({ quote }) => quote).join('\n');
  const lines = bare(given.map(({ line }) => line).join('\n'));
  const bareBody = bare(body);
  const bareLaws = bare(laws);
  const sources = `${body}\n${laws}`;

  const isTitleOf = ({ law }: GivenLaw, title: string): boolean =>
    bareTitle(law) === bareTitle(title) || book.titles.get(bareTitle(title))?.includes(law) === true;
  const isGivenLaw = (title: string): boolean => given.some((law) => isTitleOf(law, title));
  const inBody = (words: string): boolean => bareBody.includes(bare(words));

  /** The first thing cited that was not given. */
  function wrongCitation({ text, cited }: Judged): string | null {
    for (const one of cited) {
      if (inBody(citeOf(one)) || bareLaws.includes(bare(citeOf(one)))) continue;
      const mine = given.filter(({ law }) => one.laws.includes(law));
      if (mine.length === 0 && !(one.marked && isGivenLaw(one.written))) return one.written;
      for (const { number, name } of one.articles) {
        const article = `第${chineseNumeral(number)}条${name}`;
        if (!mine.some((law) => law.article === article)) return `${one.written}${article}`;
      }
    }
    for (const match of text.matchAll(ARTICLE)) {
      const article = `第${chineseNumeral(parseNumeral(match[1] ?? '') ?? 0)}条${match[2] ?? ''}`;
      if (
        !given.some((law) => law.article === article) &&
        !inBody(match[0]) &&
        !bareLaws.includes(bare(match[0]))
      )
        return match[0];
    }
    for (const match of text.matchAll(NUMBERED)) {
      const [, numeral = '', inserted = '', number = ''] = match;
      const law = given.find((one) => String(one.number) === number);
      const article = `第${chineseNumeral(parseNumeral(numeral) ?? 0)}条${inserted}`;
      const title = /《([^《》]*)》[^《》]*$/u.exec(text.slice(0, match.index))?.[1];
      if (law !== undefined && (law.article !== article || (title !== undefined && !isTitleOf(law, title))))
        return match[0];
    }
    for (const [title] of text.matchAll(/《[^《》]*(?:》|$)/gu))
      if (
        !isGivenLaw(title.slice(1).replace(/》$/u, '')) &&
        !inBody(title) &&
        !bareLaws.includes(bare(title))
      )
        return title;
    for (const { start, end } of book.repealed.in(text, () => EVER)) {
      const words = text.slice(start, end);
      if (!inBody(words) && !lines.includes(bare(words))) return words;
    }
    for (const match of text.matchAll(UNMARKED)) {
      const title = match[1] ?? '';
      if (/^(?:有关|相关|上述|以上|现行|国家|该|本|前述)/u.test(title)) continue;
      if (!isGivenLaw(title) && !inBody(title) && !inAlias(title)) return title;
    }
    return null;
  }
  const inAlias = (title: string): boolean =>
    book.readReferences(`${title}第一条`).some((found) => given.some(({ law }) => found.laws.includes(law)));

  /** Articles given that the sentence names before a place in it. */
  const namedBefore = ({ text, cited }: Judged, at: number): GivenLaw[] =>
    given.filter(
      ({ law, article, number }) =>
        cited.some(
          (one) =>
            text.indexOf(one.written) < at &&
            one.laws.includes(law) &&
            one.articles.some((a) => `第${chineseNumeral(a.number)}条${a.name}` === article),
        ) || text.slice(0, at).includes(`〔${number}〕`),
    );

  function wrongQuote(sentence: Judged): string | null {
    const { text } = sentence;
    // What stands within a quotation that is exact is exact with it: outer marks first, and then they are gone.
    let rest = text;
    for (const pattern of QUOTATIONS) {
      for (const match of rest.matchAll(pattern)) {
        const quote = match[1] ?? '';
        if (bare(quote) === '') return match[0];
        const named = namedBefore(sentence, text.indexOf(match[0]));
        const isLaid = LAID_DOWN.test(rest.slice(0, match.index));
        const isExact =
          named.length > 0 || isLaid
            ? (named.length > 0 ? named : given).some((law) => isQuoteOf(law.quote, quote))
            : inBody(match[0]) || isQuoteOf(sources, quote);
        if (!isExact) return match[0];
      }
      rest = rest.replace(pattern, '');
    }
    if (/[“”「」『』‘’"]/u.test(rest)) return rest;
    return countOf(text, '《') === countOf(text, '》') ? null : text;
  }

  /** What an article is said to lay down without quoting it. */
  function wrongWords({ text }: Judged): string | null {
    for (const match of text.matchAll(STATED)) {
      const words = (match[1] ?? '').replace(/^[，,：:\s]+|[，,：:\s]+$/gu, '');
      if (bare(words).length < 2 || /^[“「『‘"]/u.test(words)) continue;
      if (isClauseOf(body, words) || isClauseOf(laws, words)) continue;
      return words;
    }
    return null;
  }

  return { citation: wrongCitation, quote: wrongQuote, paraphrase: wrongWords };
}

/** Whether the words stand in a text, and not right behind a negation that would be cut off. */
function isQuoteOf(text: string, words: string): boolean {
  const [all, wanted] = [bare(text), bare(words)];
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1))
    if (!/[不未非无没勿]/u.test(all[at - 1] ?? '')) return true;
  return false;
}

/** The same, from the beginning of a clause. */
function isClauseOf(text: string, words: string): boolean {
  const [all, wanted] = [bare(text.replace(/\n/gu, '。')), bare(words)];
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1))
    if (at === 0 || /[，。；：:、“”（）！？]/u.test(all[at - 1] as string)) return true;
  return false;
}

const citeOf = ({ written, marked, articles }: CitedLaw): string =>
  `${marked ? `《${written}》` : written}${articles.map(({ number, name }) => `第${chineseNumeral(number)}条${name}`).join('')}`;

const countOf = (text: string, char: string): number => text.split(char).length - 1;
