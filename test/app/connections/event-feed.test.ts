import { describe, expect, it } from 'vitest';
import type { LifeEvent } from '../../../src/orders/life-events.ts';
import { appendEvents } from '../../../src/store/events.ts';
import { connectionsDesk } from '../../support/connections-desk.ts';
import { anyEvent } from '../../support/events.ts';
import { NOW, PEOPLE } from '../../support/life-desk.ts';
import { answering, startReceiver } from '../../support/receiver.ts';

describe('the feed of events', () => {
  it('gives everything once, page by page, under the ids that webhooks have', async () => {
    const d = await connectionsDesk();
    const receiver = await startReceiver();
    receiver.behave(answering(200));
    await d.add(receiver.url);
    for (let i = 0; i < 5; i++) await d.take(`西单的鞋${i}`);
    await d.startRounds().drain();
    const read = d.services.eventFeed.read;
    const seen: string[] = [];
    let after = 0;
    for (let more = true; more;) {
      const page = await read(PEOPLE.key, { after, limit: 4 });
      seen.push(...page.events.map(({ id }) => id));
      ({ next: after, more } = page);
    }
    expect(seen).toHaveLength(15);
    expect(seen).toEqual(receiver.got.map(({ id }) => id));
    expect(await read(PEOPLE.key, { after, limit: 4 })).toEqual({ events: [], next: after, more: false });
  });

  it('tells a unit of its own orders alone, once they are there, and never who is called back', async () => {
    const d = await connectionsDesk();
    const id = await d.take('西单的鞋');
    const read = d.services.eventFeed.read;
    const all = await read(PEOPLE.key, { after: 0, limit: 100 });
    expect((await read(PEOPLE.handler, { after: 0, limit: 100 })).events).toEqual(all.events);
    const none = await read(PEOPLE.elsewhere, { after: 0, limit: 100 });
    expect(none).toEqual({ events: [], next: all.next, more: false });
    for (const actor of [PEOPLE.callback, PEOPLE.analyst])
      await expect(read(actor, { after: 0, limit: 1 })).rejects.toMatchObject({ code: 'forbidden' });
    expect(JSON.stringify(all)).not.toMatch(/鞋|13800001234/);
    expect(all.events.at(-1)?.data.orderId).toBe(id);
    const event = { ...anyEvent(id, NOW).event, kind: 'callBack', version: 4, to: 'dispatched' } as LifeEvent;
    await d.store.write((db) => appendEvents(db, [{ orderId: id, detail: '', event }]));
    const after = { after: all.next, limit: 100 };
    expect((await read(PEOPLE.key, after)).events).toMatchObject([{ type: 'order.updated' }]);
    expect((await read(PEOPLE.handler, after)).events).toEqual([]);
  });

  it('waits for what comes, and for no more than so many at once', async () => {
    const d = await connectionsDesk();
    await d.take('西单的鞋');
    const read = d.services.eventFeed.read;
    const { next } = await read(PEOPLE.key, { after: 0, limit: 100 });
    const leaving = new AbortController();
    const ask = () => read(PEOPLE.key, { after: next, limit: 1, waitMs: 30_000, signal: leaving.signal });
    const asked = [ask(), ask(), ask(), ask()];
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(ask()).rejects.toMatchObject({ code: 'live_full' });
    await d.take('西单的帽');
    for (const { events } of await Promise.all(asked)) expect(events[0]?.type).toBe('order.received');
    const gone = read(PEOPLE.key, { after: 1_000_000, limit: 1, waitMs: 30_000, signal: leaving.signal });
    leaving.abort();
    expect((await gone).events).toEqual([]);
    expect((await read(PEOPLE.key, { after: 1_000_000, limit: 1, waitMs: 1 })).events).toEqual([]);
  });
});
