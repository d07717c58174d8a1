import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LearnedQuestion } from '../../src/knowledge/statute-encoder.ts';
import type { KnowledgeEntry } from '../../src/knowledge/types.ts';
import { ROOT } from '../support.ts';

export type StardArticle = {
  readonly id: number;
  readonly name: string;
  readonly law: string;
  readonly article: string;
  readonly content: string;
};

export type StardQuestion = {
  readonly id: number;
  readonly text: string;
  readonly gold: readonly number[];
  /** A lawyer's answer; used in training only, never of a question that is asked. */
  readonly answer: string;
};

export type Stard = {
  readonly articles: readonly StardArticle[];
  readonly questions: readonly StardQuestion[];
};

/** The published files; null where they are not there. */
export function readStard(dir: string): Stard | null {
  if (!existsSync(join(dir, 'corpus.jsonl.gz'))) return null;
  const read = (name: string): Record<string, unknown>[] =>
    gunzipSync(readFileSync(join(dir, name)))
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      // One row of the published file carries a bare NaN.
      .map((line) => JSON.parse(line.replace(/: NaN([,}])/g, ': null$1')) as Record<string, unknown>);
  return {
    articles: read('corpus.jsonl.gz').map((row) => ({
      ...(row as StardArticle),
      content: (row.content as string | null) ?? '',
    })),
    questions: read('queries.jsonl.gz').map((row) => ({
      id: row.query_id as number,
      text: row.question as string,
      gold: row.gold_ids as number[],
      answer: (row.answer as string | null) ?? '',
    })),
  };
}

/** Names of laws stand with and without the name of the country. */
const plainName = (law: string, article: string): string => `${law.replace('中华人民共和国', '')}${article}`;

/** There are several times as many questions of ours as of theirs. */
const OWN_SHARE = 0.3;

/** The questions of the project's own entries, with those of the cited articles that STARD has. */
export function ownQuestions(articles: readonly StardArticle[]): LearnedQuestion[] {
  const places = new Map(articles.map(({ law, article, id }) => [plainName(law, article), id]));
  const dir = join(ROOT, 'data/knowledge/entries');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as KnowledgeEntry)
    .flatMap((entry) =>
      entry.questions.map((text) => ({
        text,
        articles: entry.citations.flatMap(({ law, article }) => places.get(plainName(law, article)) ?? []),
        explanation: [entry.rule, ...entry.keyPoints].join('\n'),
        share: OWN_SHARE,
      })),
    );
}
