/**
 * Detection of misquoted law on labelled orders (made up for this project, see data/knowledge/manifest.json).
 *   npx tsx bench/misquote.ts [--orders ../shared/data/orders] [--pattern ^train] [--show]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileRule } from '../src/knowledge/applicability/table.ts';
import { FACTS } from '../src/knowledge/facts/all.ts';
import { createShelf } from '../src/knowledge/citation-check.ts';
import { createReferenceReader } from '../src/knowledge/cite-query.ts';
import { factsFromText } from '../src/knowledge/facts/read-facts.ts';
import { findMisquotes } from '../src/knowledge/misquote.ts';
import { createRepealedLaws } from '../src/knowledge/repealed-laws.ts';
import { loadKnowledge } from '../src/profile/load-knowledge.ts';
import type { SaleChannel } from '../src/text/types.ts';

type Order = {
  readonly id: string;
  readonly text: string;
  readonly type: string;
  readonly receivedAt: string;
  readonly saleChannel: SaleChannel;
  readonly misquoted: { readonly claim: string } | null;
};

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '../shared/data/orders' },
    pattern: { type: 'string', default: '^train-' },
    show: { type: 'boolean', default: false },
  },
});

if (!existsSync(values.orders)) process.stdout.write(`没有找到 ${values.orders}，未运行\n`);
else {
  const { articles, rules: tables, successors } = loadKnowledge('data/knowledge');
  const repealed = createRepealedLaws(successors, articles);
  const rules = tables.map((table) => compileRule(table, FACTS));
  const shelf = createShelf(articles);
  const read = createReferenceReader(articles);
  const orders = readdirSync(values.orders)
    .filter((name) => new RegExp(values.pattern, 'u').test(name))
    .sort()
    .flatMap((name) => readFileSync(join(values.orders, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line) as Order);
  let gold = 0;
  let right = 0;
  let wrong = 0;
  let ms = 0;
  for (const order of orders) {
    const day = order.receivedAt.slice(0, 10);
    const from = performance.now();
    const { facts } = factsFromText({ text: order.text, saleChannel: order.saleChannel, day });
    const found = findMisquotes(shelf, {
      text: order.text,
      facts,
      rules,
      issueType: order.type,
      day,
      references: read(order.text),
      repealed,
    });
    ms += performance.now() - from;
    const claim = order.misquoted?.claim ?? null;
    const at = claim === null ? -1 : order.text.indexOf(claim);
    const hit = claim !== null && found.some((m) => m.start < at + claim.length && at < m.end);
    if (claim !== null) gold++;
    if (hit) right++;
    const extra = found.length - (hit ? 1 : 0);
    wrong += extra;
    if (values.show && claim !== null && !hit)
      process.stdout.write(`MISSED ${order.id} ${order.type} ${claim} ${JSON.stringify(facts)}\n`);
    if (values.show && extra > 0)
      process.stdout.write(
        `EXTRA ${order.id} ${order.type} ${JSON.stringify(found.map((m) => m.claim))} ${order.text.slice(0, 160)}\n`,
      );
  }
  process.stdout.write(
    `orders ${orders.length}, misquotes ${gold}: found ${right} (recall ${(right / gold).toFixed(3)}), ` +
      `extra ${wrong} (precision ${(right / (right + wrong)).toFixed(3)}), ${(ms / orders.length).toFixed(2)} ms an order\n`,
  );
}
