/**
 * Handlers' questions with a written answer (data/gold/questions-*.jsonl): is the article to cite first cited first,
 * are the right ones among ten, is the verdict right, is it the version in force on the day.
 *   npx tsx bench/knowledge-questions.ts [--gold FILE] [--show]
 * Plain BM25 over the same articles, words and characters, stands beside it.
 * Questions exported from handlers' ratings (`GET /api/v1/ratings/gold.jsonl`) are read as well: of those whose answer
 * was called wrong, it counts how many are still answered so.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildBm25 } from '../src/knowledge/bm25.ts';
import { createShelf, isInForce } from '../src/knowledge/citation-check.ts';
import { characterTokens } from '../src/knowledge/tokens.ts';
import type { Verdict } from '../src/knowledge/types.ts';
import { shareOf } from '../src/kernel/share.ts';
import { createEngine } from '../src/app/intake/engine.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import { loadProfile } from '../src/profile/load.ts';

const { values } = parseArgs({
  options: {
    gold: { type: 'string', default: 'data/gold/questions-dev.jsonl' },
    show: { type: 'boolean', default: false },
    plain: { type: 'boolean', default: false },
  },
});

type Gold = {
  readonly id: string;
  readonly query: string;
  readonly eventDate: string;
  readonly filingDate?: string;
  readonly gold: readonly { readonly law: string; readonly article: string }[];
  readonly verdict: Verdict;
  readonly rule?: string;
  /** What was called wrong, of lines made from ratings; `gold` is empty then. */
  readonly wrong?: {
    readonly citations: readonly { readonly law: string; readonly article: string }[];
    readonly verdict: Verdict | null;
  };
};
const lines = readFileSync(values.gold, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Gold);
const questions = lines.filter(({ wrong }) => wrong === undefined);
const refuted = lines.filter(({ wrong }) => wrong !== undefined);
const files = loadKnowledge('data/knowledge');
const profile = loadProfile('data/profile/xicheng');
const engine = createEngine({ profile, modelDir: 'models', knowledgeDir: 'data/knowledge' });
const shelf = createShelf(files.articles);
const keyOf = ({ law, article }: { law: string; article: string }): string => `${law}|${article}`;

const tally = { first: 0, recall: 0, verdict: 0, dates: 0, dated: 0, times: [] as number[] };
const byVerdict = new Map<Verdict, { n: number; right: number }>();
for (const question of questions) {
  const { query, eventDate, filingDate } = question;
  const from = performance.now();
  const answer = engine.ask({ query, eventDate, ...(filingDate === undefined ? {} : { filingDate }) });
  tally.times.push(performance.now() - from);
  const gold = new Set(question.gold.map(keyOf));
  const cited = answer.citations.map(keyOf);
  const isFirst = cited[0] !== undefined && gold.has(cited[0]);
  const recall = [...gold].filter((key) => cited.includes(key)).length / gold.size;
  const verdict = answer.verdicts[0]?.verdict;
  if (isFirst) tally.first++;
  tally.recall += recall;
  const held = byVerdict.get(question.verdict) ?? { n: 0, right: 0 };
  held.n++;
  if (verdict === question.verdict) {
    tally.verdict++;
    held.right++;
  }
  byVerdict.set(question.verdict, held);
  for (const citation of answer.citations) {
    if (!gold.has(keyOf(citation))) continue;
    tally.dated++;
    if (isInForce(citation, eventDate) || (filingDate !== undefined && isInForce(citation, filingDate)))
      tally.dates++;
  }
  if (values.show && (!isFirst || recall < 1 || verdict !== question.verdict))
    process.stdout.write(
      `${question.id} ${query}\n   want ${question.verdict} (${question.rule ?? ''}) ${question.gold.map((g) => g.law.slice(-12) + g.article).join(' ')}\n` +
        `   got  ${isFirst ? '1' : ' '} R${recall.toFixed(2)} ${answer.verdicts
          .slice(0, 2)
          .map((v) => `${v.verdict}(${v.rule})`)
          .join(' ')} | ${answer.citations
          .slice(0, 4)
          .map((c) => c.law.slice(-12) + c.article)
          .join(' ')}\n`,
    );
}
let stillWrong = 0;
for (const { query, eventDate, wrong } of refuted) {
  const { citations, verdicts } = engine.ask({ query, eventDate });
  const first = citations[0];
  const isCited = first !== undefined && wrong?.citations.some((one) => keyOf(one) === keyOf(first));
  const isSaid = wrong?.verdict != null && verdicts[0]?.verdict === wrong.verdict;
  if (!isCited && !isSaid) continue;
  stillWrong++;
  if (values.show) process.stdout.write(`still wrong: ${query}\n`);
}
const n = questions.length;
const share = (hits: number, of = n): string => {
  const { low, high } = shareOf(hits, of);
  return `${((100 * hits) / of).toFixed(1)} % (${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)})`;
};
tally.times.sort((a, b) => a - b);
if (n > 0)
  process.stdout.write(
    `${values.gold} n=${n}: cited first ${share(tally.first)}, recall@10 ${(tally.recall / n).toFixed(3)}, ` +
      `verdict ${share(tally.verdict)}, dates ${tally.dates}/${tally.dated}, p50 ${tally.times[n >> 1]?.toFixed(1)} ms\n`,
  );
if (refuted.length > 0)
  process.stdout.write(
    `called wrong n=${refuted.length}: still answered so ${share(stillWrong, refuted.length)}\n`,
  );
for (const [verdict, { n: many, right }] of byVerdict)
  process.stdout.write(`  ${verdict} n=${many} right ${share(right, many)}\n`);

if (values.plain && n > 0) {
  const index = buildBm25(shelf.all.map((article) => characterTokens(`${article.law}\n${article.text}`)));
  let first = 0;
  let recall = 0;
  for (const { query, eventDate, gold } of questions) {
    const keys = new Set(gold.map(keyOf));
    const accept = (doc: number): boolean => {
      const article = shelf.all[doc];
      return article !== undefined && isInForce(article, eventDate);
    };
    const hits = index.search(characterTokens(query), { limit: 10, accept });
    const cited = hits.flatMap(({ doc }) => {
      const article = shelf.all[doc];
      return article ? [keyOf(article)] : [];
    });
    if (cited[0] !== undefined && keys.has(cited[0])) first++;
    recall += [...keys].filter((key) => cited.includes(key)).length / keys.size;
  }
  process.stdout.write(`plain BM25: cited first ${share(first)}, recall@10 ${(recall / n).toFixed(3)}\n`);
}
