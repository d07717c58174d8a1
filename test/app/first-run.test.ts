import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstRun, randomPassword } from '../../src/app/first-run.ts';
import { loadProfile } from '../../src/profile/load.ts';
import { createServices } from '../../src/app/services.ts';
import { desk, dispatcher, order, system } from '../support/desk.ts';
import { deskEngine } from '../support/desk-engine.ts';
import { openStore } from '../../src/store/store.ts';
import { tempDatabase } from '../support/temp.ts';

const orders = readFileSync('data/demo/orders.jsonl');

test('an empty database gets five accounts, a key and sixty orders, once', async () => {
  const { services, store } = await desk();
  const first = await firstRun(store, services, { demo: true, password: '', orders });
  expect(first?.accounts.map((a) => [a.username, a.role, a.unit])).toEqual([
    ['admin', 'admin', null],
    ['paidan', 'dispatcher', null],
    ['xdsc', 'handler', 'SCS-XCAJ'],
    ['xcajjd', 'handler', 'JD-XCAJ'],
    ['fenxi', 'analyst', null],
  ]);
  expect(first?.orders).toBe(60);
  expect(new Set(first?.accounts.map((a) => a.password)).size).toBe(5);
  for (const { username, password, role } of first?.accounts ?? []) {
    const { session } = await services.accounts.login(username, password);
    expect(session.actor.role).toBe(role);
  }
  expect(await services.accounts.actorOfKey(first?.apiKey ?? '')).toMatchObject({ role: 'system' });
  expect((await services.orders.counts(dispatcher)).total).toBe(60);
  expect(await firstRun(store, services, { demo: true, password: '', orders })).toBeNull();
});

test('without the demonstration there is an administrator and nothing else', async () => {
  const { services, store } = await desk();
  const first = await firstRun(store, services, { demo: false, password: 'given-password', orders });
  expect(first).toMatchObject({
    accounts: [{ username: 'admin', password: 'given-password' }],
    apiKey: null,
    orders: 0,
  });
  await services.accounts.login('admin', 'given-password');
});

test('a database with orders of its own gets no demonstration orders', async () => {
  const { services, store } = await desk();
  await services.intake.accept(system, [order('西单的鞋')]);
  expect((await firstRun(store, services, { demo: true, password: '', orders }))?.orders).toBe(0);
});

test('the accounts fit the shipped profile', async () => {
  const store = await openStore({ url: tempDatabase() });
  const profile = loadProfile('data/profile/xicheng');
  const accounts = { sessionHours: 1, passwordCost: { n: 16, r: 1, p: 1 } };
  const services = createServices({ store, engine: deskEngine, profile, accounts });
  expect(
    await firstRun(store, services, { demo: true, password: '', orders: Buffer.from('') }),
  ).not.toBeNull();
  await store.close();
});

test('passwords are four groups of four plain characters', () => {
  expect(randomPassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
});
