import { expect, test } from 'vitest';
import { exportLaws } from '../../../src/app/law/law-export.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { versionsOf } from '../../../src/store/knowledge-law-reads.ts';
import { readStoredArticles } from '../../../src/store/stored-articles.ts';
import type { Store } from '../../../src/store/store.ts';
import { runAndKill } from '../../support/child-program.ts';
import { importPath, jsonl, lawFile, lawRows, withStore } from '../../support/laws.ts';
import { tempDatabase } from '../../support/temp.ts';

const CHUNK = 7;

/** Imports in a process of its own and kills it after so many writes; answers whether it was killed. */
async function importAndKill(url: string, path: string, writes: number): Promise<boolean> {
  const args = [url, path, String(CHUNK)];
  const enough = ({ length }: readonly string[]): boolean => length >= writes;
  return (await runAndKill('test/app/law/law-import-child.ts', args, enough)).killed;
}

async function exported(store: Store): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLaws(store.read)) lines.push(line);
  return lines;
}

test('an import killed at any point shows no half text, and run again ends in the same state', async () => {
  // Texts shorter and longer than a write holds, and one in two versions.
  const sizes = [3, 20, 5, 40, 2, 15, 30, 1, 25, 8];
  const rows = sizes.flatMap((size, i) => lawRows(`第${i}号条例`, '2020-01-01', size));
  rows.push(...lawRows('第3号条例', '2023-05-01', 33, '修订。'));
  const path = lawFile('laws.jsonl', jsonl(rows));
  const expected = new Map(sizes.map((size, i) => [`第${i}号条例|2020-01-01`, size]));
  expected.set('第3号条例|2023-05-01', 33);

  const whole = tempDatabase();
  const wanted = await withStore(whole, async (store) => {
    await importPath(store, path);
    return exported(store);
  });

  const url = tempDatabase();
  // An older text of one law is there before: it stays whole until the new one is.
  await withStore(url, (store) =>
    importPath(store, lawFile('old.jsonl', jsonl(lawRows('第3号条例', '2020-01-01', 11, '初稿。')))),
  );
  let killed = 0;
  for (const writes of [2, 5, 9, 14, 20]) {
    if (await importAndKill(url, path, writes)) killed++;
    await withStore(url, async (store) => {
      const counts = new Map<string, number>();
      for (const { law, effectiveFrom, text } of await store.read(readStoredArticles)) {
        const key = `${law}|${effectiveFrom}${text.endsWith('初稿。') ? '|old' : ''}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      for (const [key, count] of counts)
        expect(count, key).toBe(key.endsWith('|old') ? 11 : expected.get(key));
      expect(counts.has('第3号条例|2020-01-01') && counts.has('第3号条例|2020-01-01|old')).toBe(false);
    });
  }
  expect(killed).toBeGreaterThanOrEqual(3);
  await withStore(url, async (store) => {
    const last = await importPath(store, path, { chunk: CHUNK });
    expect(last.versions.added + last.versions.replaced + last.versions.unchanged).toBe(11);
    expect(await exported(store)).toEqual(wanted);
    expect((await store.read((db) => versionsOf(db))).every(({ complete }) => complete)).toBe(true);
    expect((await verifyAudit(store.read)).ok).toBe(true);
  });
});
