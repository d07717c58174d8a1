import { unansweredUnits } from '../../../src/app/life/move-facts.ts';
import { lifeOf } from '../../../src/orders/life.ts';
import { afterEach, expect, test } from 'vitest';
import { lifeEventsOf } from '../../../src/store/events.ts';
import type { Store } from '../../../src/store/store.ts';
import { DAY, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, leader, handler, street, city } = PEOPLE;

test('called units report, answer and meet, and the reply waits for their newest answer', async () => {
  const d = await desk();
  const id = await d.handled();
  const whistle = (units: readonly string[]) =>
    d.move(handler, id, 'whistle', { reason: '要联合检查', units });
  await expect(whistle(['SCS-XCAJ'])).rejects.toThrow('主办单位不用吹哨叫自己');
  await expect(whistle(['NOBODY'])).rejects.toThrow('没有单位 NOBODY');
  await expect(d.move(city, id, 'report')).rejects.toMatchObject({ code: 'forbidden' });
  await expect(
    d.move(handler, id, 'meet', {
      at: isoOf(d.clock.now()),
      place: '店里',
      units: ['CGZF'],
      agreed: [{ unit: 'CGZF', task: '拆', due: '2026-04-20' }],
    }),
  ).rejects.toMatchObject({ details: { need: 'whistled' } });
  await whistle(['CGZF', 'CGZF']);
  expect((await d.services.orders.list(city, {})).rows.map((row) => row.id)).toEqual([id]);
  await expect(d.move(city, id, 'answerWhistle', { text: '到' })).rejects.toMatchObject({
    details: { need: 'reported' },
  });
  await d.move(city, id, 'report');
  await expect(d.move(city, id, 'report')).rejects.toMatchObject({ details: { need: 'notReported' } });
  await expect(d.move(handler, id, 'reply', d.replyData())).rejects.toThrow('区城管执法局还没有答复');
  const meeting = { at: isoOf(d.clock.now()), place: '店门口', units: ['CGZF', 'SCS-XCAJ'] };
  const agreed = [{ unit: 'CGZF', task: '拆除招牌', due: '2026-04-20' }];
  await expect(
    d.move(handler, id, 'meet', { ...meeting, agreed, at: isoOf(d.clock.now() + DAY) }),
  ).rejects.toThrow('会商开过才能记录');
  const met = await d.move(handler, id, 'meet', { ...meeting, agreed });
  expect(met.events.at(-1)?.detail).toContain('区城管执法局 2026-04-20 前：拆除招牌');
  await d.move(city, id, 'answerWhistle', { text: '已拆除。' });
  // A new call asks anew; the old answer does not answer it.
  await whistle(['CGZF']);
  await expect(d.move(handler, id, 'reply', d.replyData())).rejects.toMatchObject({
    details: { need: 'jointAnswered' },
  });
  await d.move(city, id, 'report');
  await d.move(city, id, 'answerWhistle', { text: '又去过了。' });
  expect((await d.move(handler, id, 'reply', d.replyData())).state).toBe('replied');
});

test('a call that one never answered does not hold up the reply after a newer one was answered', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.move(handler, id, 'whistle', { reason: '一', units: ['CGZF'] });
  await d.move(handler, id, 'whistle', { reason: '二', units: ['CGZF'] });
  await d.move(city, id, 'report');
  await d.move(city, id, 'answerWhistle', { text: '到了。' });
  expect((await d.move(handler, id, 'reply', d.replyData())).state).toBe('replied');
});

test('another assisting unit answers for itself; one that assists already is not called', async () => {
  const d = await desk();
  const id = await d.take('施工噪声');
  await d.services.handling.acknowledge(city, id);
  await expect(d.move(city, id, 'whistle', { reason: '来', units: ['JD-XCAJ'] })).rejects.toThrow(
    '西长安街街道办事处已经是协办单位，不用吹哨',
  );
  await d.move(street, id, 'answerJointly', { text: '好。' });
});

test('what one assisting unit answered says nothing for another one', async () => {
  const d = await desk();
  const id = await d.take('施工噪声');
  await d.services.handling.acknowledge(city, id);
  await d.move(city, id, 'contact', { way: 'phone', result: 'reached' });
  await d.move(street, id, 'answerJointly', { text: '好。' });
  const told = async () => unansweredUnits(lifeOf(await d.store.read((db) => lifeEventsOf(db, id))));
  expect(await told()).toEqual([]);
  await d.move(city, id, 'proposeReturn', { reason: '不归', clause: '一', code: 'R03', owner: 'ZWFW' });
  expect(await d.move(dispatcher, id, 'acceptReturn', { lead: 'SCJG' })).toMatchObject({
    leadUnit: { code: 'SCJG' },
    jointUnit: { code: 'JD-XCAJ' },
  });
  expect(await told()).toEqual(['JD-XCAJ']);
});

test('supervision rises step by step and is answered by the unit', async () => {
  const d = await desk();
  const id = await d.handled();
  const supervise = (level: number, by = dispatcher) =>
    d.move(by, id, 'supervise', { reason: '超期', level });
  await expect(d.move(handler, id, 'answerSupervision', { text: '在办' })).rejects.toMatchObject({
    details: { need: 'supervised' },
  });
  expect(await supervise(1)).toMatchObject({ supervision: 1 });
  await expect(supervise(1)).rejects.toThrow('已经是1级督办，只能升级');
  await d.move(handler, id, 'answerSupervision', { text: '今天去。' });
  expect(await supervise(3, leader)).toMatchObject({ supervision: 3 });
  await expect(supervise(4)).rejects.toMatchObject({ code: 'bad_field' });
});

test('the merchant goes first within its time box, and the order goes on when it fails', async () => {
  const d = await desk();
  const id = await d.contacted();
  const hand = (until?: string) =>
    d.move(handler, id, 'handToMerchant', { merchant: '某商场', ...(until === undefined ? {} : { until }) });
  await expect(hand('2026-05-14T10:00:00+08:00')).rejects.toThrow('不能晚于 2026-04-15');
  await expect(hand('2026-04-13T10:00:00+08:00')).rejects.toThrow('须晚于现在');
  const handed = await hand();
  // Eight working hours from a few minutes past ten: not from 12:00 to 13:30, nor from 18:00 to 9:00.
  expect(handed.events.at(-1)?.detail).toMatch(/^转 某商场，限 2026-04-15 10:3\d 前和解$/);
  await expect(hand()).rejects.toMatchObject({ details: { need: 'notWithMerchant' } });
  await d.move(handler, id, 'merchantFailed', { reason: '商家不同意' });
  await hand();
  const settled = await d.move(handler, id, 'merchantSettled', { terms: '退款 500 元' });
  expect(settled.state).toBe('handling');
  await d.file(id, 'result', 'document');
  expect((await d.move(handler, id, 'reply', d.replyData({ outcome: 'settled' }))).state).toBe('replied');
  const noise = await d.take('施工噪声');
  await d.services.handling.acknowledge(city, noise);
  await expect(d.move(city, noise, 'handToMerchant', { merchant: '工地' })).rejects.toMatchObject({
    details: { need: 'merchant', rule: '这类诉求不走商家先行和解' },
  });
});

test('who handles it themselves has left the merchant out', async () => {
  const d = await desk();
  const id = await d.contacted();
  await d.move(handler, id, 'handToMerchant', { merchant: '某商场' });
  await d.move(handler, id, 'handle');
  await expect(d.move(handler, id, 'merchantFailed', { reason: '不同意' })).rejects.toMatchObject({
    code: 'illegal_move',
  });
});

test('an order is given to a colleague of the unit, and to nobody else', async () => {
  const d = await desk();
  const id = await d.contacted();
  expect(await d.move(handler, id, 'assign', { person: 'u-u' })).toMatchObject({ person: '所长' });
  for (const person of ['u-e', 'u-d', 'nobody'])
    await expect(d.move(handler, id, 'assign', { person })).rejects.toThrow('只能交给本单位在岗的人');
});
