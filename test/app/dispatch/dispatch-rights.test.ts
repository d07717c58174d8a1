import { describe, expect, test } from 'vitest';
import { createServices } from '../../../src/app/services.ts';
import type { Engine, OrderInput, TriageResult } from '../../../src/app/types.ts';
import type { Profile } from '../../../src/profile/types.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { verifyAudit } from '../../../src/store/audit.ts';
import { listRightChanges, openSpotChecks, proposalOf, rightsOf } from '../../../src/store/outcomes.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { admin, dispatcher, handler, NOW, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { outcomesOf } from '../../support/outcomes.ts';
import { smallProfile } from '../../support/small-profile.ts';
import { tempDatabase } from '../../support/temp.ts';
import { afterEach } from 'vitest';

const rule = {
  target: 0.9,
  confidence: 0.95,
  halfLifeDays: 60,
  priorWeight: 100,
  shrinkage: 100,
  changeDiscount: 0.1,
  minimumFresh: 20,
  budget: 4,
  brokenRate: 0.5,
  spotCheck: { share: 0, youngShare: 0, youngUntil: 0 },
};
const profileWith = (more: object = {}): Profile => ({
  ...smallProfile,
  routing: { ...smallProfile.routing, earnedRight: { ...rule, ...more } },
});
const good = { all: { right: 960, total: 1000 }, byType: {} };
const engineWith = (more: Partial<Engine> = {}): Engine => ({
  ...deskEngine,
  dispatchEvidence: good,
  ...more,
});

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

async function town(options: { url?: string; profile?: Profile; engine?: Engine; now?: number } = {}) {
  const { url = tempDatabase(), profile = profileWith(), engine = engineWith(), now = NOW } = options;
  const store = await openStore({ url });
  open.push(store);
  const clock = fixedClock(now);
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine, profile, clock, accounts });
  return { url, store, clock, services };
}
type Town = Awaited<ReturnType<typeof town>>;

async function send(
  t: Town,
  texts: readonly string[],
): Promise<{ id: string; state: string; triage: TriageResult }[]> {
  const inputs: OrderInput[] = texts.map((text) => order(text));
  const outcomes = await t.services.intake.accept(system, inputs);
  return outcomes.map((o) => {
    if (o.status === 'refused') throw new Error('refused');
    return o;
  });
}
const shoes = (n: number) => Array.from({ length: n }, (_, i) => `西单买的鞋不合脚，第${i}双`);
const cell = async (t: Town) =>
  (await t.services.rights.overview(admin)).cells.find((c) => c.unit.code === 'SCS-XCAJ');

test('a cell that a good evaluation speaks for dispatches by itself, and its first state is logged', async () => {
  const t = await town();
  const [one] = await send(t, shoes(1));
  expect(one?.state).toBe('dispatched');
  expect(await cell(t)).toMatchObject({ held: true, reason: { code: 'prior' }, proposed: 1, target: 0.9 });
  expect(await t.store.read((db) => listRightChanges(db, { limit: 9, first: true }))).toHaveLength(1);
  expect(await t.store.read((db) => listRightChanges(db, { limit: 9 }))).toHaveLength(0);
});

test('without an evaluation nothing goes out, and each order says bound, target, evidence and what is missing', async () => {
  const t = await town({
    engine: engineWith({ dispatchEvidence: { all: { right: 0, total: 0 }, byType: {} } }),
  });
  const [one] = await send(t, shoes(1));
  expect(one).toMatchObject({ state: 'received', triage: { decision: { action: 'review' } } });
  const reason = one?.triage.decision.because[0];
  expect(reason?.code).toBe('right_not_earned');
  expect(reason?.text).toMatch(/下限 0\.\d%，目标 90\.0%，折合 1 件依据/);
  expect(reason?.text).toContain('还需 20 件新的人工核定');
});

test('a run of corrections takes the right at once; what people decide then earns it back', async () => {
  // So good an evaluation that the bound alone would not see four errors.
  const t = await town({
    engine: engineWith({ dispatchEvidence: { all: { right: 997, total: 1000 }, byType: {} } }),
  });
  const sent = await send(t, shoes(6));
  for (const [i, { id }] of sent.slice(0, 4).entries()) {
    expect(await cell(t)).toMatchObject({ held: true });
    t.clock.set(NOW + (i + 1) * 60_000);
    await t.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  }
  expect(await cell(t)).toMatchObject({ held: false, reason: { code: 'error_run' }, fresh: 0 });
  const waiting = await send(t, shoes(60));
  expect(waiting.every(({ state }) => state === 'received')).toBe(true);
  expect(waiting[0]?.triage.decision.because[0]?.text).toContain('近期连续派错');
  let regained = -1;
  for (const [i, { id }] of waiting.entries()) {
    t.clock.set(NOW + (100 + i) * 60_000);
    await t.services.handling.dispatch(dispatcher, id);
    if (regained < 0 && (await cell(t))?.held) regained = i + 1;
  }
  expect(regained).toBeGreaterThanOrEqual(20);
  expect(await cell(t)).toMatchObject({ held: true, reason: { code: 'earned' } });
  expect((await send(t, shoes(1)))[0]?.state).toBe('dispatched');
  const history = (await t.services.rights.overview(admin)).changes.map((c) => c.reason.code);
  expect(history).toEqual(['earned', 'error_run']);
  expect(await verifyAudit(t.store.read)).toMatchObject({ ok: true });
});

test('wrong decisions while suspended keep it suspended', async () => {
  const t = await town({
    engine: engineWith({ dispatchEvidence: { all: { right: 0, total: 0 }, byType: {} } }),
  });
  for (const { id } of await send(t, shoes(25))) {
    await t.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
    await t.services.handling.dispatch(dispatcher, id);
  }
  const found = await cell(t);
  expect(found).toMatchObject({ held: false, fresh: 25, right: 0 });
  expect(found?.wrong).toBeCloseTo(25, 6);
});

test('only what triage would have sent counts: an order it doubted says nothing of the cell', async () => {
  const t = await town();
  const [doubted] = await send(t, ['拿不准的鞋']);
  expect(await t.store.read((db) => proposalOf(db, doubted?.id ?? ''))).toBeNull();
  await t.services.handling.dispatch(dispatcher, doubted?.id ?? '');
  expect(await t.store.read((db) => outcomesOf(db))).toEqual([]);
});

test('an order stopped by a switch is shadow evidence: the person’s decision is compared', async () => {
  const t = await town();
  await t.services.switching.set(admin, { unit: 'SCS-XCAJ', issueType: '*', enabled: false });
  const [one, two] = await send(t, shoes(2));
  expect(one?.triage.decision.because[0]?.code).toBe('switch_off');
  await t.services.handling.dispatch(dispatcher, one?.id ?? '');
  await t.services.handling.correct(dispatcher, two?.id ?? '', { issueType: '0501' });
  expect(await t.store.read((db) => outcomesOf(db))).toHaveLength(1);
  await t.services.handling.dispatch(dispatcher, two?.id ?? '');
  const words = await t.store.read((db) => outcomesOf(db));
  expect(words.map(({ source, right, unit }) => [source, right, unit])).toEqual([
    ['review', true, 'SCS-XCAJ'],
    ['review', false, 'SCS-XCAJ'],
  ]);
});

test('what units say is no outcome: acknowledging leaves the evidence as it was', async () => {
  const t = await town();
  const [one] = await send(t, shoes(1));
  await t.services.handling.acknowledge(handler, one?.id ?? '');
  expect(await t.store.read((db) => outcomesOf(db))).toEqual([]);
});

test('the last word on an order counts, and every word is kept', async () => {
  const t = await town();
  const [one] = await send(t, shoes(1));
  const id = one?.id ?? '';
  await t.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  expect(await t.store.read((db) => proposalOf(db, id))).toMatchObject({ right: false });
  await t.services.handling.correct(dispatcher, id, { unit: 'SCS-XCAJ' });
  expect(await t.store.read((db) => proposalOf(db, id))).toMatchObject({ right: true });
  expect(await t.store.read((db) => outcomesOf(db, id))).toHaveLength(2);
});

describe('spot checks', () => {
  const checking = () =>
    town({ profile: profileWith({ spotCheck: { share: 1, youngShare: 1, youngUntil: 0 } }) });

  test('a dispatcher’s word is evidence in full', async () => {
    const t = await checking();
    const [one, two] = await send(t, shoes(2));
    expect((await t.services.rights.overview(dispatcher)).spotChecks.total).toBe(2);
    await t.services.rights.spotCheck(dispatcher, one?.id ?? '', { right: true });
    const moved = await t.services.rights.spotCheck(dispatcher, two?.id ?? '', {
      right: false,
      unit: 'SCS-DS',
    });
    expect(moved).toMatchObject({ leadUnit: { code: 'SCS-DS' }, corrected: true });
    expect(await cell(t)).toMatchObject({ right: 1, wrong: 1 });
    expect((await t.services.rights.overview(dispatcher)).spotChecks.total).toBe(0);
    const words = await t.store.read((db) => outcomesOf(db));
    expect(words.map(({ source, right }) => [source, right])).toEqual([
      ['spot_check', true],
      ['spot_check', false],
    ]);
  });

  test('wrong without a unit is recorded and leaves the order where it is', async () => {
    const t = await checking();
    const [one] = await send(t, shoes(1));
    const after = await t.services.rights.spotCheck(dispatcher, one?.id ?? '', { right: false });
    expect(after.leadUnit.code).toBe('SCS-XCAJ');
    expect(await t.store.read((db) => proposalOf(db, after.id))).toMatchObject({ right: false });
  });

  test('is refused to others, for orders not drawn, and for words that contradict themselves', async () => {
    const t = await checking();
    const [one] = await send(t, shoes(1));
    const id = one?.id ?? '';
    const { spotCheck } = t.services.rights;
    await expect(spotCheck(handler, id, { right: true })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(spotCheck(system, id, { right: true })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(spotCheck(dispatcher, 'nope', { right: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(spotCheck(dispatcher, id, { right: true, unit: 'SCS-DS' })).rejects.toMatchObject({
      code: 'bad_field',
    });
    await expect(spotCheck(dispatcher, id, { right: false, unit: 'SCS-XCAJ' })).rejects.toMatchObject({
      code: 'bad_field',
    });
    await expect(spotCheck(dispatcher, id, { right: false, unit: 'X' })).rejects.toMatchObject({
      code: 'bad_field',
    });
    const [doubted] = await send(t, ['拿不准的鞋']);
    await expect(spotCheck(dispatcher, doubted?.id ?? '', { right: true })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await t.store.read((db) => outcomesOf(db))).toEqual([]);
  });

  test('the draw is the share asked for, whatever the order says', async () => {
    const t = await town({
      profile: profileWith({ spotCheck: { share: 0.1, youngShare: 0.1, youngUntil: 0 } }),
    });
    await send(t, shoes(400));
    const { total } = await t.store.read((db) => openSpotChecks(db, 1));
    expect(total).toBeGreaterThan(18);
    expect(total).toBeLessThan(70);
  });
});

describe('a changed duty', () => {
  const moved: Profile = {
    ...profileWith(),
    versions: { ...smallProfile.versions, catalogue: 'c2' },
    issueTypes: smallProfile.issueTypes.map((type) =>
      type.code === '0501' ? { ...type, owner: 'ZWFW' } : type,
    ),
  };

  test('takes the right from the cells of its type alone, and the log says why', async () => {
    const first = await town();
    await send(first, ['施工噪声吵', ...shoes(1)]);
    await first.store.close();
    const t = await town({ url: first.url, profile: moved, now: NOW + 1000 });
    const { cells } = await t.services.rights.overview(admin);
    expect(cells.map((c) => [c.issueType.code, c.held, c.reason.code])).toEqual([
      ['0501', false, 'duty_changed'],
      ['0101', true, 'prior'],
    ]);
    expect((await t.services.rights.overview(admin)).changes[0]).toMatchObject({
      held: false,
      reason: { code: 'duty_changed' },
    });
    // The unit that has the duty now begins without the right.
    const [noise] = await send(t, ['施工噪声吵']);
    expect(noise?.triage.decision.because[0]?.code ?? '').toBe('right_not_earned');
  });

  test('a new edition of the catalogue that leaves a duty alone changes nothing', async () => {
    const first = await town();
    await send(first, shoes(1));
    await first.store.close();
    const edition = { ...profileWith(), versions: { ...smallProfile.versions, catalogue: 'c9' } };
    const t = await town({ url: first.url, profile: edition });
    expect(await cell(t)).toMatchObject({ held: true, reason: { code: 'prior' } });
  });
});

test('a new model keeps what people said and brings its own evaluation', async () => {
  const first = await town();
  const [one] = await send(first, shoes(1));
  await first.services.handling.correct(dispatcher, one?.id ?? '', { unit: 'SCS-DS' });
  await first.store.close();
  const poor = engineWith({
    versions: { ...deskEngine.versions, model: 'fake-2' },
    dispatchEvidence: { all: { right: 80, total: 100 }, byType: {} },
  });
  const t = await town({ url: first.url, engine: poor, now: NOW + 1000 });
  expect(await cell(t)).toMatchObject({ held: false, reason: { code: 'below_target' } });
  expect(await t.store.read((db) => outcomesOf(db))).toHaveLength(1);
});

test('a fresh start over the same outcomes finds the same state and changes nothing', async () => {
  const first = await town();
  const sent = await send(first, shoes(30));
  for (const { id } of sent.slice(0, 2)) {
    await first.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  }
  const before = (await first.services.rights.overview(admin)).cells;
  await first.store.close();
  const t = await town({ url: first.url });
  expect((await t.services.rights.overview(admin)).cells).toEqual(before);
  expect(await t.store.read((db) => rightsOf(db))).toHaveProperty('size', 1);
  expect(await t.store.read((db) => listRightChanges(db, { limit: 99, first: true }))).toHaveLength(1);
});

test('evidence fades by itself: what errors took, time gives back only with people’s word', async () => {
  const t = await town();
  const sent = await send(t, shoes(8));
  for (const { id } of sent.slice(0, 4))
    await t.services.handling.correct(dispatcher, id, { unit: 'SCS-DS' });
  t.clock.set(NOW + 400 * 86_400_000);
  const [later] = await send(t, ['西单买的鞋隔了一年又坏了']);
  expect(later?.state).toBe('received');
});

describe('the dispatch line', () => {
  test('moved up, it holds back what it would have sent; in force from the next order on', async () => {
    const t = await town();
    await t.services.dialling.set(admin, { issueType: '0101', threshold: 0.95 });
    const [kept] = await send(t, shoes(1));
    expect(kept?.state).toBe('received');
    expect(kept?.triage.decision.because.map((r) => r.code)).toContain('low_confidence');
    expect((await send(t, ['施工噪声吵']))[0]?.state).toBe('dispatched');
    await t.services.dialling.set(admin, { issueType: '0101', threshold: null });
    expect((await send(t, ['西单的鞋又一双']))[0]?.state).toBe('dispatched');
    expect(await verifyAudit(t.store.read)).toMatchObject({ ok: true });
  });

  test('is set by administrators alone, for types that there are, between a half and one', async () => {
    const t = await town();
    const { set, read } = t.services.dialling;
    await expect(set(dispatcher, { issueType: '*', threshold: 0.9 })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(read(handler)).rejects.toMatchObject({ code: 'forbidden' });
    for (const bad of [
      { issueType: '9999', threshold: 0.9 },
      { issueType: '01', threshold: 0.9 },
      { issueType: '*', threshold: 0.3 },
      { issueType: '*', threshold: Number.NaN },
    ]) {
      await expect(set(admin, bad)).rejects.toMatchObject({ code: 'bad_field' });
    }
  });

  test('the curve counts held-back orders of the class, and those kept for other reasons as not covered', async () => {
    const dial = [
      { confidence: 0.97, right: true, issueType: '0101', kept: false },
      { confidence: 0.95, right: true, issueType: '0101', kept: true },
      { confidence: 0.85, right: false, issueType: '0104', kept: false },
      { confidence: 0.6, right: true, issueType: '0501', kept: false },
    ];
    const t = await town({ engine: engineWith({ dial }) });
    const all = await t.services.dialling.read(admin);
    expect(all).toMatchObject({ n: 4, line: 0.8, profileLine: 0.8 });
    expect(all.atLine).toMatchObject({ coverage: { hits: 2, n: 4 }, precision: { hits: 1, n: 2 } });
    expect((await t.services.dialling.read(admin, '01')).n).toBe(3);
    await t.services.dialling.set(admin, { issueType: '*', threshold: 0.9 });
    expect((await t.services.dialling.read(admin)).atLine).toMatchObject({ precision: { hits: 1, n: 1 } });
  });
});

test('without a rule in the profile every cell holds the right, and nothing is kept', async () => {
  const t = await town({ profile: smallProfile });
  const [one] = await send(t, shoes(1));
  expect(one?.state).toBe('dispatched');
  expect(await t.services.rights.overview(admin)).toMatchObject({ rule: null, cells: [] });
  expect(await t.store.read((db) => proposalOf(db, one?.id ?? ''))).toBeNull();
});

test('a unit that is off gets none of 10,000 orders, with the right earned and the rule in force', async () => {
  const t = await town();
  await t.services.switching.set(admin, { unit: 'SCS-XCAJ', issueType: '*', enabled: false });
  let automatic = 0;
  let waiting = 0;
  for (let i = 0; i < 20; i++) {
    const texts = Array.from(
      { length: 500 },
      (_, k) => `${k % 5 === 0 ? '德胜' : '西单'}买的鞋不合脚${i}-${k}`,
    );
    for (const { state, triage } of await send(t, texts)) {
      if (triage.unit.lead !== 'SCS-XCAJ') continue;
      if (state === 'dispatched') automatic++;
      else waiting++;
    }
  }
  expect(automatic).toBe(0);
  expect(waiting).toBe(8_000);
}, 120_000);
