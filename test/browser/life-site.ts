import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { makeSuggestion } from '../../src/app/knowledge/suggesting.ts';
import type { Engine, Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import type { Profile } from '../../src/profile/types.ts';
import { filesBeside } from '../../src/store/file-folder.ts';
import type { Store } from '../../src/store/store.ts';
import { lifeDesk } from '../support/life-desk.ts';
import { tempDatabase } from '../support/temp.ts';
import { logIn, visit } from './harness.ts';

export const PASSWORD = 'mima-mima-1';

/** The real application over a fresh database under the shipped clocks and rules; `close` ends all that was begun. */
export async function startLifeSite(
  browser: Browser,
  more: { readonly profile?: Profile; readonly engine?: Engine } = {},
) {
  const stores: Store[] = [];
  const closing: (() => Promise<void>)[] = [];
  const database = tempDatabase();
  const evidence = { folder: filesBeside(database) ?? '', limit: 20 << 20 };
  const d = await lifeDesk(database, (store) => stores.push(store), { ...more, evidence });
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  let server: ReturnType<typeof serve>;
  const listen = (port: number): Promise<number> =>
    new Promise((resolve) => {
      server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) =>
        resolve(info.port),
      );
    });
  const port = await listen(0);
  const url = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });

  /** Somebody signed in, in a browser of their own; whatever it complains of but `expected` fails at the end. */
  const as = async (
    role: Role,
    unit: string | null = null,
    options: { readonly scripts?: boolean; readonly name?: string; readonly expected?: RegExp } = {},
  ): Promise<Page> => {
    const { scripts = true, name, expected = /409/ } = options;
    const username = name ?? `${role}-${unit ?? 'all'}${scripts ? '' : '-plain'}`.toLowerCase();
    await d.services.accounts.addUser({ username, name: username, role, unit, password: PASSWORD });
    const seen = await visit(browser, { scripts });
    closing.push(async () => {
      await seen.context.close();
      expect(seen.complaints.filter((line) => !expected.test(line))).toEqual([]);
    });
    await logIn(seen.page, url, { username, password: PASSWORD });
    return seen.page;
  };

  const suggest = async (id: string): Promise<void> => {
    const write = await makeSuggestion(d.context, id);
    if (write !== null) await d.store.write(write);
  };
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
    await stop();
    for (const store of stores) await store.close();
  };
  /** The server goes away, and comes back at the same address. */
  return { d, url, as, suggest, stop, again: () => listen(port), close };
}

export type LifeSite = Awaited<ReturnType<typeof startLifeSite>>;
