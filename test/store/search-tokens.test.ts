import fc from 'fast-check';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { matchAll, searchTokens } from '../../src/store/search-tokens.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('ideographs become pairs, letters and digits words', () => {
  expect(searchTokens('退羽绒服，iPhone15 卡')).toEqual(['退羽', '羽绒', '绒服', '服', 'iphone15', '卡']);
  expect(searchTokens('买iPhone手机')).toEqual(['买', 'iphone', '手机', '机']);
  expect(searchTokens('！？ \n')).toEqual([]);
});

const folder = mkdtempSync(join(tmpdir(), 'jiesu-fts-'));
let client: Client;
beforeAll(async () => {
  client = createClient({ url: `file:${join(folder, 'fts.db')}`, concurrency: 1 });
  await client.execute("CREATE VIRTUAL TABLE t USING fts5(tokens, tokenize='unicode61')");
});
afterAll(() => {
  client.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a run of ideographs finds exactly the texts that contain it', async () => {
  const word = fc.string({ unit: fc.constantFrom('退', '货', '卡', '，', 'a'), minLength: 1, maxLength: 12 });
  const query = fc.string({ unit: fc.constantFrom('退', '货', '卡'), minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(word, query, async (text, wanted) => {
      await client.execute('DELETE FROM t');
      await client.execute({ sql: 'INSERT INTO t VALUES (?)', args: [searchTokens(text).join(' ')] });
      const match = matchAll(wanted);
      const found = await client.execute({ sql: 'SELECT 1 FROM t WHERE t MATCH ?', args: [match] });
      expect(found.rows.length === 1).toBe(text.includes(wanted));
    }),
    { numRuns: 400 },
  );
});

test('no query is a syntax error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 30 }), async (query) => {
      const match = matchAll(query);
      if (match !== null) await client.execute({ sql: 'SELECT 1 FROM t WHERE t MATCH ?', args: [match] });
    }),
    { numRuns: 500 },
  );
});
