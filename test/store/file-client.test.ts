import { createClient } from '@libsql/client';
import type { Client, InStatement, ResultSet } from '@libsql/client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileClient } from '../../src/store/file-client.ts';
import { pathOf } from '../../src/store/client.ts';
import type { DatabaseClient } from '../../src/store/client.ts';
import { tempDatabase } from '../support/temp.ts';

let url: string;
let client: DatabaseClient;
beforeEach(async () => {
  url = tempDatabase();
  client = createFileClient(pathOf(url));
  await client.execute('PRAGMA journal_mode = WAL');
  await client.execute('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, x REAL, b BLOB)');
});
afterEach(() => client.close());

const insert = (id: number, name: string | null): InStatement => ({
  sql: 'INSERT INTO t (id, name) VALUES (?, ?)',
  args: [id, name],
});
const names = async (): Promise<unknown[]> =>
  (await client.execute('SELECT name FROM t ORDER BY id')).rows.map((row) => row['name']);

describe('a client of a file', () => {
  test.each([
    ['SELECT id, name, x, b FROM t WHERE id = ?', [1]],
    ['SELECT id, id, name AS id FROM t', []],
    ['SELECT 1 FROM t', []],
    ['SELECT 7 AS length, NULL, x FROM t', []],
    ['SELECT count(*) AS n, sum(id) AS total, 9007199254740991 AS most FROM t', []],
    ['SELECT * FROM t WHERE name IN (?, ?) ORDER BY id', ['甲', '乙']],
    ['SELECT ? AS t, ? AS f, ? AS at, ? AS n', [true, false, new Date(5), null]],
    ['SELECT name FROM t WHERE id = 99', []],
    ['UPDATE t SET x = x + 1 WHERE id > 1 RETURNING id, x', []],
    ['UPDATE t SET x = 0 WHERE id < ?', [3]],
  ] as const)('answers %s as the library does, also a second time', async (sql, args) => {
    await client.execute({
      sql: 'INSERT INTO t VALUES (1, ?, 1.5, ?), (2, ?, 2, NULL)',
      args: ['甲', new Uint8Array([1, 0, 255]), '乙'],
    });
    const library = createClient({ url, concurrency: 1 });
    for (const round of [1, 2]) {
      const statement = { sql, args: [...args] };
      const undone = async (of: Pick<Client, 'transaction'> | DatabaseClient): Promise<ResultSet> => {
        const tx = await of.transaction('write');
        try {
          return await tx.execute(statement);
        } finally {
          await tx.rollback();
        }
      };
      const ours = await undone(client);
      const theirs = await undone(library);
      expect(ours.columns, `round ${round}`).toEqual(theirs.columns);
      expect(ours.rowsAffected).toBe(theirs.rowsAffected);
      const plain = (value: unknown): unknown => (value instanceof ArrayBuffer ? Buffer.from(value) : value);
      const byPlace = ({ rows }: typeof ours) => rows.map((row) => Array.from(row).map(plain));
      expect(byPlace(ours)).toEqual(byPlace(theirs));
      const byName = ({ rows }: typeof ours) =>
        rows.map((row) =>
          Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])),
        );
      expect(byName(ours)).toEqual(byName(theirs));
    }
    library.close();
  });

  test('names what SQLite says by its code, and a statement that failed works afterwards', async () => {
    await client.execute(insert(1, '甲'));
    for (const name of ['甲', '甲'])
      await expect(client.execute(insert(2, name))).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT',
        extendedCode: 'SQLITE_CONSTRAINT_UNIQUE',
      });
    await client.execute(insert(2, '乙'));
    expect(await names()).toEqual(['甲', '乙']);
    await expect(client.execute('SELECT nothing FROM t')).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    await expect(client.execute({ sql: 'SELECT ?', args: [NaN] })).rejects.toThrow(RangeError);
    await expect(client.execute({ sql: 'SELECT ?', args: [undefined as never] })).rejects.toThrow(TypeError);
  });

  test('sees columns that a table was given after a statement was prepared', async () => {
    await client.execute(insert(1, '甲'));
    const all = async () => (await client.execute('SELECT * FROM t')).rows.map((row) => ({ ...row }));
    expect(await all()).toEqual([{ id: 1, name: '甲', x: null, b: null }]);
    await client.execute("ALTER TABLE t ADD COLUMN later TEXT DEFAULT '后'");
    expect(await all()).toEqual([{ id: 1, name: '甲', x: null, b: null, later: '后' }]);
  });

  test('keeps a transaction whole, alone on its connection, and undone where it is left', async () => {
    const tx = await client.transaction('write');
    await tx.execute(insert(1, '甲'));
    await expect(client.execute('SELECT 1')).rejects.toMatchObject({ code: 'TRANSACTION_ACTIVE' });
    await expect(client.transaction('read')).rejects.toMatchObject({ code: 'TRANSACTION_ACTIVE' });
    await tx.commit();
    expect(tx.closed).toBe(true);
    await expect(tx.execute('SELECT 1')).rejects.toMatchObject({ code: 'TRANSACTION_CLOSED' });
    const left = await client.transaction('write');
    await left.execute(insert(2, '乙'));
    left.close();
    left.close();
    const undone = await client.transaction('write');
    await undone.execute(insert(3, '丙'));
    await undone.rollback();
    expect(await names()).toEqual(['甲']);
  });

  test('says at once that another connection is in the way, and works on after reconnecting', async () => {
    const other = createFileClient(pathOf(url));
    const held = await other.transaction('write');
    await expect(client.execute(insert(1, '甲'))).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    await expect(client.transaction('write')).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
    held.close();
    await client.reconnect();
    await client.execute(insert(1, '甲'));
    expect((await other.execute('SELECT count(*) AS n FROM t')).rows[0]?.['n']).toBe(1);
    other.close();
  });

  test('reads one moment in a transaction for reading', async () => {
    const other = createFileClient(pathOf(url));
    const moment = await other.transaction('read');
    const seen = async () => (await moment.execute('SELECT count(*) AS n FROM t')).rows[0]?.['n'];
    expect(await seen()).toBe(0);
    await client.execute(insert(1, '甲'));
    expect(await seen()).toBe(0);
    moment.close();
    expect((await other.execute('SELECT count(*) AS n FROM t')).rows[0]?.['n']).toBe(1);
    other.close();
  });

  test('says nothing more once it is closed, even to a transaction that was open', async () => {
    const tx = await client.transaction('write');
    client.close();
    expect(tx.closed).toBe(true);
    tx.close();
    await expect(tx.execute('SELECT 1')).rejects.toMatchObject({ code: 'TRANSACTION_CLOSED' });
    await expect(client.execute('SELECT 1')).rejects.toMatchObject({ code: 'CLIENT_CLOSED' });
  });

  test('answers rightly with more statements than stay prepared', async () => {
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 700; i++)
        expect(
          (await client.execute({ sql: `SELECT ${i} AS n, ? AS given`, args: [i] })).rows[0],
        ).toMatchObject({
          n: i,
          given: i,
        });
  });
});
