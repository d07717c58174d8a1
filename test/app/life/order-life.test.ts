import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { checkOrders, columnsApart } from '../../../src/app/life/order-check.ts';
import { seededRandom } from '../../../src/kernel/random.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import { ordersByIds, updateOrder } from '../../../src/store/orders.ts';
import type { Store } from '../../../src/store/store.ts';
import { PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { canBeDecided, walk } from '../../support/random-life.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const TEXTS = ['西单的鞋', '拿不准的鞋', '施工噪声', '举报西单的店', '着火的店', '某地的卡'];

test('whatever people do, each row is what its events alone make of it, and what waits can be decided', async () => {
  const moves = new Set<string>();
  const states = new Set<string>();
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
      const d = await desk();
      const ids: string[] = [];
      for (const text of TEXTS) ids.push(await d.take(text));
      const walked = await walk(d, ids, 240, seededRandom(seed), (life, { version }) => {
        expect(life.version).toBe(version);
        if (life.pending !== null) expect(canBeDecided(life), JSON.stringify(life)).toBe(true);
      });
      for (const move of walked.made.keys()) moves.add(move);
      for (const state of walked.states) states.add(state);
      refused += walked.refused;
      const rows = await d.store.read((db) => ordersByIds(db, ids));
      for (const row of rows) {
        const events = await d.store.read((db) => lifeEventsOf(db, row.id));
        expect(columnsApart(d.profile, row, events), row.number).toEqual([]);
      }
      expect(await checkOrders(d.store, d.profile, { deep: true })).toEqual({
        orders: TEXTS.length,
        looked: TEXTS.length,
        differences: [],
      });
      expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
    }),
    { seed: 20260414, numRuns: 2 },
  );
  // The walk is worth something: it went nearly everywhere, and against the table as well.
  expect(states.size, [...states].join()).toBeGreaterThanOrEqual(10);
  expect(moves.size, [...moves].join()).toBeGreaterThanOrEqual(36);
  expect(refused).toBeGreaterThan(40);
}, 120_000);

test('a row that was tampered with is found and named with the columns that lie', async () => {
  const d = await desk();
  const ids = [await d.take('西单的鞋'), await d.take('西单的包'), await d.take('施工噪声')];
  await d.services.handling.acknowledge(PEOPLE.handler, ids[0] ?? '');
  await d.store.write(async (db) => {
    await updateOrder(db, ids[0] ?? '', { state: 'closed', personName: '别人' });
    await updateOrder(db, ids[2] ?? '', { dueAt: 1 });
  });
  const { orders, looked, differences } = await checkOrders(d.store, d.profile);
  expect([orders, looked]).toEqual([3, 3]);
  expect(differences.map(({ id, columns }) => [id, columns])).toEqual(
    expect.arrayContaining([
      [ids[0], ['state', 'personName']],
      [ids[2], ['dueAt']],
    ]),
  );
  expect(differences).toHaveLength(2);
});

test('a sample looks at the newest orders and at some of every age; all are looked at where asked for', async () => {
  const d = await desk();
  const texts = Array.from({ length: 620 }, (_, i) => ({
    channel: 'phone',
    receivedAt: '2026-04-14T09:30:00+08:00',
    text: `西单的鞋第${i}双`,
  }));
  for (const part of [texts.slice(0, 310), texts.slice(310)])
    await d.services.intake.accept(PEOPLE.key, part);
  const sample = await checkOrders(d.store, d.profile);
  expect(sample).toMatchObject({ orders: 620, differences: [] });
  expect(sample.looked).toBeGreaterThan(400);
  expect(sample.looked).toBeLessThanOrEqual(500);
  expect(await checkOrders(d.store, d.profile, { deep: true })).toMatchObject({ orders: 620, looked: 620 });
});
