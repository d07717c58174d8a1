import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Context } from '../../src/app/context.ts';
import type { Past } from '../../src/app/demo/playing.ts';
import { firstRun, randomPassword } from '../../src/app/first-run.ts';
import type { Demo } from '../../src/app/first-run.ts';
import { createEngine } from '../../src/app/intake/engine.ts';
import { createSweeping } from '../../src/app/life/sweeping.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { ServiceOptions } from '../../src/app/services.ts';
import type { Actor } from '../../src/app/types.ts';
import { tabFilters } from '../../src/http/queue-tabs.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { loadProfile } from '../../src/profile/load.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { lifeEventsOfMany } from '../../src/store/events.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import { desk, dispatcher, order, system } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { deskEngine } from '../support/desk-engine.ts';
import { tempDatabase, tempFolder } from '../support/temp.ts';

const read = (name: string): Uint8Array => readFileSync(join('data/demo', name));
const demo: Demo = {
  orders: read('orders.jsonl'),
  story: read('story.json'),
  files: { plan: read('plan.pdf'), record: read('record.png') },
};

/** The use cases of a desk as of a time that is past. */
const pastOf =
  (options: ServiceOptions, context: Context): Past =>
  (clock) => {
    const then = { ...context, clock, wake: () => {} };
    return { services: createServices(options, then), sweeping: createSweeping(then) };
  };

const run = ({ store, services, context, clock }: Desk, shown: Demo | null, password = '') =>
  firstRun(store, services, {
    demo: shown,
    password,
    clock,
    unitName: context.names.unit,
    past: pastOf({ store, engine: context.engine, profile: context.profile }, context),
  });

test('an empty database gets eight accounts, a key and sixty orders, once', async () => {
  const d = await desk();
  const first = await run(d, demo);
  expect(first?.accounts.map((a) => [a.username, a.role, a.unit])).toEqual([
    ['admin', 'admin', null],
    ['paidan', 'dispatcher', null],
    ['huifang', 'callback', null],
    ['zhuren', 'leader', null],
    ['xdsc', 'handler', 'SCS-XCAJ'],
    ['xcajjd', 'handler', 'JD-XCAJ'],
    ['suozhang', 'unitLeader', 'SCS-XCAJ'],
    ['fenxi', 'analyst', null],
  ]);
  expect(first?.orders).toBe(60);
  expect(new Set(first?.accounts.map((a) => a.password)).size).toBe(8);
  for (const { username, password, role } of first?.accounts ?? []) {
    const { session } = await d.services.accounts.login(username, password);
    expect(session.actor.role).toBe(role);
  }
  expect(await d.services.accounts.actorOfKey(first?.apiKey ?? '')).toMatchObject({ role: 'system' });
  expect((await d.services.orders.list(dispatcher, {}, {})).total).toBe(60);
  expect(await run(d, demo)).toBeNull();
});

test('without the demonstration there is an administrator and nothing else', async () => {
  const d = await desk();
  expect(await run(d, null, 'given-password')).toMatchObject({
    accounts: [{ username: 'admin', password: 'given-password' }],
    apiKey: null,
    orders: 0,
  });
  await d.services.accounts.login('admin', 'given-password');
});

test('a database with orders of its own gets no demonstration orders', async () => {
  const d = await desk();
  await d.services.intake.accept(system, [order('西单的鞋')]);
  expect((await run(d, demo))?.orders).toBe(0);
  expect((await d.services.orders.list(dispatcher, {}, {})).total).toBe(1);
});

test('the accounts fit the shipped profile', async () => {
  const store = await openStore({ url: tempDatabase() });
  const profile = loadProfile('data/profile/xicheng');
  const accounts = { sessionHours: 1, passwordCost: { n: 16, r: 1, p: 1 } };
  const options = { store, engine: deskEngine, profile, accounts };
  const context = createContext(options);
  const services = createServices(options, context);
  const nothing = {
    orders: Buffer.from(''),
    story: Buffer.from('{}'),
    files: { plan: Buffer.from(''), record: Buffer.from('') },
  };
  const past = pastOf(options, context);
  const first = await firstRun(store, services, {
    demo: nothing,
    password: '',
    past,
    unitName: context.names.unit,
  });
  expect(first?.accounts).toHaveLength(8);
  await store.close();
});

const profile = loadProfile('data/profile/xicheng');
const engine = createEngine({ profile, modelDir: 'models', knowledgeDir: 'data/knowledge' });
const person = (username: string, role: Actor['role'], unit: string | null): Actor => ({
  id: `demo-${username}`,
  name: username,
  role,
  unit,
});

/** The first start with the model, the profile and the clocks that are shipped. */
async function shipped(store: Store, at: number, killAfter = Infinity) {
  const accounts = { sessionHours: 1, passwordCost: { n: 16, r: 1, p: 1 } };
  const evidence = { folder: tempFolder(), limit: 1_000_000 };
  const options = { store, engine, profile, accounts, evidence, clock: fixedClock(at) };
  const context = createContext(options);
  const services = createServices(options, context);
  const refused: string[] = [];
  let left = killAfter;
  const past: Past = (clock) => {
    const made = pastOf(options, context)(clock);
    const dying = <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        if (left-- <= 0) throw new Error('killed');
        return work(...args);
      };
    };
    const { intake, handling } = made.services;
    const mortal = {
      ...made.services,
      intake: { accept: dying(intake.accept) },
      handling: {
        ...handling,
        dispatch: dying(handling.dispatch),
        acknowledge: dying(handling.acknowledge),
        move: dying(handling.move),
      },
    };
    return { ...made, services: mortal };
  };
  const start = () =>
    firstRun(store, services, {
      demo,
      password: 'only-for-this-test',
      clock: options.clock,
      past,
      unitName: context.names.unit,
      onRefused: (id, { message }) => refused.push(`${id} ${message}`),
    });
  return { services, start, refused };
}

/** What happened to every order: who did what when. */
async function happened(store: Store): Promise<unknown> {
  const ids = Array.from({ length: 60 }, (_, i) => `demo-${String(i + 1).padStart(3, '0')}`);
  const events = await store.read((db) => lifeEventsOfMany(db, ids));
  return ids.map((id) => (events.get(id) ?? []).map(({ at, kind, actor }) => `${at} ${kind} ${actor.id}`));
}

const MOMENTS = ['2026-06-03T15:00:00+08:00', '2026-09-18T00:10:00+08:00'];

test('the demonstration stands in the middle of a working week: no queue is empty, few orders are late', async () => {
  for (const moment of MOMENTS) {
    const now = Date.parse(moment);
    const store = await openStore({ url: tempDatabase() });
    const { services, start, refused } = await shipped(store, now);
    expect((await start())?.orders, moment).toBe(60);
    expect(refused, moment).toEqual([]);
    const counts = async (actor: Actor): Promise<Record<string, number>> =>
      services.orders.countEach(actor, tabFilters(actor, 'all', now) as Record<string, object>);
    const centre = await counts(person('paidan', 'dispatcher', null));
    for (const [tab, n] of Object.entries(centre)) expect(n, `${moment} ${tab}`).toBeGreaterThan(0);
    expect(centre['overdue'], moment).toBeLessThanOrEqual(3);
    const station = await counts(person('xdsc', 'handler', 'SCS-XCAJ'));
    for (const [tab, n] of Object.entries(station)) expect(n, `${moment} ${tab}`).toBeGreaterThan(0);
    const street = await counts(person('xcajjd', 'handler', 'JD-XCAJ'));
    for (const tab of ['working', 'mine', 'due', 'asked', 'replied'])
      expect(street[tab], `${moment} ${tab}`).toBeGreaterThan(0);
    const { rows } = await services.orders.list(dispatcher, {}, { page: 1, pageSize: 60 });
    const times = rows.map(({ receivedAt }) => now - receivedAt);
    expect(Math.min(...times), moment).toBeLessThan(10 * 60_000);
    expect(Math.min(...times), moment).toBeGreaterThan(0);
    expect(Math.max(...times), moment).toBeLessThan(7 * 86_400_000);
    expect(await services.reminders.unseen(person('paidan', 'dispatcher', null)), moment).toBeGreaterThan(0);
    expect(await verifyAudit(store.read), moment).toMatchObject({ ok: true });
    await store.close();
  }
}, 120_000);

test('a first start that is cut short is gone on with, and ends as if it had not been', async () => {
  const now = Date.parse('2026-06-03T15:00:00+08:00');
  const whole = await openStore({ url: tempDatabase() });
  await (await shipped(whole, now)).start();
  const wanted = await happened(whole);
  await whole.close();
  for (const cuts of [
    [0, 3],
    [60, 30],
  ]) {
    const store = await openStore({ url: tempDatabase() });
    let at = now;
    for (const cut of cuts) {
      await expect((await shipped(store, at, cut)).start()).rejects.toThrow('killed');
      // Whoever starts it again does so some minutes later.
      at += 7 * 60_000;
    }
    const last = await shipped(store, at);
    expect((await last.start())?.orders).toBe(60);
    expect(last.refused).toEqual([]);
    const found = (await happened(store)) as string[][];
    // Sweeps over what was stored already are passed over; what people did is the same.
    const people = (lists: unknown): string[][] =>
      (lists as string[][]).map((list) => list.filter((line) => !/ (remind|supervise) /.test(line)));
    const shift = cuts[0] === 0 ? 7 * 60_000 : 0;
    if (shift === 0) expect(people(found), String(cuts)).toEqual(people(wanted));
    else expect(people(found).map((list) => list.length)).toEqual(people(wanted).map((list) => list.length));
    expect(await last.start()).toBeNull();
    await store.close();
  }
}, 120_000);

test('passwords are four groups of four plain characters', () => {
  expect(randomPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
});
