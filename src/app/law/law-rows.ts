import { AppError } from '../../kernel/errors.ts';
import type { ErrorCode, ErrorDetails } from '../../kernel/errors.ts';
import { isDay } from '../../knowledge/law-dates.ts';
import type { LawSuccessor } from '../../knowledge/law-intervals.ts';
import { LAW_STATUSES, numberOf, shortTitle } from '../../knowledge/law-version.ts';
import type { LawStatus, LawVersion, VersionArticle } from '../../knowledge/law-version.ts';

export type LawAlias = { readonly law: string; readonly alias: string };

/** Rows of a version are all of it but the articles. */
export type VersionHead = Omit<LawVersion, 'articles'>;

/** What one line of a jsonl of law says; see `readLawRow`. */
export type LawRow =
  | { readonly kind: 'article'; readonly head: VersionHead; readonly article: VersionArticle }
  | ({ readonly kind: 'alias' } & LawAlias)
  | ({ readonly kind: 'successor' } & LawSuccessor);

type Check = (value: unknown) => string | null;

const text =
  (max: number): Check =>
  (value) => {
    if (typeof value !== 'string') return '须为字符串';
    if (value.trim() === '') return '不能为空';
    if (value.length > max) return `最多 ${max} 个字符`;
    return /[\0\ufffd\ufdd0]/u.test(value) ? '含有不可识别的字符' : null;
  };
const maybe =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value);
const day: Check = (value) => {
  if (typeof value !== 'string') return '须为字符串';
  return isDay(value) ? null : `“${value.slice(0, 30)}”不是存在的日期，须如 2026-04-15`;
};
const count: Check = (value) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 10_000 ? null : '须为条号（整数）';
const status: Check = (value) =>
  LAW_STATUSES.includes(value as LawStatus) ? null : `须为 ${LAW_STATUSES.join('、')} 之一`;

type Fields = Readonly<Record<string, readonly [required: boolean, check: Check]>>;

const TITLE = text(200);

const ARTICLE: Fields = {
  kind: [false, () => null],
  law: [true, TITLE],
  short: [false, maybe(TITLE)],
  level: [false, maybe(text(50))],
  category: [false, maybe(text(50))],
  issuer: [false, maybe(text(200))],
  publish_date: [false, maybe(day)],
  effective_date: [false, maybe(day)],
  effective_src: [false, maybe(text(100))],
  valid_to: [false, maybe(day)],
  status: [false, status],
  article: [true, text(40)],
  article_no: [false, maybe(count)],
  article_valid_to: [false, maybe(day)],
  chapter: [false, (value) => (value === '' ? null : maybe(text(500))(value))],
  text: [true, text(200_000)],
  source: [false, maybe(text(300))],
};
const ALIAS: Fields = { kind: [true, () => null], law: [true, TITLE], alias: [true, text(100)] };
const SUCCESSOR: Fields = {
  kind: [true, () => null],
  law: [true, TITLE],
  successor: [true, TITLE],
  on: [true, day],
  basis: [false, maybe(text(300))],
};

/**
 * A line of a jsonl of law. Three kinds: articles (no `kind`, or `article`; the fields of the public collections),
 * `{"kind":"alias","law":…,"alias":…}` and `{"kind":"successor","law":…,"successor":…,"on":…}`.
 * Throws `bad_json`, `missing_field`, `unknown_field` or `bad_field`, naming the line by `where`.
 */
export function readLawRow(line: string, where: string): LawRow {
  const row = parsed(line, where);
  const kind = row['kind'] ?? 'article';
  if (kind === 'alias') {
    checkFields(row, ALIAS, where);
    return { kind, law: trimmed(row, 'law'), alias: trimmed(row, 'alias') };
  }
  if (kind === 'successor') {
    checkFields(row, SUCCESSOR, where);
    const law = trimmed(row, 'law');
    const successor = trimmed(row, 'successor');
    if (law === successor) throw bad(where, 'successor', '与 law 相同');
    return { kind, law, successor, on: trimmed(row, 'on'), basis: optional(row, 'basis') };
  }
  if (kind !== 'article') throw bad(where, 'kind', '须为 article、alias 或 successor');
  checkFields(row, ARTICLE, where);
  return { kind, ...articleRow(row, where) };
}

function articleRow(
  row: Row,
  where: string,
): { readonly head: VersionHead; readonly article: VersionArticle } {
  const law = trimmed(row, 'law');
  const label = trimmed(row, 'article').replace(/[\s\u3000]+/gu, '');
  const number = numberOf(label);
  const given = row['article_no'];
  const articleNo = typeof given === 'number' ? given : number;
  if (articleNo === null) throw bad(where, 'article', `“${label}”不是条号`);
  if (number !== null && number !== articleNo)
    throw bad(where, 'article_no', `${articleNo} 与“${label}”不符`);
  return {
    head: {
      law,
      short: optional(row, 'short') ?? shortTitle(law),
      level: optional(row, 'level'),
      category: optional(row, 'category'),
      issuer: optional(row, 'issuer'),
      publishedOn: optional(row, 'publish_date'),
      effectiveFrom: optional(row, 'effective_date'),
      effectiveSource: optional(row, 'effective_src'),
      statedTo: optional(row, 'valid_to'),
      status: (row['status'] as LawStatus | undefined) ?? 'in_force',
      source: optional(row, 'source'),
    },
    article: {
      label,
      number: articleNo,
      path: optional(row, 'chapter'),
      text: row['text'] as string,
      endsOn: optional(row, 'article_valid_to'),
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

function parsed(line: string, where: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError('bad_json', { reason: `${where}无法解析` }, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw new AppError('bad_json', { reason: `${where}不是 JSON 对象` });
}

function checkFields(row: Row, fields: Fields, where: string): void {
  for (const [name, value] of Object.entries(row)) {
    const field = fields[name];
    if (field === undefined) throw fault('unknown_field', { where, field: name });
    const reason = field[1](value);
    if (reason !== null) throw bad(where, name, reason);
  }
  for (const [name, [required]] of Object.entries(fields))
    if (required && row[name] === undefined) throw fault('missing_field', { where, field: name });
}

const fault = (code: ErrorCode, details: ErrorDetails): AppError => new AppError(code, details);
const bad = (where: string, field: string, reason: string): AppError =>
  fault('bad_field', { where, field, reason });
const trimmed = (row: Row, name: string): string => (row[name] as string).trim();
const optional = (row: Row, name: string): string | null => {
  const value = row[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};
