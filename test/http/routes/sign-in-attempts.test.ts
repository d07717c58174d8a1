import { describe, expect, it } from 'vitest';
import { browse, office, toDoor } from '../../support/sign-in-site.ts';
import type { Jar } from '../../support/sign-in-site.ts';

describe('what a browser brings back', () => {
  it('without its half, with a changed one or with another state it is refused', async () => {
    const { site } = await office();
    const jar: Jar = new Map();
    const door = await toDoor(site, jar);
    const sealed = jar.get('jiesu_oidc') ?? '';
    const tries = [
      [door, ''],
      [door, `${sealed.slice(0, -2)}AA`],
      [door, 'AAAA'],
      [door.replace(/state=[^&]+/, 'state=another'), sealed],
      [door.replace(/state=[^&]+&?/, ''), sealed],
      ['/login/oidc/callback', sealed],
      ['/login/oidc/callback?error=access_denied&error_description=%3Cscript%3E', sealed],
    ] as const;
    for (const [path, cookie] of tries) {
      const answer = await browse(site, new Map([['jiesu_oidc', cookie]]), path);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(await answer.text()).toContain('没有从本系统的登录页开始');
    }
    // None of it spent the code.
    expect((await browse(site, new Map([['jiesu_oidc', sealed]]), door)).status).toBe(303);
  });

  it('a second time is refused, though it was right the first', async () => {
    const { site } = await office();
    const jar: Jar = new Map();
    const door = await toDoor(site, jar);
    const sealed = jar.get('jiesu_oidc') ?? '';
    expect((await browse(site, jar, door)).status).toBe(303);
    expect((await browse(site, new Map([['jiesu_oidc', sealed]]), door)).status).toBe(400);
  });

  it('many wrong ones from one address have to wait', async () => {
    const { site } = await office();
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++)
      statuses.push((await browse(site, new Map(), '/login/oidc/callback?code=x&state=y')).status);
    expect(statuses.slice(0, 30).every((status) => status === 400)).toBe(true);
    expect(statuses[30]).toBe(429);
  });
});

describe('what the provider refuses of it', () => {
  it('is counted where it may be the browser’s doing, and asks nothing anew', async () => {
    const { site } = await office();
    const jar: Jar = new Map();
    const door = await toDoor(site, jar);
    const sealed = jar.get('jiesu_oidc') ?? '';
    site.provider.state.refusal = 'invalid_request';
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++)
      statuses.push((await browse(site, new Map([['jiesu_oidc', sealed]]), door)).status);
    expect(new Set(statuses.slice(0, 30))).toEqual(new Set([403]));
    expect(statuses[30]).toBe(429);
    const published = site.provider.state.asked.filter((path) => path.includes('well-known'));
    expect(published).toHaveLength(1);
  });

  it.each(['server_error', 'temporarily_unavailable'])('is its own where it says %s', async (refusal) => {
    const { site } = await office();
    const jar: Jar = new Map();
    const door = await toDoor(site, jar);
    const sealed = jar.get('jiesu_oidc') ?? '';
    site.provider.state.refusal = refusal;
    for (let i = 0; i < 33; i++)
      expect((await browse(site, new Map([['jiesu_oidc', sealed]]), door)).status).toBe(503);
  });
});
