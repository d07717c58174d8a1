import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createReplyLaw } from '../../../src/knowledge/reply-check.ts';
import { createRewriting } from '../../../src/knowledge/rewrite/rewriting.ts';
import type { Rewriting } from '../../../src/knowledge/rewrite/rewriting.ts';
import { buildNames } from '../../../src/text/names.ts';
import { files } from '../shelf.ts';

type Line = {
  readonly id: string;
  readonly demands: readonly { readonly text: string; readonly issueType?: string }[];
  readonly day: string;
  readonly receivedOn: string;
  readonly unit: string;
  readonly kind: string;
  readonly text: string;
};

const read = (name: string): Line[] =>
  readFileSync(join(import.meta.dirname, '../../../data/gold', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const good = read('replies-good.jsonl');
const bad = read('replies-bad.jsonl');
const law = createReplyLaw(files);
const names = buildNames([]);
const keyOf = ({ demands }: Line): string => demands.map(({ text }) => text).join('\n');

const rewritingOf = ({ demands, day, receivedOn, unit, kind, text }: Line): Rewriting =>
  createRewriting({
    law,
    names,
    order: { text: demands.map((demand) => demand.text).join('\n'), entities: [] },
    verdicts: [],
    draft: text,
    base: text,
    expected: { demands, day, receivedOn, unit, kind },
  });

/** Words put in place of others that mean the same, outside quotations. */
const SAME: readonly (readonly [RegExp, string])[] = [
  [/您反映的/g, '您所反映的'],
  [/答复如下/g, '答复情况如下'],
  [/我局/g, '本局'],
  [/我所/g, '本所'],
  [/因此/g, '所以'],
  [/目前/g, '现在'],
  [/如您/g, '若您'],
  [/已于/g, '现已于'],
];
const reworded = (text: string): string =>
  text
    .split(/(“[^”]*”)/u)
    .map((part) =>
      part.startsWith('“') ? part : SAME.reduce((words, [from, to]) => words.replace(from, to), part),
    )
    .join('');

test('a good reply that is only reworded keeps nearly all its sentences and may be accepted', () => {
  let proposals = 0;
  let accepted = 0;
  let dropped = 0;
  for (const line of good) {
    const { told, bind } = rewritingOf(line);
    const bound = bind(reworded((JSON.parse(told) as { 底稿: string }).底稿));
    if (bound === null) continue;
    proposals++;
    if (bound.mayAccept) accepted++;
    dropped += bound.dropped.length;
  }
  expect(proposals).toBeGreaterThan(40);
  expect(accepted / proposals).toBeGreaterThanOrEqual(0.95);
  expect(dropped).toBeLessThanOrEqual(2);
});

test('a bad reply to the same demands never takes the place of the good one', () => {
  const byDemands = new Map(good.map((line) => [keyOf(line), line]));
  const pairs = bad.flatMap((line) => {
    const base = byDemands.get(keyOf(line));
    return base === undefined ? [] : [{ line, base }];
  });
  expect(pairs.length).toBeGreaterThan(20);
  const through = pairs.filter(({ line, base }) => rewritingOf(base).bind(line.text)?.mayAccept === true);
  expect(through.map(({ line }) => line.id)).toEqual([]);
});
