import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Role } from '../../src/app/types.ts';
import type { ApiDocument } from './api-document.ts';
import { generateClient, type Answered, type Call } from './generated-client.ts';
import { signIn } from './knowledge-http.ts';
import { lifeSteps } from './life-desk.ts';
import { wholeSite } from './whole-site.ts';

export type Who = Role | 'unitLeader' | 'other admin';
export const UNIT = 'SCS-XCAJ';
type Client = Readonly<Record<string, Call>>;

/** The whole application, listening, with the client that its own document makes, for whoever is asked for. */
export async function contractSite(closeLater: (close: () => unknown) => void) {
  const site = await wholeSite(closeLater);
  const address = await new Promise<string>((resolve) => {
    const server = serve({ fetch: site.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closeLater(
      () =>
        new Promise<void>((done) => {
          server.close(() => done());
          if ('closeAllConnections' in server) server.closeAllConnections();
        }),
    );
  });
  const document = (await (await fetch(`${address}/api/openapi.json`)).json()) as ApiDocument;
  const clients = new Map<string, Promise<Client>>();

  /** Signed in as one of a role, or with a key. */
  function as(who: Who): Promise<Client> {
    const known = clients.get(who) ?? made(who);
    clients.set(who, known);
    return known;
  }

  async function made(who: Who): Promise<Client> {
    if (who === 'system') {
      const { key } = await site.services.accounts.addKey('热线平台');
      return generateClient(document, address, { authorization: `Bearer ${key}` });
    }
    const [role, unit] =
      who === 'other admin' ? (['admin', 'ZWFW'] as const) : ([who, ofUnit(who) ? UNIT : null] as const);
    const { cookie, csrf } = await signIn(site, site.app, role, unit);
    return generateClient(document, address, { cookie, 'x-csrf-token': csrf });
  }

  const nobody = generateClient(document, address);
  return { ...site, ...lifeSteps(site), address, document, as, nobody };
}

const ofUnit = (who: Who): boolean => who === 'handler' || who === 'unitLeader';

export type ContractSite = Awaited<ReturnType<typeof contractSite>>;

/** A JSON answer that was a success; throws the refusal. */
export function told<T>({ status, text }: Answered): T {
  if (status >= 300) throw new Error(`${status}: ${text.slice(0, 500)}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}
