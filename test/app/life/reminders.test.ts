import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createReminders } from '../../../src/app/life/reminders.ts';
import { createSweeping } from '../../../src/app/life/sweeping.ts';
import { moveIn, SYSTEM } from '../../../src/app/life/order-life.ts';
import type { Actor } from '../../../src/app/types.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import { orderById } from '../../../src/store/orders.ts';
import { connect } from '../../../src/store/client.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, MINUTE, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (url = tempDatabase()): Promise<LifeDesk> => lifeDesk(url, (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, leader, admin, handler, chief, street, elsewhere, callback, analyst, key } = PEOPLE;
const sweep = (d: LifeDesk) => createSweeping(d.context).sweep();
const PAGE = { page: 1, pageSize: 200 };

const listed = (d: LifeDesk, actor: Actor, query: { unseen?: boolean; kind?: 'late' | 'soon' } = {}) =>
  d.services.reminders.list(actor, { unseen: false, ...query }, PAGE);
const kinds = async (d: LifeDesk, actor: Actor): Promise<string[]> =>
  (await listed(d, actor)).rows.map(({ kind, order }) => `${kind} ${order.id}`);
const unseen = (d: LifeDesk, actor: Actor): Promise<number> => d.services.reminders.unseen(actor);

/** A reminder as a sweep would write it. */
async function remind(d: LifeDesk, id: string, kindKey: string, about = kindKey): Promise<void> {
  await d.store.write(async (db) => {
    const order = await orderById(db, id);
    if (order === null) throw new Error('no order');
    const step = { order, actor: SYSTEM, now: d.clock.now(), detail: about };
    await moveIn(d.context, db, step, { move: 'remind', data: { about, key: kindKey } });
  });
  d.context.changes.publish([]);
  d.pass(MINUTE);
}

describe('whom a reminder concerns', () => {
  test('what lies idle or late at a unit is told its people, what is supervised the centre as well', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    d.pass(6 * DAY);
    const { made } = await sweep(d);
    expect(made).toEqual({ idle: 1, late: 1, supervise: 1 });
    for (const actor of [handler, chief])
      expect((await kinds(d, actor)).sort()).toEqual([`idle ${id}`, `late ${id}`, `supervise ${id}`]);
    for (const actor of [dispatcher, admin, leader])
      expect(await kinds(d, actor)).toEqual([`supervise ${id}`]);
    for (const actor of [street, elsewhere]) expect(await kinds(d, actor)).toEqual([]);
    const [first] = (await listed(d, handler, { kind: 'late' })).rows;
    expect(first).toMatchObject({
      seen: false,
      order: { state: 'dispatched', leadUnit: { code: 'SCS-XCAJ' }, person: null, supervision: 2 },
    });
    expect(first?.about).toContain('超期');
  });

  test('what waits to be sent out or decided is told the centre alone; leaders are told what they decide', async () => {
    const d = await desk();
    const waits = await d.take('西单的鞋 拿不准');
    const asked = await d.take('西单的包');
    await d.services.handling.acknowledge(handler, asked);
    await d.file(asked, 'other', 'document');
    await d.move(handler, asked, 'proposeReturn', {
      reason: '不在辖区',
      clause: '一',
      code: 'R01',
      owner: 'SCJG',
    });
    d.pass(25 * HOUR);
    await sweep(d);
    expect((await kinds(d, dispatcher)).sort()).toEqual([`decide ${asked}`, `undispatched ${waits}`]);
    expect(await kinds(d, leader)).toEqual([`decide ${asked}`]);
    expect(await kinds(d, handler)).toEqual([]);
  });

  test('an order on a person is told that person and the head of the unit, not a colleague', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    await d.services.handling.acknowledge(chief, id);
    await remind(d, id, 'late:a:1:0');
    expect(await kinds(d, handler)).toEqual([]);
    expect(await kinds(d, chief)).toEqual([`late ${id}`]);
    await d.move(chief, id, 'assign', { person: handler.id });
    // Whoever takes it over finds what it lies behind with, as not seen.
    expect(await unseen(d, handler)).toBe(1);
    expect(await kinds(d, handler)).toEqual([`late ${id}`]);
  });

  test('a unit is told nothing of the time before it had an order, and nothing after it lost it', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    await remind(d, id, 'late:a:1:0', '前一单位超期');
    await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
    expect(await kinds(d, handler)).toEqual([]);
    expect(await kinds(d, elsewhere)).toEqual([]);
    await remind(d, id, 'soon:a:2:0', '后一单位临期');
    expect(await kinds(d, elsewhere)).toEqual([`soon ${id}`]);
    await d.services.handling.correct(dispatcher, id, { unit: 'SCS-XCAJ' });
    expect((await listed(d, handler)).rows.map(({ about }) => about)).toEqual(['前一单位超期']);
    expect(await kinds(d, elsewhere)).toEqual([]);
  });

  test('nobody is reminded of what they urged themselves', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    await d.move(leader, id, 'supervise', { level: 1, reason: '市里关注' });
    expect(await kinds(d, leader)).toEqual([]);
    expect(await kinds(d, dispatcher)).toEqual([`supervise ${id}`]);
    expect(await kinds(d, handler)).toEqual([`supervise ${id}`]);
    expect((await listed(d, handler)).rows[0]?.about).toContain('市里关注');
  });

  test('who has no list is refused, and what is older than thirty days is history', async () => {
    const d = await desk();
    for (const actor of [callback, analyst, key]) {
      expect(d.services.reminders.may(actor)).toBe(false);
      for (const asked of [listed(d, actor), unseen(d, actor), d.services.reminders.see(actor, { upTo: 1 })])
        await expect(asked).rejects.toMatchObject({ code: 'forbidden' });
    }
    const id = await d.take('西单的鞋');
    await remind(d, id, 'late:a:1:0');
    expect(await unseen(d, handler)).toBe(1);
    d.pass(31 * DAY);
    expect(await unseen(d, handler)).toBe(0);
    expect(await kinds(d, handler)).toEqual([]);
  });
});

describe('what was seen', () => {
  test('is marked one by one or up to a point, by kind, and stays marked however often it is said', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    for (const one of ['soon:a:1:0', 'late:a:1:0', 'idle:2', 'late:b:1:0']) await remind(d, id, one);
    const { rows, newest } = await listed(d, handler);
    expect(rows.map(({ kind }) => kind)).toEqual(['late', 'idle', 'late', 'soon']);
    expect(newest).toBe(rows[0]?.id);
    const second = rows[1]?.id ?? 0;
    const { reminders } = d.services;
    expect(await reminders.see(handler, { ids: [second] })).toEqual({ marked: 1, unseen: 3 });
    expect(await reminders.see(handler, { ids: [second] })).toEqual({ marked: 0, unseen: 3 });
    // What came after the page was made is not marked.
    await remind(d, id, 'late:c:1:0');
    expect(await reminders.see(handler, { upTo: newest, kind: 'late' })).toEqual({ marked: 2, unseen: 2 });
    expect((await listed(d, handler, { unseen: true })).rows.map(({ about }) => about)).toEqual([
      'late:c:1:0',
      'soon:a:1:0',
    ]);
    expect(await reminders.see(handler, { upTo: 1_000_000 })).toEqual({ marked: 2, unseen: 0 });
    expect(await listed(d, handler, { unseen: true })).toMatchObject({ rows: [], total: 0, unseen: 0 });
    // The head of the unit has seen none of it.
    expect(await unseen(d, chief)).toBe(5);
  });

  test('cannot be said of what concerns others, and leaves a line in the audit where something was marked', async () => {
    const d = await desk();
    const id = await d.take('西单的鞋');
    await remind(d, id, 'late:a:1:0');
    const [one] = (await listed(d, handler)).rows;
    const { reminders } = d.services;
    expect(await reminders.see(elsewhere, { ids: [one?.id ?? 0] })).toEqual({ marked: 0, unseen: 0 });
    expect(await reminders.see(handler, { ids: [one?.id ?? 0, 999] })).toMatchObject({ marked: 1 });
    const rows = (await d.store.read((db) =>
      db.all(`SELECT actor_id AS who, detail FROM audit WHERE action = 'reminder.see'`),
    )) as unknown[];
    expect(rows).toEqual([{ who: handler.id, detail: '1 条' }]);
  });

  test('counts are those of the list, whatever happened in whatever order', async () => {
    const d = await desk();
    const ids = [await d.take('西单的鞋'), await d.take('德胜的鞋'), await d.take('西单的包 拿不准')];
    const people = [handler, chief, elsewhere, dispatcher, leader];
    let n = 0;
    const act = fc.oneof(
      fc.record({
        do: fc.constant('remind' as const),
        order: fc.nat(2),
        kind: fc.constantFrom('late', 'idle', 'undispatched', 'decide'),
      }),
      fc.record({ do: fc.constant('see' as const), who: fc.nat(4), pick: fc.nat(6) }),
      fc.record({
        do: fc.constant('all' as const),
        who: fc.nat(4),
        kind: fc.constantFrom('late' as const, undefined),
      }),
      fc.record({ do: fc.constant('pass' as const), hours: fc.integer({ min: 1, max: 200 }) }),
    );
    /** What is not seen, as it was told so far. */
    const seen = new Map<string, Set<number>>(people.map(({ id }) => [id, new Set()]));
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        for (const one of acts) {
          if (one.do === 'remind') await remind(d, ids[one.order] ?? '', `${one.kind}:${n++}`);
          else if (one.do === 'pass') d.pass(one.hours * HOUR);
          else {
            const actor = people[one.who] as Actor;
            const { rows, newest } = await listed(d, actor);
            const meant =
              one.do === 'see'
                ? rows.slice(one.pick, one.pick + 1)
                : rows.filter(({ kind }) => one.kind === undefined || kind === one.kind);
            const known = seen.get(actor.id) as Set<number>;
            const fresh = meant.filter(({ id }) => !known.has(id));
            const marked =
              one.do === 'see'
                ? { ids: meant.map(({ id }) => id) }
                : { upTo: newest, ...(one.kind === undefined ? {} : { kind: one.kind }) };
            expect((await d.services.reminders.see(actor, marked)).marked).toBe(fresh.length);
            for (const { id } of fresh) known.add(id);
          }
          for (const actor of people) {
            const all = await listed(d, actor);
            const known = seen.get(actor.id) as Set<number>;
            const left = all.rows.filter(({ id }) => !known.has(id)).map(({ id }) => id);
            expect(all.rows.map(({ seen: was, id }) => was === known.has(id))).not.toContain(false);
            expect(all.total).toBe(all.rows.length);
            expect(all.unseen).toBe(left.length);
            expect(await unseen(d, actor)).toBe(left.length);
            const list = await listed(d, actor, { unseen: true });
            expect(list.rows.map(({ id }) => id)).toEqual(left);
            expect([...list.rows].sort((a, b) => b.at - a.at || b.id - a.id)).toEqual(list.rows);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

test('an event that reminds or supervises has its row, and no other event has one', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.move(dispatcher, id, 'supervise', { level: 1, reason: '超期' });
  await remind(d, id, 'late:a:1:0');
  await d.move(handler, id, 'note', { text: '备注' });
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  const rows = (await d.store.read((db) => db.all(`SELECT kind FROM reminders ORDER BY event_id`))) as {
    kind: string;
  }[];
  expect(rows.map(({ kind }) => kind)).toEqual(['supervise', 'late']);
  expect(events.filter(({ kind }) => kind === 'remind' || kind === 'supervise')).toHaveLength(2);
});

test('a list is answered from its index, by unit and for the centre', async () => {
  const url = tempDatabase();
  await desk(url);
  const connection = await connect(url);
  const plan = async (sql: string): Promise<string> =>
    (await connection.client.execute(`EXPLAIN QUERY PLAN ${sql}`)).rows
      .map((row) => String(row['detail']))
      .join('\n');
  const from = (index: string) => `SELECT r.kind, count(*) FROM reminders r INDEXED BY ${index}
    LEFT JOIN reminders_seen s ON s.account_id = 'a' AND s.event_id = r.event_id`;
  expect(await plan(`${from('reminders_unit')} WHERE r.unit = 'U' AND r.at >= 1 GROUP BY r.kind`)).toContain(
    'SEARCH r USING INDEX reminders_unit (unit=? AND at>?)',
  );
  const centre = await plan(`${from('reminders_centre')} WHERE r.centre = 1 AND r.at >= 1 GROUP BY r.kind`);
  expect(centre).toContain('SEARCH r USING INDEX reminders_centre (at>?)');
  expect(centre).toContain('SEARCH s USING PRIMARY KEY (account_id=? AND event_id=?)');
  connection.close();
});

test('a count that was taken is taken again when an order changed or somebody marked something', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  const other = createReminders(d.context);
  expect(await other.unseen(handler)).toBe(0);
  await d.move(leader, id, 'supervise', { level: 1, reason: '市里关注' });
  expect(await other.unseen(handler)).toBe(1);
  const { newest } = await listed(d, handler);
  await other.see(handler, { upTo: newest });
  expect(await other.unseen(handler)).toBe(0);
});
