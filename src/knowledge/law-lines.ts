import { NUMERAL, parseNumeral } from './numerals.ts';

/** Levels of division, highest first; `part` is a heading without one of these names (一、管辖; 附则). */
export type DivisionLevel = '编' | '分编' | '章' | '节' | 'part';

/** A line of a source: `[start, end)` with its line ending, numbered from 1. */
export type SourceLine = {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Without white space and Markdown marks at either end. */
  readonly text: string;
  /** Number of leading `#`. */
  readonly marks: number;
};

export type Reading =
  | { readonly kind: 'blank' }
  /** Comments and rules of Markdown: part of the file, not of the law. */
  | { readonly kind: 'comment' }
  | { readonly kind: 'contents-mark' }
  | {
      readonly kind: 'heading';
      readonly level: DivisionLevel;
      readonly number: number | null;
      readonly name: string;
    }
  | {
      readonly kind: 'article';
      readonly label: string;
      readonly number: number;
      readonly sub: number;
      /** Offset in the source where the text of the article begins. */
      readonly body: number;
      /** Nothing but the next characters says that a label ends here: believed only where the number fits. */
      readonly doubtful: boolean;
    }
  /** `一、…`: an article where the text numbers its articles so, else a heading or an item. */
  | { readonly kind: 'counted'; readonly number: number; readonly body: number }
  | { readonly kind: 'other' };

const N = `[${NUMERAL}]+`;
const DIVISION = new RegExp(`^第(${N})(分编|编|章|节)(?:[\\s\u3000]+(.*)|([^\\s\u3000].*))?$`, 'u');
const ARTICLE = new RegExp(`^第(${N})条(?:之(${N}))?`, 'u');
const COUNTED = /^([一二三四五六七八九十百]+)、/u;
const NAMED_PART = /^(?:总则|分则|附则|序言|总纲|\p{Script=Han}{1,6}编)$/u;
const CONTENTS = /^目[\s\u3000]*[录錄]$/u;

/** A heading is no sentence: longer ones, and those that end like one, are text. */
const HEADING_LIMIT = 60;
const SENTENCE = /[。；;：:，,！？]/u;
/** What follows a number in the middle of a sentence (第三条规定的, 第二章的), where no space divides. */
const GOES_ON = /^[的之、，。；及和与或至到规所中第款项（(]/u;

/** Characters that stand around a line without belonging to its text; offsets stay those of the source. */
const AROUND = /[\s\u3000\ufeff]/u;

/** The lines of a source, with any of the three line endings; together they are the source. */
export function sourceLines(source: string): SourceLine[] {
  const lines: SourceLine[] = [];
  const ending = /\r\n|\n|\r/g;
  for (let start = 0; start < source.length;) {
    const found = ending.exec(source);
    const end = found === null ? source.length : ending.lastIndex;
    const [from, to] = textRange(source, start, end);
    const marks = /^#{0,6}/.exec(source.slice(start, to).trimStart())?.[0].length ?? 0;
    lines.push({ start, end, line: lines.length + 1, text: source.slice(from, to), marks });
    start = end;
  }
  return lines;
}

/**
 * Where the text in `[start, end)` begins and ends when white space, heading marks (`##`), quotation marks (`>`)
 * and emphasis (`**`) of Markdown are taken off.
 */
export function textRange(source: string, start: number, end: number): readonly [number, number] {
  let from = start;
  let to = end;
  const skip = (): void => {
    while (from < to && AROUND.test(source[from] as string)) from++;
    while (to > from && AROUND.test(source[to - 1] as string)) to--;
  };
  skip();
  const mark = /^(?:#{1,6}(?=[\s\u3000])|>(?=[\s\u3000]))/.exec(source.slice(from, Math.min(to, from + 8)));
  if (mark) from += mark[0].length;
  skip();
  if (to - from >= 4 && source.startsWith('**', from) && source.startsWith('**', to - 2)) {
    from += 2;
    to -= 2;
  }
  skip();
  return [from, to];
}

/** What a line is by its own words; what it is in its text is settled by `law-text.ts`. */
export function readLine(source: string, line: SourceLine): Reading {
  const { text } = line;
  if (text === '') return { kind: 'blank' };
  if (/^<!--.*-->$/u.test(text) || /^(?:-{3,}|\*{3,}|_{3,})$/u.test(text)) return { kind: 'comment' };
  if (CONTENTS.test(text)) return { kind: 'contents-mark' };
  return readHeading(text) ?? readArticle(source, line) ?? readCounted(source, line) ?? { kind: 'other' };
}

function readHeading(text: string): Reading | null {
  if (text.length > HEADING_LIMIT) return null;
  const division = DIVISION.exec(text);
  if (division) {
    const [, numeral = '', level = '', spaced, glued] = division;
    const name = spaced ?? glued ?? '';
    const number = parseNumeral(numeral);
    // A full stop at the end is a slip of some sources, one inside is a sentence.
    if (number === null || /[。；！？]/u.test(name.replace(/。$/u, ''))) return null;
    if (glued !== undefined && (GOES_ON.test(glued) || SENTENCE.test(glued))) return null;
    return { kind: 'heading', level: level as DivisionLevel, number, name: tidyHeading(text) };
  }
  const bare = text.replace(/[\s\u3000]+/gu, '');
  if (NAMED_PART.test(bare)) return { kind: 'heading', level: 'part', number: null, name: bare };
  return null;
}

function readArticle(source: string, { start, end }: SourceLine): Reading | null {
  let [from, to] = textRange(source, start, end);
  // `**第一条** text`: the label alone is emphasised.
  const strong = source.startsWith('**第', from);
  if (strong) from += 2;
  const found = ARTICLE.exec(source.slice(from, Math.min(to, from + 24)));
  if (found === null) return null;
  const [label, numeral = '', subNumeral] = found;
  const number = parseNumeral(numeral);
  const sub = subNumeral === undefined ? 0 : parseNumeral(subNumeral);
  if (number === null || sub === null) return null;
  let body = from + label.length;
  if (strong) {
    if (!source.startsWith('**', body)) return null;
    body += 2;
  }
  const next = source.slice(body, Math.min(to, body + 1));
  const divided = next === '' || strong || AROUND.test(next) || /[【：:]/u.test(next);
  if (!divided && GOES_ON.test(next)) return null;
  if (next !== '' && '：:'.includes(next)) body++;
  while (body < to && AROUND.test(source[body] as string)) body++;
  return { kind: 'article', label, number, sub, body, doubtful: !divided };
}

function readCounted(source: string, { start, end }: SourceLine): Reading | null {
  const [from, to] = textRange(source, start, end);
  const found = COUNTED.exec(source.slice(from, Math.min(to, from + 12)));
  const number = parseNumeral(found?.[1] ?? '');
  if (found === null || number === null) return null;
  let body = from + found[0].length;
  while (body < to && AROUND.test(source[body] as string)) body++;
  return { kind: 'counted', number, body };
}

/** Whether a line numbered `一、` reads like a heading rather than like a sentence. */
export function readsAsHeading(text: string): boolean {
  return text.length <= HEADING_LIMIT && !SENTENCE.test(text);
}

/** A heading with one space after its number and none between single characters: `第一章 总则`. */
export function tidyHeading(text: string): string {
  const found = /^(第[^编章节]{1,8}(?:分编|编|章|节))[\s\u3000]*(.*)$/u.exec(text);
  const [, number = '', name = text] = found ?? [];
  const words = name.split(/[\s\u3000]+/u).filter((word) => word !== '');
  const spaced = words.every((word) => [...word].length === 1) ? words.join('') : words.join(' ');
  return [number, spaced].filter((part) => part !== '').join(' ');
}
