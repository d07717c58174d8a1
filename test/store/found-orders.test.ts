import { afterEach, expect, it } from 'vitest';
import { reachOf } from '../support/reach.ts';
import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import {
  ordersByPhoneTail,
  ordersNumbered,
  ordersSaying,
  subjectsNamed,
} from '../../src/store/found-orders.ts';
import { insertOrders, listOrders } from '../../src/store/orders.ts';
import type { NewOrder } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const AT = Date.parse('2026-04-14T10:00:00+08:00');

type Given = {
  readonly text: string;
  readonly phone: string | null;
  readonly unit: string;
  readonly at: number;
};

const rowOf = ({ text, phone, unit, at }: Given, i: number): NewOrder => ({
  id: `o${i}`,
  channel: 'phone',
  externalId: i % 2 === 0 ? `WX-${i}` : null,
  receivedAt: at,
  storedAt: at,
  textHash: String(i),
  input: { text },
  excerpt: text,
  state: 'dispatched',
  action: 'dispatch',
  issueType: '0101',
  issueConfidence: 1,
  demandKind: '投诉',
  urgency: 'normal',
  street: null,
  leadUnit: unit,
  jointUnit: null,
  version: 1,
  since: at,
  dueAt: null,
  phone,
});

async function storeOf(given: readonly Given[]): Promise<Store> {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  await store.write((db) =>
    insertOrders(
      db,
      given.map((one, i) => ({ row: rowOf(one, i), text: one.text })),
    ),
  );
  return store;
}

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

it('finds the words, tails and numbers that a plain look at every order finds, the latest received first', async () => {
  const orders = fc.array(
    fc.record({
      text: fc.constantFrom('退款退货', '商家不退款', '噪声扰民', '退 款', '夜里噪声'),
      phone: fc.constantFrom(null, '13800001234', '+86 13900001234', '13800005678'),
      unit: fc.constantFrom('A', 'B'),
      at: fc.integer({ min: 0, max: 50 }).map((hours) => AT + hours * 3_600_000),
    }),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(orders, fc.constantFrom(undefined, 'A'), async (given, onlyUnit) => {
      const store = await storeOf(given);
      const scope = { reach: reachOf(onlyUnit ?? null) };
      const naive = (fits: (one: Given) => boolean): string[] =>
        given
          .map((one, i) => ({ ...one, id: `o${i}`, i }))
          .filter((one) => fits(one) && (onlyUnit === undefined || one.unit === onlyUnit))
          .sort((a, b) => b.at - a.at || b.i - a.i)
          .map(({ id }) => id);
      const found = await store.read((db) => ordersSaying(db, '退款', scope, 20));
      expect(ids(found.rows)).toEqual(naive(({ text }) => text.includes('退款')));
      const tail = await store.read((db) => ordersByPhoneTail(db, '1234', scope, 20));
      expect(ids(tail.rows)).toEqual(naive(({ phone }) => phone?.endsWith('1234') ?? false));
      expect(tail).toMatchObject({ total: tail.rows.length, isMore: false });
      await store.close();
      open.splice(0);
    }),
    { numRuns: 15 },
  );
});

it('an order is found by its number, its beginning, its running number and the number of the other system', async () => {
  const given = [0, 1, 2].map((i): Given => ({ text: '鞋', phone: null, unit: 'A', at: AT + i }));
  const store = await storeOf(given);
  const by = async (number: string) =>
    ids((await store.read((db) => ordersNumbered(db, number, { reach: reachOf() }, 8))).rows).sort();
  expect(await by('20260414-000002')).toEqual(['o1']);
  expect(await by('20260414')).toEqual(['o0', 'o1', 'o2']);
  expect(await by('000003')).toEqual(['o2']);
  expect(await by('003')).toEqual(['o2']);
  expect(await by('WX-2')).toEqual(['o2']);
  expect(await by('%')).toEqual([]);
});

it('so many are shown, so many counted, and a word of every order is said to be in more', async () => {
  const store = await storeOf(
    Array.from({ length: 203 }, (_, i): Given => ({ text: '市民反映', phone: null, unit: 'A', at: AT + i })),
  );
  const found = await store.read((db) => ordersSaying(db, '市民', { reach: reachOf() }, 8));
  expect(ids(found.rows)[0]).toBe('o202');
  expect(found).toMatchObject({ total: 200, isMore: true, rows: { length: 8 } });
});

it('numbers, tails and running numbers are looked up in an index', async () => {
  const store = await storeOf([]);
  const plan = async (where: string): Promise<string> =>
    (
      (await store.read((db) =>
        db.all(sql.raw(`EXPLAIN QUERY PLAN SELECT seq FROM orders WHERE ${where}`)),
      )) as {
        detail: string;
      }[]
    )
      .map(({ detail }) => detail)
      .join('\n');
  expect(await plan("phone_reversed >= '4321' AND phone_reversed < '4321z'")).toContain('orders_phone');
  expect(await plan("substr(number, 10) = '000123'")).toContain('orders_running_number');
  expect(await plan("external_id = 'WX-2'")).toContain('orders_external_number');
});

it('whoever may not see who called finds nothing by names and numbers', async () => {
  const store = await storeOf([{ text: '回我 13800001234', phone: '13800001234', unit: 'A', at: AT }]);
  const total = async (query: Omit<Parameters<typeof listOrders>[1], 'reach'>) =>
    (await store.read((db) => listOrders(db, { ...query, reach: reachOf() }, { limit: 1, offset: 0 }))).total;
  expect(await total({ q: '1234' })).toBe(1);
  expect(await total({ phone: '1234' })).toBe(1);
  expect(await total({ q: '1234', blind: 'all' })).toBe(0);
  expect(await total({ q: '13800001234', blind: 'all' })).toBe(0);
  expect(await total({ phone: '1234', blind: 'all' })).toBe(0);
  expect(await total({ q: '20260414-000001', blind: 'all' })).toBe(1);
  expect(await total({ q: '回我', blind: 'all' })).toBe(1);
});

it('subjects are found by words of their names, of a unit those its own orders name', async () => {
  const store = await storeOf([
    { text: '鞋', phone: null, unit: 'A', at: AT },
    { text: '鞋', phone: null, unit: 'B', at: AT },
    { text: '鞋', phone: null, unit: 'B', at: AT },
  ]);
  const names = [
    [1, '雪屿西单店'],
    [2, '雪屿金融街店'],
    [3, '雪屿金融街店'],
    [3, '别家'],
  ] as const;
  await store.write(async (db) => {
    for (const [seq, name] of names)
      await db.run(
        sql`INSERT INTO topic_names (kind, name, order_seq, at, issue_type) VALUES ('subject', ${name}, ${seq}, 1, '0101')`,
      );
  });
  const by = (words: string[], onlyUnit?: string) =>
    store.read((db) => subjectsNamed(db, words, { reach: reachOf(onlyUnit ?? null) }, 8));
  expect(await by(['雪屿'])).toEqual([
    { name: '雪屿金融街店', orders: 2 },
    { name: '雪屿西单店', orders: 1 },
  ]);
  expect(await by(['雪屿', '金融街'])).toEqual([{ name: '雪屿金融街店', orders: 2 }]);
  expect(await by(['雪屿'], 'A')).toEqual([{ name: '雪屿西单店', orders: 1 }]);
});
