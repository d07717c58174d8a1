/**
 * Gathers what the encoder learns from into one file of JSON lines, gzipped:
 *
 *   npx tsx models/encoder/train/prepare.ts --law laws.jsonl.gz [--stard DIR] --out texts.jsonl.gz
 *
 * Lines: {"article": [title, text]} in the order in which questions name them; {"question", "articles", "explanation",
 * "near", "share", "group", "fold"} where `near` are articles that BM25 takes for answers and are none; {"order",
 * "type"} for labelled orders. Same input, same bytes.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readLearnedTexts } from '../../../data/knowledge/learned-texts.ts';
import { buildBm25 } from '../../../src/knowledge/bm25.ts';
import { characterTokens } from '../../../src/knowledge/tokens.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const { values } = parseArgs({
  options: { law: { type: 'string' }, stard: { type: 'string' }, out: { type: 'string' } },
});
if (values.law === undefined || values.out === undefined)
  throw new Error('--law: the collected statutes (laws.jsonl.gz); --out: where to write');

/** Wrong articles kept for each question. */
const NEAR = 12;

const { articles, questions } = readLearnedTexts({
  knowledge: join(ROOT, 'data/knowledge'),
  law: values.law,
  stard: values.stard,
});
const index = buildBm25(articles.map(({ title, text }) => characterTokens(`${title}\n${text}`)));
const lines: string[] = articles.map(({ title, text }) => JSON.stringify({ article: [title, text] }));
for (const { text, articles: right, explanation, share, group, fold } of questions) {
  const alsoRight = new Set(right);
  const near = index
    .search(characterTokens(text), { limit: NEAR + right.length })
    .map(({ doc }) => doc)
    .filter((doc) => !alsoRight.has(doc))
    .slice(0, NEAR);
  lines.push(JSON.stringify({ question: text, articles: right, explanation, near, share, group, fold }));
}
const orders = join(ROOT, 'data/orders');
for (const name of readdirSync(orders).sort())
  if (name.endsWith('.jsonl'))
    for (const line of readFileSync(join(orders, name), 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const { text, type } = JSON.parse(line) as { text?: string; type?: string };
      if (text !== undefined && type !== undefined) lines.push(JSON.stringify({ order: text, type }));
    }
const bytes = gzipSync(`${lines.join('\n')}\n`, { level: 9 });
writeFileSync(values.out, bytes);
process.stderr.write(`${lines.length} lines, ${(bytes.length / 1e6).toFixed(1)} MB\n`);
