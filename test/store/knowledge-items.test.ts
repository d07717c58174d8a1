import { expect, test } from 'vitest';
import {
  approvedItems,
  closeOpenVersions,
  deleteItem,
  insertItem,
  itemIds,
  itemVersions,
  listItems,
  publicEntries,
  setItemState,
  SHIPPED_AUTHOR,
  submittedItems,
} from '../../src/store/knowledge-items.ts';
import type { StoredItem } from '../../src/store/knowledge-items.ts';
import { addUses, countedSince, useCounts } from '../../src/store/knowledge-uses.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { entry } from '../support/knowledge-site.ts';
import { tempDatabase } from '../support/temp.ts';

const row = (more: Partial<StoredItem> = {}): Omit<StoredItem, 'id' | 'version'> => ({
  kind: 'entry',
  item: 'a',
  status: 'approved',
  unit: null,
  author: 'u1',
  authorName: '甲',
  body: { ...entry({ id: more.item ?? 'a' }) },
  createdAt: 1,
  submittedAt: null,
  decidedBy: null,
  decidedAt: 2,
  note: null,
  reviewBy: null,
  isPublic: false,
  ...more,
});

async function fresh(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ url: tempDatabase() });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
const put = (store: Store, ...rows: Omit<StoredItem, 'id' | 'version'>[]) =>
  store.write(async (db) => {
    for (const one of rows) await insertItem(db, one);
  });

test('the newest approved or withdrawn version decides, whatever was written since', async () => {
  await fresh(async (store) => {
    const titled = (title: string) => ({
      ...entry({ title }),
      asked: [{ text: '问', verdict: 'applies', first: 0 }],
    });
    await put(
      store,
      row({ body: titled('一') }),
      row({ body: titled('二') }),
      row({ body: titled('三'), status: 'submitted' }),
      row({ item: 'b' }),
      row({ item: 'b', body: null, status: 'withdrawn' }),
      row({ item: 'c', author: SHIPPED_AUTHOR }),
      row({ item: 'c', status: 'draft' }),
      row({ item: 'r', kind: 'rule', body: { id: 'r' } }),
      row({ item: 'k', kind: 'card', body: null, status: 'withdrawn' }),
    );
    const approved = await store.read(approvedItems);
    expect(approved.entries.map(({ title }) => title)).toEqual(['二']);
    expect(approved.entries[0]).not.toHaveProperty('asked');
    expect(approved.asked).toEqual([{ entry: 'a', text: '问', verdict: 'applies', first: 0 }]);
    expect(approved.rules).toEqual([{ id: 'r' }]);
    expect(approved.withdrawn).toEqual(['b']);
    expect((await store.read(submittedItems)).map(({ item, version }) => [item, version])).toEqual([
      ['a', 3],
    ]);
    const listed = await store.read((db) => listItems(db, 'entry'));
    expect(listed.map(({ item, version }) => `${item}${version}`)).toEqual([
      'a2',
      'a3',
      'b1',
      'b2',
      'c1',
      'c2',
    ]);
  });
});

test('numbers run by item and kind, and texts are never rewritten', async () => {
  await fresh(async (store) => {
    await put(store, row(), row(), row({ kind: 'rule' }), row({ item: 'b' }));
    const versions = await store.read((db) => itemVersions(db, { kind: 'entry', item: 'a' }));
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    await store.write((db) => setItemState(db, versions[0]?.id ?? 0, { status: 'returned', note: '理由' }));
    for (const change of ["body = '{}'", "author = 'x'", 'version = 9'])
      await expect(
        store.write(async (db) => void (await db.run(`UPDATE knowledge_items SET ${change}`))),
      ).rejects.toThrow();
    await store.write((db) =>
      closeOpenVersions(db, { kind: 'entry', item: 'a' }, 2, { decidedBy: '乙', decidedAt: 3, note: '过时' }),
    );
    const after = await store.read((db) => itemVersions(db, { kind: 'entry', item: 'a' }));
    expect(after.map(({ status, note }) => [status, note])).toEqual([
      ['returned', '理由'],
      ['approved', null],
    ]);
  });
});

test('a deleted item leaves a mark without text, which goes on deciding', async () => {
  await fresh(async (store) => {
    await put(store, row(), row({ status: 'draft', note: '改' }));
    expect(await store.write((db) => deleteItem(db, { kind: 'entry', item: 'a' }, 9))).toBe(2);
    const left = await store.read((db) => itemVersions(db, { kind: 'entry', item: 'a' }));
    expect(left).toMatchObject([{ version: 3, body: null, note: null, authorName: '', status: 'withdrawn' }]);
    expect((await store.read(approvedItems)).withdrawn).toEqual(['a']);
    expect(await store.read((db) => itemIds(db, 'entry', 'a'))).toEqual(['a']);
  });
});

test('public is what was approved as public last', async () => {
  await fresh(async (store) => {
    await put(
      store,
      row({ isPublic: true }),
      row({ item: 'b', isPublic: true }),
      row({ item: 'b' }),
      row({ item: 'c', isPublic: true, status: 'draft' }),
      row({ item: 'd', isPublic: true }),
      row({ item: 'd', body: null, status: 'withdrawn' }),
    );
    expect((await store.read(publicEntries)).map(({ id }) => id)).toEqual(['a']);
  });
});

test('uses add up by day and key', async () => {
  await fresh(async (store) => {
    expect(await store.read(countedSince)).toBe(null);
    const use = { kind: 'entry', key: 'a', times: 1 } as const;
    await store.write((db) => addUses(db, [{ ...use, day: '2026-04-01' }]));
    await store.write((db) =>
      addUses(db, [
        { ...use, day: '2026-04-01', times: 2 },
        { ...use, day: '2026-04-03' },
        { ...use, kind: 'article', day: '2026-04-02' },
      ]),
    );
    expect(await store.read((db) => useCounts(db, 'entry'))).toEqual(
      new Map([['a', { times: 4, last: '2026-04-03' }]]),
    );
    expect(await store.read((db) => useCounts(db, 'entry', '2026-04-02'))).toEqual(
      new Map([['a', { times: 1, last: '2026-04-03' }]]),
    );
    expect(await store.read(countedSince)).toBe('2026-04-01');
  });
});
