import { expect, test } from 'vitest';
import type { Actor } from '../../../src/app/types.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { correctionRows } from '../../support/correction-rows.ts';
import { admin, desk, dispatcher, elsewhere, handler, order, street, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

async function store(d: Desk, text: string): Promise<string> {
  const [outcome] = await d.services.intake.accept(system, [order(text)]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome.id;
}

test('an order goes from waiting to dispatched to acknowledged, with who and when', async () => {
  const d = await desk();
  const id = await store(d, '拿不准的鞋');
  expect((await d.services.orders.get(dispatcher, id)).can).toEqual({
    dispatch: true,
    correct: true,
    acknowledge: false,
  });
  d.clock.set(d.clock.now() + 60_000);
  expect((await d.services.handling.dispatch(dispatcher, id)).state).toBe('dispatched');
  expect((await d.services.orders.get(handler, id)).can).toEqual({
    dispatch: false,
    correct: false,
    acknowledge: true,
  });
  d.clock.set(d.clock.now() + 60_000);
  const done = await d.services.handling.acknowledge(handler, id);
  expect(done.state).toBe('acknowledged');
  expect(done.events.at(-1)).toEqual({
    at: d.clock.now(),
    actor: '王所',
    event: 'acknowledged',
    detail: '西长安街市场监管所签收',
  });
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('illegal moves are refused by name', async () => {
  const d = await desk();
  const id = await store(d, '西单的鞋');
  await expect(d.services.handling.dispatch(dispatcher, id)).rejects.toMatchObject({
    code: 'illegal_move',
    details: { state: '已派单', event: '派单', rule: '工单已经派出，改换单位请用改派' },
  });
  await d.services.handling.acknowledge(handler, id);
  await expect(d.services.handling.acknowledge(handler, id)).rejects.toThrow('同一工单只签收一次');
  await expect(d.services.handling.dispatch(dispatcher, id)).rejects.toThrow('承办单位已经签收');
  await expect(d.services.handling.correct(dispatcher, id, { unit: 'SCJG' })).rejects.toThrow('退单');
  expect((await d.services.handling.correct(dispatcher, id, { issueType: '0104' })).issueType.code).toBe(
    '0104',
  );
});

test('two people who act at once get one move and one refusal', async () => {
  const d = await desk();
  const id = await store(d, '西单的鞋');
  const results = await Promise.allSettled([
    d.services.handling.acknowledge(handler, id),
    d.services.handling.acknowledge(handler, id),
  ]);
  expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('handlers see and move only what is dispatched to their own unit, as lead or assisting', async () => {
  const d = await desk();
  const shoes = await store(d, '西单的鞋');
  const noise = await store(d, '施工噪声');
  const waiting = await store(d, '拿不准的鞋');
  expect((await d.services.orders.get(handler, shoes)).id).toBe(shoes);
  expect((await d.services.orders.get(street, noise)).jointUnit?.code).toBe('JD-XCAJ');
  const refused: readonly [Actor, string][] = [
    [elsewhere, shoes],
    [street, shoes],
    [handler, noise],
    [handler, waiting],
    [{ ...handler, unit: null }, shoes],
  ];
  for (const [actor, id] of refused) {
    await expect(d.services.orders.get(actor, id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(d.services.handling.acknowledge(actor, id)).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect((await d.services.orders.list(handler, {})).rows.map((r) => r.id)).toEqual([shoes]);
  expect((await d.services.orders.list(street, {})).rows.map((r) => r.id)).toEqual([noise]);
  expect((await d.services.orders.list(handler, { unit: 'CGZF' })).total).toBe(0);
  expect((await d.services.orders.list(handler, { q: '噪声' })).total).toBe(0);
  expect(await d.services.orders.counts(handler)).toEqual({
    review: 0,
    dispatched: 1,
    acknowledged: 0,
    total: 1,
  });
  expect(await d.services.orders.counts(elsewhere)).toMatchObject({ total: 0 });
});

test('moves belong to roles: keys only read, handlers only acknowledge, nobody acknowledges for a unit', async () => {
  const d = await desk();
  const id = await store(d, '西单的鞋');
  const { correct, dispatch, acknowledge } = d.services.handling;
  const refused: readonly Promise<unknown>[] = [
    correct(handler, id, { issueType: '0104' }),
    dispatch(handler, id),
    correct(system, id, { issueType: '0104' }),
    dispatch(system, id),
    acknowledge(system, id),
    acknowledge(dispatcher, id),
    acknowledge(admin, id),
  ];
  for (const result of await Promise.allSettled(refused)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'forbidden' } });
  }
  expect((await d.services.orders.get(system, id)).can).toEqual({
    dispatch: false,
    correct: false,
    acknowledge: false,
  });
});

test('a corrected type routes anew, is kept as labelled data, and leaves what triage said', async () => {
  const d = await desk();
  const id = await store(d, '拿不准的鞋');
  const detail = await d.services.handling.correct(dispatcher, id, { issueType: '0501' });
  expect(detail).toMatchObject({
    issueType: { code: '0501' },
    leadUnit: { code: 'CGZF' },
    jointUnit: { code: 'JD-XCAJ' },
    corrected: true,
    state: 'received',
    triage: { issueType: { code: '0101' }, unit: { lead: 'SCS-XCAJ' } },
  });
  expect(await correctionRows(d.store)).toMatchObject([
    {
      orderId: id,
      actorId: 'u-d',
      fromType: '0101',
      toType: '0501',
      fromUnit: 'SCS-XCAJ',
      toUnit: 'CGZF',
      fromJoint: null,
      toJoint: 'JD-XCAJ',
      model: 'fake-1',
    },
  ]);
  expect(detail.events.slice(-2).map((event) => event.detail)).toEqual([
    '分类 0101 线下购物退换货 → 0501 施工噪声',
    '主办 西长安街市场监管所 → 区城管执法局；协办 无 → 西长安街街道办事处',
  ]);
});

test('a dispatched order that is given another unit leaves the first unit’s reach', async () => {
  const d = await desk();
  const id = await store(d, '西单的鞋');
  const detail = await d.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  expect(detail.state).toBe('dispatched');
  expect(detail.events.slice(-2).map((e) => e.event)).toEqual(['dispatched', 'corrected']);
  await expect(d.services.orders.get(handler, id)).rejects.toMatchObject({ code: 'forbidden' });
  expect((await d.services.orders.get(elsewhere, id)).leadUnit.code).toBe('SCS-DS');
});

test('what the catalogue reserves to a department goes to a street only by an administrator', async () => {
  const d = await desk();
  const id = await store(d, '拿不准的鞋');
  await expect(d.services.handling.correct(dispatcher, id, { unit: 'JD-XCAJ' })).rejects.toMatchObject({
    code: 'reserved_from_streets',
    details: { clause: expect.stringContaining('0101 线下购物退换货'), unit: 'JD-XCAJ' },
  });
  const asked = { unit: 'JD-XCAJ', approver: '王副区长', reason: '与街道现场联合处置' };
  const { correct } = d.services.handling;
  await expect(correct(dispatcher, id, asked)).rejects.toMatchObject({ code: 'reserved_from_streets' });
  for (const part of [{}, { approver: '王副区长' }, { reason: '现场' }]) {
    const unnamed = correct(admin, id, { unit: 'JD-XCAJ', ...part });
    await expect(unnamed).rejects.toMatchObject({ code: 'reserved_from_streets' });
  }
  // Saying the present type again, or another reserved one, is no way round.
  const around = correct(dispatcher, id, { issueType: '0501', unit: 'JD-XCAJ' });
  await expect(around).rejects.toMatchObject({ code: 'reserved_from_streets' });
  const detail = await correct(admin, id, asked);
  expect(detail.leadUnit.code).toBe('JD-XCAJ');
  expect(detail.events.at(-1)).toMatchObject({
    actor: '管理员',
    detail: expect.stringContaining('经王副区长批准派往街道，理由：与街道现场联合处置'),
  });
  const rows = await d.store.read((db) => db.select().from(audit));
  expect(rows.find(({ action }) => action === 'order.correct')?.detail).toContain('王副区长');
});

test('what the catalogue leaves to streets goes to one without approval', async () => {
  const d = await desk();
  const id = await store(d, '拿不准的占道摆摊');
  const detail = await d.services.handling.correct(dispatcher, id, { unit: 'JD-DS' });
  expect(detail.leadUnit.code).toBe('JD-DS');
});

test('a correction that changes nothing changes nothing, and an empty or unknown one is refused', async () => {
  const d = await desk();
  const id = await store(d, '拿不准的鞋');
  const same = await d.services.handling.correct(dispatcher, id, { issueType: '0101' });
  expect(same).toMatchObject({ corrected: false });
  const { correct } = d.services.handling;
  await expect(correct(dispatcher, id, {})).rejects.toMatchObject({ code: 'bad_request' });
  await expect(correct(dispatcher, id, { issueType: '9999' })).rejects.toMatchObject({ code: 'bad_field' });
  await expect(correct(dispatcher, id, { unit: 'X' })).rejects.toMatchObject({ code: 'bad_field' });
  await expect(correct(dispatcher, 'nope', { unit: 'SCJG' })).rejects.toMatchObject({ code: 'not_found' });
});
