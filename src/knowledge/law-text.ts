import { frontDates, writtenDays } from './law-dates.ts';
import { numberFaults } from './law-faults.ts';
import type { LawFault } from './law-faults.ts';
import { readLine, readsAsHeading, sourceLines, textRange } from './law-lines.ts';
import type { DivisionLevel, Reading, SourceLine } from './law-lines.ts';
import { paragraphBuilder } from './law-paragraphs.ts';
import type { LawParagraph } from './law-paragraphs.ts';
import { buildTree } from './law-tree.ts';
import type { LawNode } from './law-tree.ts';
import { chineseNumeral } from './numerals.ts';

/** What a piece of the source is. `line` is a line of an article, at `depth` 0 for 款, 1 for 项, 2 and more for 目. */
export type PieceKind =
  | 'bom'
  | 'title'
  | 'front'
  | 'contents'
  | 'comment'
  | 'blank'
  | 'heading'
  | 'preface'
  | 'label'
  | 'line'
  | 'annex';

/** A piece of the source `[start, end)`, line endings included; in order they are the source, byte for byte. */
export type LawPiece = {
  readonly kind: PieceKind;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly depth: number;
  /** Of a heading. */
  readonly level: DivisionLevel | null;
  /** Of a label: index into `articles`. */
  readonly article: number | null;
  /** Of a heading: its words; of a label: `第二十五条`. */
  readonly name: string | null;
};

export type LawArticle = {
  readonly label: string;
  readonly number: number;
  /** 第十条之一 is 10, 1. */
  readonly sub: number;
  /** Headings above it, highest first. */
  readonly path: readonly string[];
  readonly line: number;
  /** The article with its label, up to the next article or heading. */
  readonly start: number;
  readonly end: number;
  /** Its words: lines without label, indent and Markdown marks, joined by `\n`. */
  readonly text: string;
  /** Offsets into the source. */
  readonly paragraphs: readonly LawParagraph[];
};

export type LawText = {
  readonly title: string | null;
  readonly publishedOn: string | null;
  readonly effectiveOn: string | null;
  readonly pieces: readonly LawPiece[];
  readonly articles: readonly LawArticle[];
  readonly tree: LawNode;
  readonly faults: readonly LawFault[];
};

type Line = SourceLine & { readonly reading: Reading };

/** An annex is headed so, on a line that is no sentence; it belongs to no article. */
const ANNEX = /^(?:附件|附录|附表|附图)[一二三四五六七八九十\d]*(?:[：:\s\u3000].*)?$/u;

/** Lines looked ahead for what a heading stands before. */
const NEAR = 12;

/** Reads a law in Markdown or plain text. Loses nothing: see `LawPiece`. */
export function parseLawText(source: string): LawText {
  const bom = source.startsWith('\ufeff') ? 1 : 0;
  const lines = sourceLines(source).map((line): Line => ({ ...line, reading: readLine(source, line) }));
  const readings = settle(lines);
  const body = bodyStart(lines, readings);
  const pieces: LawPiece[] = [];
  const articles: (Omit<LawArticle, 'end' | 'text'> & { end: number; words: string[] })[] = [];
  const piece = (
    kind: PieceKind,
    start: number,
    end: number,
    line: number,
    more: Partial<LawPiece> = {},
  ): void => {
    const none = { depth: 0, level: null, article: null, name: null };
    if (end > start) pieces.push({ kind, start, end, line, ...none, ...more });
  };
  if (bom > 0) piece('bom', 0, 1, 1);

  const front = frontPieces(lines, readings, body);
  const path: { rank: number; name: string }[] = [];
  const top = topRank(readings);
  let builder = paragraphBuilder();
  let annex = false;
  /** A heading came after the last article: what follows it is no paragraph of that article. */
  let headed = false;
  for (const [index, line] of lines.entries()) {
    const start = index === 0 ? bom : line.start;
    const { end, line: number, text } = line;
    const reading = readings[index] as Reading;
    if (index < body) {
      piece(front.kinds[index] as PieceKind, start, end, number);
      continue;
    }
    const current = articles.at(-1);
    if (reading.kind === 'heading') {
      annex = false;
      const next = readings.slice(index + 1, index + NEAR).find(({ kind }) => kind !== 'blank');
      headed = true;
      const rank = rankOf(reading, top, next);
      while (path.length > 0 && (path.at(-1) as { rank: number }).rank >= rank) path.pop();
      path.push({ rank, name: reading.name });
      piece('heading', start, end, number, { level: reading.level, name: reading.name, depth: rank });
    } else if (reading.kind === 'article') {
      annex = false;
      headed = false;
      builder = paragraphBuilder();
      const words = textRange(source, reading.body, end);
      const text = source.slice(words[0], words[1]);
      if (text !== '') builder.add(text, ...words);
      articles.push({
        label: reading.label,
        number: reading.number,
        sub: reading.sub,
        path: path.map(({ name }) => name),
        line: number,
        start,
        end,
        words: text === '' ? [] : [text],
        paragraphs: builder.paragraphs,
      });
      const labelEnd = text === '' ? end : reading.body;
      piece('label', start, labelEnd, number, { article: articles.length - 1, name: reading.label });
      piece('line', labelEnd, end, number);
    } else if (reading.kind === 'blank' || reading.kind === 'comment') {
      piece(reading.kind, start, end, number);
    } else if (current === undefined || headed) {
      piece('preface', start, end, number);
    } else if (annex || ANNEX.test(text)) {
      annex = true;
      piece('annex', start, end, number);
    } else {
      const [from, to] = textRange(source, start, end);
      const { depth } = builder.add(source.slice(from, to), from, to);
      current.words.push(source.slice(from, to));
      current.end = end;
      piece('line', start, end, number, { depth });
    }
  }

  const read = articles.map(({ words, ...article }): LawArticle => ({ ...article, text: words.join('\n') }));
  const dates = frontDates(front.lines);
  const faults: LawFault[] = [...dates.faults];
  if (read.length === 0) faults.push({ code: 'no_article', line: 1 });
  if (front.title === null) faults.push({ code: 'no_title', line: 1 });
  for (const fault of numberFaults(read)) faults.push(fault);
  const last = read.at(-1);
  for (const { day, text } of writtenDays(last?.text ?? ''))
    if (day === null) faults.push({ code: 'bad_date', line: last?.line ?? 1, text });
  faults.sort((a, b) => a.line - b.line);
  return {
    title: front.title,
    publishedOn: dates.publishedOn,
    effectiveOn: dates.effectiveOn,
    pieces,
    articles: read,
    tree: buildTree(pieces, source.length),
    faults,
  };
}

const RANKS = { 编: 1, 分编: 2, 章: 3, 节: 4 } as const;

type Heading = Extract<Reading, { readonly kind: 'heading' }>;

/** Rank of the highest numbered division of a text; 5 where there is none. */
function topRank(readings: readonly Reading[]): number {
  let top = 5;
  for (const reading of readings)
    if (reading.kind === 'heading' && reading.level !== 'part') top = Math.min(top, RANKS[reading.level]);
  return top;
}

/** 1 … 5, highest first. */
function rankOf({ level, number }: Heading, top: number, next: Reading | undefined): number {
  if (level !== 'part') return RANKS[level];
  // 物权编 and 总则 stand above the chapters that follow, 附则 beside the highest divisions, 一、管辖 below all.
  if (next?.kind === 'heading' && next.level !== 'part') return 1;
  return number === null ? top : 5;
}

/**
 * What each line is in this text. Where articles are numbered 第一条, `一、` is a heading (before an article) or an
 * item; where none is, it is the number of an article. A doubtful label counts where its number comes next.
 */
function settle(lines: readonly Line[]): Reading[] {
  const numbered = lines.some(({ reading }) => reading.kind === 'article' && !reading.doubtful);
  let last: { number: number; sub: number } = { number: 0, sub: 0 };
  return lines.map(({ reading, text, marks }, index): Reading => {
    if (reading.kind === 'article') {
      const { number, sub } = reading;
      const follows = sub === 0 ? number === last.number + 1 : number === last.number && sub === last.sub + 1;
      if (reading.doubtful && !follows) return { kind: 'other' };
      last = { number, sub };
      return reading;
    }
    if (reading.kind === 'counted') {
      if (!numbered) {
        const label = chineseNumeral(reading.number);
        const { number, body } = reading;
        return { kind: 'article', label, number, sub: 0, body, doubtful: false };
      }
      const heading = readsAsHeading(text) && (marks > 1 || nextIsArticle(lines, index, last.number + 1));
      return heading
        ? { kind: 'heading', level: 'part', number: reading.number, name: text }
        : { kind: 'other' };
    }
    if (reading.kind === 'heading' && reading.level === 'part' && reading.number === null) {
      // The words alone are weak: such a heading stands before an article or another heading.
      const heads =
        marks > 1 ||
        nextIsArticle(lines, index, last.number + 1) ||
        nextIsHeading(lines, index) ||
        isPreamble(text);
      return heads ? reading : { kind: 'other' };
    }
    if (reading.kind === 'other' && marks > 1)
      return { kind: 'heading', level: 'part', number: null, name: text };
    return reading;
  });
}

const isPreamble = (text: string): boolean => /^序[\s\u3000]*言$/u.test(text);

function nextIsHeading(lines: readonly Line[], index: number): boolean {
  const next = lines.slice(index + 1, index + NEAR).find(({ reading }) => reading.kind !== 'blank');
  return next?.reading.kind === 'heading' && next.reading.level !== 'part';
}

/** Whether the next line with words, headings aside, is an article, and the one whose turn it is or a first one. */
function nextIsArticle(lines: readonly Line[], index: number, expected: number): boolean {
  const next = lines
    .slice(index + 1, index + NEAR)
    .find(({ reading }) => !['blank', 'comment', 'heading', 'counted'].includes(reading.kind));
  return next?.reading.kind === 'article' && [1, expected].includes(next.reading.number);
}

/** Index of the first line of the law proper: its first heading (those of the contents left aside) or article. */
function bodyStart(lines: readonly Line[], readings: readonly Reading[]): number {
  const first = readings.findIndex(({ kind }) => kind === 'article');
  if (first < 0) return lines.length;
  const top = topRank(readings);
  const headings = [...readings.slice(0, first).entries()].flatMap(([index, reading]) =>
    reading.kind === 'heading' ? [{ index, reading }] : [],
  );
  const firstHeading = headings[0];
  if (firstHeading === undefined) return first;
  const same = headings.filter(({ reading }) => plain(reading.name) === plain(firstHeading.reading.name));
  const repeated = same[1];
  if (repeated !== undefined) return repeated.index;
  // No heading comes twice: those of the body begin with a number one, each below the one before.
  let start = first;
  let rank = Infinity;
  for (const { index, reading } of headings.toReversed()) {
    const own = rankOf(reading, top, undefined);
    if (own >= rank || (reading.number !== null && reading.number !== 1)) break;
    start = index;
    rank = own;
  }
  return start;
}

/** Headings compare without spaces and without the page numbers and dots of a table of contents. */
const plain = (name: string): string =>
  name.replace(/[\s\u3000.．…·]+\d*$/u, '').replace(/[\s\u3000]+/gu, '');

function frontPieces(
  lines: readonly Line[],
  readings: readonly Reading[],
  body: number,
): { readonly title: string | null; readonly kinds: readonly PieceKind[]; readonly lines: readonly Line[] } {
  const kinds: PieceKind[] = [];
  const front: Line[] = [];
  let title: string | null = null;
  let half = false;
  for (const [index, line] of lines.slice(0, body).entries()) {
    const reading = readings[index] as Reading;
    if (reading.kind === 'blank') kinds.push('blank');
    else if (reading.kind === 'comment') {
      kinds.push('comment');
      front.push(line);
    } else if (reading.kind === 'contents-mark' || (reading.kind === 'heading' && title !== null)) {
      kinds.push('contents');
    } else if (title === null || half) {
      // The state's name often has a line of its own.
      title = (title ?? '') + line.text.replace(/[\s\u3000]+/gu, title === null ? ' ' : '');
      half = title === '中华人民共和国';
      kinds.push('title');
    } else {
      kinds.push('front');
      front.push(line);
    }
  }
  return { title, kinds, lines: front };
}
