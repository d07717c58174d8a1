import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deleteLaw } from '../../../src/app/law/law-delete.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { connect, pathOf } from '../../../src/store/client.ts';
import { knowledgeRevision } from '../../../src/store/knowledge-state.ts';
import { versionsOf } from '../../../src/store/knowledge-law-reads.ts';
import { readStoredArticles } from '../../../src/store/stored-articles.ts';
import { ADMIN, importPath, jsonl, lawFile, lawRows, resting, withStore } from '../../support/laws.ts';
import { tempDatabase } from '../../support/temp.ts';

const SECRET = '独角兽饲养许可证';
const clock = fixedClock(1_700_000_000_000);

/** Every column of every table as text, the audit's apart. */
async function everything(url: string): Promise<{ readonly tables: string; readonly audit: string }> {
  const connection = await connect(url);
  const names = await connection.client.execute("SELECT name FROM sqlite_master WHERE type = 'table'");
  let tables = '';
  let audit = '';
  for (const row of names.rows) {
    const name = String(row['name']);
    // A contentless index of orders cannot be read whole; it holds none of this.
    if (name.startsWith('orders_')) continue;
    const text = JSON.stringify((await connection.client.execute(`SELECT * FROM "${name}"`)).rows);
    if (name === 'audit') audit += text;
    else tables += text;
  }
  connection.close();
  return { tables, audit };
}

/** The bytes of the database and of what lies beside it. */
function bytesOf(url: string): Buffer {
  const file = pathOf(url);
  return Buffer.concat(
    [file, `${file}-wal`, `${file}-shm`].filter((f) => existsSync(f)).map((f) => readFileSync(f)),
  );
}

/** Texts of every length, so that some fill pages of their own. */
const rows = (law: string, from: string, count: number, more = {}) =>
  lawRows(law, from, count, '', more).map((row, i) => ({
    ...row,
    text: `${SECRET}${i}：${'细则'.repeat((i * 37) % 1500)}`,
  }));

test('a law that is deleted is nowhere any more, not in the bytes of the file either', async () => {
  const url = tempDatabase();
  const file = lawFile(
    'laws.jsonl',
    jsonl([
      ...rows('甲条例', '2010-01-01', 120, { status: 'repealed', short: '甲例' }),
      ...rows('甲条例', '2020-01-01', 90, { short: '甲例' }),
      ...lawRows('乙办法', '2021-01-01', 30),
      { kind: 'alias', law: '甲条例', alias: '老甲条例' },
      { kind: 'successor', law: '甲条例', successor: '乙办法', on: '2025-01-01' },
    ]),
  );
  // A first draft of the same day is replaced: its text must go as well.
  const draft = lawFile('draft.jsonl', jsonl(rows('甲条例', '2020-01-01', 130, { issuer: '初稿' })));
  await withStore(url, (store) => importPath(store, draft));
  await withStore(url, (store) => importPath(store, file, { chunk: 50 }));
  expect(bytesOf(url).includes(SECRET)).toBe(true);

  await withStore(url, async (store) => {
    const revision = await store.read(knowledgeRevision);
    const gone = await deleteLaw({ store, clock, resting }, ADMIN, '甲例');
    expect(gone).toEqual({ law: '甲条例', editions: ['2010-01-01', '2020-01-01'], articles: 210 });
    expect(await store.read(knowledgeRevision)).toBe(revision + 1);
  });
  const { tables, audit } = await everything(url);
  for (const word of [SECRET, '甲条例', '甲例', '细则']) expect(tables.includes(word), word).toBe(false);
  expect(tables).toContain('乙办法');
  expect(audit).toContain('law.delete');
  expect(audit).toContain('甲条例');
  expect(audit).not.toContain(SECRET);
  expect(bytesOf(url).includes(SECRET)).toBe(false);
  expect(bytesOf(url).includes('细则细则')).toBe(false);
});

test('a text that was replaced is not in the bytes of the file either', async () => {
  const url = tempDatabase();
  await withStore(url, (store) =>
    importPath(store, lawFile('a.jsonl', jsonl(rows('甲条例', '2020-01-01', 200)))),
  );
  await withStore(url, (store) =>
    importPath(store, lawFile('a.jsonl', jsonl(lawRows('甲条例', '2020-01-01', 200)))),
  );
  expect(bytesOf(url).includes(SECRET)).toBe(false);
});

test('one version goes, and the one before it holds until what comes next', async () => {
  await withStore(tempDatabase(), async (store) => {
    await importPath(
      store,
      lawFile(
        'laws.jsonl',
        jsonl([
          ...lawRows('甲条例', '2010-01-01', 2),
          ...lawRows('甲条例', '2015-01-01', 2),
          ...lawRows('甲条例', '2020-01-01', 2),
        ]),
      ),
    );
    const ends = async () =>
      (await store.read((db) => versionsOf(db))).map((v) => [v.edition, v.effectiveTo]);
    await deleteLaw({ store, clock, resting }, ADMIN, '甲条例', '2015-01-01');
    expect(await ends()).toEqual([
      ['2010-01-01', '2020-01-01'],
      ['2020-01-01', null],
    ]);
    await deleteLaw({ store, clock, resting }, ADMIN, '甲条例', '2020-01-01');
    expect(await ends()).toEqual([['2010-01-01', null]]);
    await deleteLaw({ store, clock, resting }, ADMIN, '甲条例', '2010-01-01');
    expect(await ends()).toEqual([]);
  });
});

test('without its successor a law ends where its source says', async () => {
  await withStore(tempDatabase(), async (store) => {
    await importPath(
      store,
      lawFile(
        'laws.jsonl',
        jsonl([
          ...lawRows('甲条例', '2010-01-01', 1, '文。', { status: 'repealed', valid_to: '2019-12-31' }),
          ...lawRows('乙办法', '2021-01-01', 1),
          { kind: 'successor', law: '甲条例', successor: '乙办法', on: '2021-01-01' },
        ]),
      ),
    );
    const end = async () =>
      (await store.read(readStoredArticles)).find(({ law }) => law === '甲条例')?.effectiveTo;
    expect(await end()).toBe('2021-01-01');
    await deleteLaw({ store, clock, resting }, ADMIN, '乙办法');
    expect(await end()).toBe('2019-12-31');
  });
});

test('what is not there, and who may not, is said', async () => {
  await withStore(tempDatabase(), async (store) => {
    await importPath(
      store,
      lawFile(
        'a.jsonl',
        jsonl([
          ...lawRows('甲条例', '2010-01-01', 1),
          ...lawRows('甲条例二', '2010-01-01', 1, '文。', { short: '甲' }),
        ]),
      ),
    );
    const run = (title: string, edition?: string, actor = ADMIN) =>
      deleteLaw({ store, clock, resting }, actor, title, edition ?? null);
    await expect(run('丙')).rejects.toThrow('没有找到法规《丙》');
    await expect(run('甲条例', '2011-01-01')).rejects.toThrow('有：2010-01-01');
    await expect(run('甲条例', undefined, { ...ADMIN, role: 'dispatcher' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await store.read(readStoredArticles)).toHaveLength(2);
  });
});
