import { afterEach, expect, test } from 'vitest';
import type { LifeEvent } from '../../src/orders/life-events.ts';
import { appendEvents, eventsOf, lifeEventsOf, lifeEventsOfMany } from '../../src/store/events.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});
const fresh = async (): Promise<Store> => {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  return store;
};

const note = (version: number, text: string, unit: string | null = null): LifeEvent => ({
  version,
  at: Date.parse('2026-04-14T10:00:00+08:00') + version,
  kind: 'note',
  actor: { id: 'u-h', name: text, role: 'handler', unit },
  to: 'handling',
  data: { text },
});
const of = (orderId: string, event: LifeEvent) => ({ orderId, event, detail: `说明 ${orderId}` });

test('events come back as they were given, each order’s own and by version, whatever the order they were kept in', async () => {
  const store = await fresh();
  const odd = ['"引号"\\反斜线', '换\n行\t\u2028', '😀𠮷', '', "'; DROP TABLE events; --", '$[0]', '1e3'];
  const a = odd.map((text, i) => note(i + 1, text, i % 2 === 0 ? 'SCJG' : null));
  const b = [note(2, '后'), note(1, '先')];
  await store.write((db) =>
    appendEvents(db, [...b.map((event) => of('b', event)), ...a.toReversed().map((event) => of('a', event))]),
  );
  const found = await store.read((db) => lifeEventsOfMany(db, ['a', 'b', 'c']));
  expect([...found.keys()].sort()).toEqual(['a', 'b']);
  expect(found.get('a')).toEqual(a);
  expect(found.get('b')).toEqual(b.toReversed());
  expect(await store.read((db) => lifeEventsOf(db, 'c'))).toEqual([]);
  expect((await store.read((db) => eventsOf(db, 'b'))).map(({ detail }) => detail)).toEqual([
    '说明 b',
    '说明 b',
  ]);
});

test('half of a character in a name is replaced, and can be read again', async () => {
  const store = await fresh();
  await store.write((db) => appendEvents(db, [of('a', note(1, '半\ud83d'))]));
  const [event] = await store.read((db) => lifeEventsOf(db, 'a'));
  expect(event?.actor.name).toBe('半\ufffd');
});

test('a second event of the same version is refused, and nothing of its write is kept', async () => {
  const store = await fresh();
  await store.write((db) => appendEvents(db, [of('a', note(1, '一'))]));
  const twice = store.write((db) => appendEvents(db, [of('b', note(1, '一')), of('a', note(1, '二'))]));
  await expect(twice).rejects.toThrow();
  const found = await store.read((db) => lifeEventsOfMany(db, ['a', 'b']));
  expect(found.get('a')).toMatchObject([{ data: { text: '一' } }]);
  expect(found.has('b')).toBe(false);
});
