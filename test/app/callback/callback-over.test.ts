import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { checkCases } from '../../../src/app/life/case-keeping.ts';
import { checkOrders } from '../../../src/app/life/order-check.ts';
import { createSweeping } from '../../../src/app/life/sweeping.ts';
import { orderById } from '../../../src/store/orders.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, MINUTE, PEOPLE, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { handler, leader } = PEOPLE;
const sweep = (d: LifeDesk) => createSweeping(d.context).sweep();
const lines = async (d: LifeDesk, id: string): Promise<string[]> =>
  (await d.services.orders.get(leader, id)).events.map(({ event, detail }) => `${event} ${detail}`);

test('a callback of which nothing can come closes the order by itself, once, with an audit row', async () => {
  const d = await desk();
  const replied = async (text: string): Promise<string> => {
    const id = await d.handled(text);
    await d.move(handler, id, 'reply', d.replyData());
    return id;
  };
  const unreached = await replied('西单的鞋');
  const unsolved = await replied('西单的包');
  const { callbacks } = d.services;
  expect((await sweep(d)).made.callbackOver).toBeUndefined();
  const { token } = await callbacks.link(PEOPLE.callback, unsolved);
  await callbacks.judge(token, { solved: 'unsolved', satisfied: 'dissatisfied', attitude: 'bad' });
  d.pass(7 * DAY - 10 * MINUTE);
  expect((await sweep(d)).made.callbackOver).toBeUndefined();
  d.pass(HOUR);
  expect((await createSweeping(d.context).sweep({ dryRun: true })).made).toMatchObject({ callbackOver: 1 });
  expect((await sweep(d)).made).toMatchObject({ callbackOver: 1 });
  expect((await sweep(d)).made.callbackOver).toBeUndefined();
  expect((await lines(d, unreached)).at(-1)).toBe('close 回访结束：告知结论满 7 天没有评价');
  const stands = async (id: string) => (await d.store.read((db) => orderById(db, id)))?.state;
  expect([await stands(unreached), await stands(unsolved)]).toEqual(['closed', 'callback']);
  const rows = await d.store.read((db) => db.select().from(audit).where(eq(audit.action, 'order.close')));
  expect(rows).toMatchObject([{ actorId: 'system', subject: unreached }]);
  expect(await checkCases(d)).toEqual([]);
  expect((await checkOrders(d.store, d.profile)).differences).toEqual([]);
});

test('nobody waits for a callback of who left no number', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋', { caller: {} });
  await d.services.handling.acknowledge(handler, id);
  await d.move(handler, id, 'contact', {
    way: 'visit',
    result: 'met',
    files: [await d.file(id, 'visit', 'photo')],
  });
  await d.move(handler, id, 'handle');
  await d.file(id, 'result', 'document');
  await d.file(id, 'contact', 'recording');
  await d.move(handler, id, 'reply', d.replyData());
  expect((await sweep(d)).made).toEqual({ callbackOver: 1 });
  expect((await lines(d, id)).at(-1)).toBe('close 回访结束：来电人没有留电话，不能回访');
});
