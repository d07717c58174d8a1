import type { Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { careDesk, type CareDesk } from './knowledge-desk.ts';
import { NOW } from './desk.ts';
import { smallProfile } from './small-profile.ts';

export type Person = Awaited<ReturnType<typeof signIn>>;

/** The real application over a fresh database and a small knowledge. */
export async function careSite() {
  const d = await careDesk();
  const app = createApp({ services: d.services, profile: smallProfile, clock: { now: () => NOW } });
  return { d, app, as: (role: Role, unit: string | null = null) => signIn(d, app, role, unit) };
}

/** A new account of a role, signed in. */
export async function signIn(
  d: { readonly services: Pick<CareDesk['services'], 'accounts'> },
  app: ReturnType<typeof createApp>,
  role: Role,
  unit: string | null = null,
) {
  const username = `${role}-${unit ?? 'all'}`.toLowerCase();
  const password = 'mima-mima-1';
  await d.services.accounts.addUser({ username, name: username, role, unit, password });
  const login = await app.request('/login', {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const me = await app.request('/api/v1/session', { headers: { cookie } });
  const { csrf } = (await me.json()) as { csrf: string };
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method,
      headers: {
        cookie,
        'x-csrf-token': csrf,
        ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof Uint8Array ? new Blob([Buffer.from(body)]) : JSON.stringify(body) }),
    });
  return {
    cookie,
    csrf,
    get: (path: string) => app.request(path, { headers: { cookie } }),
    page: async (path: string) => (await app.request(path, { headers: { cookie } })).text(),
    send,
    post: (path: string, body: unknown, headers?: Record<string, string>) =>
      send('POST', path, body, headers),
    form: (path: string, fields: readonly (readonly [string, string])[], token = csrf) =>
      app.request(path, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams([['_csrf', token], ...fields.map(([a, b]): [string, string] => [a, b])]),
      }),
    upload: (path: string, parts: readonly (readonly [string, string | File])[]) => {
      const body = new FormData();
      for (const [name, value] of parts) body.append(name, value);
      return app.request(path, { method: 'POST', headers: { cookie }, body });
    },
  };
}
