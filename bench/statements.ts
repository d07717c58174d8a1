/**
 * What a statement costs on a database file: the client of store/file-client.ts, which keeps statements prepared, against
 * the library's own, in turn in one process on one file.
 *   npx tsx bench/statements.ts [--rounds 20000]
 * Printed: microseconds a statement of each, and the library's over ours.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@libsql/client';
import type { InStatement } from '@libsql/client';
import { createFileClient } from '../src/store/file-client.ts';
import { inTemporaryFolder, median, report } from './support.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20000' } } });
const ROUNDS = Number(values.rounds);
const ROWS = 1000;
/** Turns of each, one after the other: what the machine does meanwhile falls on both. */
const TURNS = 10;

const STATEMENTS: Readonly<Record<string, (n: number) => InStatement>> = {
  'one row by its key': (n) => ({ sql: 'SELECT id, a, b, c FROM t WHERE id = ?', args: [`k${n % ROWS}`] }),
  'twenty rows': (n) => ({ sql: 'SELECT id, a, b, c FROM t WHERE a >= ? LIMIT 20', args: [n % ROWS] }),
  'an update in a transaction': (n) => ({
    sql: 'UPDATE t SET a = a + 0 WHERE id = ?',
    args: [`k${n % ROWS}`],
  }),
};

await inTemporaryFolder(async (dir) => {
  const path = join(dir, 'statements.db');
  const ours = createFileClient(path);
  await ours.execute('PRAGMA journal_mode = WAL');
  await ours.execute('CREATE TABLE t (id TEXT PRIMARY KEY, a INTEGER, b TEXT, c REAL)');
  await ours.execute('CREATE INDEX t_a ON t (a)');
  for (let n = 0; n < ROWS; n++)
    await ours.execute({
      sql: 'INSERT INTO t VALUES (?, ?, ?, ?)',
      args: [`k${n}`, n, '说明文字'.repeat(10), n / 3],
    });
  const library = createClient({ url: `file:${path}`, concurrency: 1 });
  for (const [what, statement] of Object.entries(STATEMENTS)) {
    const turn = async (execute: (statement: InStatement) => Promise<unknown>): Promise<number> => {
      const many = Math.ceil(ROUNDS / TURNS);
      const began = performance.now();
      for (let n = 0; n < many; n++) await execute(statement(n));
      return ((performance.now() - began) * 1000) / many;
    };
    const found = { ours: [] as number[], library: [] as number[] };
    for (let n = 0; n < TURNS; n++) {
      const tx = await ours.transaction('write');
      found.ours.push(await turn((one) => tx.execute(one)));
      tx.close();
      const theirs = await library.transaction('write');
      found.library.push(await turn((one) => theirs.execute(one)));
      theirs.close();
    }
    const [mine, theirs] = [median(found.ours), median(found.library)];
    report({
      what,
      oursUs: Number(mine.toFixed(1)),
      libraryUs: Number(theirs.toFixed(1)),
      ratio: Number((theirs / mine).toFixed(1)),
    });
  }
  ours.close();
  library.close();
});
