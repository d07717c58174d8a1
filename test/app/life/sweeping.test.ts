import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { createSweeping } from '../../../src/app/life/sweeping.ts';
import type { LiveChange } from '../../../src/app/life/live-changes.ts';
import type { DueReminder } from '../../../src/orders/sweep.ts';
import type { LifeEvent } from '../../../src/orders/life-events.ts';
import { checkOrders } from '../../../src/app/life/order-check.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { orders } from '../../../src/store/schema/orders.ts';
import { appendEvents, lifeEventsOf } from '../../../src/store/events.ts';
import { sweptCondition } from '../../../src/store/sweeps.ts';
import { orderById, updateOrder } from '../../../src/store/orders.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  DAY,
  HOUR,
  MINUTE,
  PEOPLE,
  isoOf,
  lifeDesk,
  lifeProfile,
  lifeServices,
} from '../../support/life-desk.ts';
import type { LifeDesk } from '../../support/life-desk.ts';
import { tempDatabase } from '../../support/temp.ts';

const open: Store[] = [];
const desk = (url = tempDatabase()): Promise<LifeDesk> => lifeDesk(url, (store) => open.push(store));
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const { dispatcher, leader, handler, chief } = PEOPLE;
const sweep = (d: LifeDesk) => createSweeping(d.context).sweep();
const eventsOf = (d: LifeDesk, id: string): Promise<LifeEvent[]> =>
  d.store.read((db) => lifeEventsOf(db, id));
const lines = async (d: LifeDesk, id: string): Promise<string[]> =>
  (await d.services.orders.get(dispatcher, id)).events.map(({ event, detail }) => `${event} ${detail}`);

test('what is due is done once, and tells who has the order', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  expect((await sweep(d)).made).toEqual({});
  d.pass(25 * HOUR);
  expect(await sweep(d)).toMatchObject({ orders: 1, made: { idle: 1 }, failed: 0 });
  expect((await lines(d, id)).at(-1)).toBe('remind 派出 25 小时没有签收');
  expect((await sweep(d)).made).toEqual({});
  await d.services.handling.acknowledge(handler, id);
  d.pass(25 * HOUR);
  await sweep(d);
  expect((await lines(d, id)).at(-1)).toBe('remind 25 小时没有任何办理记录；承办人：王所');
});

test('an order that nobody has taken names who is on duty, and who stands in', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  const { rota } = d.services;
  const shift = { unit: 'SCS-XCAJ', day: '2026-04-15', period: '09:00-18:00' };
  await rota.setDuty(handler, { ...shift, person: 'u-h', substitute: 'u-u' });
  await rota.setAbsence(chief, { unit: 'SCS-XCAJ', person: 'u-h', from: '2026-04-15', to: '2026-04-15' });
  d.pass(25 * HOUR);
  await sweep(d);
  expect((await lines(d, id)).at(-1)).toBe('remind 派出 25 小时没有签收；值班：所长（替王所）');
});

test('overdue orders rise through the levels of supervision, with an audit row each', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.services.handling.acknowledge(handler, id);
  d.pass(5 * DAY);
  expect((await sweep(d)).made).toMatchObject({ late: 1, supervise: 1 });
  d.pass(23 * HOUR);
  expect((await sweep(d)).made.supervise).toBeUndefined();
  d.pass(HOUR);
  expect((await sweep(d)).made).toEqual({ supervise: 1 });
  const row = await d.store.read((db) => orderById(db, id));
  expect(row).toMatchObject({ supervision: 2, state: 'acknowledged' });
  expect((await lines(d, id)).at(-1)).toMatch(/^supervise 2 级督办；“热线办理”超期 24 小时；承办人：王所$/);
  const rows = await d.store.read((db) => db.select().from(audit).where(eq(audit.action, 'order.supervise')));
  expect(rows.map(({ actorId }) => actorId)).toEqual(['system', 'system']);
});

test('a hold ends on the day of its plan, a merchant’s time with its time box', async () => {
  const d = await desk();
  const held = await d.contacted('西单的鞋');
  await d.file(held, 'other', 'document');
  await d.move(handler, held, 'proposeHold', { reason: '等规划', code: 'H01', planDay: '2026-04-20' });
  await d.move(leader, held, 'grantHold');
  const merchant = await d.take('西单的衣服');
  await d.services.handling.acknowledge(handler, merchant);
  await d.move(handler, merchant, 'handToMerchant', { merchant: '某店' });
  const handed = (await eventsOf(d, merchant)).at(-1);
  const until = handed?.kind === 'handToMerchant' ? handed.data.until : NaN;
  d.clock.set(until - MINUTE);
  expect((await sweep(d)).made.merchant).toBeUndefined();
  d.clock.set(until);
  expect((await sweep(d)).made.merchant).toBe(1);
  expect((await eventsOf(d, merchant)).at(-1)).toMatchObject({
    kind: 'merchantFailed',
    actor: { role: 'system' },
  });
  d.clock.set(Date.parse('2026-04-19T23:59:00+08:00'));
  expect((await sweep(d)).made.resume).toBeUndefined();
  d.clock.set(Date.parse('2026-04-20T00:00:00+08:00'));
  expect((await sweep(d)).made.resume).toBe(1);
  expect((await d.services.orders.get(dispatcher, held)).state).toBe('handling');
});

test('two sweeps at once do everything once, and so does one after a restart', async () => {
  const url = tempDatabase();
  const store = await openStore({ url });
  open.push(store);
  const d = (await lifeServices(store)) as LifeDesk;
  const ids: string[] = [];
  for (let i = 0; i < 12; i++) ids.push(await d.take(`西单的鞋 ${i}`));
  d.pass(6 * DAY);
  const reports = await Promise.all([sweep(d), sweep(d), sweep(d)]);
  const made = reports.map((one) => one.made.late ?? 0);
  expect(made.reduce((a, b) => a + b)).toBe(12);
  const at = d.clock.now();
  await store.close();
  const again = await openStore({ url });
  open.push(again);
  const later = (await lifeServices(again)) as LifeDesk;
  later.clock.set(at + MINUTE);
  expect((await sweep(later)).made).toEqual({});
  for (const id of ids) {
    const kinds = (await eventsOf(later, id)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'supervise')).toHaveLength(1);
    const keys = (await eventsOf(later, id)).flatMap((event) =>
      event.kind === 'remind' ? [event.data.key] : [],
    );
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('what happens between the look and the write is seen by the write', async () => {
  const d = await desk();
  const touched = await d.take('西单的鞋');
  const left = await d.take('西单的衣服');
  d.pass(25 * HOUR);
  let writes = 0;
  const store: Store = {
    ...d.store,
    write: async (work) => {
      if (writes++ === 0) await d.services.handling.acknowledge(handler, touched);
      return d.store.write(work);
    },
  };
  const report = await createSweeping({ ...d.context, store }).sweep();
  expect(report).toMatchObject({ orders: 2, made: { idle: 1 }, failed: 0 });
  // Both of a page in one write.
  expect(writes).toBe(1);
  expect((await eventsOf(d, touched)).at(-1)).toMatchObject({ kind: 'acknowledge' });
  expect((await eventsOf(d, left)).at(-1)).toMatchObject({ kind: 'remind' });
  expect((await checkOrders(d.store, d.profile, { deep: true })).differences).toEqual([]);
});

test('rows from before the soon-due times are filled in without an event, and the replay agrees', async () => {
  const d = await desk();
  const ids = [await d.take('西单的鞋'), await d.take('施工噪声')];
  const before = await d.store.read((db) => orderById(db, ids[0] ?? ''));
  expect(before?.soonAt).not.toBeNull();
  await d.store.write((db) => db.update(orders).set({ soonAt: null, soonSpans: [] }));
  const differences = async () => (await checkOrders(d.store, d.profile, { deep: true })).differences;
  expect((await differences()).map(({ columns }) => columns)).toEqual([
    ['soonAt', 'soonSpans'],
    ['soonAt', 'soonSpans'],
  ]);
  expect((await createSweeping(d.context).sweep({ dryRun: true })).refreshed).toBe(2);
  expect(await sweep(d)).toMatchObject({ orders: 2, refreshed: 2, made: {} });
  expect(await d.store.read((db) => orderById(db, ids[0] ?? ''))).toEqual(before);
  expect(await differences()).toEqual([]);
  expect((await sweep(d)).refreshed).toBe(0);
});

test('reminders, levels and ends leave every row as its events make it', async () => {
  const d = await desk();
  const held = await d.contacted('西单的鞋');
  await d.file(held, 'other', 'document');
  await d.move(handler, held, 'proposeHold', { reason: '等规划', code: 'H01', planDay: '2026-04-20' });
  await d.move(leader, held, 'grantHold');
  for (const text of ['西单的衣服', '施工噪声', '西单着火', '拿不准的鞋']) await d.take(text);
  const kinds = new Set<string>();
  for (let i = 0; i < 12; i++) {
    d.pass(13 * HOUR);
    for (const kind of Object.keys((await sweep(d)).made)) kinds.add(kind);
    expect((await checkOrders(d.store, d.profile, { deep: true })).differences).toEqual([]);
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['idle', 'soon', 'late', 'supervise', 'resume']));
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('a unit that gets a late order begins anew: hours of others are not held against it', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  await d.services.handling.acknowledge(handler, id);
  d.pass(8 * DAY);
  await sweep(d);
  expect(await d.store.read((db) => orderById(db, id))).toMatchObject({ supervision: 3 });
  await d.file(id, 'other', 'document');
  await d.move(handler, id, 'proposeReturn', { reason: '不归我', clause: '一', code: 'R03', owner: 'CGZF' });
  const back = await d.move(dispatcher, id, 'acceptReturn');
  expect(back).toMatchObject({ leadUnit: { code: 'CGZF' }, supervision: 0, supervisedBefore: 3 });
  expect(back.life.supervision).toMatchObject({
    level: 0,
    earlier: [{ unit: { code: 'SCS-XCAJ' }, level: 3, answeredAt: null }],
  });
  // The order is late, and nobody’s hours count but the new unit’s own.
  await sweep(d);
  expect(await d.store.read((db) => orderById(db, id))).toMatchObject({ supervision: 1 });
  d.pass(23 * HOUR);
  await sweep(d);
  expect(await d.store.read((db) => orderById(db, id))).toMatchObject({ supervision: 1 });
  d.pass(HOUR);
  await sweep(d);
  expect(await d.store.read((db) => orderById(db, id))).toMatchObject({
    supervision: 2,
    supervisedBefore: 3,
  });
  expect((await checkOrders(d.store, d.profile, { deep: true })).differences).toEqual([]);
});

test('a dry run says what it would do and does nothing', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  d.pass(6 * DAY);
  const before = await eventsOf(d, id);
  const told: string[] = [];
  const report = await createSweeping(d.context).sweep({
    dryRun: true,
    tell: (_order, { kind }: DueReminder) => void told.push(kind),
  });
  expect(report.made).toEqual({ idle: 1, late: 1, supervise: 1 });
  expect(told.sort()).toEqual(['idle', 'late', 'supervise']);
  expect(await eventsOf(d, id)).toEqual(before);
  expect((await sweep(d)).made).toEqual(report.made);
});

test('an unknown year is said in the report, the log and on the order; with the calendar the date comes by itself', async () => {
  const full = lifeProfile();
  const { calendar, policies } = full;
  if (calendar === undefined || policies === undefined) throw new Error('The profile has no clocks.');
  // Received in spring, counted in working days of the year that is cut off here.
  const years = calendar.years.filter(({ year }) => year < 2026);
  const clocks = policies.clocks.map((one) =>
    one.id === 'hotline-handle'
      ? { ...one, limit: { kind: 'workingDays', days: 5 } as const, extension: null }
      : one,
  );
  const known = { ...full, policies: { ...policies, clocks } };
  const url = tempDatabase();
  const store = await openStore({ url });
  open.push(store);
  const d = (await lifeServices(store, { ...known, calendar: { ...calendar, years } })) as LifeDesk;
  const id = await d.take('西单的鞋');
  const warned: object[] = [];
  const log = { ...d.context.log, warn: (details: object) => void warned.push(details) };
  const report = await createSweeping({ ...d.context, log }).sweep();
  expect(report.unknownYears).toEqual({ 2026: 1 });
  expect(report.made).toEqual({ calendar: 1 });
  expect(warned).toEqual([{ year: 2026, orders: 1 }]);
  expect((await lines(d, id)).at(-1)).toContain('2026 年，日历里没有这一年');
  expect((await d.store.read((db) => orderById(db, id)))?.dueAt).toBeNull();

  const later = await createSweeping({ ...d.context, profile: known }).sweep();
  expect(later).toMatchObject({ refreshed: 1, unknownYears: {}, made: {} });
  const due = (await d.store.read((db) => orderById(db, id)))?.dueAt ?? 0;
  expect(new Date(due).toISOString()).toBe('2026-04-21T16:00:00.000Z');
  expect((await createSweeping({ ...d.context, profile: known }).sweep()).refreshed).toBe(0);
});

test('one order that cannot be swept does not keep the others from it', async () => {
  const d = await desk();
  const bad = await d.take('西单的鞋');
  const good = await d.take('西单的衣服');
  d.pass(6 * DAY);
  const errors: object[] = [];
  const log = { ...d.context.log, error: (details: object) => void errors.push(details) };
  // A row that says another version than its events cannot be written on: its number is taken.
  const broken = await eventsOf(d, bad);
  const clash = { ...d.context, log };
  await d.store.write(async (db) => {
    await db.run(`INSERT INTO events (order_id, version, at, event, actor, actor_id, actor_role, state, data, detail)
      VALUES ('${bad}', ${broken.length + 2}, ${d.clock.now()}, 'note', 'x', 'x', 'admin', 'dispatched', '{"text":"x"}', 'x')`);
  });
  const report = await createSweeping(clash).sweep();
  expect(report).toMatchObject({ orders: 2, failed: 1, made: { late: 1 } });
  expect(errors).toMatchObject([{ order: bad }]);
  expect((await eventsOf(d, good)).some(({ kind }) => kind === 'supervise')).toBe(true);
});

test('changes are published after they are written, and closed orders are not looked at', async () => {
  const d = await desk();
  const id = await d.take('西单的鞋');
  const closed = await d.take('西单的衣服');
  await d.store.write((db) =>
    db.update(orders).set({ state: 'closed', dueAt: null }).where(eq(orders.id, closed)),
  );
  const seen: LiveChange[] = [];
  d.context.changes.join({ listen: (_id, change) => void seen.push(change), end: () => {} });
  d.pass(25 * HOUR);
  expect((await sweep(d)).orders).toBe(1);
  expect(seen).toMatchObject([{ before: { version: 3 }, after: { id, state: 'dispatched', version: 4 } }]);
});

test('an order at an end is looked at as long as one of its clocks runs', async () => {
  const d = await desk();
  const id = await d.contacted('西单的鞋');
  await d.move(handler, id, 'milestone', { milestone: 'accept' });
  await d.move(handler, id, 'handle');
  const version = (await eventsOf(d, id)).length + 1;
  await d.store.write((db) =>
    appendEvents(db, [
      {
        orderId: id,
        detail: '',
        event: {
          version,
          at: d.clock.now(),
          kind: 'grantMediationEnd',
          actor: { ...leader },
          to: 'mediationEnded',
          data: {},
        },
      },
    ]),
  );
  await d.store.write((db) =>
    updateOrder(db, id, { state: 'mediationEnded', version, dueAt: d.clock.now() + 9 * DAY }),
  );
  d.pass(12 * DAY);
  expect((await sweep(d)).made).toEqual({ late: 1 });
  expect((await lines(d, id)).at(-1)).toContain('“终止调解告知”已于 2026-04-24 00:00 到期');
  await d.move(handler, id, 'tell', { toldAt: isoOf(d.clock.now()), way: 'phone' });
  expect(await sweep(d)).toMatchObject({ orders: 0, made: {} });
});

test('the numbers of the orders to be swept come from an index alone', async () => {
  const d = await desk();
  const plans: string[] = [];
  await d.store.read(async (db) => {
    const { sql: text, params } = db.select({ seq: orders.seq }).from(orders).where(sweptCondition()).toSQL();
    const inlined = params.reduce<string>((all, one) => all.replace('?', `'${String(one)}'`), text);
    for (const row of (await db.all(`EXPLAIN QUERY PLAN ${inlined}`)) as { detail: string }[])
      plans.push(row.detail);
  });
  expect(plans.join('\n')).toContain('COVERING INDEX');
  expect(plans.join('\n')).not.toMatch(/SCAN orders(?! USING)/);
});

test('a sweep that is told to stop ends at a page', async () => {
  const d = await desk();
  await d.take('西单的鞋');
  d.pass(6 * DAY);
  const report = await createSweeping(d.context).sweep({ stopping: () => true });
  expect(report).toMatchObject({ stopped: true, orders: 0, made: {} });
});
