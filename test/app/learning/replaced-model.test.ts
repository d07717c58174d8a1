import { afterEach, expect, test } from 'vitest';
import { createEngineHolder } from '../../../src/app/intake/engine-holder.ts';
import { readRegistry, writeRegistry } from '../../../src/app/learning/model-files.ts';
import { createServices } from '../../../src/app/services.ts';
import type { Engine, OrderInput } from '../../../src/app/types.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { listEpochs, proposalOf } from '../../../src/store/outcomes.ts';
import { openStore } from '../../../src/store/store.ts';
import type { Store } from '../../../src/store/store.ts';
import { admin, desk, dispatcher, NOW, order, system } from '../../support/desk.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { fakeUpdates } from '../../support/fake-models.ts';
import { tempDatabase } from '../../support/temp.ts';
import { profileWithRight } from '../../support/earned-right.ts';

const open: Store[] = [];
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

const profile = profileWithRight({ share: 0, youngShare: 0, youngUntil: 0 });

/** A model whose held-back orders were right so often. */
const model = (version: string, right: number): Engine => {
  const versions = { ...deskEngine.versions, model: version };
  return {
    ...deskEngine,
    versions,
    triage: (given: OrderInput, aids) => ({ ...deskEngine.triage(given, aids), versions }),
    dispatchEvidence: { all: { right, total: 1000 }, byType: {} },
  };
};

test('a model taken into use while the server runs is judged by its own held-back orders', async () => {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const holder = createEngineHolder(model('m1', 990));
  const clock = fixedClock(NOW);
  const services = createServices({ store, engine: holder.engine, profile, clock });
  const send = async (text: string) => {
    const [outcome] = await services.intake.accept(system, [order(text)]);
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    return { ...outcome, proposal: await store.read((db) => proposalOf(db, outcome.id)) };
  };
  const before = await send('西单的鞋');
  expect(before).toMatchObject({ state: 'dispatched', proposal: { model: 'm1', automatic: true } });

  holder.replace(model('m2', 500));
  const after = await send('西单的帽子');
  expect(after).toMatchObject({ state: 'received', proposal: { model: 'm2', automatic: false } });
  expect(after.triage.decision.because[0]?.code).toBe('right_not_earned');
  expect((await store.read(listEpochs)).get('model')).toMatchObject({ value: 'm2', first: false });
  const { cells, changes } = await services.rights.overview(dispatcher);
  expect(cells.map(({ held }) => held)).toEqual([false]);
  expect(changes[0]).toMatchObject({ held: false, reason: { code: 'below_target' } });
});

test('the dial is the running model’s', async () => {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const holder = createEngineHolder(model('m1', 990));
  const services = createServices({ store, engine: holder.engine, profile, clock: fixedClock(NOW) });
  expect((await services.dialling.read(admin, '0501')).n).toBe(0);
  const held = { confidence: 0.9, right: true, issueType: '0501', kept: false };
  holder.replace({ ...model('m2', 990), dial: [held] });
  expect((await services.dialling.read(admin, '0501')).n).toBe(1);
});

test('what goes out now is counted with each type under its own line', async () => {
  const store = await openStore({ url: tempDatabase() });
  open.push(store);
  const own = { ...profile, routing: { ...profile.routing, byType: { '0501': 0.95 } } };
  const dial = [
    { confidence: 0.9, right: false, issueType: '0501', kept: false },
    { confidence: 0.9, right: true, issueType: '0101', kept: false },
  ];
  const engine = { ...model('m1', 990), dial };
  const services = createServices({ store, engine, profile: own, clock: fixedClock(NOW) });
  const all = await services.dialling.read(admin);
  expect(all).toMatchObject({
    line: 0.8,
    atLine: { coverage: { share: 0.5, n: 2 }, precision: { share: 1, n: 1 } },
  });
  // A point of the curve is what one line for all would do.
  expect(all.points.find(({ threshold }) => threshold === 0.8)?.coverage.share).toBe(1);
  expect((await services.dialling.read(admin, '05')).atLine.coverage.share).toBe(0);
});

test('what was promoted on the command line is loaded from the page, and told of as from the model that ran', async () => {
  const m = fakeUpdates(await desk(), ['对比显著变差']);
  writeRegistry(m.modelDir, { current: 'm2', history: ['m1'] });
  expect(await m.updates.list(admin)).toMatchObject({ running: 'm1', current: 'm2' });
  await m.updates.promote(admin, 'm2');
  const view = await m.updates.list(admin);
  expect(view).toMatchObject({ running: 'm2', current: 'm2' });
  expect(view.promotions[0]).toMatchObject({ how: 'promote', from: 'm1', to: 'm2' });
  // Promoting was the command line's doing: the way back is as it left it.
  expect(readRegistry(m.modelDir)).toMatchObject({ current: 'm2', history: ['m1'] });
});
