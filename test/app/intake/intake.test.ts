import { expect, test } from 'vitest';
import type { IntakeOutcome } from '../../../src/app/types.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { eventsOf } from '../../../src/store/events.ts';
import { outboxCounts } from '../../../src/store/outbox.ts';
import { admin, desk, dispatcher, elsewhere, handler, order, street, system } from '../../support/desk.ts';

type Stored = Extract<IntakeOutcome, { status: 'accepted' | 'duplicate' }>;
const stored = (outcome: IntakeOutcome | undefined): Stored => {
  if (outcome === undefined || outcome.status === 'refused') throw new Error(JSON.stringify(outcome));
  return outcome;
};

test('an order is stored with its decision, events, audit and work to do, and goes out by itself', async () => {
  const { services, store } = await desk();
  const [first] = await services.intake.accept(system, [
    order('西单商场买鞋不给退', { caller: { phone: '13600001127' } }),
  ]);
  const outcome = stored(first);
  expect(outcome).toMatchObject({ status: 'accepted', state: 'dispatched', number: '20260414-000001' });
  expect(outcome.triage.id).toBe(outcome.id);
  const detail = await services.orders.get(dispatcher, outcome.id);
  expect(detail).toMatchObject({
    issueType: { code: '0101', name: '线下购物退换货' },
    leadUnit: { code: 'SCS-XCAJ', name: '西长安街市场监管所' },
    action: 'dispatch',
    suggestion: null,
    input: { text: '西单商场买鞋不给退', caller: { phone: '13600001127' } },
  });
  expect(detail.events.map((e) => e.event)).toEqual(['received', 'triaged', 'dispatched']);
  expect(await store.read(outboxCounts)).toEqual({ waiting: 3, dead: 0 });
  expect(await verifyAudit(store.read)).toMatchObject({ ok: true, rows: 2 });
});

test('a doubtful order waits for a person', async () => {
  const { services } = await desk();
  const [first] = await services.intake.accept(system, [order('拿不准是什么')]);
  expect(stored(first).state).toBe('received');
  expect(await services.orders.counts(dispatcher)).toMatchObject({ review: 1, total: 1 });
});

test('numbers run by day of receipt in Beijing', async () => {
  const { services } = await desk();
  const outcomes = await services.intake.accept(system, [
    order('一', { receivedAt: '2026-04-14T23:59:59+08:00' }),
    order('二', { receivedAt: '2026-04-14T16:00:00Z' }),
    order('三'),
  ]);
  expect(outcomes.map((o) => stored(o).number)).toEqual([
    '20260414-000001',
    '20260415-000001',
    '20260414-000002',
  ]);
});

test('the same id or external id is a duplicate, in one call and across calls', async () => {
  const { services } = await desk();
  const a = order('买鞋不给退', { id: 'x-1' });
  const b = order('会员卡不退', { externalId: 'E1' });
  const first = await services.intake.accept(system, [a, b, a, b]);
  expect(first.map((o) => o.status)).toEqual(['accepted', 'accepted', 'duplicate', 'duplicate']);
  expect(stored(first[2]).triage).toEqual(stored(first[0]).triage);
  const again = await services.intake.accept(system, [b, a, { ...b, channel: 'web' }]);
  expect(again.map((o) => o.status)).toEqual(['duplicate', 'duplicate', 'accepted']);
  expect(stored(again[0])).toMatchObject({ id: stored(first[1]).id, number: stored(first[1]).number });
  expect((await services.orders.counts(admin)).total).toBe(3);
});

test('an id that comes back with another text is refused, for silence would lose the new text', async () => {
  const { services } = await desk();
  const outcomes = await services.intake.accept(system, [order('一', { id: 'x' }), order('二', { id: 'x' })]);
  expect(outcomes[1]).toMatchObject({ status: 'refused', error: { code: 'conflict' } });
});

test('orders without any number are all stored, alike or not', async () => {
  const { services } = await desk();
  const outcomes = await services.intake.accept(system, [order('一样'), order('一样')]);
  expect(outcomes.map((o) => o.status)).toEqual(['accepted', 'accepted']);
});

test('an idempotency key answers the same request the same, and refuses another', async () => {
  const { services } = await desk();
  const request = [order('买鞋不给退'), order('读不懂'), order('拿不准')];
  const options = { idempotencyKey: 'k1' };
  const first = await services.intake.accept(system, request, options);
  expect(first.map((o) => o.status)).toEqual(['accepted', 'refused', 'accepted']);
  await services.handling.dispatch(dispatcher, stored(first[2]).id);
  expect(await services.intake.accept(system, request, options)).toEqual(first);
  await expect(services.intake.accept(system, [order('别的')], options)).rejects.toMatchObject({
    code: 'idempotency_mismatch',
  });
  // A key belongs to whoever sent it.
  const other = await services.intake.accept(admin, [order('别的')], options);
  expect(other[0]?.status).toBe('accepted');
});

test('the same request sent several times at once is stored once', async () => {
  const { services } = await desk();
  const request = [order('买鞋不给退'), order('会员卡不退')];
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => services.intake.accept(system, request, { idempotencyKey: 'k' })),
  );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect((await services.orders.counts(admin)).total).toBe(2);
});

test('one order that cannot be read does not hold up the others', async () => {
  const { services } = await desk();
  const outcomes = await services.intake.accept(system, [
    order('好的'),
    order('读不懂'),
    order('出故障'),
    order('也好'),
  ]);
  expect(outcomes.map((o) => o.status)).toEqual(['accepted', 'refused', 'refused', 'accepted']);
  expect(outcomes[1]).toMatchObject({ error: { code: 'not_text' } });
  expect(outcomes[2]).toMatchObject({ error: { code: 'internal' } });
});

test('handlers may not submit', async () => {
  const { services } = await desk();
  await expect(services.intake.accept(handler, [order('一')])).rejects.toMatchObject({ code: 'forbidden' });
});

test('a unit that is switched off gets none of 10,000 automatic orders, and each says why', async () => {
  const { services } = await desk();
  await services.switching.set(admin, { unit: 'SCS-XCAJ', issueType: '*', enabled: false });
  for (let i = 0; i < 20; i++) {
    await services.intake.accept(
      system,
      Array.from({ length: 500 }, (_, n) => order(n % 2 === 0 ? `鞋 ${i} ${n}` : `德胜的鞋 ${i} ${n}`)),
    );
  }
  const mine = await services.orders.list(dispatcher, { unit: 'SCS-XCAJ' });
  expect(mine.total).toBe(5000);
  expect((await services.orders.list(dispatcher, { unit: 'SCS-XCAJ', state: 'dispatched' })).total).toBe(0);
  expect((await services.orders.list(dispatcher, { unit: 'SCS-DS', state: 'dispatched' })).total).toBe(5000);
  expect((await services.orders.list(handler, {})).total).toBe(0);
  const detail = await services.orders.get(dispatcher, mine.rows[0]?.id ?? '');
  expect(detail.triage.decision).toMatchObject({ action: 'review', because: [{ code: 'switch_off' }, {}] });
});

test.each([
  [{ unit: '*', issueType: '0501' }, 'received', 'dispatched'],
  [{ unit: '*', issueType: '05' }, 'received', 'dispatched'],
  [{ unit: 'JD-XCAJ', issueType: '*' }, 'received', 'dispatched'],
  [{ unit: 'CGZF', issueType: '0501' }, 'received', 'dispatched'],
  [{ unit: 'CGZF', issueType: '0101' }, 'dispatched', 'dispatched'],
  [{ unit: '*', issueType: '*' }, 'received', 'received'],
])('with %j off, noise is %s and shoes are %s', async (off, noise, shoes) => {
  const { services } = await desk();
  await services.switching.set(admin, { ...off, enabled: false });
  const [a, b] = await services.intake.accept(system, [order('施工噪声'), order('鞋')]);
  expect([stored(a).state, stored(b).state]).toEqual([noise, shoes]);
  await services.switching.set(admin, { ...off, enabled: true });
  const [c] = await services.intake.accept(system, [order('施工噪声')]);
  expect(stored(c).state).toBe('dispatched');
});

test('switches are set by administrators alone, and only for units and classes there are', async () => {
  const { services } = await desk();
  const change = { unit: 'SCS-XCAJ', issueType: '*', enabled: false };
  for (const actor of [dispatcher, handler, street, elsewhere, system]) {
    await expect(services.switching.set(actor, change)).rejects.toMatchObject({ code: 'forbidden' });
  }
  await expect(services.switching.set(admin, { ...change, unit: 'NOPE' })).rejects.toMatchObject({
    code: 'bad_field',
  });
  await expect(services.switching.set(admin, { ...change, issueType: '9' })).rejects.toMatchObject({
    code: 'bad_field',
  });
  await services.switching.set(admin, change);
  expect(await services.switching.list(dispatcher)).toMatchObject([{ ...change, changedBy: '管理员' }]);
});

test('events are in the order in which things happened', async () => {
  const { services, store } = await desk();
  const [a] = await services.intake.accept(system, [order('拿不准的鞋')]);
  const { id } = stored(a);
  await services.handling.dispatch(dispatcher, id);
  const events = await store.read((db) => eventsOf(db, id));
  expect(events.map((e) => `${e.actor} ${e.event}`)).toEqual([
    '热线平台 received',
    '系统 triaged',
    '派单员 dispatch',
  ]);
});
