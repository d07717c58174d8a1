/**
 * Builds successors.json: which text took the place of which, as a whole, and from which day.
 *
 *   npx tsx data/knowledge/successors.ts --law DIR
 *
 * Read from the closing articles of the collected statutes (《…》同时废止), plus what is written below by hand, which
 * wins. Same input, same bytes. `jiesu kb import` puts these links into the database before any text; further ones
 * can be imported as rows `{"kind":"successor","law":…,"successor":…,"on":…,"basis":…}`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { LawSuccessor } from '../../src/knowledge/law-intervals.ts';
import { correctVersion } from '../../src/knowledge/law-version.ts';
import { readLawRow } from '../../src/app/law/law-rows.ts';

const NPC = '中华人民共和国';

/** Where the closing article does not say it in so many words, or names the old text in short. */
const BY_HAND: readonly LawSuccessor[] = [
  { law: '信访条例', successor: '信访工作条例', on: '2022-05-01', basis: '国务院令第752号' },
];

/** A title in its marks, one level of marks inside. */
const TITLE = /《((?:[^《》]|《[^《》]*》)+)》/gu;
/** The sentence that ends other texts as a whole, with their titles before it. */
const ENDED = /(?:同时|予以|即行|自[^。；]{0,12})?(?:废止|停止执行|失效)/u;
/** Words by which a sentence ends less than the whole text, or something else. */
const NOT_WHOLE = /第[一二三四五六七八九十百零]+[条款项]|有关规定|相抵触|不一致|的决定》/u;

/** Titles that the closing words of a text end as a whole. */
export function endedTitles(text: string): string[] {
  const titles: string[] = [];
  for (const sentence of text.split(/[。；\n]/u)) {
    if (!ENDED.test(sentence)) continue;
    const plain = sentence.replace(TITLE, '');
    if (NOT_WHOLE.test(plain)) continue;
    for (const match of sentence.matchAll(TITLE)) {
      // What stands after the verb is not what it ends.
      const after = sentence.slice(match.index);
      if (/废止|停止执行|失效/u.test(after)) titles.push(match[1] as string);
    }
  }
  return titles;
}

function main(): void {
  const { values } = parseArgs({ options: { law: { type: 'string' } } });
  if (!values.law) throw new Error('--law DIR');
  const lines = gunzipSync(readFileSync(join(values.law, 'laws.jsonl.gz')))
    .toString('utf8')
    .split('\n');
  const versions = new Map<
    string,
    { law: string; from: string | null; articles: { label: string; text: string }[] }
  >();
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = readLawRow(line, `第 ${i + 1} 行`);
    if (row.kind !== 'article') continue;
    const key = JSON.stringify([row.head.law, row.head.effectiveFrom, row.head.publishedOn, row.head.status]);
    let held = versions.get(key);
    if (held === undefined) {
      const from = correctVersion({ ...row.head, articles: [] }).version.effectiveFrom;
      versions.set(key, (held = { law: row.head.law, from, articles: [] }));
    }
    held.articles.push(row.article);
  }
  const starts = new Map<string, string[]>();
  for (const { law, from } of versions.values()) starts.set(law, [...(starts.get(law) ?? []), from ?? '']);

  const found = new Map<string, LawSuccessor>();
  for (const { law, from, articles } of versions.values()) {
    if (from === null) continue;
    for (const article of articles.slice(-3)) {
      for (const title of endedTitles(article.text)) {
        const old = [title, NPC + title].find((name) => name !== law && starts.has(name));
        if (old === undefined) continue;
        // A text of that title that begins later is another one of the same name, or the link is the wrong way round.
        if ((starts.get(old) as string[]).some((start) => start >= from)) continue;
        const link = { law: old, successor: law, on: from, basis: law + article.label };
        const key = `${old}|${law}`;
        const held = found.get(key);
        if (held === undefined || from < held.on) found.set(key, link);
      }
    }
  }
  for (const link of BY_HAND) found.set(`${link.law}|${link.successor}`, link);
  const links = [...found.values()].sort(
    (a, b) => compare(a.law, b.law) || compare(a.successor, b.successor),
  );
  const file = join(dirname(fileURLToPath(import.meta.url)), 'successors.json');
  writeFileSync(file, `[\n${links.map((link) => `  ${JSON.stringify(link)}`).join(',\n')}\n]\n`);
  process.stdout.write(`${links.length} 条\n`);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
