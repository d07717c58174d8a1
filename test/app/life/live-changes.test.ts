import { afterEach, describe, expect, test } from 'vitest';
import { createLive, createLiveChanges } from '../../../src/app/life/live-changes.ts';
import type { LiveChange, LiveEvent } from '../../../src/app/life/live-changes.ts';
import { orderById } from '../../../src/store/orders.ts';
import { admin, desk, dispatcher, elsewhere, handler, order, street, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const opened: { close: () => void }[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const take = async (d: Desk, text: string): Promise<string> => {
  const [outcome] = await d.services.intake.accept(system, [order(text)]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome.id;
};

/** What an actor is told from now on. */
function watch(d: Desk, actor: typeof dispatcher, lastId?: string) {
  const events: LiveEvent[] = [];
  let ended = 0;
  const to = { send: (event: LiveEvent) => void events.push(event), end: () => void ended++ };
  const connection = d.services.live.open(actor, `of ${actor.id}`, to, lastId);
  opened.push(connection);
  return { events, connection, ended: () => ended };
}

const change = (id: string, version: number): LiveChange => ({
  before: null,
  after: {
    id,
    version,
    state: 'dispatched',
    leadUnit: 'A',
    jointUnit: null,
    confidentiality: 'none',
    letIn: [],
  },
});

describe('the line of changes', () => {
  test('gives those who come back what they missed, and says where it is not known any more', () => {
    const changes = createLiveChanges(3);
    const seen: string[] = [];
    const member = { listen: (id: string) => void seen.push(id), end: () => {} };
    const joined = changes.join(member);
    for (const n of [1, 2, 3, 4, 5]) changes.publish([change('o', n)]);
    const missed = (lastId: string) => {
      const again = changes.join(member, lastId);
      again.leave();
      return again.missed?.map(([, { after }]) => after.version) ?? null;
    };
    expect(seen).toHaveLength(5);
    expect(missed(seen[4] ?? '')).toEqual([]);
    expect(missed(seen[2] ?? '')).toEqual([4, 5]);
    expect(missed(seen[1] ?? '')).toEqual([3, 4, 5]);
    expect(missed(seen[0] ?? '')).toBeNull();
    // Of another run of the program, from the future, or nonsense.
    for (const id of ['other-4', `${seen[0]?.split('-')[0]}-99`, 'x', '-', '']) expect(missed(id)).toBeNull();
    joined.leave();
  });

  test('ends everybody when it is closed, and lets nobody in afterwards', () => {
    const changes = createLiveChanges();
    let ended = 0;
    changes.join({ listen: () => {}, end: () => void ended++ });
    changes.close();
    changes.close();
    expect(ended).toBe(1);
    expect(() => changes.join({ listen: () => {}, end: () => {} })).toThrow('正在停止服务');
  });
});

describe('an actor', () => {
  test('is told of every move of orders within reach, after it was written', async () => {
    const d = await desk();
    const centre = watch(d, dispatcher);
    const own = watch(d, handler);
    const other = watch(d, elsewhere);
    const id = await take(d, '西单的鞋');
    await d.services.handling.acknowledge(handler, id);
    const told = [
      { event: 'changed', data: { id, state: 'dispatched', version: 3 } },
      { event: 'changed', data: { id, state: 'acknowledged', version: 4 } },
    ];
    expect(centre.events).toMatchObject(told);
    expect(own.events).toMatchObject(told);
    expect(other.events).toEqual([]);
    expect((await d.store.read((db) => orderById(db, id)))?.version).toBe(4);
  });

  test('is told that an order is gone when it goes to another unit, and nothing of what is none of theirs', async () => {
    const d = await desk();
    const id = await take(d, '西单的鞋');
    const [from, to, assisting] = [watch(d, handler), watch(d, elsewhere), watch(d, street)];
    await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
    expect(from.events).toMatchObject([{ event: 'gone', data: { id } }]);
    expect(to.events).toMatchObject([{ event: 'changed', data: { id, state: 'dispatched' } }]);
    expect(assisting.events).toEqual([]);
  });

  test('is told nothing of what was refused or undone', async () => {
    const d = await desk();
    const id = await take(d, '西单的鞋');
    const centre = watch(d, dispatcher);
    await expect(d.services.handling.dispatch(dispatcher, id)).rejects.toMatchObject({
      code: 'illegal_move',
    });
    await expect(d.services.handling.acknowledge(elsewhere, id)).rejects.toMatchObject({ code: 'forbidden' });
    expect(centre.events).toEqual([]);
  });

  test('who comes back is told what came meanwhile', async () => {
    const d = await desk();
    const first = watch(d, dispatcher);
    const id = await take(d, '西单的鞋');
    first.connection.close();
    await d.services.handling.acknowledge(handler, id);
    expect(first.events).toHaveLength(1);
    const back = watch(d, dispatcher, first.events[0]?.id);
    expect(back.events).toMatchObject([{ event: 'changed', data: { id, version: 4 } }]);
    expect(watch(d, dispatcher, 'other-1').events).toMatchObject([{ event: 'resync' }]);
  });

  test('has so many connections at a time, and none after the session is over', async () => {
    const d = await desk();
    const live = createLive(d.context, d.services.orders, 2);
    let ended = 0;
    const to = { send: () => {}, end: () => void ended++ };
    const one = live.open(dispatcher, 's1', to);
    live.open(dispatcher, 's1', to);
    expect(() => live.open(dispatcher, 's1', to)).toThrow('最多同时保持 2 条');
    live.open(dispatcher, 's2', to);
    one.close();
    one.close();
    live.open(dispatcher, 's1', to);
    live.endHolder('s1');
    expect(ended).toBe(2);
    live.open(dispatcher, 's1', to);
    d.context.changes.close();
    expect(ended).toBe(4);
    expect(() => live.open({ ...handler, unit: null }, 's3', to)).toThrow('没有权限');
  });

  test('shares one count with all who see the same, until something changes', async () => {
    const d = await desk();
    let asked = 0;
    const counts: typeof d.services.orders.counts = (actor) => {
      asked++;
      return d.services.orders.counts(actor);
    };
    const live = createLive(d.context, { counts });
    expect(await live.counts(dispatcher)).toMatchObject({ total: 0 });
    await live.counts(admin);
    expect(asked).toBe(1);
    await live.counts(handler);
    expect(asked).toBe(2);
    await take(d, '西单的鞋');
    expect(await live.counts(handler)).toMatchObject({ dispatched: 1, total: 1 });
    expect(await live.counts(elsewhere)).toMatchObject({ total: 0 });
    expect(asked).toBe(4);
  });
});
