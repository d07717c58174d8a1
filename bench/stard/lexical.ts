import { createClient } from '@libsql/client';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildBm25 } from '../../src/knowledge/bm25.ts';
import { characterTokens } from '../../src/knowledge/tokens.ts';
import { inTemporaryFolder } from '../support.ts';
import type { Stard } from './data.ts';

/** The best places for each question, and how long one question took on average. */
export type Ranking = { readonly places: readonly (readonly number[])[]; readonly msEach: number };

export const LIMIT = 100;

/** Scores of every article for a question, 0 where nothing is shared: what the plain ranking is made of. */
export type LexicalScores = (text: string, out: Float32Array) => readonly number[];

/** Ours: BM25 over characters and pairs. */
export function characterBm25({ articles }: Stard, options: { k1: number; b: number }): LexicalScores {
  const index = buildBm25(
    articles.map(({ name, content }) => characterTokens(`${name}\n${content}`)),
    options,
  );
  return (text, out) => {
    const hits = index.search(characterTokens(text), { limit: articles.length });
    out.fill(0);
    for (const { doc, score } of hits) out[doc] = score;
    return hits.slice(0, LIMIT).map(({ doc }) => doc);
  };
}

/** The same question to somebody else's program: SQLite's FTS5 with its bm25(), over jieba words. */
export async function sqliteBm25(
  { articles, questions }: Stard,
  cut: (text: string) => readonly string[],
): Promise<Ranking> {
  const words = (text: string): string[] => cut(text).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return await inTemporaryFolder(async (dir) => {
    const file = join(dir, 'fts.db');
    const client = createClient({ url: `file:${file}` });
    await client.execute(`CREATE VIRTUAL TABLE texts USING fts5(words, tokenize = 'unicode61')`);
    for (let from = 0; from < articles.length; from += 1000) {
      await client.batch(
        articles.slice(from, from + 1000).map(({ id, name, content }) => ({
          sql: 'INSERT INTO texts (rowid, words) VALUES (?, ?)',
          // Row numbers begin at 1.
          args: [id + 1, words(`${name}\n${content}`).join(' ')],
        })),
        'write',
      );
    }
    const started = performance.now();
    const places: number[][] = [];
    for (const { text } of questions) {
      const wanted = words(text).map((word) => `"${word.replaceAll('"', '')}"`);
      const { rows } = await client.execute({
        sql: `SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts), rowid LIMIT ${LIMIT}`,
        args: [wanted.join(' OR ')],
      });
      places.push(rows.map((row) => Number(row['rowid']) - 1));
    }
    const msEach = (performance.now() - started) / questions.length;
    client.close();
    rmSync(file, { force: true });
    return { places, msEach };
  });
}
