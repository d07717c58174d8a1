import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/client.ts';
import { ledQuery, returnedIds, returnedOrders } from '../../src/store/returns.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const ORDERS = 4_000;
const EVENTS = 8;
const DAY = 86_400_000;
/** Order n is received on day n % 100; every 200th is returned, by one unit or the other. */
const isReturned = (n: number): boolean => n % 200 === 0;

/** Many orders with many events, few of them returns; what the planner knows of them is what a used database knows. */
async function filled(): Promise<Store> {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  await store.write(async (db) => {
    await db.run(
      sql.raw(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ORDERS - 1})
      INSERT INTO orders (seq, id, number, channel, received_at, stored_at, text_hash, input, excerpt, state, action,
        corrected, issue_type, issue_confidence, demand_kind, urgency, urgency_rank, lead_unit)
      SELECT i + 1, 'o' || i, 'n' || i, 'phone', (i % 100) * ${DAY}, (i % 100) * ${DAY}, '', '{}', '',
        CASE WHEN i % 3 = 0 THEN 'received' ELSE 'handling' END, 'dispatch', 0, '0101', 1, '投诉', 'normal', 2,
        'U' || (i % 7) FROM n`),
    );
    await db.run(
      sql.raw(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ORDERS * EVENTS - 1})
      INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, actor_unit, state, data, detail)
      SELECT 'o' || (i / ${EVENTS}), i % ${EVENTS} + 1, (i / ${EVENTS} % 100) * ${DAY} + i % ${EVENTS},
        CASE WHEN i % ${EVENTS} = 3 AND (i / ${EVENTS}) % 200 = 0 THEN 'proposeReturn' ELSE 'note' END,
        '王', 'u', 'handler', CASE WHEN (i / ${EVENTS}) % 400 = 0 THEN 'A' ELSE 'B' END, 'handling',
        '{"reason":"不归","owner":"C"}', '' FROM n`),
    );
    await db.run(sql`ANALYZE`);
  });
  return store;
}

const planOf = async (db: Db, query: { getSQL: () => ReturnType<typeof sql> }): Promise<string[]> =>
  (await db.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${query.getSQL()}`)).map(({ detail }) => detail);

test('returned orders are found from the returns alone, without reading all events or all orders', async () => {
  const store = await filled();
  await store.read(async (db) => {
    for (const wanted of [
      {},
      { units: ['A'] },
      { period: [0, 50 * DAY] as const },
      { units: ['A', 'B'], period: [0, 50 * DAY] as const },
    ]) {
      const plan = await planOf(db, returnedIds(db, wanted));
      expect(plan.join('\n'), JSON.stringify(wanted)).toContain('INDEX events_returns');
      expect(plan.join('\n')).toMatch(/SEARCH orders USING (COVERING )?INDEX orders_id/);
      expect(
        plan.filter((line) => /^SCAN (orders|events)\b/.test(line) && !line.includes('events_returns')),
      ).toEqual([]);
    }
    const ofUnit = await planOf(db, returnedIds(db, { units: ['A'] }));
    expect(ofUnit.join('\n')).toMatch(/SEARCH events USING COVERING INDEX events_returns \(actor_unit=\?/);
    expect((await planOf(db, ledQuery(db, [0, DAY]))).join('\n')).toContain('INDEX orders_received');
  });
});

test('they are those of the period and of the units, as a look at every order says', async () => {
  const store = await filled();
  const all = Array.from({ length: ORDERS }, (_, n) => n).filter(isReturned);
  const found = (wanted: Parameters<typeof returnedIds>[1]) =>
    store.read(async (db) => (await returnedIds(db, wanted)).map(({ id }) => id));
  expect(await found({})).toEqual(all.map((n) => `o${n}`));
  expect(await found({ units: ['A'] })).toEqual(all.filter((n) => n % 400 === 0).map((n) => `o${n}`));
  expect(await found({ period: [0, 1] })).toEqual(all.map((n) => `o${n}`));
  expect(await found({ period: [1, 100 * DAY] })).toEqual([]);
  expect(await found({ units: [] })).toEqual([]);
  const lives = await store.read((db) => returnedOrders(db, { units: ['B'] }));
  expect(lives).toHaveLength(all.filter((n) => n % 400 !== 0).length);
  expect(lives.every((events) => events.length === EVENTS)).toBe(true);
});
