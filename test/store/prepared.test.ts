import { asc, eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Db } from '../../src/store/client.ts';
import { appendEvents } from '../../src/store/events.ts';
import { amongNamed, listOf, prepared } from '../../src/store/prepared.ts';
import { events } from '../../src/store/schema/orders.ts';
import { openStore } from '../../src/store/store.ts';
import { closeAfterTest } from '../support/closing.ts';
import { anyEvent } from '../support/events.ts';
import { tempDatabase } from '../support/temp.ts';

async function storeWith(...ids: readonly string[]) {
  const store = await openStore({ url: tempDatabase() });
  closeAfterTest(() => store.close());
  await store.write((db) =>
    appendEvents(
      db,
      ids.map((id) => anyEvent(id)),
    ),
  );
  return store;
}

test('a query prepared once runs on the database it is given, inside its transaction too', async () => {
  const ofOrder = prepared<{ id: string }, { id: string }[]>((db) =>
    db
      .select({ id: events.orderId })
      .from(events)
      .where(eq(events.orderId, sql.placeholder('id')))
      .limit(1),
  );
  const [a, b] = [await storeWith('a'), await storeWith('b')];
  for (let round = 0; round < 2; round++) {
    expect(await a.read((db) => ofOrder(db, { id: 'a' }))).toEqual([{ id: 'a' }]);
    expect(await a.read((db) => ofOrder(db, { id: 'b' }))).toEqual([]);
    expect(await b.read((db) => ofOrder(db, { id: 'b' }))).toEqual([{ id: 'b' }]);
  }
  await expect(
    a.write(async (db) => {
      await appendEvents(db, [anyEvent('written')]);
      expect(await ofOrder(db, { id: 'written' })).toEqual([{ id: 'written' }]);
      expect(await a.read((other) => ofOrder(other, { id: 'written' }))).toEqual([]);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect(await a.read((db) => ofOrder(db, { id: 'written' }))).toEqual([]);
});

test('a write job that is over cannot use it', async () => {
  const ofOrder = prepared<{ id: string }, unknown[]>((db) =>
    db
      .select()
      .from(events)
      .where(eq(events.orderId, sql.placeholder('id'))),
  );
  const store = await storeWith('a');
  let kept: Db | undefined;
  await store.write(async (db) => {
    kept = db;
    await ofOrder(db, { id: 'a' });
  });
  await expect(ofOrder(kept as Db, { id: 'a' })).rejects.toMatchObject({
    cause: { message: 'A write job used its database after it had returned.' },
  });
});

test('a list is one parameter, whatever stands in it', async () => {
  const ids = ['a', 'b "quoted"', "c'; DROP TABLE events", '\ud800half', '九'];
  const store = await storeWith(...ids);
  const among = prepared<{ ids: string }, { id: string }[]>((db) =>
    db
      .select({ id: events.orderId })
      .from(events)
      .where(amongNamed(events.orderId, 'ids'))
      .orderBy(asc(events.id)),
  );
  const found = (...list: readonly string[]) => store.read((db) => among(db, { ids: listOf(list) }));
  expect(await found()).toEqual([]);
  expect((await found(...ids)).map(({ id }) => id)).toEqual(ids.map((id) => id.toWellFormed()));
  expect(await found('九', 'nothing')).toEqual([{ id: '九' }]);
});
