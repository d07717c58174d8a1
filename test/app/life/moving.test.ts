import { afterEach, expect, test } from 'vitest';
import { CLOCK_STATE_NAMES } from '../../../src/orders/clocks.ts';
import type { ClockView } from '../../../src/orders/clocks.ts';
import { clocksFor } from '../../../src/app/life/deadlines.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { lifeEventsOf } from '../../../src/store/events.ts';
import { deleteFile, filesOf } from '../../../src/store/files.ts';
import { ordersByIds } from '../../../src/store/orders.ts';
import type { Store } from '../../../src/store/store.ts';
import { correctionRows } from '../../support/correction-rows.ts';
import { DAY, HOUR, PEOPLE, isoOf, lifeDesk } from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (): Promise<LifeDesk> => lifeDesk(tempDatabase(), (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, leader, callback, handler, chief, street, elsewhere, city } = PEOPLE;

/** The clocks of an order now, by their ids. */
async function clocksOf(d: LifeDesk, id: string): Promise<ReadonlyMap<string, ClockView>> {
  const [row] = await d.store.read((db) => ordersByIds(db, [id]));
  if (row === undefined) throw new Error('There is no such order.');
  const events = await d.store.read((db) => lifeEventsOf(db, id));
  return new Map(clocksFor(d.profile, row, events, d.clock.now()).map((view) => [view.policy.id, view]));
}

/** A due date of a clock, ISO. */
const due = (view: ClockView | undefined): string =>
  typeof view?.dueAt === 'number' ? isoOf(view.dueAt) : String(view?.state && CLOCK_STATE_NAMES[view.state]);

test('a whole day of an order: receipt, contact, evidence, assisting answer, reply to every demand, closing', async () => {
  const d = await desk();
  const id = await d.take('施工噪声和道路，两件事');
  expect(await d.services.orders.get(city, id)).toMatchObject({
    state: 'dispatched',
    leadUnit: { code: 'CGZF' },
    jointUnit: { code: 'JD-XCAJ' },
    version: 3,
  });
  await d.services.handling.acknowledge(city, id);
  await d.move(city, id, 'tryContact', { way: 'phone', note: '无人接听' });
  const recording = await d.file(id, 'contact', 'recording', city);
  const first = await d.move(city, id, 'contact', { way: 'phone', result: 'reached', files: [recording] });
  expect(first).toMatchObject({ state: 'contacted', person: '城管', version: 6 });
  const photo = await d.file(id, 'visit', 'photo', city);
  await d.move(city, id, 'contact', { way: 'visit', result: 'met', files: [photo] });
  await d.move(city, id, 'handle');
  const result = await d.file(id, 'result', 'document', city);
  await d.move(city, id, 'addEvidence', { purpose: 'result', files: [result] });
  const half = [{ demand: 1, answer: '已责令停工' }];
  const both = [...half, { demand: 2, reason: '道路由市政部门办理，已告知' }];
  const refused = (more: object) => d.move(city, id, 'reply', d.replyData(more));
  await expect(refused({ demands: both })).rejects.toMatchObject({
    code: 'illegal_move',
    details: { need: 'jointAnswered', rule: '西长安街街道办事处还没有答复' },
  });
  await d.move(street, id, 'answerJointly', { text: '已到现场配合。' });
  await expect(refused({ demands: half })).rejects.toMatchObject({ details: { need: 'everyDemand' } });
  const replied = await d.move(city, id, 'reply', d.replyData({ demands: both }));
  expect(replied).toMatchObject({ state: 'replied', dueAt: null });
  const closed = await d.move(callback, id, 'close');
  expect(closed.state).toBe('closed');
  expect(closed.events.map(({ event }) => event)).toEqual([
    'received',
    'triaged',
    'dispatched',
    'acknowledged',
    'tryContact',
    'contact',
    'contact',
    'handle',
    'addEvidence',
    'answerJointly',
    'reply',
    'close',
  ]);
  expect(closed.events.at(-2)?.detail).toMatch(/^实际解决；2026-04-14 \d\d:\d\d 电话告知来电人$/);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('a caller who was never reached is handled after three attempts on two days', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.services.handling.acknowledge(handler, id);
  const handle = () => d.move(handler, id, 'handle');
  await d.move(handler, id, 'tryContact', { way: 'phone' });
  d.pass(3 * HOUR);
  await d.move(handler, id, 'tryContact', { way: 'phone' });
  await expect(handle()).rejects.toMatchObject({ details: { need: 'contactFirst', state: '已签收' } });
  d.pass(DAY);
  await d.move(handler, id, 'tryContact', { way: 'visit' });
  expect((await handle()).state).toBe('handling');
  // Who left no number cannot be called.
  const silent = await d.take('西单的包', { caller: {} });
  await d.services.handling.acknowledge(handler, silent);
  expect((await d.move(handler, silent, 'handle')).state).toBe('handling');
});

test('a first return is reviewed, a second one is adjudicated, and the ruled unit cannot return it again', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  const asked = (owner: string) => ({
    reason: '店在德胜',
    clause: '目录第一条',
    code: 'R03',
    owner,
  });
  await expect(d.move(handler, id, 'proposeReturn', asked('SCS-XCAJ'))).rejects.toMatchObject({
    details: { need: 'otherOwner' },
  });
  expect(await d.move(handler, id, 'proposeReturn', asked('SCS-DS'))).toMatchObject({
    state: 'dispatched',
    pending: 'return',
  });
  await expect(d.move(leader, id, 'rule', { lead: 'SCS-DS', reason: '近' })).rejects.toMatchObject({
    details: { need: 'forRuling' },
  });
  await expect(d.move(dispatcher, id, 'acceptReturn', { lead: 'SCS-XCAJ' })).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'lead' },
  });
  const moved = await d.move(dispatcher, id, 'acceptReturn');
  expect(moved).toMatchObject({ state: 'dispatched', leadUnit: { code: 'SCS-DS' }, pending: null });
  await expect(d.services.orders.get(handler, id)).rejects.toMatchObject({ code: 'forbidden' });
  await d.services.handling.acknowledge(elsewhere, id);
  await d.move(elsewhere, id, 'proposeReturn', asked('SCS-XCAJ'));
  for (const settle of [
    () => d.move(dispatcher, id, 'acceptReturn'),
    () => d.move(dispatcher, id, 'refuseReturn', { reason: '不对' }),
    () => d.move(elsewhere, id, 'withdraw'),
  ])
    await expect(settle()).rejects.toMatchObject({ details: { need: 'beforeRuling' } });
  await expect(
    d.move(dispatcher, id, 'rule', { lead: 'SCS-XCAJ', reason: '店在西单' }),
  ).rejects.toMatchObject({ details: { need: 'role' } });
  const ruled = await d.move(leader, id, 'rule', { lead: 'SCS-XCAJ', reason: '店在西单' });
  expect(ruled).toMatchObject({ state: 'dispatched', leadUnit: { code: 'SCS-XCAJ' }, corrected: true });
  await expect(d.move(handler, id, 'proposeReturn', asked('SCS-DS'))).rejects.toMatchObject({
    details: { need: 'notRuled', rule: '承办单位已经裁定，不能再退单' },
  });
  // A return alone is no label; a ruling is one.
  expect((await correctionRows(d.store)).map(({ fromUnit, toUnit }) => [fromUnit, toUnit])).toEqual([
    ['SCS-DS', 'SCS-XCAJ'],
  ]);
});

test('a refused return stays with the unit; who begins to handle has none that waits', async () => {
  const d = await desk();
  const id = await d.contacted();
  const asked = { reason: '不归我们', clause: '第二条', code: 'R03', owner: 'SCS-DS' };
  await d.move(handler, id, 'proposeReturn', asked);
  // A return that waits while the unit handles could be decided by nobody any more.
  await expect(d.move(handler, id, 'handle')).rejects.toMatchObject({
    details: { need: 'noReturn', rule: '退单申请还在等待审定，要办理请先撤回' },
  });
  const refused = await d.move(dispatcher, id, 'refuseReturn', { reason: '就在本所辖区' });
  expect(refused).toMatchObject({ state: 'contacted', leadUnit: { code: 'SCS-XCAJ' }, pending: null });
  await d.move(handler, id, 'handle');
  await expect(d.move(handler, id, 'proposeReturn', asked)).rejects.toMatchObject({
    details: { need: 'state', rule: '开始办理后不能退单：首单负责到底，需要别的单位请吹哨' },
  });
});

test('an exclusion needs its proof twice over and a second person, the caller is told, and it can be reversed', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.services.handling.acknowledge(handler, id);
  const files = [await d.file(id, 'contact', 'recording')];
  await d.move(handler, id, 'contact', { way: 'phone', result: 'reached', files });
  const propose = () => d.move(handler, id, 'proposeExclusion', { reason: '线下购物', code: 'E01' });
  await expect(propose()).rejects.toMatchObject({ details: { need: 'proof' } });
  await expect(propose()).rejects.toThrow('还缺：在实体店购买的凭证');
  await d.file(id, 'other', 'document');
  const proof = await d.file(id, 'result', 'document');
  await propose();
  await expect(d.move(chief, id, 'grantExclusion')).rejects.toMatchObject({ details: { need: 'role' } });
  const turned = { ...handler, role: 'dispatcher', unit: null } as const;
  await expect(d.move(turned, id, 'grantExclusion')).rejects.toMatchObject({
    details: { need: 'secondPerson', rule: '申请人不能自己审定' },
  });
  // What proved it can be gone when it is decided.
  await d.store.write(async (db) => {
    const row = (await filesOf(db, id)).find(({ sha256 }) => sha256 === proof);
    if (row !== undefined) await deleteFile(db, row);
  });
  await expect(d.move(dispatcher, id, 'grantExclusion')).rejects.toMatchObject({
    code: 'evidence_changed',
    details: { sha256: proof },
  });
  // Another paper is not the one that was filed: it is asked for anew.
  await d.file(id, 'result', 'document');
  await expect(d.move(dispatcher, id, 'grantExclusion')).rejects.toMatchObject({ code: 'evidence_changed' });
  await d.move(dispatcher, id, 'refuse', { reason: '材料已换' });
  await propose();
  expect(await d.move(dispatcher, id, 'grantExclusion')).toMatchObject({ state: 'excluded', dueAt: null });
  const told = { toldAt: isoOf(d.clock.now()), way: 'phone' };
  expect((await d.move(handler, id, 'tell', told)).state).toBe('excluded');
  const back = await d.move(leader, id, 'reverse', { reason: '凭证有误' });
  expect(back).toMatchObject({ state: 'contacted', pending: null });
  expect(back.dueAt).not.toBeNull();
});

test('what is on hold waits for its day: the clock stands, the leader decides, and it goes on when it is resumed', async () => {
  const d = await desk();
  const id = await d.handled();
  const before = await clocksOf(d, id);
  const propose = (planDay: string) =>
    d.move(handler, id, 'proposeHold', { reason: '等施工', code: 'H03', planDay });
  await expect(propose('2026-04-14')).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'planDay' },
  });
  await propose('2026-04-20');
  await expect(d.move(dispatcher, id, 'grantHold')).rejects.toMatchObject({
    details: { need: 'role', rule: '挂账由中心负责人、管理员审定' },
  });
  expect(await d.move(leader, id, 'grantHold')).toMatchObject({ state: 'onHold' });
  d.pass(2 * DAY);
  expect((await clocksOf(d, id)).get('hotline-handle')?.state).toBe('paused');
  expect(await d.move(handler, id, 'resume')).toMatchObject({ state: 'handling' });
  const [was, is] = [before, await clocksOf(d, id)].map((all) => all.get('hotline-handle')?.dueAt as number);
  expect((is ?? 0) - (was ?? 0)).toBe(2 * DAY + 60_000);
  // A plan that waited too long for its decision is no plan.
  await propose('2026-04-18');
  d.pass(5 * DAY);
  await expect(d.move(leader, id, 'grantHold')).rejects.toMatchObject({ details: { need: 'proof' } });
});

test('more time moves the deadline, where a clock of the order can be moved', async () => {
  const d = await desk();
  const id = await d.handled();
  const propose = (until: string, more: object = {}) =>
    d.move(handler, id, 'proposeExtension', { reason: '等检测', code: 'Y01', until, ...more });
  expect(due((await clocksOf(d, id)).get('hotline-handle'))).toBe('2026-04-19T01:30:00.000Z');
  await expect(propose('2026-04-13T10:00:00+08:00')).rejects.toThrow('须晚于现在');
  await expect(propose('2026-04-18T10:00:00+08:00')).rejects.toThrow('须晚于现在的时限 2026-04-19 09:30');
  await expect(propose('2026-04-24T18:00:00+08:00', { code: 'H01' })).rejects.toMatchObject({
    details: { need: 'proof' },
  });
  await propose('2026-04-24T18:00:00+08:00');
  expect(due((await clocksOf(d, id)).get('hotline-handle'))).toBe('2026-04-19T01:30:00.000Z');
  const granted = await d.move(dispatcher, id, 'grantExtension');
  expect(due((await clocksOf(d, id)).get('hotline-handle'))).toBe('2026-04-24T10:00:00.000Z');
  // The statutory decision to accept runs beside it and is not moved.
  expect(isoOf(granted.dueAt ?? 0)).toBe(due((await clocksOf(d, id)).get('market-accept')));
  const fire = await d.take('着火的店');
  await d.services.handling.acknowledge(handler, fire);
  await expect(
    d.move(handler, fire, 'proposeExtension', {
      reason: '忙',
      clause: '第一条',
      code: 'Y04',
      until: '2026-04-24T18:00:00+08:00',
    }),
  ).rejects.toThrow('这张工单没有可以延期的时限');
});

test('mediation that is ended is a lawful ending: proved, decided by a second person, replied to', async () => {
  const d = await desk();
  const id = await d.handled('举起的鞋');
  await d.move(handler, id, 'milestone', { milestone: 'accept' });
  expect((await clocksOf(d, id)).get('market-mediation')?.state).toBe('running');
  await expect(d.move(handler, id, 'reply', d.replyData({ outcome: 'mediationEnded' }))).rejects.toThrow(
    '经审定的终止调解',
  );
  const ask = { reason: '双方谈不拢', code: 'M2020-04' };
  await d.move(handler, id, 'proposeMediationEnd', ask);
  expect((await d.move(dispatcher, id, 'grantMediationEnd')).state).toBe('mediationEnded');
  expect((await clocksOf(d, id)).get('market-mediation-notice')?.state).toBe('running');
  const replied = await d.move(handler, id, 'reply', d.replyData({ outcome: 'mediationEnded' }));
  expect(replied.state).toBe('replied');
  expect((await clocksOf(d, id)).get('market-mediation-notice')?.state).toBe('met');
});

test('a matter is terminated with its papers, and taken up again where it is reopened', async () => {
  const d = await desk();
  const id = await d.handled();
  await d.file(id, 'other', 'document');
  await d.move(handler, id, 'proposeTermination', { reason: '已判决', code: 'T03' });
  expect((await d.move(leader, id, 'grantTermination')).state).toBe('terminated');
  const again = await d.move(dispatcher, id, 'reopen', { reason: '有新情况' });
  expect(again).toMatchObject({ state: 'dispatched', person: null, pending: null, supervision: 0 });
  await d.services.handling.acknowledge(chief, id);
  // What was said to the caller before counts no more.
  await expect(d.move(chief, id, 'handle')).rejects.toMatchObject({ details: { need: 'contactFirst' } });
  await d.move(chief, id, 'contact', { way: 'phone', result: 'reached' });
  expect((await d.move(chief, id, 'handle')).state).toBe('handling');
});
