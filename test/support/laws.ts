import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lawFiles } from '../../src/app/law/law-files.ts';
import { importLaws } from '../../src/app/law/law-import.ts';
import type { LawImportOptions, LawImportReport } from '../../src/app/law/law-import.ts';
import type { Actor } from '../../src/app/types.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { chineseNumeral } from '../../src/knowledge/numerals.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempFolder } from './temp.ts';

export const ADMIN: Actor = { id: 'u-admin', name: '管理员', role: 'admin', unit: null };

export type LawRowFields = Readonly<Record<string, string | number | null>>;

/** Rows of one version of a made-up law; `words` goes into every article. */
export function lawRows(
  law: string,
  from: string | null,
  count: number,
  words = '国家保障合法权益。',
  more: LawRowFields = {},
): LawRowFields[] {
  return Array.from({ length: count }, (_, i) => ({
    law,
    short: law,
    level: '行政法规',
    category: '行政法规',
    issuer: '国务院',
    publish_date: '2020-01-05',
    effective_date: from,
    effective_src: 'info',
    valid_to: null,
    status: 'in_force',
    article: `第${chineseNumeral(i + 1)}条`,
    article_no: i + 1,
    chapter: '第一章 总则',
    text: `${law}${i + 1}：${words}`,
    source: '测试',
    ...more,
  }));
}

export const jsonl = (rows: readonly LawRowFields[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** A file of law in a folder that goes with the test. */
export function lawFile(name: string, content: string | Uint8Array): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, name.endsWith('.gz') && typeof content === 'string' ? gzipSync(content) : content);
  return path;
}

export async function withStore<T>(url: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ url });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Nothing rests on the laws of these tests. */
export const resting = async () => ({ entries: [] });

/** Imports what is at a path as an administrator at a fixed time. */
export async function importPath(
  store: Store,
  path: string,
  options: LawImportOptions = {},
): Promise<LawImportReport> {
  return importLaws(
    { store, clock: fixedClock(1_700_000_000_000), resting },
    ADMIN,
    await lawFiles(path),
    options,
  );
}
