import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { firstRun } from '../../src/app/first-run.ts';
import { createSweeping } from '../../src/app/life/sweeping.ts';
import { createSimulationDesk } from '../../src/app/demo/simulation-desk.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import type { Actor, Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { closeAfterFile } from './closing.ts';
import { shippedEngine } from './shipped.ts';
import { DATA, shippedProfile } from './shipped-profile.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** A Tuesday in the middle of the morning: callers may be called, units are at work. */
export const DEMO_NOW = Date.parse('2026-11-24T10:40:00+08:00');
export const DEMO_PASSWORD = 'only-for-this-test';

/** Who signs in, by role; the unit leader is not one of the demonstration's own. */
export const DEMO_PEOPLE = {
  dispatcher: { username: 'paidan', unit: null },
  handler: { username: 'xdsc', unit: 'SCS-XCAJ' },
  unitLeader: { username: 'suozhang', unit: 'SCS-XCAJ' },
  callback: { username: 'huifang', unit: null },
  analyst: { username: 'fenxi', unit: null },
  leader: { username: 'zhuren', unit: null },
  admin: { username: 'admin', unit: null },
} as const satisfies Partial<Record<Role, { username: string; unit: string | null }>>;
export type DemoRole = keyof typeof DEMO_PEOPLE;

export const demoActor = (role: DemoRole): Actor => ({
  id: `demo-${DEMO_PEOPLE[role].username}`,
  name: role,
  role,
  unit: DEMO_PEOPLE[role].unit,
});

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * The real application as it is first started for a look at it, with the model, the profile and the story that are
 * shipped, behind a real server. Its clock stands until it is moved. Closed when the tests of the file are over.
 */
export async function demoSite(now = DEMO_NOW) {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-'));
  closeAfterFile(() => rmSync(folder, { recursive: true, force: true }));
  const store = await openStore({ url: `file:${join(folder, 'demo.db')}` });
  closeAfterFile(() => store.close());
  const clock = fixedClock(now);
  const profile = shippedProfile();
  const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
  const evidence = { folder: join(folder, 'evidence'), limit: 5_000_000 };
  const options = { store, engine: shippedEngine(), profile, accounts, evidence, clock };
  const context = createContext(options);
  const simulation = createSimulationDesk(context, { demoIds: [], evidence });
  const services = { ...createServices(options, context), simulation };
  const read = (name: string): Uint8Array => readFileSync(join(DATA, 'demo', name));
  const refused: string[] = [];
  await firstRun(store, services, {
    demo: {
      orders: read('orders.jsonl'),
      story: read('story.json'),
      files: { plan: read('plan.pdf'), record: read('record.png') },
    },
    password: DEMO_PASSWORD,
    clock,
    unitName: context.names.unit,
    past: (then) => {
      const past = { ...context, clock: then, wake: () => {} };
      return { services: createServices({ ...options, clock: then }, past), sweeping: createSweeping(past) };
    },
    onRefused: (id, { message }) => refused.push(`${id} ${message}`),
  });
  if (refused.length > 0) throw new Error(refused.join('\n'));
  const { username, unit } = DEMO_PEOPLE.unitLeader;
  await services.accounts.addUser({
    id: 'demo-suozhang',
    username,
    unit,
    name: '西长安街所所长',
    role: 'unitLeader',
    password: DEMO_PASSWORD,
  });
  /** Works off what waits: drafts, suggestions, duplicates. */
  const settle = async (): Promise<void> => {
    const runner = startRunner({ store, clock, log: SILENT, handlers: jobHandlers(context) });
    await runner.drain();
    await runner.stop();
  };
  await settle();
  const app = createApp({ services, profile, clock });
  const server = await new Promise<{ url: string; close: () => Promise<void> }>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((done) => {
            listening.close(() => done());
            if ('closeAllConnections' in listening) listening.closeAllConnections();
          }),
      }),
    );
  });
  closeAfterFile(async () => {
    context.changes.close();
    await server.close();
  });
  return { app, services, store, context, clock, profile, settle, url: server.url };
}
export type DemoSite = Awaited<ReturnType<typeof demoSite>>;
