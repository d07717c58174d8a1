import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../kernel/errors.ts';
import type { Article, KnowledgeEntry, Precedent } from '../knowledge/types.ts';

export type KnowledgeFiles = {
  readonly version: string;
  readonly entries: readonly KnowledgeEntry[];
  readonly articles: readonly Article[];
  readonly precedents: readonly Precedent[];
};

/**
 * Reads a knowledge folder (`manifest.json entries.jsonl articles.jsonl precedents.jsonl`) into memory.
 * Throws `file_unreadable` or `bad_file` naming file and line.
 */
export function loadKnowledge(dir: string): KnowledgeFiles {
  const manifest = parse<{ version?: unknown }>(join(dir, 'manifest.json'), read(join(dir, 'manifest.json')));
  if (typeof manifest.version !== 'string')
    throw new AppError('bad_file', { file: join(dir, 'manifest.json'), reason: '缺少 version' });
  return {
    version: manifest.version,
    entries: readLines(join(dir, 'entries.jsonl'), ['id', 'title', 'questions', 'citations', 'validFrom']),
    articles: readLines(join(dir, 'articles.jsonl'), [
      'law',
      'article',
      'articleNo',
      'text',
      'effectiveFrom',
    ]),
    precedents: readLines(join(dir, 'precedents.jsonl'), ['id', 'issueType', 'text', 'laws']),
  };
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
