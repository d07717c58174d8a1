/**
 * Builds articles.jsonl, precedents.jsonl and manifest.json from the collected statutes, the entries and rules beside
 * this file, and the labelled orders:
 *
 *   npx tsx data/knowledge/build.ts --law DIR
 *
 * Refuses to write anything when a quote is not in its article, or a rule rests on an article there is not. Same input, same bytes.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { RuleTable } from '../../src/knowledge/applicability/table.ts';
import type { Article, AskedQuestion, KnowledgeEntry, Precedent } from '../../src/knowledge/types.ts';
import { AppError } from '../../src/kernel/errors.ts';
import {
  DATE_CORRECTIONS,
  END_CORRECTIONS,
  GLUED_HEADINGS,
  NOT_CITED,
} from '../../src/knowledge/law-corrections.ts';
import { ALSO_WHOLE, CITED_ARTICLES_ONLY, OLDEST_END, wantedOfEnvironmentalCode } from './instruments.ts';

const VERSION = '2026-11-28.2';

type Row = {
  readonly law: string;
  readonly short: string;
  readonly publish_date: string | null;
  readonly effective_date: string | null;
  readonly valid_to: string | null;
  readonly status: string;
  readonly article: string;
  readonly article_no: number;
  readonly chapter: string | null;
  readonly text: string;
};

type LabelledOrder = {
  readonly id: string;
  readonly text: string;
  readonly receivedAt: string;
  readonly type: string;
  readonly laws: readonly { readonly law: string; readonly article: string }[];
};

const squeeze = (text: string): string => text.replace(/\s/gu, '');
const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
const lines = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

function readJsonLines<T>(dir: string, pattern: RegExp): T[] {
  return readdirSync(dir)
    .filter((name) => pattern.test(name))
    .sort()
    .flatMap((name) => lines(readFileSync(join(dir, name), 'utf8')).map((line) => JSON.parse(line) as T));
}

/** Dates, glued headings and ends put right; which corrections found nothing to correct is reported as an error. */
function correct(rows: readonly Row[]): Article[] {
  const unused = new Set<object>([...DATE_CORRECTIONS, ...END_CORRECTIONS, ...GLUED_HEADINGS]);
  const dated = rows.map((row) => {
    const date = DATE_CORRECTIONS.find((c) => c.law === row.law && c.carried === row.effective_date);
    if (date) unused.delete(date);
    const glued = GLUED_HEADINGS.find((g) => g.law === row.law && g.articleNo === row.article_no);
    let text = row.text;
    if (glued && text.endsWith(glued.tail)) {
      unused.delete(glued);
      text = text.slice(0, -glued.tail.length);
    }
    const from = date?.from ?? row.effective_date;
    return { row, text, from };
  });
  // A version ends where the next version of the same text begins; a text without a successor keeps its own end.
  const starts = new Map<string, string[]>();
  for (const { row, from } of dated) {
    if (from === null) continue;
    const known = starts.get(row.law) ?? [];
    if (!known.includes(from)) starts.set(row.law, [...known, from].sort());
  }
  const articles: Article[] = [];
  for (const { row, text, from } of dated) {
    if (from === null) continue;
    const next = starts.get(row.law)?.find((start) => start > from) ?? null;
    let to = next ?? (row.status === 'repealed' ? row.valid_to : null);
    for (const end of END_CORRECTIONS) {
      if (end.law !== row.law || (end.article !== null && end.article !== row.article)) continue;
      unused.delete(end);
      if (to === null || end.to < to) to = end.to;
    }
    articles.push({
      law: row.law,
      short: row.short,
      article: row.article,
      articleNo: row.article_no,
      chapter: row.chapter,
      text,
      effectiveFrom: from,
      effectiveTo: to,
    });
  }
  for (const left of unused)
    throw new AppError('bad_file', {
      file: 'law-corrections.ts',
      reason: `有未用到的更正：${JSON.stringify(left)}`,
    });
  return articles;
}

/** A text that stands twice under one date is kept once: in force before superseded, first seen before later. */
function withoutDoubles(rows: readonly Row[]): Row[] {
  const rank = (row: Row): number => (row.status === 'superseded' ? 1 : 0);
  const kept = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.law}|${row.effective_date}|${row.article}`;
    const held = kept.get(key);
    if (!held || rank(row) < rank(held)) kept.set(key, row);
  }
  return [...kept.values()];
}

const overlaps = (article: Article, from: string, to: string | null): boolean =>
  (to === null || article.effectiveFrom < to) && (article.effectiveTo === null || article.effectiveTo > from);

function checkEntries(entries: readonly KnowledgeEntry[], byKey: ReadonlyMap<string, Article[]>): void {
  const problems: string[] = [];
  const ids = new Set(entries.map((entry) => entry.id));
  if (ids.size !== entries.length) problems.push('条目编号重复');
  for (const entry of entries) {
    if (entry.supersededBy !== null && !ids.has(entry.supersededBy))
      problems.push(`${entry.id} 的后继不存在`);
    for (const cited of entry.citations) {
      if (NOT_CITED.includes(cited.law)) problems.push(`${entry.id} 引用了不得引用的 ${cited.law}`);
      const versions = (byKey.get(`${cited.law}|${cited.article}`) ?? []).filter((article) =>
        overlaps(article, entry.validFrom, entry.validTo),
      );
      if (!versions.some((article) => squeeze(article.text).includes(squeeze(cited.quote))))
        problems.push(`${entry.id} 的引文不在 ${cited.law}${cited.article}（${entry.validFrom}）中`);
    }
  }
  if (problems.length > 0) throw new AppError('bad_file', { file: 'entries', reason: problems.join('\n') });
}

function checkAsked(asked: readonly AskedQuestion[], entries: readonly KnowledgeEntry[]): void {
  const citations = new Map(entries.map((entry) => [entry.id, entry.citations.length]));
  const faults = asked.filter(({ entry, first }) => {
    const many = citations.get(entry);
    return many === undefined || first < 0 || first >= Math.max(1, many);
  });
  if (faults.length > 0)
    throw new AppError('bad_file', {
      file: 'asked',
      reason: faults.map(({ entry, text }) => `${entry} ${text}`).join('\n'),
    });
}

function main(): void {
  const { values } = parseArgs({
    options: { law: { type: 'string' } },
  });
  if (!values.law) throw new AppError('bad_usage', { reason: '--law DIR' });
  const here = dirname(fileURLToPath(import.meta.url));
  const entries = readJsonLines<KnowledgeEntry>(join(here, 'entries'), /\.jsonl$/);
  const asked = readJsonLines<AskedQuestion>(join(here, 'asked'), /\.jsonl$/);
  const rules = readdirSync(join(here, 'rules'))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(here, 'rules', name), 'utf8')) as RuleTable);
  const orders = readJsonLines<LabelledOrder>(join(here, '../orders'), /^train-.*\.jsonl$/);
  const rows = withoutDoubles(
    lines(gunzipSync(readFileSync(join(values.law, 'laws.jsonl.gz'))).toString('utf8')).map(
      (line) => JSON.parse(line) as Row,
    ),
  );

  const ruled = rules.flatMap((rule) => [...rule.subject, ...rule.rows.flatMap((row) => row.basis)]);
  const wanted = new Set([
    ...entries.flatMap((e) => e.citations.map((c) => c.law)),
    ...ruled.map(({ law }) => law),
    ...ALSO_WHOLE,
  ]);
  for (const law of CITED_ARTICLES_ONLY) wanted.add(law);
  const all = correct(rows.filter((row) => wanted.has(row.law)));
  const byKey = new Map<string, Article[]>();
  for (const article of all) {
    const key = `${article.law}|${article.article}`;
    byKey.set(key, [...(byKey.get(key) ?? []), article]);
  }
  checkEntries(entries, byKey);
  checkAsked(asked, entries);
  for (const { law, article } of ruled)
    if (!byKey.has(`${law}|${article}`))
      throw new AppError('bad_file', { file: 'rules', reason: `没有${law}${article}` });

  // Handled orders name laws by short title.
  const fullTitle = new Map(all.map((article) => [article.short, article.law]));
  for (const article of all) {
    fullTitle.set(article.law, article.law);
    fullTitle.set(article.law.replace(/《中华人民共和国/gu, '《'), article.law);
  }
  const precedents: Precedent[] = [];
  let unknownLaws = 0;
  for (const order of orders) {
    const laws: { law: string; article: string }[] = [];
    for (const cited of order.laws) {
      const law = fullTitle.get(cited.law);
      if (law !== undefined && byKey.has(`${law}|${cited.article}`))
        laws.push({ law, article: cited.article });
      else unknownLaws++;
    }
    precedents.push({
      id: order.id,
      date: order.receivedAt.slice(0, 10),
      issueType: order.type,
      text: order.text,
      laws,
    });
  }

  const citedKeys = new Set<string>();
  for (const entry of entries)
    for (const cited of entry.citations)
      for (const article of byKey.get(`${cited.law}|${cited.article}`) ?? [])
        if (overlaps(article, entry.validFrom, entry.validTo)) citedKeys.add(keyOf(article));
  for (const { law, article } of ruled)
    for (const version of byKey.get(`${law}|${article}`) ?? []) citedKeys.add(keyOf(version));
  const precedentKeys = new Set(precedents.flatMap((p) => p.laws.map((l) => `${l.law}|${l.article}`)));
  const shipped = all.filter((article) => {
    if (citedKeys.has(keyOf(article))) return true;
    if (article.effectiveTo !== null && article.effectiveTo <= OLDEST_END) return false;
    if (precedentKeys.has(`${article.law}|${article.article}`)) return true;
    if (CITED_ARTICLES_ONLY.has(article.law)) return false;
    return article.law !== '中华人民共和国生态环境法典' || wantedOfEnvironmentalCode(article.articleNo);
  });
  const rank = (a: Article, b: Article): number =>
    compare(a.law, b.law) || compare(a.effectiveFrom, b.effectiveFrom) || a.articleNo - b.articleNo;
  shipped.sort(rank);

  const toLines = (values: readonly object[]): string =>
    values.map((value) => `${JSON.stringify(value)}\n`).join('');
  const files: Record<string, string> = {
    'articles.jsonl': toLines(shipped),
    'precedents.jsonl': toLines(precedents),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(here, name), content);
  const manifest = {
    version: VERSION,
    lawState: '2026-06-03',
    madeBy: 'npx tsx data/knowledge/build.ts --law DIR',
    note: '法规文本不受著作权保护（著作权法第五条）。工单（precedents）为编写的示例，人物、商户、号码均为虚构。',
    counts: {
      entries: entries.length,
      asked: asked.length,
      articleQuestions: readJsonLines(join(here, 'article-questions'), /\.jsonl$/u).length,
      terms: readJsonLines(here, /^terms\.jsonl$/u).length,
      rules: rules.length,
      citations: entries.reduce((sum, entry) => sum + entry.citations.length, 0),
      articles: shipped.length,
      instruments: new Set(shipped.map((article) => article.law)).size,
      precedents: precedents.length,
      precedentLawsWithoutText: unknownLaws,
    },
    dateCorrections: DATE_CORRECTIONS,
    endCorrections: END_CORRECTIONS,
    notCited: NOT_CITED,
    sha256: Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)])),
  };
  writeFileSync(join(here, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [name, content] of Object.entries(files))
    process.stdout.write(`${name} ${(Buffer.byteLength(content) / 1e6).toFixed(2)} MB\n`);
  process.stdout.write(`${JSON.stringify(manifest.counts)}\n`);
}

const keyOf = (article: Article): string => `${article.law}|${article.article}|${article.effectiveFrom}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

main();
