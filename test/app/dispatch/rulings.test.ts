import { expect, test } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { NewRuling } from '../../../src/app/dispatch/ruling-types.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { packShingles, shingle } from '../../../src/learn/shingles.ts';
import { saveSignature } from '../../../src/store/links.ts';
import { audit } from '../../../src/store/schema/journal.ts';
import { orders } from '../../../src/store/schema/orders.ts';
import { admin, desk, dispatcher, handler, order, system } from '../../support/desk.ts';
import type { Desk } from '../../support/desk.ts';

const made: NewRuling = {
  issueType: '0501',
  condition: { any: ['棋牌室'] },
  unit: 'ZWFW',
  byStation: false,
  reason: '室内娱乐噪声由该局牵头',
  decidedBy: '区接诉即办专班',
  effectiveFrom: '2026-04-14',
  effectiveTo: null,
  originOrder: null,
};
const TEXT = '棋牌室施工噪声扰民，夜里打麻将';

async function accept(d: Desk, text = TEXT, receivedAt = '2026-04-14T09:30:00+08:00') {
  const [outcome] = await d.services.intake.accept(system, [order(text, { receivedAt })]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome;
}

test('a ruling is in force from the next order on, says so, and leaves stored orders alone', async () => {
  const d = await desk();
  const before = await accept(d);
  expect(before.triage.unit.lead).toBe('CGZF');
  const ruling = await d.services.rulings.add(admin, { ...made, originOrder: before.id });
  expect(ruling).toMatchObject({
    id: 'R2026-0001',
    state: 'in_force',
    unitName: '区政务服务局',
    enteredBy: '管理员',
  });
  const after = await accept(d);
  expect(after.triage.unit.lead).toBe('ZWFW');
  expect(after.triage.decision.because.find(({ code }) => code === 'ruling')?.text).toContain(
    'R2026-0001（2026-04-14 起执行',
  );
  expect((await accept(d, '工地施工噪声')).triage.unit.lead).toBe('CGZF');
  // An order of the day before goes by what held then.
  expect((await accept(d, `${TEXT}，补录`, '2026-04-13T23:59:00+08:00')).triage.unit.lead).toBe('CGZF');
  expect((await d.services.orders.get(dispatcher, before.id)).leadUnit.code).toBe('CGZF');
});

test('a contradictory ruling is refused with the other one named, an exception is not', async () => {
  const d = await desk();
  await d.services.rulings.add(admin, made);
  const other = { ...made, unit: 'SCJG', condition: { any: ['棋牌室', '台球厅'], none: ['麻将馆'] } };
  for (const act of [d.services.rulings.add, d.services.rulings.preview]) {
    await expect(act(admin, other)).rejects.toMatchObject({
      code: 'ruling_conflict',
      details: { ruling: 'R2026-0001' },
    });
  }
  const exception = { ...made, unit: 'STREET', condition: { any: ['棋牌室'], streets: ['德胜'] } };
  expect((await d.services.rulings.add(admin, exception)).id).toBe('R2026-0002');
  expect((await accept(d, `德胜${TEXT}`)).triage.unit.lead).toBe('JD-DS');
  expect((await accept(d)).triage.unit.lead).toBe('ZWFW');
});

test('units that are merged hand their rulings on, and none is made for a unit that is no more', async () => {
  const d = await desk();
  await d.services.rulings.add(admin, made);
  const merged = { effectiveTo: '2026-04-16', successor: 'CGZF' };
  const units = d.context.profile.units.map((unit) => (unit.code === 'ZWFW' ? { ...unit, ...merged } : unit));
  const context = { ...d.context, profile: { ...d.context.profile, units } };
  const later = { ...d, services: createServices({ ...context }, context) };
  const { add } = later.services.rulings;
  const other = { ...made, condition: { any: ['台球厅'] } };
  await expect(add(admin, { ...other, effectiveFrom: '2026-04-16' })).rejects.toMatchObject({
    code: 'bad_field',
    details: { field: 'unit' },
  });
  await expect(
    add(admin, { ...other, unit: 'CGZF', joint: 'ZWFW', effectiveFrom: '2026-04-16' }),
  ).rejects.toMatchObject({ details: { field: 'joint' } });
  expect((await add(admin, { ...other, effectiveFrom: '2026-04-15' })).unit).toBe('ZWFW');
  const { id } = await accept(later, '拿不准的鞋', '2026-04-17T09:00:00+08:00');
  const corrected = await later.services.handling.correct(dispatcher, id, { unit: 'ZWFW' });
  expect(corrected.leadUnit.code).toBe('CGZF');
  const old = await accept(later, '拿不准的鞋', '2026-04-15T09:00:00+08:00');
  const kept = await later.services.handling.correct(dispatcher, old.id, { unit: 'ZWFW' });
  expect(kept.leadUnit.code).toBe('ZWFW');
});

test('an ended ruling is over from its day on and makes room for another', async () => {
  const d = await desk();
  await d.services.rulings.add(admin, made);
  const { end, add, list } = d.services.rulings;
  const why = '职责已写入目录';
  await expect(end(admin, 'R2026-0001', { effectiveTo: '2026-04-13', reason: why })).rejects.toMatchObject({
    code: 'bad_field',
  });
  const ended = await end(admin, 'R2026-0001', { effectiveTo: '2026-04-15', reason: why });
  expect(ended).toMatchObject({ state: 'in_force', effectiveTo: '2026-04-15', endedBy: '管理员' });
  await expect(end(admin, 'R2026-0001', { effectiveTo: '2026-05-01', reason: why })).rejects.toThrow(
    '只能提前',
  );
  await expect(end(admin, 'R2026-0009', { effectiveTo: '2026-05-01', reason: why })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await accept(d)).triage.unit.lead).toBe('ZWFW');
  await add(admin, { ...made, unit: 'SCJG', effectiveFrom: '2026-04-15' });
  expect((await accept(d, `${TEXT}，次日`, '2026-04-15T08:00:00+08:00')).triage.unit.lead).toBe('SCJG');
  expect((await list(dispatcher)).map(({ id }) => id)).toEqual(['R2026-0002', 'R2026-0001']);
  const rows = await d.store.read((db) => db.select().from(audit));
  const acts = rows
    .filter(({ action }) => action.startsWith('ruling.'))
    .map(({ action, subject }) => `${action} ${subject}`);
  expect(acts).toEqual(['ruling.add R2026-0001', 'ruling.end R2026-0001', 'ruling.add R2026-0002']);
  expect(await verifyAudit(d.store.read)).toMatchObject({ ok: true });
});

test('a ruling can neither be rewritten nor deleted, nor its end put off', async () => {
  const d = await desk();
  await d.services.rulings.add(admin, made);
  await d.services.rulings.end(admin, 'R2026-0001', { effectiveTo: '2026-04-20', reason: '到期' });
  for (const statement of [
    "UPDATE rulings SET unit = 'SCJG'",
    "UPDATE rulings SET effective_to = '2027-01-01'",
    'UPDATE rulings SET effective_to = NULL',
    'DELETE FROM rulings',
  ])
    await expect(d.store.write(async (db) => void (await db.run(statement)))).rejects.toThrow();
  expect((await d.services.rulings.list(admin))[0]).toMatchObject({
    unit: 'ZWFW',
    effectiveTo: '2026-04-20',
  });
});

test('a preview counts the stored orders that would go elsewhere and keeps nothing', async () => {
  const d = await desk();
  const orders = [TEXT, `${TEXT}，又来`, '工地施工噪声', '西单的鞋', `${TEXT}，很久以前`];
  for (const [i, text] of orders.entries())
    await accept(d, text, i === 4 ? '2025-12-01T09:00:00+08:00' : '2026-04-10T09:00:00+08:00');
  const preview = await d.services.rulings.preview(admin, made);
  expect(preview).toMatchObject({ days: 90, orders: 3, limited: false, matched: 2, elsewhere: 2 });
  expect(preview.examples[0]).toMatchObject({ from: '区城管执法局', to: '区政务服务局' });
  expect(await d.services.rulings.preview(admin, { ...made, unit: 'CGZF' })).toMatchObject({
    matched: 2,
    elsewhere: 0,
  });
  const online = { ...made, condition: { saleChannels: ['online' as const] } };
  expect(await d.services.rulings.preview(admin, online)).toMatchObject({ matched: 0 });
  expect(await d.services.rulings.list(admin)).toEqual([]);
});

test('unknown codes and impossible days are refused', async () => {
  const d = await desk();
  const refused: readonly [Partial<NewRuling>, string][] = [
    [{ issueType: '9999' }, 'issueType'],
    [{ unit: 'X' }, 'unit'],
    [{ joint: 'X' }, 'joint'],
    [{ joint: 'ZWFW' }, 'joint'],
    [{ byStation: true }, 'byStation'],
    [{ condition: { streets: ['东华门'] } }, 'streets'],
    [{ effectiveTo: '2026-04-14' }, 'effectiveTo'],
    [{ originOrder: 'nope' }, 'originOrder'],
  ];
  for (const [part, field] of refused)
    await expect(d.services.rulings.add(admin, { ...made, ...part })).rejects.toMatchObject({
      code: 'bad_field',
      details: { field },
    });
});

test('dispatchers read, administrators decide, handlers do neither', async () => {
  const d = await desk();
  const { list, add, preview, end } = d.services.rulings;
  expect(await list(dispatcher)).toEqual([]);
  await expect(list(handler)).rejects.toMatchObject({ code: 'forbidden' });
  for (const actor of [dispatcher, handler, system]) {
    await expect(add(actor, made)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(preview(actor, made)).rejects.toMatchObject({ code: 'forbidden' });
    const ending = end(actor, 'R2026-0001', { effectiveTo: '2026-05-01', reason: '无' });
    await expect(ending).rejects.toMatchObject({ code: 'forbidden' });
  }
});

test('a corrected type is routed by the rulings of its day', async () => {
  const d = await desk();
  await d.services.rulings.add(admin, {
    ...made,
    issueType: '0402',
    condition: {},
    unit: 'SCJG',
    byStation: true,
  });
  const { id } = await accept(d, '拿不准的鞋');
  const detail = await d.services.handling.correct(dispatcher, id, { issueType: '0402' });
  expect(detail.leadUnit.code).toBe('SCS-XCAJ');
});

test('two like orders that dispatchers sent elsewhere keep the next one from going out by itself', async () => {
  const d = await desk();
  const corrected: string[] = [];
  for (const words of ['甲楼', '乙楼']) {
    const { id, number, state } = await accept(d, `${words}${TEXT}`);
    expect(state).toBe('dispatched');
    await d.services.handling.correct(dispatcher, id, { unit: 'ZWFW' });
    corrected.push(number);
  }
  const next = await accept(d, `丙楼${TEXT}`);
  expect(next.state).toBe('received');
  expect(next.triage.unit.lead).toBe('CGZF');
  expect(next.triage.unit.candidates.map(({ code }) => code)).toContain('ZWFW');
  const doubt = next.triage.decision.because.find(({ code }) => code === 'precedent_disagrees');
  expect([...(doubt?.orders ?? [])].sort()).toEqual(corrected.sort());
  // Numbers are named to those who may read the orders: the dispatcher all, the unit that gets this one none.
  const told = async (actor: typeof handler) =>
    (await d.services.orders.get(actor, next.id)).triage.decision.because.find(
      ({ code }) => code === 'precedent_disagrees',
    );
  for (const number of corrected) expect((await told(dispatcher))?.text).toContain(number);
  await d.services.handling.dispatch(dispatcher, next.id);
  const worker = { id: 'u-c', name: '城管', role: 'handler', unit: 'CGZF' } as const;
  expect((await told(worker))?.orders).toEqual([]);
  for (const number of corrected) expect(JSON.stringify(await told(worker))).not.toContain(number);
  // Another street, another matter: no precedent.
  expect((await accept(d, `德胜${TEXT}`)).state).toBe('dispatched');
  expect((await accept(d, '地铁工地打桩，天天施工')).state).toBe('dispatched');
  // A ruling has weighed them.
  await d.services.rulings.add(admin, { ...made, unit: 'CGZF' });
  expect((await accept(d, `丁楼${TEXT}`)).state).toBe('dispatched');
});

/** Two like orders that went elsewhere; the next one is doubted. */
async function contrary(d: Desk): Promise<void> {
  for (const words of ['甲楼', '乙楼']) {
    const { id } = await accept(d, `${words}${TEXT}`);
    await d.services.handling.correct(dispatcher, id, { unit: 'ZWFW' });
  }
}

test('intake does not wait for the index of all texts, nor for one that cannot be built', async () => {
  const d = await desk();
  await contrary(d);
  for (const index of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('no index'))]) {
    const context = { ...d.context, duplicates: { ...d.context.duplicates, index } };
    const waiting = { ...d, services: createServices({ ...context }, context) };
    expect((await accept(waiting, `丙楼${TEXT}`)).state).toBe('received');
  }
});

test('an order whose precedents cannot be read is accepted without them, and the log says so', async () => {
  const d = await desk();
  await contrary(d);
  const told: string[] = [];
  const log = { ...d.context.log, error: (_: unknown, message: string) => void told.push(message) };
  const weight = () => {
    throw new Error('no background');
  };
  const context = { ...d.context, log, duplicates: { ...d.context.duplicates, weight } };
  const blind = { ...d, services: createServices({ ...context }, context) };
  const other = order('会员卡退钱');
  const outcomes = await blind.services.intake.accept(system, [order(`丙楼${TEXT}`), other]);
  expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
  expect(told).toEqual(['precedents could not be read']);
});

test('stored signatures speak for the texts of precedents', async () => {
  const d = await desk();
  await contrary(d);
  // Other wording under the same numbers: what is compared is the signature.
  await d.store.write(async (db) => {
    for (const row of await db.select().from(orders)) {
      await saveSignature(db, row, packShingles(shingle('路面塌陷，井盖破损')), []);
    }
  });
  expect((await accept(d, `丙楼${TEXT}`)).state).toBe('dispatched');
});

test('of many precedents an order goes by those received before it, whatever else the call brings', async () => {
  const d = await desk();
  for (let i = 0; i < 2; i++) {
    const { id } = await accept(d, `${i}楼${TEXT}`, '2026-04-01T09:00:00+08:00');
    await d.services.handling.correct(dispatcher, id, { unit: 'ZWFW' });
  }
  // A hundred later ones of the unit in the catalogue.
  await d.store.write(async (db) => {
    const [row] = await db.select().from(orders);
    if (row === undefined) throw new Error('no order');
    for (let seq = 1000; seq < 1100; seq++) {
      const id = `later-${seq}`;
      const receivedAt = Date.parse('2026-04-10T09:00:00+08:00') + seq;
      await db.insert(orders).values({ ...row, seq, id, number: id, leadUnit: 'CGZF', receivedAt });
    }
  });
  const early = order(`丙楼${TEXT}`, { receivedAt: '2026-04-05T09:00:00+08:00' });
  const late = order(`丁楼${TEXT}`);
  const outcomes = await d.services.intake.accept(system, [late, early]);
  expect(outcomes.map((one) => (one.status === 'refused' ? null : one.state))).toEqual([
    'dispatched',
    'received',
  ]);
});

test('precedents count for later orders, and no more once the duty has changed', async () => {
  const d = await desk();
  for (const words of ['甲楼', '乙楼']) {
    const { id } = await accept(d, `${words}${TEXT}`, '2026-04-01T09:00:00+08:00');
    await d.services.handling.correct(dispatcher, id, { unit: 'ZWFW' });
  }
  expect((await accept(d, `丙楼${TEXT}`, '2026-03-31T09:00:00+08:00')).state).toBe('dispatched');
  expect((await accept(d, `丁楼${TEXT}`)).state).toBe('received');
  const duty = { issueType: '0501', owner: 'CGZF', level: 'dept', joint: 'STREET', clause: '1' } as const;
  const entries = [
    { ...duty, effectiveFrom: '2026-01-01', effectiveTo: '2026-04-10' },
    { ...duty, effectiveFrom: '2026-04-10', effectiveTo: null },
  ];
  const catalogue = { version: 'c2', title: '目录', effectiveFrom: '2026-01-01', entries };
  const context = { ...d.context, profile: { ...d.context.profile, catalogue } };
  const changed = { ...d, services: createServices({ ...context }, context) };
  expect((await accept(changed, `戊楼${TEXT}`)).state).toBe('dispatched');
  expect((await accept(changed, `己楼${TEXT}`, '2026-04-09T09:00:00+08:00')).state).toBe('received');
});
