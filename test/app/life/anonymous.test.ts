import { afterEach, expect, test } from 'vitest';
import { lifeEventsOf } from '../../../src/store/events.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, HOUR, MINUTE, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { callback, dispatcher, handler } = PEOPLE;

/** An order of somebody who left neither name nor number, at work, with proof of what was done. */
async function anonymous(d: LifeDesk): Promise<string> {
  const id = await d.take('西单的鞋', { caller: {} });
  d.pass(MINUTE);
  await d.services.handling.acknowledge(handler, id);
  await d.move(handler, id, 'handle');
  await d.file(id, 'visit', 'photo');
  return id;
}
const told = (d: LifeDesk, way: string, more: object = {}) =>
  d.replyData({ outcome: 'explained', way, ...more });
const tellingOf = async (d: LifeDesk, id: string) =>
  new Map((await d.services.orders.get(handler, id)).choices.telling.map((one) => [one.way, one]));

test('an anonymous order is handled, told to nobody by a rule, and closed', async () => {
  const d = await desk();
  const id = await anonymous(d);
  expect([...(await tellingOf(d, id)).keys()].slice(0, 2)).toEqual(['none', 'message']);
  const replied = await d.move(handler, id, 'reply', told(d, 'none'));
  const basis = 'G02 无法告知（热线的通行做法，由本地主管部门核定；条例没有写联系不上诉求人时怎样反馈）';
  expect(replied.life.told).toMatchObject([{ way: 'none', basis, by: handler.name }]);
  expect(replied.events.at(-1)?.detail).toMatch(/确认无法告知来电人，依据 G02 无法告知/);
  expect((await d.move(callback, id, 'close')).state).toBe('closed');
  const [reply] = (await d.store.read((db) => lifeEventsOf(db, id))).filter(({ kind }) => kind === 'reply');
  expect(reply?.data).toMatchObject({ way: 'none', basis });
});

test('a public notice needs its picture', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋', { caller: { phone: '' } });
  d.pass(MINUTE);
  await d.services.handling.acknowledge(handler, id);
  await d.move(handler, id, 'handle');
  await expect(d.move(handler, id, 'reply', told(d, 'notice'))).rejects.toMatchObject({
    code: 'illegal_move',
    details: { need: 'toldWay', rule: '还缺：公示的照片、截图或者文书' },
  });
  await d.file(id, 'result', 'photo');
  const { life } = await d.move(handler, id, 'reply', told(d, 'notice'));
  expect(life.told).toMatchObject([{ way: 'notice', basis: expect.stringContaining('G01 公示') }]);
});

test('whoever left a number is told in person, unless three attempts found nobody', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  d.pass(MINUTE);
  await d.services.handling.acknowledge(handler, id);
  await d.file(id, 'result', 'photo');
  const lack = '没有留下联系方式，或者按规定次数联系不上的记录';
  for (let n = 0; n < 3; n++) {
    await d.move(handler, id, 'tryContact', { way: 'phone' });
    if (n < 2) await expect(d.move(handler, id, 'handle')).rejects.toMatchObject({ code: 'illegal_move' });
    d.pass(n === 1 ? DAY : 3 * HOUR);
  }
  await d.move(handler, id, 'handle');
  expect((await tellingOf(d, id)).get('none')?.missing).toEqual([]);
  await d.move(handler, id, 'contact', { way: 'phone', result: 'reached' });
  expect((await tellingOf(d, id)).get('none')?.missing).toEqual([lack]);
  await expect(d.move(handler, id, 'reply', told(d, 'none'))).rejects.toMatchObject({
    code: 'illegal_move',
  });
});

test('nobody is rung up who left no number, until they call again', async () => {
  const d = await desk();
  const id = await anonymous(d);
  const lack = '来电人的电话（没有留下；又来电的，先记联系）';
  expect((await tellingOf(d, id)).get('phone')?.missing).toEqual([lack]);
  await expect(d.move(handler, id, 'reply', told(d, 'phone'))).rejects.toThrow(lack);
  await d.move(handler, id, 'contact', { way: 'phone', result: 'reached', note: '来电询问进展' });
  expect((await tellingOf(d, id)).get('phone')?.missing).toEqual([]);
});

test('the time of telling is not before the unit took it, nor later than now', async () => {
  const d = await desk();
  const id = await anonymous(d);
  const at = (ms: number) =>
    d.services.handling.move(handler, id, { move: 'reply', data: told(d, 'none', { toldAt: isoOf(ms) }) });
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  const taken = events.find(({ kind }) => kind === 'acknowledge')?.at ?? 0;
  for (const ms of [d.clock.now() + 1, taken - MINUTE])
    await expect(at(ms)).rejects.toMatchObject({ details: { need: 'toldTime' } });
  expect((await at(taken)).life.reply?.toldAt).toBe(taken);
});

test('an ending is told after its decision, in public or to nobody where that is all there is', async () => {
  const d = await desk();
  const id = await anonymous(d);
  await d.file(id, 'other', 'document');
  const before = d.clock.now();
  const choice = (await d.services.orders.get(handler, id)).choices.reasons.find(
    ({ kind, missing }) => kind === 'exclusion' && missing.length === 0,
  );
  await d.move(handler, id, 'proposeExclusion', { code: choice?.code, reason: '见材料' });
  await d.move(dispatcher, id, 'grantExclusion');
  await expect(d.move(handler, id, 'tell', { toldAt: isoOf(before), way: 'none' })).rejects.toMatchObject({
    details: { need: 'toldTime' },
  });
  const { life } = await d.move(handler, id, 'tell', { toldAt: isoOf(d.clock.now()), way: 'none' });
  expect(life.told).toMatchObject([{ way: 'none', basis: expect.stringContaining('G02 无法告知') }]);
});

test('a reply does not go without saying how the caller was told', async () => {
  const d = await desk();
  const id = await anonymous(d);
  for (const way of [undefined, 'shout'])
    await expect(d.move(handler, id, 'reply', d.replyData({ way }))).rejects.toMatchObject({
      code: 'bad_field',
      details: { field: 'way' },
    });
});
