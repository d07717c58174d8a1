/**
 * Statute retrieval on STARD (1,543 lay questions, 55,389 articles): plain BM25 over characters and pairs.
 *   npx tsx bench/stard.ts [--dir ../shared/benchmark/stard] [--k1 1.2] [--b 0.75]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { buildBm25 } from '../src/knowledge/bm25.ts';
import { characterTokens } from '../src/knowledge/tokens.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: '../shared/benchmark/stard' },
    k1: { type: 'string', default: '1.2' },
    b: { type: 'string', default: '0.75' },
  },
});

const read = <T>(name: string): T[] =>
  gunzipSync(readFileSync(join(values.dir, name)))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    // One row of the published file carries a bare NaN.
    .map((line) => JSON.parse(line.replace(/: NaN([,}])/g, ': null$1')) as T);

if (!existsSync(join(values.dir, 'corpus.jsonl.gz'))) {
  process.stdout.write(`没有找到 ${values.dir}，未运行\n`);
} else {
  const corpus = read<{ id: number; name: string; content: string }>('corpus.jsonl.gz');
  const queries = read<{ question: string; gold_ids: number[] }>('queries.jsonl.gz');
  let from = performance.now();
  const index = buildBm25(
    corpus.map((article) => characterTokens(`${article.name}\n${article.content}`)),
    { k1: Number(values.k1), b: Number(values.b) },
  );
  process.stdout.write(`index ${corpus.length} articles in ${Math.round(performance.now() - from)} ms\n`);
  from = performance.now();
  let at10 = 0;
  let at100 = 0;
  let reciprocal = 0;
  for (const query of queries) {
    const ids = index
      .search(characterTokens(query.question), { limit: 100 })
      .map((hit) => corpus[hit.doc]?.id);
    const gold = new Set(query.gold_ids);
    const found = (limit: number): number => ids.slice(0, limit).filter((id) => gold.has(id ?? -1)).length;
    at10 += found(10) / gold.size;
    at100 += found(100) / gold.size;
    const first = ids.findIndex((id) => gold.has(id ?? -1));
    if (first >= 0 && first < 10) reciprocal += 1 / (first + 1);
  }
  const n = queries.length;
  process.stdout.write(
    `R@10 ${(at10 / n).toFixed(3)} R@100 ${(at100 / n).toFixed(3)} MRR@10 ${(reciprocal / n).toFixed(3)}, ` +
      `${((performance.now() - from) / n).toFixed(1)} ms a query\n`,
  );
}
