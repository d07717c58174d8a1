import { createClient } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { AppError } from '../../src/kernel/errors.ts';
import type { Db } from '../../src/store/client.ts';
import { appendEvents } from '../../src/store/events.ts';
import { events } from '../../src/store/schema/orders.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { anyEvent } from '../support/events.ts';
import { tempDatabase } from '../support/temp.ts';

const add = (id: string) => (db: Db) => appendEvents(db, [anyEvent(id)]);

/** What another program would write. */
const outsider = (id: string): string =>
  'INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, state, data, detail) ' +
  `VALUES ('${id}', 1, 1, 'received', 'o', 'o', 'system', 'received', '{}', '')`;

/** Ids as a connection sees them that has nothing to do with the store. */
async function idsFromOutside(url: string): Promise<string[]> {
  const client = createClient({ url });
  try {
    const found = await client.execute('SELECT order_id FROM events ORDER BY id');
    return found.rows.map((row) => String(row['order_id']));
  } finally {
    client.close();
  }
}

const ids = async (store: Store): Promise<string[]> =>
  (await store.read((db) => db.select({ id: events.orderId }).from(events).orderBy(events.id))).map(
    (r) => r.id,
  );

test('writes while another connection holds the database are kept once it lets go', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  const other = createClient({ url, concurrency: 1 });
  await store.write(add('before'));
  for (const round of [1, 2, 3]) {
    const held = await other.transaction('write');
    await held.execute(outsider(`other-${round}`));
    const written = store.write(add(`during-${round}`));
    const alsoWritten = store.write(add(`during-${round}b`));
    await new Promise((resolve) => setTimeout(resolve, 60));
    await held.commit();
    await Promise.all([written, alsoWritten]);
    await store.write(add(`after-${round}`));
  }
  other.close();
  const expected = ['before'].concat(
    ...[1, 2, 3].map((r) => [`other-${r}`, `during-${r}`, `during-${r}b`, `after-${r}`]),
  );
  expect(await idsFromOutside(url)).toEqual(expected);
  expect(await ids(store)).toEqual(expected);
  await store.close();
  expect(await idsFromOutside(url)).toEqual(expected);
  const again = await openStore({ url });
  expect(await ids(again)).toEqual(expected);
  await again.close();
});

test('the bare client does lose writes after SQLITE_BUSY, which is why the lane exists', async () => {
  const url = tempDatabase();
  await (await openStore({ url })).close();
  const bare = createClient({ url, timeout: 0 });
  const other = createClient({ url, concurrency: 1 });
  const insert = (id: string): string => outsider(id);
  const held = await other.transaction('write');
  await held.execute(insert('other'));
  await expect(bare.execute(insert('busy'))).rejects.toThrow(/BUSY/);
  await held.commit();
  await bare.execute(insert('lost'));
  // If this ever reads ['other', 'lost'], the driver has been repaired and the lane may become simpler.
  expect(await idsFromOutside(url)).toEqual(['other']);
  bare.close();
  other.close();
});

test('a database that stays busy is reported, and the lane works again afterwards', async () => {
  const url = tempDatabase();
  const store = await openStore({ url, lane: { attempts: 3 } });
  const other = createClient({ url, concurrency: 1 });
  const held = await other.transaction('write');
  await expect(store.write(add('never'))).rejects.toMatchObject({ code: 'database_busy' });
  await held.rollback();
  other.close();
  await store.write(add('then'));
  expect(await idsFromOutside(url)).toEqual(['then']);
  await store.close();
});

test('a failing job undoes its own writes and nobody else’s', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  const results = await Promise.allSettled([
    store.write(add('a')),
    store.write(async (db) => {
      await add('b')(db);
      throw new AppError('conflict', { reason: 'test' });
    }),
    store.write(async (db) => {
      await add('c')(db);
      await db.run(sql`INSERT INTO no_such_table VALUES (1)`);
    }),
    store.write(add('d')),
  ]);
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: { code: 'conflict' } });
  expect(await idsFromOutside(url)).toEqual(['a', 'd']);
  await store.close();
});

test('hundreds of concurrent writes run one after the other, in the order asked for', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  const wanted = Array.from({ length: 300 }, (_, i) => `w${i}`);
  const running = new Set<string>();
  await Promise.all(
    wanted.map((id) =>
      store.write(async (db) => {
        running.add(id);
        expect(running.size).toBe(1);
        await add(id)(db);
        running.delete(id);
      }),
    ),
  );
  expect(await ids(store)).toEqual(wanted);
  await store.close();
});

test('a job that keeps its database and uses it later is refused', async () => {
  const store = await openStore({ url: tempDatabase() });
  const leaked = await store.write(async (db) => ({ db }));
  await expect(leaked.db.select().from(events)).rejects.toThrow();
  await store.close();
});

test('what is queued when the store closes is written, what comes after is refused', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  const written = [1, 2, 3].map((i) => store.write(add(`q${i}`)));
  const closed = store.close();
  await expect(store.write(add('late'))).rejects.toBeInstanceOf(AppError);
  await Promise.all([...written, closed]);
  expect(await idsFromOutside(url)).toEqual(['q1', 'q2', 'q3']);
});

test('a store opened for reading reads beside the writer and refuses to write', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  const reader = await openStore({ url, readOnly: true });
  await store.write(add('x'));
  expect(await ids(reader)).toEqual(['x']);
  await expect(reader.write(add('y'))).rejects.toMatchObject({ code: 'forbidden' });
  await reader.close();
  await store.close();
});

test('a disk that is full is named, keeps what was written, and takes more once there is room', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  await store.write(add('before'));
  // As little room as on a full disk, for this connection; the lane opens another one after the failure.
  await store.write(async (db) => {
    const [row] = (await db.all(sql`PRAGMA page_count`)) as { page_count: number }[];
    await db.all(sql.raw(`PRAGMA max_page_count = ${(row?.page_count ?? 0) + 4}`));
  });
  const big = 'x'.repeat(1_000_000);
  const writes = await Promise.allSettled([
    store.write(add('beside')),
    store.write((db) => appendEvents(db, [{ ...anyEvent('big'), detail: big }])),
  ]);
  // Both shared one transaction, of which nothing is kept.
  for (const one of writes) {
    expect(one.status).toBe('rejected');
    expect((one as PromiseRejectedResult).reason).toMatchObject({ code: 'disk_full' });
  }
  expect(await idsFromOutside(url)).toEqual(['before']);
  await store.write(add('after'));
  await store.close();
  expect(await idsFromOutside(url)).toEqual(['before', 'after']);
});
