import { expect, test } from 'vitest';
import { demoSite, DEMO_PEOPLE, DEMO_PASSWORD } from '../support/demo-site.ts';
test('x', async () => {
  const t0 = Date.now();
  const d = await demoSite();
  console.log('site', Date.now() - t0);
  const paths = [...new Set(d.app.routes.filter((r) => r.method === 'GET').map((r) => r.path))].filter(
    (p) => !p.startsWith('/api'),
  );
  const cookies: Record<string, string> = {};
  for (const [role, { username }] of Object.entries(DEMO_PEOPLE)) {
    const login = await d.app.request('/login', {
      method: 'POST',
      body: new URLSearchParams({ username, password: DEMO_PASSWORD }),
    });
    cookies[role] = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  }
  for (const path of paths) {
    if (path.includes(':')) {
      console.log(path);
      continue;
    }
    const got = [];
    for (const role of Object.keys(DEMO_PEOPLE)) {
      const r = await d.app.request(path, { headers: { cookie: cookies[role] ?? '' } });
      got.push(r.status);
    }
    const r = await d.app.request(path);
    console.log(path, got.join(' '), r.status);
  }
  console.log('all', Date.now() - t0);
  expect(1).toBe(1);
});
