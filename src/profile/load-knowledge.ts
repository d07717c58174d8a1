import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../kernel/errors.ts';
import type { RuleTable } from '../knowledge/applicability/table.ts';
import type { LawSuccessor } from '../knowledge/law-intervals.ts';
import type {
  Article,
  ArticleQuestion,
  AskedQuestion,
  KnowledgeEntry,
  LegalTerm,
  Precedent,
} from '../knowledge/types.ts';

export type KnowledgeFiles = {
  readonly version: string;
  readonly entries: readonly KnowledgeEntry[];
  readonly asked: readonly AskedQuestion[];
  readonly ofArticles: readonly ArticleQuestion[];
  readonly nothing: readonly string[];
  readonly terms: readonly LegalTerm[];
  readonly articles: readonly Article[];
  readonly precedents: readonly Precedent[];
  readonly rules: readonly RuleTable[];
  readonly successors: readonly LawSuccessor[];
};

/**
 * Reads a knowledge folder (`manifest.json articles.jsonl precedents.jsonl asked-nothing.jsonl terms.jsonl
 * entries/*.jsonl
 * asked/*.jsonl article-questions/*.jsonl rules/*.json`, and `successors.json` where there is one) into memory.
 * Throws `file_unreadable` or `bad_file` naming file and line.
 */
export function loadKnowledge(dir: string): KnowledgeFiles {
  const manifest = parse<{ version?: unknown }>(join(dir, 'manifest.json'), read(join(dir, 'manifest.json')));
  if (typeof manifest.version !== 'string')
    throw new AppError('bad_file', { file: join(dir, 'manifest.json'), reason: '缺少 version' });
  return {
    version: manifest.version,
    entries: filesIn(join(dir, 'entries'), '.jsonl').flatMap((file) =>
      readLines<KnowledgeEntry>(file, ['id', 'title', 'questions', 'citations', 'validFrom']),
    ),
    asked: filesIn(join(dir, 'asked'), '.jsonl').flatMap((file) =>
      readLines<AskedQuestion>(file, ['entry', 'text', 'verdict', 'first']),
    ),
    ofArticles: filesIn(join(dir, 'article-questions'), '.jsonl').flatMap((file) =>
      readLines<ArticleQuestion>(file, ['law', 'article', 'text', 'verdict']),
    ),
    nothing: readLines<{ text: string }>(join(dir, 'asked-nothing.jsonl'), ['text']).map(({ text }) => text),
    terms: readLines<LegalTerm>(join(dir, 'terms.jsonl'), ['said', 'means']),
    articles: readLines(join(dir, 'articles.jsonl'), [
      'law',
      'article',
      'articleNo',
      'text',
      'effectiveFrom',
    ]),
    precedents: readLines(join(dir, 'precedents.jsonl'), ['id', 'issueType', 'text', 'laws']),
    rules: filesIn(join(dir, 'rules'), '.json').map((file) => parse<RuleTable>(file, read(file))),
    successors: loadSuccessors(dir),
  };
}

/**
 * Which law gave way to which, as a knowledge folder has it (`successors.json`, an array); none where it has no such
 * file. Throws `file_unreadable` or `bad_file`.
 */
export function loadSuccessors(dir: string): LawSuccessor[] {
  const file = join(dir, 'successors.json');
  if (!existsSync(file)) return [];
  const rows = parse<unknown>(file, read(file));
  if (!Array.isArray(rows)) throw new AppError('bad_file', { file, reason: '须为 JSON 数组' });
  return rows.map((row: Partial<LawSuccessor> | null, i) => {
    const { law, successor, on, basis = null } = row ?? {};
    const missing = Object.entries({ law, successor, on }).find(
      ([, value]) => typeof value !== 'string' || value.trim() === '',
    );
    if (!law || !successor || !on || missing)
      throw new AppError('bad_file', { file, reason: `第 ${i + 1} 项缺少 ${missing?.[0] ?? 'law'}` });
    if (!isDay(on)) throw new AppError('bad_file', { file, reason: `第 ${i + 1} 项的 on 不是存在的日期` });
    return { law, successor, on, basis };
  });
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
}

function filesIn(dir: string, extension: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith(extension))
      .sort()
      .map((name) => join(dir, name));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new AppError('file_unreadable', { file: dir, reason }, { cause });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError(
      'file_unreadable',
      { file, reason: cause instanceof Error ? cause.message : '' },
      { cause },
    );
  }
}

function parse<T>(file: string, text: string, line?: number): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    const where = line === undefined ? '' : `第 ${line} 行`;
    throw new AppError('bad_file', { file, reason: `${where}不是合法的 JSON` }, { cause });
  }
}

function readLines<T extends object>(file: string, required: readonly (keyof T & string)[]): T[] {
  const values: T[] = [];
  read(file)
    .split('\n')
    .forEach((text, index) => {
      if (text.trim() === '') return;
      const value = parse<T>(file, text, index + 1);
      const missing = required.find((key) => value[key] === undefined);
      if (missing) throw new AppError('bad_file', { file, reason: `第 ${index + 1} 行缺少 ${missing}` });
      values.push(value);
    });
  return values;
}
