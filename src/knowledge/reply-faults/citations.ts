import { exactQuote, isInForce } from '../citation-check.ts';
import { chineseNumeral } from '../numerals.ts';
import type { Article } from '../types.ts';
import { fault } from './fault.ts';
import type { ReplyFault } from './fault.ts';
import { aliasOf, endedTitle, inForceOn, shown } from './law-book.ts';
import type { CitedArticle, CitedLaw, LawBook } from './law-book.ts';
import { isLawTitle, nearTitle } from './near-title.ts';
import type { Reading } from './reading.ts';

/**
 * Laws and articles cited: known, spelt right, in force on the day of the event, of receipt or of the reply, and
 * quoted to the letter.
 */
export function wrongCitations({ text, cited, law: book, input }: Reading): ReplyFault[] {
  const days = [...new Set([input.day, input.receivedOn, input.eventDate])].filter(
    (day): day is string => day !== undefined,
  );
  const faults: ReplyFault[] = [];
  const defined = definedNames(text);
  cited.forEach((law, index) => {
    if (PAST.test(around(text, law.start, law.end))) return;
    const problem = titleFault(book, law, defined, input.day);
    if (problem) faults.push(problem);
    if (law.laws.length === 0) return;
    const upTo = Math.min(cited[index + 1]?.start ?? text.length, text.length);
    faults.push(...articleFaults(book, law, days, text, upTo));
  });
  return [...faults, ...bareRepealed(book, text, input.day, cited)];
}

/** Said of a law that was: of its time, or that it ended. */
const PAST =
  /当时(?:的|有效|施行)|(?:行为|事情|合同|事件)发生时|已(?:于[^，。；]{0,14})?(?:废止|停止施行|失效|被[^，。；]{0,12}(?:取代|代替))|旧《?$/u;

function around(text: string, start: number, end: number): string {
  const before =
    text
      .slice(Math.max(0, start - 14), start)
      .split(/[。；\n]/u)
      .at(-1) ?? '';
  return `${before}${text.slice(end, end + 24).split(/[。；\n]/u)[0] ?? ''}`;
}

/** Repealed laws that are leaned on without 《》. */
function bareRepealed(book: LawBook, text: string, day: string, cited: readonly CitedLaw[]): ReplyFault[] {
  const faults: ReplyFault[] = [];
  for (const { start, end, law, article, on, instead } of book.repealed.in(text, () => day)) {
    const isLeanedOn =
      article !== '' || /(?:依据|根据|按照|依照)(?:了)?$/u.test(text.slice(Math.max(0, start - 3), start));
    if (!isLeanedOn || cited.some((one) => start < one.end && one.start < end)) continue;
    if (PAST.test(around(text, start, end))) continue;
    const title = law.replace(/^中华人民共和国/u, '');
    faults.push(fault('law_repealed', start, end, `${title}${endedWords(on, instead)}`));
  }
  return faults;
}

const endedWords = (on: string, instead: string | undefined): string =>
  `已于 ${on} 停止施行，${instead === undefined ? '' : `现行的是${instead}，`}请改引现行规定。`;

/** `（以下简称“…`: what stands where the reply gives a law a name of its own. */
const DEFINES = /(?:以下|下)简?称(?:为)?[：:]?[“《]{1,2}/gu;
const LONGEST_TITLE = 100;
const definedNames = (text: string): string[] =>
  [...text.matchAll(DEFINES)].map(({ index, 0: words }) => {
    const at = index + words.length;
    return text.slice(at, at + LONGEST_TITLE);
  });

function titleFault(
  book: LawBook,
  law: CitedLaw,
  defined: readonly string[],
  day: string,
): ReplyFault | null {
  if (!law.marked || law.laws.length > 0) return null;
  const { start, end, written } = law;
  const whole = start + written.length + 2;
  const ended = endedTitle(book, written, day);
  if (ended && day >= ended.on)
    return fault('law_repealed', start, end, `《${written}》${endedWords(ended.on, ended.instead)}`);
  if (ended) return null;
  const alias = aliasOf(book, written) ?? nearTitle(book, written);
  const isDefined = defined.some((name) => name.startsWith(written));
  if (alias !== null && !isDefined)
    return fault(
      'law_misspelt',
      start,
      whole,
      `没有《${written}》这个名称，应为${shown(alias)}，请写准确全称。`,
    );
  if (isDefined || !isLawTitle(written)) return null;
  if (law.articles.length === 0 && !written.startsWith('中华人民共和国')) return null;
  return fault(
    'law_unknown',
    start,
    end,
    `资料库没有收录《${written}》，无法核对，请自行核对名称、条文和是否现行有效。`,
  );
}

function articleFaults(
  book: LawBook,
  cited: CitedLaw,
  days: readonly string[],
  text: string,
  upTo: number,
): ReplyFault[] {
  const { start, end } = cited;
  const laws = cited.laws.flatMap((title) => book.laws.get(title) ?? []);
  const title = shown(laws[0]?.title ?? cited.written);
  const held = laws.flatMap(({ articles }) => articles);
  if (!inForceOn(held, days)) {
    const ended = endedTitle(book, laws[0]?.title ?? cited.written, [...days].sort().at(-1) ?? '');
    return [notInForce(held, days, start, end, title, ended?.instead)];
  }
  const faults: ReplyFault[] = [];
  const versions: Article[] = [];
  for (const article of cited.articles) {
    const name = nameOf(article);
    const found = held.filter((one) => one.article === name);
    if (found.length === 0) {
      const last = Math.max(...laws.map(({ lastArticle }) => lastArticle));
      faults.push(
        fault(
          'article_unknown',
          article.start,
          article.end,
          `${title}没有${name}${article.number > last ? `（共 ${last} 条）` : ''}，请核对条号。`,
        ),
      );
    } else if (inForceOn(found, days)) versions.push(...found);
    else faults.push(notInForce(found, days, article.start, article.end, `${title}${name}`));
  }
  if (versions.length > 0 && faults.length === 0)
    faults.push(...quoteFaults(versions, held, days, text, end, upTo, title));
  return faults;
}

const nameOf = ({ number, name }: CitedArticle): string => `第${chineseNumeral(number)}条${name}`;

function notInForce(
  versions: readonly Article[],
  days: readonly string[],
  start: number,
  end: number,
  what: string,
  instead?: string,
): ReplyFault {
  const last = [...days].sort().at(-1) ?? '';
  const coming = versions.every(({ effectiveFrom }) => effectiveFrom > last);
  if (coming) {
    const from = versions.map(({ effectiveFrom }) => effectiveFrom).sort()[0];
    return fault('law_not_yet', start, end, `${what}自 ${from} 起施行，现在还没有生效，请引当时有效的规定。`);
  }
  const to = versions
    .map(({ effectiveTo }) => effectiveTo ?? '')
    .sort()
    .at(-1);
  return fault('law_repealed', start, end, `${what}${endedWords(to ?? '', instead)}`);
}

/** A quotation that is the article's: right behind it, with 规定 or a colon between. */
const QUOTED = /^[^。；“”\n]{0,24}?[:：，,]?\s*“([^“”]{2,800})”/u;
const LEAST = 6;

function quoteFaults(
  versions: readonly Article[],
  law: readonly Article[],
  days: readonly string[],
  text: string,
  from: number,
  upTo: number,
  title: string,
): ReplyFault[] {
  const match = QUOTED.exec(text.slice(from, Math.max(upTo, from)));
  const quote = match?.[1];
  if (match === null || quote === undefined || quote.replace(/\s/gu, '').length < LEAST) return [];
  if (
    !/规定|[:：]|条\s*“|明确|指出|^\s*(?:第[^，。“]{1,12}[款项])?\s*“/u.test(match[0].slice(0, -quote.length))
  )
    return [];
  const start = from + match[0].length - 1 - quote.length;
  const end = start + quote.length;
  const current = versions.filter((version) => days.some((day) => isInForce(version, day)));
  const parts = quote
    .split(/…+|\.{3,}/u)
    .map((part) => part.replace(/^[，。；、：\s]+|[，。；、：\s]+$/gu, ''));
  const wrong = parts.find(
    (part) => part !== '' && !current.some((version) => exactQuote(version.text, part) !== null),
  );
  if (wrong === undefined) return [];
  const other = law.find(
    (article) => days.some((day) => isInForce(article, day)) && exactQuote(article.text, wrong) !== null,
  );
  const advice = other
    ? `这句话在${title}${other.article}，请改正条号。`
    : '请照条文原文引用，或者去掉引号改为转述。';
  return [
    fault('quote_wrong', start, end, `引号里的话不是${title}${versions[0]?.article ?? ''}的原文。${advice}`),
  ];
}
