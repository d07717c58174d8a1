import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp } from '../../src/http/app.tsx';
import type { Role } from '../../src/app/types.ts';
import type { lifeServices } from './life-desk.ts';
import type { StormSession } from './move-storm.ts';

const PASSWORD = 'mima-mima-1';

/** The use cases behind a real server on a port of its own. */
export async function lifeServer(d: Awaited<ReturnType<typeof lifeServices>>) {
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
  const server = await new Promise<{ url: string; close: () => Promise<void> }>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise((done) => listening.close(() => done())),
      }),
    );
  });
  /** A new person, signed in. */
  async function signIn(
    username: string,
    role: Exclude<Role, 'system'>,
    unit: string | null,
  ): Promise<StormSession> {
    const { accounts } = d.services;
    await accounts.addUser({ username, name: username, role, unit, password: PASSWORD });
    const { token, session } = await accounts.login(username, PASSWORD);
    return { cookie: `jiesu=${token}`, csrf: session.csrf };
  }
  return { ...server, signIn };
}
