import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Db } from '../../src/store/client.ts';
import { appendEvents } from '../../src/store/events.ts';
import { giveLease, leaseNow, takeLease } from '../../src/store/leases.ts';
import { events } from '../../src/store/schema/orders.ts';
import type { Store } from '../../src/store/store.ts';
import { anyEvent } from './events.ts';
import { PEOPLE, lifeServices } from './life-desk.ts';

const add = (id: string) => (db: Db) => appendEvents(db, [anyEvent(id)]);
const idsLike = (store: Store, start: string): Promise<string[]> =>
  store.read(async (db) =>
    (await db.select({ id: events.orderId }).from(events).orderBy(events.id))
      .map(({ id }) => id)
      .filter((id) => id.startsWith(start)),
  );

/** What every store does, wherever its database lies. `open` opens an empty one. */
export function storeContract(where: string, open: () => Promise<Store>): void {
  describe(`a store ${where}`, () => {
    const over = (work: (store: Store) => Promise<void>) => async () => {
      const store = await open();
      try {
        await work(store);
      } finally {
        await store.close();
      }
    };

    test(
      'keeps writes in their order, and reads each as soon as it is told of',
      over(async (store) => {
        await Promise.all(
          Array.from({ length: 150 }, async (_, i) => {
            await store.write(add(`many-${i}`));
            expect(await idsLike(store, `many-${i}`)).toContain(`many-${i}`);
          }),
        );
        expect(await idsLike(store, 'many-')).toEqual(Array.from({ length: 150 }, (_, i) => `many-${i}`));
      }),
    );

    test(
      'undoes what fails, and nothing else of the same transaction',
      over(async (store) => {
        const outcomes = await Promise.allSettled([
          store.write(add('kept-1')),
          store.write(async (db) => {
            await add('undone')(db);
            throw new Error('no');
          }),
          store.write(async (db) => {
            await add('kept-2')(db);
            // The same event a second time.
            await add('kept-2')(db);
          }),
          store.write(add('kept-3')),
        ]);
        expect(outcomes.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'rejected',
          'fulfilled',
        ]);
        expect(await idsLike(store, 'kept-')).toEqual(['kept-1', 'kept-3']);
        expect(await idsLike(store, 'undone')).toEqual([]);
      }),
    );

    test(
      'shows one moment to a long reading',
      over(async (store) => {
        await store.write(add('moment-1'));
        const seen = await store.snapshot(async (db) => {
          const count = async () =>
            (await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM events`))[0]?.n ?? 0;
          const before = await count();
          await store.write(add('moment-2'));
          return (await count()) - before;
        });
        expect(seen).toBe(0);
        expect(await idsLike(store, 'moment-')).toEqual(['moment-1', 'moment-2']);
      }),
    );

    test(
      'knows foreign keys',
      over(async (store) => {
        const orphan = store.write((db) =>
          db.run(
            sql`INSERT INTO law_articles (version_id, ordinal, label, number, text) VALUES (987654, 1, '一', 1, 't')`,
          ),
        );
        await expect(orphan).rejects.toMatchObject({
          cause: { message: expect.stringContaining('FOREIGN KEY') as string },
        });
      }),
    );

    test(
      'gives a lease to one holder until it ends or is given back',
      over(async (store) => {
        const take = (holder: string, ms: number) =>
          store.write((db) => takeLease(db, { name: 'lease', holder, ms }));
        expect(await take('a', 60_000)).toBe(true);
        expect(await take('b', 60_000)).toBe(false);
        expect(await take('a', 60_000)).toBe(true);
        expect(await store.read((db) => leaseNow(db, 'lease'))).toMatchObject({ holder: 'a' });
        await store.write((db) => giveLease(db, 'lease', 'b'));
        expect(await take('b', 60_000)).toBe(false);
        await store.write((db) => giveLease(db, 'lease', 'a'));
        expect(await take('b', -1)).toBe(true);
        expect(await store.read((db) => leaseNow(db, 'lease'))).toBeNull();
        expect(await take('a', 60_000)).toBe(true);
      }),
    );

    test(
      'takes orders in, finds them by their words and moves them',
      over(async (store) => {
        const d = await lifeServices(store);
        const id = await d.take('西单买鞋开胶要退款');
        await d.services.handling.acknowledge(PEOPLE.handler, id);
        const found = await d.services.orders.list(PEOPLE.dispatcher, { q: '开胶' });
        expect(found.rows.map((row) => row.id)).toEqual([id]);
        const again = { idempotencyKey: 'k-1' };
        const input = {
          channel: 'phone',
          receivedAt: '2026-04-14T09:30:00+08:00',
          text: '西单买伞',
          caller: { phone: '13800001234' },
        };
        const answers = await Promise.all(
          [1, 2, 3].map(() => d.services.intake.accept(PEOPLE.key, [input], again)),
        );
        expect(new Set(answers.flatMap((one) => one.map((each) => 'id' in each && each.id))).size).toBe(1);
      }),
    );
  });
}
