import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFollowing } from '../../src/app/following.ts';
import type { LiveChange } from '../../src/app/life/live-changes.ts';
import { startAlone } from '../../src/jobs/alone.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import type { Db } from '../../src/store/client.ts';
import { appendAudit, verifyAudit } from '../../src/store/audit.ts';
import { appendEvents } from '../../src/store/events.ts';
import { takeLease } from '../../src/store/leases.ts';
import { enqueue, outboxCounts } from '../../src/store/outbox.ts';
import { orderById } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { anyEvent } from '../support/events.ts';
import { DATABASE_REPLICA, DATABASE_SERVER, emptied, lineTo } from '../support/database-server.ts';
import { PEOPLE, lifeServices } from '../support/life-desk.ts';
import { storeContract } from '../support/store-contract.ts';

const add = (id: string) => (db: Db) => appendEvents(db, [anyEvent(id)]);
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const times = async (store: Store, start: string): Promise<number[]> =>
  (
    (await store.read((db) =>
      db.all(sql`SELECT count(*) AS n FROM events WHERE order_id LIKE ${`${start}%`} GROUP BY order_id`),
    )) as { n: number }[]
  ).map(({ n }) => n);
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let n = 0; n < 600 && !(await holds()); n++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await holds()).toBe(true);
};

// Without the address of a server there is nothing to look at; .ci/run starts one.
describe.skipIf(DATABASE_SERVER === null)('a libSQL server', () => {
  const url = DATABASE_SERVER ?? '';
  storeContract('on a server', async () => openStore({ url: await emptied(url) }));

  describe('with two processes', () => {
    let stores: [Store, Store];
    beforeEach(async () => {
      await emptied(url);
      // The one through a replica, where there is one: it passes writes on and reads for itself.
      stores = [await openStore({ url }), await openStore({ url: DATABASE_REPLICA ?? url })];
    });
    afterEach(async () => {
      for (const store of stores) await store.close();
    });

    test('keeps every write of both once, in one chain of the audit', async () => {
      const entry = (i: number) => ({
        at: i,
        actorId: 'a',
        actorName: '甲',
        action: 'test',
        subject: String(i),
        detail: '',
      });
      await Promise.all(
        stores.flatMap((store, p) =>
          Array.from({ length: 60 }, (_, i) =>
            store.write(async (db) => {
              await add(`both-${p}-${i}`)(db);
              await appendAudit(db, [entry(i)]);
            }),
          ),
        ),
      );
      for (const store of stores) expect(await times(store, 'both-')).toEqual(Array(120).fill(1));
      expect(await verifyAudit(stores[0].read)).toMatchObject({ ok: true });
    });

    test('reads through a replica only once it has the tables of today', async () => {
      const made = (store: Store) =>
        store.read((db) => db.all(sql`SELECT name, applied_at FROM schema_migrations`));
      for (let n = 0; n < 5; n++) {
        for (const store of stores) await store.close();
        await emptied(url);
        const through = await openStore({ url: DATABASE_REPLICA ?? url });
        const there = await made(through);
        stores = [await openStore({ url }), through];
        expect(there).toEqual(await made(stores[0]));
      }
    });

    test('stores the same message that comes to both once, and no number twice', async () => {
      const [a, b] = [await lifeServices(stores[0]), await lifeServices(stores[1])];
      const input = (text: string) => ({
        channel: 'phone',
        receivedAt: '2026-04-14T09:30:00+08:00',
        text,
        caller: { phone: '13800001234' },
      });
      const same = await Promise.all(
        [a, b, a, b].map((d) =>
          d.services.intake.accept(PEOPLE.key, [input('西单买伞开胶')], { idempotencyKey: 'one' }),
        ),
      );
      const ids = same.flat().map((one) => ('id' in one ? one.id : 'refused'));
      expect(new Set(ids).size).toBe(1);
      expect(ids).not.toContain('refused');
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 === 0 ? a : b).services.intake.accept(PEOPLE.key, [input(`西单买鞋第${i}双`)]),
        ),
      );
      const rows = (await stores[0].read((db) => db.all(sql`SELECT number FROM orders`))) as {
        number: string;
      }[];
      expect(rows).toHaveLength(21);
      expect(new Set(rows.map(({ number }) => number)).size).toBe(21);
    });

    test('lets one of two make the same move of the same order', async () => {
      const [a, b] = [await lifeServices(stores[0]), await lifeServices(stores[1])];
      const id = await a.take('西单买鞋开胶');
      // A replica has it a moment later.
      const known = () => b.services.orders.get(PEOPLE.handler, id).catch(() => null);
      await until(async () => (await known()) !== null);
      const version = (await known())?.version ?? 0;
      const moves = await Promise.allSettled(
        [a, b].map((d) => d.services.handling.acknowledge(PEOPLE.handler, id, version)),
      );
      expect(moves.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(moves.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { code: 'order_changed' },
      });
    });

    test('does a job once, though both take it', async () => {
      const [a, b] = [await lifeServices(stores[0]), await lifeServices(stores[1])];
      await stores[0].write(async (db) => {
        for (let i = 0; i < 10; i++) await enqueue(db, [{ topic: 'made-up', payload: { i } }], 0);
      });
      // A replica has them a moment later.
      await until(async () => (await stores[1].read(outboxCounts)).waiting === 10);
      let begun = 0;
      const handlers = {
        'made-up': async (payload: Readonly<Record<string, unknown>>) => {
          begun++;
          await new Promise((resolve) => setTimeout(resolve, 20));
          return add(`job-${String(payload['i'])}`);
        },
      };
      const runners = [a, b].map(({ context: { store, clock } }) =>
        startRunner({ store, clock, log: SILENT, handlers, topics: ['made-up'], pollMs: 3_600_000 }),
      );
      await Promise.all(runners.map((runner) => runner.drain()));
      await Promise.all(runners.map((runner) => runner.stop()));
      expect(begun).toBeGreaterThan(10);
      expect(await times(stores[0], 'job-')).toEqual(Array(10).fill(1));
    });

    test('has one process do what one alone does, and another when that one ends or is gone', async () => {
      const begun: string[] = [];
      const alone = (store: Store, name: string) =>
        startAlone(
          { store, log: SILENT },
          'test',
          async () => {
            begun.push(`${name} begins`);
            return { stop: async () => void begun.push(`${name} ends`) };
          },
          { leaseMs: 900 },
        );
      const first = alone(stores[0], 'first');
      await until(() => first.isHere());
      const second = alone(stores[1], 'second');
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(begun).toEqual(['first begins']);
      await first.stop();
      await until(() => second.isHere());
      expect(begun).toEqual(['first begins', 'first ends', 'second begins']);
      await second.stop();
      // One that says nothing any more.
      await stores[0].write((db) => takeLease(db, { name: 'test', holder: 'gone', ms: 1200 }));
      const third = alone(stores[1], 'third');
      await until(() => third.isHere());
      await third.stop();
      expect(begun.slice(4)).toEqual(['third begins', 'third ends']);
    });

    test('tells one process what the other moved, and reads anew what it changed', async () => {
      const [a, b] = [await lifeServices(stores[0]), await lifeServices(stores[1])];
      const id = await a.take('西单买鞋开胶');
      await until(async () => (await stores[1].read((db) => orderById(db, id))) !== null);
      const told: LiveChange[] = [];
      const read: string[] = [];
      const reader = (name: string) => async () => void read.push(name);
      const following = await createFollowing(b.context, {
        rulings: reader('rulings'),
        profile: reader('profile'),
        knowledge: reader('knowledge'),
        model: reader('model'),
      });
      b.context.changes.join({ listen: (_, change) => void told.push(change), end: () => {} });
      await following.look();
      expect([told, read]).toEqual([[], []]);
      await a.services.handling.correct(PEOPLE.dispatcher, id, { unit: 'CGZF' });
      await stores[0].write((db) =>
        db.run(sql`INSERT INTO promotions (at, how, from_version, to_version, by_id, by_name, reason, took_ms)
          VALUES (1, 'promote', 'x', 'y', 'u', '甲', '', 1)`),
      );
      await until(async () => {
        await following.look();
        return told.length > 0 && read.length > 0;
      });
      expect(read).toEqual(['model']);
      // Whoever led it is told that it went, whoever leads it that it came.
      expect(told).toMatchObject([{ before: { leadUnit: 'SCS-XCAJ' }, after: { id, leadUnit: 'CGZF' } }]);
      // What this process did itself was told at once, and is not told again.
      await b.services.handling.acknowledge(PEOPLE.city, id);
      expect(told).toHaveLength(2);
      await following.look();
      expect(told).toHaveLength(2);
      following.stop();
    });
  });

  test('keeps what it acknowledged exactly once, whenever the line to it is cut', async () => {
    await emptied(url);
    const line = await lineTo(url);
    const store = await openStore({ url: line.url });
    try {
      for (let i = 0; i < 4; i++) {
        // A server waits some seconds for whoever had the lock. Anywhere from the first answer of a transaction to the last.
        line.cutAfter(i * 510);
        await store.write(add(`cut-${i}`));
      }
      expect(await times(store, 'cut-')).toEqual(Array(4).fill(1));
    } finally {
      await store.close();
      await line.close();
    }
  });
});
