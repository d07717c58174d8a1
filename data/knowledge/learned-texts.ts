import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { LearnedQuestion, StatuteText } from '../../src/knowledge/statute-encoder.ts';
import type { ArticleQuestion, AskedQuestion, KnowledgeEntry, Precedent } from '../../src/knowledge/types.ts';

/** Where a question comes from, for measuring. */
export type QuestionGroup = 'entries' | 'orders' | 'stard';
export type GroupedQuestion = LearnedQuestion & {
  readonly group: QuestionGroup;
  /** Part, one of `FOLDS`, that is held back together; -1: never held back. */
  readonly fold: number;
};

export type LearnedTexts = {
  readonly articles: readonly StatuteText[];
  readonly questions: readonly GroupedQuestion[];
  /** What was read, for the manifest. */
  readonly read: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[];
};

/** One of so many parts is held back to measure. */
export const FOLDS = 5;
/** Shares keep any one kind from drowning the others: together each kind makes some thousand pairs a pass. */
export const SHARES = { entry: 0.3, asked: 0.2, articleQuestion: 0.3, order: 0.3, stard: 1 } as const;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Names of laws stand with and without the name of the country. */
const keyOf = (law: string, article: string): string => `${law.replace('中华人民共和国', '')}|${article}`;

/**
 * What an encoder of questions and statutes learns from: the collected statutes (and those of STARD that are not among
 * them), the questions of the entries in the knowledge folder `knowledge` and those asked of them and of single
 * articles, the orders handled before, and STARD's questions. `law`: laws.jsonl.gz; `stard`: a folder.
 */
export function readLearnedTexts(from: {
  readonly knowledge: string;
  readonly law: string;
  readonly stard?: string | undefined;
}): LearnedTexts {
  const read: { name: string; rows: number; sha256: string }[] = [];
  function rowsOf<T>(file: string): T[] {
    const bytes = readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    // One row of STARD carries a bare NaN.
    const rows = text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line.replace(/: NaN([,}])/g, ': null$1')) as T);
    read.push({ name: basename(file), rows: rows.length, sha256: sha256(bytes) });
    return rows;
  }

  const filesOf = (folder: string, pattern: RegExp): string[] =>
    existsSync(join(from.knowledge, folder))
      ? readdirSync(join(from.knowledge, folder))
          .filter((name) => pattern.test(name))
          .sort()
          .map((name) => join(from.knowledge, folder, name))
      : [];

  const articles: StatuteText[] = [];
  /** Of several versions of an article the last one read: what is in force is read last. */
  const places = new Map<string, number>();
  /** Every text once, however many laws or versions carry it. */
  const known = new Map<string, number>();

  function addArticle(law: string, article: string, text: string): void {
    const content = `${law}\n${text}`;
    let place = known.get(content);
    if (place === undefined) {
      place = articles.push({ title: law, text }) - 1;
      known.set(content, place);
    }
    places.set(keyOf(law, article), place);
  }

  const questions: GroupedQuestion[] = [];
  const placesOf = (cited: readonly { law: string; article: string }[]): number[] => [
    ...new Set(cited.flatMap(({ law, article }) => places.get(keyOf(law, article)) ?? [])),
  ];

  type LawRow = { law: string; article: string; text: string; status: string };
  const collected = rowsOf<LawRow>(from.law);
  for (const inForce of [false, true])
    for (const { law, article, text, status } of collected)
      if ((status === 'in_force') === inForce) addArticle(law, article, text);
  if (from.stard !== undefined) {
    type StardArticle = { law: string; article: string; content: string | null };
    const theirs = rowsOf<StardArticle>(join(from.stard, 'corpus.jsonl.gz'));
    for (const { law, article, content } of theirs)
      if (!places.has(keyOf(law, article))) addArticle(law, article, content ?? '');
    type StardQuestion = { query_id: number; question: string; gold_ids: number[]; answer: string | null };
    for (const row of rowsOf<StardQuestion>(join(from.stard, 'queries.jsonl.gz')))
      questions.push({
        text: row.question,
        articles: placesOf(row.gold_ids.flatMap((id) => theirs[id] ?? [])),
        explanation: row.answer ?? '',
        share: SHARES.stard,
        group: 'stard',
        fold: row.query_id % FOLDS,
      });
  }

  const entries = filesOf('entries', /\.jsonl$/).flatMap((file) => rowsOf<KnowledgeEntry>(file));
  /** A whole entry is held back with all that is asked of it. */
  const foldOf = new Map(entries.map(({ id }, i) => [id, i % FOLDS]));
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const ofEntry = (entry: KnowledgeEntry, text: string, share: number): void => {
    questions.push({
      text,
      articles: placesOf(entry.citations),
      explanation: [entry.title, entry.rule, ...entry.keyPoints].join('\n'),
      share,
      group: 'entries',
      fold: foldOf.get(entry.id) as number,
    });
  };
  for (const entry of entries) for (const text of entry.questions) ofEntry(entry, text, SHARES.entry);
  // What `own-` holds are the entries' own questions again.
  for (const file of filesOf('asked', /^asked-.*\.jsonl$/))
    for (const { entry: id, text } of rowsOf<AskedQuestion>(file)) {
      const entry = byId.get(id);
      if (entry) ofEntry(entry, text, SHARES.asked);
    }
  for (const file of filesOf('article-questions', /\.jsonl$/))
    for (const { law, article, text } of rowsOf<ArticleQuestion>(file))
      questions.push({
        text,
        articles: placesOf([{ law, article }]),
        explanation: '',
        share: SHARES.articleQuestion,
        group: 'entries',
        fold: -1,
      });
  rowsOf<Precedent>(join(from.knowledge, 'precedents.jsonl')).forEach(({ text, laws }, i) =>
    questions.push({
      text,
      articles: placesOf(laws),
      explanation: '',
      share: SHARES.order,
      group: 'orders',
      fold: i % FOLDS,
    }),
  );

  return { articles, questions, read };
}
