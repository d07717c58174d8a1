import { afterEach, expect, test } from 'vitest';
import {
  listAliases,
  listSuccessors,
  putAliases,
  putSuccessors,
} from '../../src/store/knowledge-law-links.ts';
import {
  articlesOfVersion,
  hasLawTables,
  instrumentByTitle,
  instrumentIds,
  versionHashes,
  versionsOf,
} from '../../src/store/knowledge-law-reads.ts';
import {
  beginVersion,
  completeVersion,
  deleteInstrument,
  deleteVersion,
  dropIncomplete,
  insertArticles,
  replaceVersion,
  setIntervals,
} from '../../src/store/knowledge-laws.ts';
import type { NewVersion, StoredArticle } from '../../src/store/knowledge-laws.ts';
import { bumpKnowledgeRevision, knowledgeRevision } from '../../src/store/knowledge-state.ts';
import { readStoredArticles } from '../../src/store/stored-articles.ts';
import { connect } from '../../src/store/client.ts';
import { migrate, readMigrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
async function fresh(): Promise<Store> {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  return store;
}

const version = (title: string, edition: string, more: Partial<NewVersion> = {}): NewVersion => ({
  title,
  edition,
  short: title,
  level: null,
  category: null,
  issuer: null,
  effectiveFrom: edition,
  effectiveSource: 'given',
  publishedOn: null,
  statedTo: null,
  status: 'in_force',
  source: null,
  sha256: `${title}${edition}`,
  articles: 2,
  importedAt: 1,
  importedBy: 'u',
  ...more,
});
const articles = (words: string, count = 2): StoredArticle[] =>
  Array.from({ length: count }, (_, i) => ({
    label: `第${i + 1}条`,
    number: i + 1,
    path: i === 0 ? null : '第一章',
    text: `${words}"引号"'\n第二款${i}`,
    endsOn: null,
  }));

test('articles come back as they went in, in order, in however many pieces', async () => {
  const store = await fresh();
  const rows = articles('文', 9);
  const { id } = await store.write((db) => beginVersion(db, version('甲', '2020-01-01', { articles: 9 })));
  await store.write((db) => insertArticles(db, id, 0, rows.slice(0, 4)));
  await store.write((db) => insertArticles(db, id, 4, rows.slice(4)));
  expect(await store.read(readStoredArticles)).toEqual([]);
  expect(await store.read((db) => versionsOf(db))).toEqual([]);
  expect((await store.read(versionHashes)).size).toBe(0);
  await store.write((db) => completeVersion(db, id));
  expect(await store.read((db) => articlesOfVersion(db, id))).toEqual(rows);
  expect((await store.read(readStoredArticles)).map(({ articleNo }) => articleNo)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
});

test('a version takes the place of the one of its edition, and of no other', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    await replaceVersion(db, version('甲', '2010-01-01'), articles('旧'));
    await replaceVersion(db, version('甲', '2020-01-01'), articles('初'));
    await replaceVersion(db, version('甲', '2020-01-01', { sha256: 'new' }), articles('定'));
    await replaceVersion(db, version('乙', '2020-01-01'), articles('乙'));
  });
  const stored = await store.read(readStoredArticles);
  expect(stored.map((a) => [a.law, a.article, a.text[0], a.effectiveFrom])).toEqual([
    ['乙', '第1条', '乙', '2020-01-01'],
    ['乙', '第2条', '乙', '2020-01-01'],
    ['甲', '第1条', '旧', '2010-01-01'],
    ['甲', '第2条', '旧', '2010-01-01'],
    ['甲', '第1条', '定', '2020-01-01'],
    ['甲', '第2条', '定', '2020-01-01'],
  ]);
  expect((await store.read(versionHashes)).get('甲|2020-01-01')).toEqual({
    sha256: 'new',
    status: 'in_force',
  });
  expect((await store.read((db) => versionsOf(db))).map(({ title, edition }) => [title, edition])).toEqual([
    ['乙', '2020-01-01'],
    ['甲', '2010-01-01'],
    ['甲', '2020-01-01'],
  ]);
});

test('one label twice in a version is refused by the database, and nothing of it stays', async () => {
  const store = await fresh();
  const twice = [...articles('文', 1), ...articles('另文', 1)];
  await expect(store.write((db) => replaceVersion(db, version('甲', '2020-01-01'), twice))).rejects.toThrow();
  expect(await store.read((db) => instrumentByTitle(db, '甲'))).toBeNull();
});

test('what an import left unfinished goes, and an instrument that has nothing else with it', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    await replaceVersion(db, version('甲', '2020-01-01'), articles('甲'));
    const half = await beginVersion(db, version('甲', '2020-01-01'));
    await insertArticles(db, half.id, 0, articles('半'));
    await beginVersion(db, version('乙', '2020-01-01'));
  });
  expect(await store.write(dropIncomplete)).toBe(2);
  expect([...(await store.read(instrumentIds)).keys()]).toEqual(['甲']);
  expect((await store.read(readStoredArticles)).map(({ text }) => text[0])).toEqual(['甲', '甲']);
  expect(await store.write(dropIncomplete)).toBe(0);
});

test('intervals that stay as they are are not written', async () => {
  const store = await fresh();
  const { id } = await store.write((db) => replaceVersion(db, version('甲', '2020-01-01'), articles('甲')));
  const end = (effectiveTo: string | null) =>
    store.write((db) => setIntervals(db, [{ id, effectiveTo, withheld: null }]));
  expect([await end(null), await end('2025-01-01'), await end('2025-01-01'), await end(null)]).toEqual([
    0, 1, 0, 1,
  ]);
});

test('what is withheld, undated or incomplete is not among the articles to be cited', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    const first = await replaceVersion(db, version('甲', '2020-01-01'), articles('甲'));
    await replaceVersion(db, version('乙', '?1960-01-01', { effectiveFrom: null }), articles('乙'));
    await replaceVersion(db, version('丙', '2020-01-01'), articles('丙'));
    await setIntervals(db, [{ id: first.id, effectiveTo: null, withheld: 'outdated' }]);
  });
  expect([...new Set((await store.read(readStoredArticles)).map(({ law }) => law))]).toEqual(['丙']);
  expect(await store.read((db) => versionsOf(db))).toHaveLength(3);
});

test('an article ends with its version or before it', async () => {
  const store = await fresh();
  await store.write(async (db) => {
    const rows = articles('甲').map((row, i) => ({ ...row, endsOn: i === 0 ? '2022-01-01' : '2030-01-01' }));
    const { id } = await replaceVersion(db, version('甲', '2020-01-01'), rows);
    await setIntervals(db, [{ id, effectiveTo: '2025-01-01', withheld: null }]);
  });
  expect((await store.read(readStoredArticles)).map(({ effectiveTo }) => effectiveTo)).toEqual([
    '2022-01-01',
    '2025-01-01',
  ]);
});

test('aliases and links are kept once, tell what changed, and go with their instrument', async () => {
  const store = await fresh();
  const link = { law: '甲', successor: '乙', on: '2026-04-15', basis: null };
  const ids = await store.write(async (db) => [
    (await replaceVersion(db, version('甲', '2020-01-01'), articles('甲'))).instrumentId,
    (await replaceVersion(db, version('乙', '2020-01-01'), articles('乙'))).instrumentId,
  ]);
  const names = ids.map((instrumentId) => ({ alias: '老法', instrumentId }));
  expect(await store.write((db) => putAliases(db, [...names, ...names]))).toBe(2);
  expect(await store.write((db) => putSuccessors(db, [link, link]))).toEqual([link]);
  expect(await store.write((db) => putSuccessors(db, [{ ...link, on: '2026-05-01' }]))).toHaveLength(1);
  expect(await store.read(listAliases)).toEqual([
    { alias: '老法', law: '乙' },
    { alias: '老法', law: '甲' },
  ]);
  await store.write((db) => deleteInstrument(db, ids[0] as number));
  expect(await store.read(listAliases)).toEqual([{ alias: '老法', law: '乙' }]);
  expect(await store.read(listSuccessors)).toEqual([]);
});

test('the last version takes its instrument with it', async () => {
  const store = await fresh();
  const made = await store.write((db) => replaceVersion(db, version('甲', '2020-01-01'), articles('甲')));
  await store.write((db) => deleteVersion(db, made));
  expect((await store.read(instrumentIds)).size).toBe(0);
  expect(await store.read(knowledgeRevision)).toBe(1);
});

test('the revision goes up by one, and not at all where its write fails', async () => {
  const store = await fresh();
  expect(await store.read(knowledgeRevision)).toBe(0);
  await store.write(bumpKnowledgeRevision);
  await expect(
    store.write(async (db) => {
      await bumpKnowledgeRevision(db);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await store.read(knowledgeRevision)).toBe(1);
});

test('a database older than these tables is known', async () => {
  const url = tempDatabase();
  const connection = await connect(url);
  await migrate(
    connection,
    readMigrations().filter(({ name }) => name < '0007'),
  );
  connection.close();
  const old = await openStore({ url, readOnly: true });
  open.push(old);
  expect(await old.read(hasLawTables)).toBe(false);
  expect(await (await fresh()).read(hasLawTables)).toBe(true);
});
