/**
 * How well the knowledge base finds the law.
 *   questions: every question of an entry is asked once, with that question taken out of the entry;
 *   orders: handled orders in five folds, the other four being the precedents (made-up orders: see data/knowledge);
 *     with --vectors DIR (DIR/knowledge/vectors.bin.gz made by data/knowledge/train-vectors.ts --held 0) the first fold
 *     alone, found by meaning too.
 *   law beside an order: the whole of it for the first of those folds, with its time an order, the best of five;
 *   ask: time of the first question of every entry, the best of five.
 *   npx tsx bench/knowledge.ts [--every 5] [--vectors DIR]
 */
import { parseArgs } from 'node:util';
import { createShelf } from '../src/knowledge/citation-check.ts';
import { createKnowledge } from '../src/knowledge/knowledge-base.ts';
import { createRetriever, ORDER_WEIGHTS, QUESTION_WEIGHTS } from '../src/knowledge/retrieve.ts';
import { loadSentenceModel } from '../src/app/intake/sentence-model.ts';
import { loadSegmenter } from '../src/text/segment.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    weights: { type: 'string' },
    vectors: { type: 'string' },
  },
});
const knowledge = loadKnowledge('data/knowledge');
const shelf = createShelf(knowledge.articles);
const encode = values.vectors === undefined ? null : loadSentenceModel(values.vectors, loadSegmenter([]));
const override = values.weights ? (JSON.parse(values.weights) as object) : {};

type Tally = { n: number; first: number; at3: number; at5: number; at10: number; reciprocal: number };
const empty = (): Tally => ({ n: 0, first: 0, at3: 0, at5: 0, at10: 0, reciprocal: 0 });

function count(tally: Tally, ranked: readonly string[], gold: ReadonlySet<string>): void {
  tally.n++;
  const found = (limit: number): number =>
    new Set(ranked.slice(0, limit).filter((key) => gold.has(key))).size / gold.size;
  const at = ranked.findIndex((key) => gold.has(key));
  if (at === 0) tally.first++;
  if (at >= 0) tally.reciprocal += 1 / (at + 1);
  tally.at3 += found(3);
  tally.at5 += found(5);
  tally.at10 += found(10);
}

function print(name: string, tally: Tally, ms: number): void {
  const part = (sum: number): string => (sum / tally.n).toFixed(3);
  process.stdout.write(
    `${name} n=${tally.n} first ${part(tally.first)} R@3 ${part(tally.at3)} R@5 ${part(tally.at5)} ` +
      `R@10 ${part(tally.at10)} MRR ${part(tally.reciprocal)} ${(ms / tally.n).toFixed(1)} ms\n`,
  );
}

const name = (index: number): string => `${shelf.all[index]?.law}|${shelf.all[index]?.article}`;

// Questions: fold k leaves out the k-th question of every entry.
{
  const tally = empty();
  let ms = 0;
  for (let fold = 0; fold < 7; fold += Number(values.every)) {
    const left = knowledge.entries.map((entry) => ({
      ...entry,
      questions: entry.questions.filter((_, index) => index !== fold),
    }));
    const retriever = createRetriever(shelf, { ...knowledge, entries: left, asked: [] });
    for (const entry of knowledge.entries) {
      const text = entry.questions[fold];
      if (text === undefined) continue;
      const day = entry.validTo === null ? '2026-11-28' : entry.validFrom;
      const from = performance.now();
      const result = retriever.retrieve({
        text,
        day,
        dayOf: () => day,
        weights: { ...QUESTION_WEIGHTS, ...override },
      });
      ms += performance.now() - from;
      const gold = new Set(
        entry.citations
          .filter((c) => shelf.inForce(c.law, c.article, day) >= 0)
          .map((c) => `${c.law}|${c.article}`),
      );
      if (gold.size > 0)
        count(
          tally,
          result.articles.map((a) => name(a.index)),
          gold,
        );
    }
  }
  print('questions', tally, ms);
}
{
  const tally = empty();
  let ms = 0;
  for (let fold = 0; fold < (encode === null ? 5 : 1); fold++) {
    const precedents = knowledge.precedents.filter((_, index) => index % 5 !== fold);
    const retriever = createRetriever(shelf, { ...knowledge, precedents }, undefined, encode);
    knowledge.precedents.forEach((order, index) => {
      if (index % 5 !== fold || order.laws.length === 0) return;
      const from = performance.now();
      const result = retriever.retrieve({
        text: order.text,
        issueType: order.issueType,
        day: order.date,
        dayOf: () => order.date,
        weights: { ...ORDER_WEIGHTS, ...override },
      });
      ms += performance.now() - from;
      count(
        tally,
        result.articles.map((a) => name(a.index)),
        new Set(order.laws.map((l) => `${l.law}|${l.article}`)),
      );
    });
  }
  print('orders', tally, ms);
}
{
  const isHeld = (_: unknown, index: number): boolean => index % 5 === 0;
  const base = createKnowledge(
    {
      ...knowledge,
      precedents: knowledge.precedents.filter((order, index) => !isHeld(order, index)),
    },
    undefined,
    encode,
  );
  const tally = empty();
  const orderTimes: number[] = [];
  for (const order of knowledge.precedents.filter(isHeld)) {
    const { laws } = timed(orderTimes, () =>
      base.legalBasis({
        text: order.text,
        issueType: order.issueType,
        saleChannel: 'unknown',
        demandKind: '投诉',
        eventDate: order.date,
      }),
    );
    if (order.laws.length === 0) continue;
    count(
      tally,
      laws.map((law) => `${law.law}|${law.article}`),
      new Set(order.laws.map((law) => `${law.law}|${law.article}`)),
    );
  }
  const askTimes: number[] = [];
  for (const entry of knowledge.entries)
    timed(askTimes, () => base.ask({ query: entry.questions[0] ?? entry.title, eventDate: '2026-11-28' }));
  print(
    'law beside an order',
    tally,
    orderTimes.reduce((sum, ms) => sum + ms, 0),
  );
  process.stdout.write(`law beside an order ${spread(orderTimes)}\nask ${spread(askTimes)}\n`);
}

/** The result, and the shortest of five times pushed to `times`: other work on the machine only adds. */
function timed<T>(times: number[], work: () => T): T {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const from = performance.now();
    work();
    best = Math.min(best, performance.now() - from);
  }
  const from = performance.now();
  const result = work();
  times.push(Math.min(best, performance.now() - from));
  return result;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(3);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}
