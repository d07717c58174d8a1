import type { Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { revisedDesk } from './revised-desk.ts';

export const PASSWORD = 'mima-mima-1';

/** The real application over a fresh database whose engine goes by revisions, with ways to sign in and call. */
export async function analystSite() {
  const d = await revisedDesk();
  const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });

  async function signIn(role: Role, username: string = role) {
    const unit = role === 'handler' ? 'SCS-XCAJ' : null;
    await d.services.accounts.addUser({ username, name: username, role, unit, password: PASSWORD });
    const login = await app.request('/login', {
      method: 'POST',
      body: new URLSearchParams({ username, password: PASSWORD }),
    });
    const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const me = await app.request('/api/v1/session', { headers: { cookie } });
    const { csrf } = (await me.json()) as { csrf: string };
    const get = (path: string) => app.request(path, { headers: { cookie } });
    const post = (path: string, body: unknown) =>
      app.request(`/api/v1${path}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify(body),
      });
    const form = (path: string, fields: Record<string, string>) =>
      app.request(path, {
        method: 'POST',
        headers: { cookie },
        body: new URLSearchParams({ _csrf: csrf, ...fields }),
      });
    const upload = (path: string, fields: Record<string, string | File>) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ _csrf: csrf, ...fields })) body.set(name, value);
      return app.request(path, { method: 'POST', headers: { cookie }, body });
    };
    return { get, post, form, upload };
  }

  return { ...d, app, signIn };
}
