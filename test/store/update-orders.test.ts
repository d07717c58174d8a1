import { afterEach, expect, test } from 'vitest';
import { insertOrders, orderById, updateOrder, updateOrders } from '../../src/store/orders.ts';
import type { NewOrder, OrderChange } from '../../src/store/orders.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const row = (id: string): NewOrder => ({
  id,
  channel: 'phone',
  externalId: null,
  receivedAt: 1,
  storedAt: 1,
  textHash: id,
  input: {},
  excerpt: '',
  phone: null,
  state: 'dispatched',
  version: 3,
  since: 1,
  action: 'dispatch',
  issueType: '0101',
  issueConfidence: 0.9,
  demandKind: '投诉',
  urgency: 'normal',
  street: null,
  leadUnit: 'A',
  jointUnit: 'B',
  dueAt: 5,
});

async function store(): Promise<Store> {
  const made = await openStore({ url: tempDatabase() });
  open.push(made);
  await made.write((db) =>
    insertOrders(
      db,
      ['a', 'b', 'c'].map((id) => ({ row: row(id), text: id })),
    ),
  );
  return made;
}

/** Of every kind of column: text, number, yes or no, lists, and nothing. */
const CHANGES: readonly OrderChange[] = [
  {
    id: 'a',
    version: 3,
    set: { version: 4, state: 'handling', personName: '王"所\'', calledUnits: ['X', 'Y'] },
  },
  { id: 'b', version: 3, set: { jointUnit: null, dueAt: null, corrected: true, soonSpans: [[1, 2]] } },
  { id: 'c', version: 3, set: {} },
];

test('many changes leave the same rows as one change after the other', async () => {
  const [together, single] = [await store(), await store()];
  await together.write((db) => updateOrders(db, CHANGES));
  for (const { id, set } of CHANGES)
    if (Object.keys(set).length > 0) await single.write((db) => updateOrder(db, id, set));
  for (const { id } of CHANGES) {
    const [one, other] = [
      await together.read((db) => orderById(db, id)),
      await single.read((db) => orderById(db, id)),
    ];
    expect(one).toEqual(other);
    expect(one).toMatchObject(CHANGES.find((change) => change.id === id)?.set ?? {});
  }
});

test('an order that stands at another version is an error, and nothing of the write is kept', async () => {
  const made = await store();
  const stale = { id: 'b', version: 2, set: { state: 'closed' } } as const;
  const write = made.write((db) =>
    updateOrders(db, [{ id: 'a', version: 3, set: { state: 'closed' } }, stale]),
  );
  await expect(write).rejects.toThrow('1 of 2 orders');
  for (const id of ['a', 'b'])
    expect(await made.read((db) => orderById(db, id))).toMatchObject({ state: 'dispatched', version: 3 });
});
