import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { expect, it } from 'vitest';
import { parseLawText } from '../../src/knowledge/law-text.ts';
import { expectLossless } from './law-texts.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/law');

type Row = {
  readonly law: string;
  readonly effective_date: string | null;
  readonly publish_date: string | null;
  readonly status: string;
  readonly article: string;
  readonly article_no: number;
  readonly chapter: string | null;
  readonly text: string;
};

/** A text of the collection as a plain text: title, headings, articles with an indent. */
function plainText(rows: readonly Row[]): string {
  let source = `${rows[0]?.law ?? ''}\n\n`;
  let above: readonly string[] = [];
  for (const row of rows) {
    const path = (row.chapter ?? '').split(' / ').filter((part) => part !== '');
    const shared = path.findIndex((part, i) => part !== above[i]);
    for (const part of shared < 0 ? [] : path.slice(shared)) source += `\n${part}\n\n`;
    above = path;
    source += `\u3000\u3000${row.article}\u3000${row.text.replaceAll('\n', '\n\u3000\u3000')}\n`;
  }
  return source;
}

const absent = (name: string): boolean => {
  if (existsSync(join(FOLDER, name))) return false;
  console.log(`the collection of statutes (${name}) is absent: nothing was checked`);
  return true;
};

it('loses nothing of the retyped texts in Markdown and finds all their articles', () => {
  if (absent('.')) return;
  const files = readdirSync(FOLDER).filter((name) => /^[^A-Z].*\.md$/.test(name));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const source = readFileSync(join(FOLDER, file), 'utf8');
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.faults, file).toEqual([]);
    expect(text.articles.length, file).toBeGreaterThan(30);
    expect(text.articles.every(({ path }) => path.length === 1)).toBe(true);
  }
});

it('loses nothing of any text of the collection, and finds its articles word for word', async () => {
  if (absent('laws.jsonl.gz')) return;
  const texts = new Map<string, Row[]>();
  const input = createReadStream(join(FOLDER, 'laws.jsonl.gz')).pipe(createGunzip());
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    const row = JSON.parse(line) as Row;
    const key = [row.law, row.effective_date, row.publish_date, row.status].join('|');
    const held = texts.get(key);
    if (held) held.push(row);
    else texts.set(key, [row]);
  }
  expect(texts.size).toBeGreaterThan(1700);
  let articles = 0;
  const other: string[] = [];
  for (const rows of texts.values()) {
    rows.sort((a, b) => a.article_no - b.article_no);
    const source = plainText(rows);
    const text = parseLawText(source);
    expectLossless(source, text);
    expect(text.articles.map(({ label }) => label)).toEqual(rows.map(({ article }) => article));
    for (const [i, row] of rows.entries()) {
      articles++;
      const read = text.articles[i]?.text ?? '';
      // Annexes and headings that the collection glued to an article are no words of it.
      if (read !== row.text) {
        other.push(`${row.law}${row.article}`);
        expect(row.text.startsWith(read), `${row.law}${row.article}`).toBe(true);
      }
    }
  }
  expect(articles).toBeGreaterThan(81_000);
  expect(other.length, other.join(' ')).toBeLessThan(60);
});
