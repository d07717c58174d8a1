import { AppError } from '../../kernel/errors.ts';
import type { LawSuccessor } from '../../knowledge/law-intervals.ts';
import { correctVersion, editionOf, numberNotes } from '../../knowledge/law-version.ts';
import type { LawVersion, VersionArticle } from '../../knowledge/law-version.ts';
import { readLawFile } from './law-files.ts';
import type { LawFile } from './law-files.ts';
import { LINE_LIMIT, fileBytes, streamLines } from './law-lines.ts';
import { readLawRow } from './law-rows.ts';
import type { LawAlias, VersionHead } from './law-rows.ts';
import { readLawFileText } from './law-text-file.ts';
import type { TextOptions } from './law-text-file.ts';

/** What reading law brings, in the order of the files. `line` 0: the file as a whole. */
export type LawItem =
  | { readonly kind: 'version'; readonly version: LawVersion; readonly file: string; readonly line: number }
  | { readonly kind: 'alias'; readonly alias: LawAlias }
  | { readonly kind: 'successor'; readonly successor: LawSuccessor }
  | { readonly kind: 'refused'; readonly file: string; readonly line: number; readonly reason: string }
  | { readonly kind: 'note'; readonly file: string; readonly line: number; readonly text: string }
  /** The same article of the same version once more. */
  | { readonly kind: 'double'; readonly articles: number };

export type ReadLawOptions = TextOptions & {
  /** Bytes read so far of all bytes. */
  readonly onBytes?: (done: number, total: number) => void;
};

/**
 * Versions of law in files, corrected, one at a time. The rows of a version stand together in a file; a version with
 * a row that cannot be taken is refused whole, for a law with a hole passes for the law. What is wrong comes as
 * `refused`; a file that cannot be read to its end as well, after what was whole before.
 */
export async function* readLaw(
  files: readonly LawFile[],
  options: ReadLawOptions = {},
): AsyncGenerator<LawItem> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  const seen: Editions = new Map();
  for (const file of files) {
    const onRead = (bytes: number): void => options.onBytes?.(before + bytes, total);
    try {
      const items = file.kind === 'rows' ? versionsOfRows(file, onRead) : versionOfText(file, options);
      for await (const item of items) yield item.kind === 'version' ? firstOrDouble(item, seen) : item;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      yield { kind: 'refused', file: file.name, line: 0, reason: error.message };
    }
    before += file.bytes;
    options.onBytes?.(before, total);
  }
}

/** Law and edition -> status of the version met last that counts. */
type Editions = Map<string, LawVersion['status']>;

/**
 * A text that stands twice under one day is kept once: in force before superseded, first seen before later. (One
 * that came first and was superseded is replaced by whoever stores the one in force.)
 */
function firstOrDouble(item: LawItem & { readonly kind: 'version' }, seen: Editions): LawItem {
  const { version } = item;
  const key = versionKey(version);
  const held = seen.get(key);
  if (held !== undefined && !(held === 'superseded' && version.status !== 'superseded'))
    return { kind: 'double', articles: version.articles.length };
  seen.set(key, version.status);
  return item;
}

/** One text of one instrument: there is at most one of a key. */
export const versionKey = (version: LawVersion): string => `${version.law}|${editionOf(version)}`;

async function* versionOfText(file: LawFile, options: TextOptions): AsyncGenerator<LawItem> {
  const { version, faults, notes } = readLawFileText(await readLawFile(file), file.name, options);
  for (const { line, reason } of faults) yield { kind: 'refused', file: file.name, line, reason };
  for (const { line, reason } of notes) yield { kind: 'note', file: file.name, line, text: reason };
  if (version === null) return;
  const corrected = correctVersion(version);
  for (const { text } of corrected.notes) yield { kind: 'note', file: file.name, line: 0, text };
  if (corrected.version.effectiveFrom === null) {
    const reason = '没有施行日期，请用 --effective 给出';
    yield { kind: 'refused', file: file.name, line: 0, reason };
    return;
  }
  yield { kind: 'version', version: corrected.version, file: file.name, line: 1 };
}

type Open = {
  readonly head: VersionHead;
  readonly key: string;
  readonly line: number;
  readonly articles: VersionArticle[];
  readonly lines: Map<string, { readonly line: number; readonly text: string }>;
  doubles: number;
  spoiled: { readonly line: number; readonly reason: string } | null;
};

async function* versionsOfRows(file: LawFile, onRead: (bytes: number) => void): AsyncGenerator<LawItem> {
  const closed = new Set<string>();
  let open: Open | null = null;
  /** A row that could not be taken, of a version that has not begun yet. */
  let stray: { readonly law: string | null; readonly fault: NonNullable<Open['spoiled']> } | null = null;
  const refused = (line: number, reason: string): LawItem => ({
    kind: 'refused',
    file: file.name,
    line,
    reason,
  });

  for await (const { line, text } of streamLines(fileBytes(file.path, file.name, onRead), file.name)) {
    if (text !== null && text.trim() === '') continue;
    const where = `第 ${line} 行`;
    const row = text === null ? null : attempt(() => readLawRow(text, ''));
    if (row === null || row instanceof AppError) {
      const reason = row?.message ?? `不是文本，或超过 ${LINE_LIMIT >> 20} MB`;
      yield refused(line, reason);
      const fault = { line, reason: `${where}有误` };
      const law = text === null ? null : lawOf(text);
      // A row that does not say whose it is belongs to the version it stands in.
      if (open !== null && (law === null || law === open.head.law)) open.spoiled ??= fault;
      else stray = { law, fault };
      continue;
    }
    if (row.kind !== 'article') {
      yield row.kind === 'alias'
        ? { kind: 'alias', alias: pick(row) }
        : { kind: 'successor', successor: link(row) };
      continue;
    }
    const key = keyOf(row.head);
    if (open === null || open.key !== key) {
      if (open !== null) yield* close(open, file.name);
      open = { head: row.head, key, line, articles: [], lines: new Map(), doubles: 0, spoiled: null };
      if (closed.has(key)) open.spoiled = { line, reason: '同一版本的条文须在文件里相邻，前面已有它的条文' };
      if (stray !== null && (stray.law === null || stray.law === row.head.law)) open.spoiled ??= stray.fault;
      stray = null;
      closed.add(key);
    }
    const other = differing(open.head, row.head);
    if (other !== null) open.spoiled ??= { line, reason: `${where}的 ${other} 与同一版本的前面各行不一致` };
    take(open, row.article, line);
  }
  if (open !== null) yield* close(open, file.name);
}

function take(open: Open, article: VersionArticle, line: number): void {
  const first = open.lines.get(article.label);
  if (first === undefined) {
    open.lines.set(article.label, { line, text: article.text });
    open.articles.push(article);
    return;
  }
  if (first.text === article.text) open.doubles++;
  else open.spoiled ??= { line, reason: `${article.label}重复而文字不同（第 ${first.line} 行已有）` };
}

function* close(open: Open, file: string): Generator<LawItem> {
  const { head, articles, spoiled, line } = open;
  if (open.doubles > 0) yield { kind: 'double', articles: open.doubles };
  if (spoiled !== null) {
    const reason = `《${head.law}》（${editionOf(head)}）整部未收：${spoiled.reason}`;
    yield { kind: 'refused', file, line: spoiled.line, reason };
    return;
  }
  const { version, notes } = correctVersion({ ...head, articles });
  for (const { law, text } of [...notes, ...numberNotes(version)])
    yield { kind: 'note', file, line, text: `《${law}》${text}` };
  yield { kind: 'version', version, file, line };
}

/** The law that a row which cannot be taken names; null where it names none. */
function lawOf(line: string): string | null {
  try {
    const law = (JSON.parse(line) as { readonly law?: unknown } | null)?.law;
    return typeof law === 'string' ? law.trim() : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Rows with these in common are of one version; what else they say of it must be the same, too. */
const keyOf = ({ law, effectiveFrom, publishedOn, statedTo, status }: VersionHead): string =>
  [law, effectiveFrom, publishedOn, statedTo, status].join('|');

const REST = ['short', 'level', 'category', 'issuer', 'source'] as const;

function differing(a: VersionHead, b: VersionHead): string | null {
  return REST.find((field) => a[field] !== b[field]) ?? null;
}

function attempt<T>(work: () => T): T | AppError {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const pick = ({ law, alias }: LawAlias): LawAlias => ({ law, alias });
const link = ({ law, successor, on, basis }: LawSuccessor): LawSuccessor => ({ law, successor, on, basis });
