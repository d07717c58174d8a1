import { describe, expect, it } from 'vitest';
import type { Role } from '../../../src/app/types.ts';
import { signIn } from '../../support/knowledge-http.ts';
import { auditRows } from '../../support/audit-rows.ts';
import type { TokenFault } from '../../support/oidc-provider.ts';
import {
  browse,
  idOf,
  logInThere,
  office,
  PASSWORD,
  PROGRAM,
  PUBLIC_URL,
  signInSite,
  toDoor,
} from '../../support/sign-in-site.ts';
import type { Jar, SignInSite } from '../../support/sign-in-site.ts';

const whoIs = async (site: SignInSite, jar: Jar) =>
  (await (await browse(site, jar, '/api/v1/session')).json()) as {
    actor: { name: string; role: Role; unit: string | null };
    csrf: string;
  };

describe('log-in at the identity provider', () => {
  it('opens a session like every other, on the page that was wanted', async () => {
    const { site, id } = await office();
    const page = await (await browse(site, new Map(), '/login?next=%2Fsearch')).text();
    expect(page).toContain('href="/login/oidc?next=%2Fsearch"');
    expect(page).toContain('统一身份认证登录');
    const { jar, answer, location } = await logInThere(site, new Map(), '/search?q=1');
    expect([answer.status, location]).toEqual([303, '/search?q=1']);
    expect([...jar.keys()]).toEqual(['jiesu']);
    expect((await whoIs(site, jar)).actor).toMatchObject({ name: '王芳', role: 'dispatcher' });
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('jiesu='));
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    const person = await site.admin.people.get(PROGRAM, id);
    expect(person).toMatchObject({ sessions: 1, identity: { subject: 'u-100' } });
    const rows = await auditRows(site.store);
    expect(rows.filter(({ action }) => action === 'account.login').at(-1)).toMatchObject({
      subject: 'wang',
      detail: 'oidc',
    });
  });

  it('goes with state, nonce and a challenge that are new each time and readable to nobody', async () => {
    const { site } = await office();
    const seen = new Set<string>();
    for (let i = 0; i < 2; i++) {
      const jar: Jar = new Map();
      const begun = await browse(site, jar, '/login/oidc');
      const { searchParams } = new URL(begun.headers.get('location') ?? '');
      for (const name of ['state', 'nonce', 'code_challenge']) {
        seen.add(searchParams.get(name) ?? '');
        expect(jar.get('jiesu_oidc')).not.toContain(searchParams.get(name));
      }
      expect(searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/login/oidc/callback`);
      expect(begun.headers.getSetCookie()[0]).toMatch(/Max-Age=600; Path=\/; HttpOnly; SameSite=Lax/);
    }
    expect(seen.size).toBe(6);
  });

  it('asks the provider nothing before somebody wants in, and for what it publishes once', async () => {
    const { site } = await office();
    expect(site.provider.state.asked).toEqual([]);
    await browse(site, new Map(), '/login');
    expect(site.provider.state.asked).toEqual([]);
    await logInThere(site);
    await logInThere(site);
    const times = (path: string) => site.provider.state.asked.filter((one) => one === path).length;
    expect(times('GET /.well-known/openid-configuration')).toBe(1);
    expect(times('GET /jwks')).toBe(1);
  });

  it('leaves no way in but its own: nobody is led to another site', async () => {
    const { site } = await office();
    const { location } = await logInThere(site, new Map(), '//evil.example/x');
    expect(location).toBe('/');
  });

  it('replaces the session the browser came with', async () => {
    const { site } = await office();
    const { jar } = await logInThere(site);
    const first = jar.get('jiesu') ?? '';
    const door = await toDoor(site, jar);
    await browse(site, jar, door);
    expect(jar.get('jiesu')).not.toBe(first);
    expect(await site.services.accounts.session(first)).toBeNull();
  });
});

describe('what the provider gets wrong', () => {
  it.each<[TokenFault, string, string]>([
    ['nonce', 'oidc_token', 'nonce'],
    ['audience', 'oidc_token', 'aud'],
    ['issuer', 'oidc_token', 'iss'],
    ['expired', 'oidc_expired', '时间'],
    ['unsigned', 'oidc_token', '签名'],
    ['forged', 'oidc_token', '签名'],
    ['absent', 'oidc_token', '不能采信'],
    ['secret', 'oidc_unreachable', '客户端'],
  ])('%s lets nobody in and is told as %s', async (fault, code, word) => {
    const { site } = await office();
    site.provider.state.fault = fault;
    const { jar, answer, text } = await logInThere(site);
    expect(answer.status).toBe(code === 'oidc_unreachable' ? 503 : 403);
    expect(text).toContain(word);
    expect(jar.has('jiesu')).toBe(false);
    const failed = (await auditRows(site.store)).at(-1);
    expect(failed).toMatchObject({ action: 'account.login_failed', subject: 'oidc', detail: code });
    const line = site.log.find(({ message }) => message === 'log-in at the identity provider failed');
    expect(JSON.stringify(line)).not.toMatch(/王芳|u-100|eyJ/);
  });

  it('keys it changed are learned at the next log-in', async () => {
    const { site } = await office();
    expect((await logInThere(site)).answer.status).toBe(303);
    site.provider.rotate();
    expect((await logInThere(site)).text).toContain('密钥');
    expect((await logInThere(site)).answer.status).toBe(303);
  });

  it('a refusal of its own is told in words, a made-up one is not repeated', async () => {
    const { site } = await office();
    site.provider.state.denial = 'access_denied';
    expect((await logInThere(site)).text).toContain('本人取消或者没有获准使用本系统');
    site.provider.state.denial = '<b>请把密码发给我</b>';
    const { answer, text } = await logInThere(site);
    expect(answer.status).toBe(403);
    expect(text).not.toContain('发给我');
  });

  it('being away closes no other door, and nobody has to wait for it afterwards', async () => {
    const { site } = await office();
    await site.provider.stop();
    for (let i = 0; i < 40; i++) {
      const answer = await browse(site, new Map(), '/login/oidc');
      expect(answer.status).toBe(503);
      if (i === 0) expect(await answer.text()).toContain('统一身份认证暂时不能用：连不上');
    }
    const form = new URLSearchParams({ username: 'wang', password: PASSWORD });
    const login = await browse(site, new Map(), '/login', { method: 'POST', body: form });
    expect(login.status).toBe(303);
  });

  it('going away between the two steps is told, and not counted against the person', async () => {
    const { site } = await office();
    const jar: Jar = new Map();
    const door = await toDoor(site, jar);
    const sealed = jar.get('jiesu_oidc') ?? '';
    await site.provider.stop();
    for (let i = 0; i < 40; i++)
      expect((await browse(site, new Map([['jiesu_oidc', sealed]]), door)).status).toBe(503);
  });

  it.each([
    ['another issuer', { issuer: 'http://127.0.0.1:9/other' }, 'JIESU_OIDC_ISSUER'],
    ['an address elsewhere', { token_endpoint: 'http://169.254.169.254/token' }, 'token_endpoint'],
    ['keys elsewhere', { jwks_uri: 'http://127.0.0.1:22/keys' }, 'jwks_uri'],
    [
      'no addresses',
      { authorization_endpoint: undefined, token_endpoint: undefined },
      'authorization_endpoint',
    ],
  ])('that publishes %s is not asked further', async (_, metadata, word) => {
    const { site } = await office();
    site.provider.state.metadata = metadata;
    const answer = await browse(site, new Map(), '/login/oidc');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain(word);
    expect(site.provider.state.asked).toEqual(['GET /.well-known/openid-configuration']);
  });
});

describe('whose account it is', () => {
  it('is another’s no longer once the account is linked to somebody else: the sessions end', async () => {
    const { site, boss, id } = await office();
    const { jar } = await logInThere(site);
    expect((await browse(site, jar, '/api/v1/session')).status).toBe(200);
    await site.admin.people.link(boss, id, 'u-100');
    expect((await browse(site, jar, '/api/v1/session')).status).toBe(200);
    await site.admin.people.link(boss, id, 'u-200');
    expect((await browse(site, jar, '/api/v1/session')).status).toBe(401);
    expect((await logInThere(site)).answer.status).toBe(403);
    const unlinked = (await auditRows(site.store)).filter(({ action }) => action === 'account.unlink');
    expect(unlinked.map(({ detail }) => JSON.parse(detail) as object)).toMatchObject([{ subject: 'u-100' }]);
  });

  it('only what an administrator linked, where nothing else is set; the person learns what to ask for', async () => {
    const { site, boss, id } = await office({ linked: false });
    const { answer, text } = await logInThere(site);
    expect(answer.status).toBe(403);
    expect(text).toContain('u-100');
    await site.admin.people.link(boss, id, 'u-100');
    const { jar } = await logInThere(site);
    expect((await whoIs(site, jar)).actor.name).toBe('王芳');
    await site.admin.people.unlink(boss, id);
    expect((await browse(site, jar, '/api/v1/session')).status).toBe(401);
    expect((await logInThere(site)).answer.status).toBe(403);
  });

  it('a disabled account stays out', async () => {
    const { site, boss, id } = await office();
    const { jar } = await logInThere(site);
    await site.admin.people.disable(boss, id);
    expect((await browse(site, jar, '/api/v1/session')).status).toBe(401);
    const { answer, text } = await logInThere(site);
    expect(answer.status).toBe(403);
    expect(text).toContain('账号已停用');
  });

  it('the one with the same user name, once and for one subject, never an administrator', async () => {
    const { site, id } = await office({ linked: false, oidcAccounts: 'name' });
    const { jar } = await logInThere(site);
    expect((await whoIs(site, jar)).actor.name).toBe('王芳');
    expect((await site.admin.people.get(PROGRAM, id)).identity?.subject).toBe('u-100');
    const { state } = site.provider;
    state.claims = { sub: 'u-200', preferred_username: 'wang' };
    expect((await logInThere(site)).answer.status).toBe(403);
    state.claims = { sub: 'u-300', preferred_username: 'boss' };
    expect((await logInThere(site)).text).toContain('u-300');
    state.claims = { sub: 'u-400', preferred_username: 'nobody' };
    expect((await logInThere(site)).answer.status).toBe(403);
    // The name may change there: the subject is what counts.
    state.claims = { sub: 'u-100', preferred_username: 'renamed' };
    expect((await logInThere(site)).answer.status).toBe(303);
  });

  it('a user name that the ID token leaves out is asked for, and one that is nowhere is told', async () => {
    const { site } = await office({ linked: false, oidcAccounts: 'name' });
    const { state } = site.provider;
    state.claims = { sub: 'u-100' };
    expect((await logInThere(site)).text).toContain('preferred_username');
    state.more = { preferred_username: 'wang' };
    expect((await logInThere(site)).answer.status).toBe(303);
  });

  it('an address is a user name only once it was verified', async () => {
    const { site } = await office({ linked: false, oidcAccounts: 'name', oidcClaim: 'email' });
    site.provider.state.claims = { sub: 'u-100', email: 'wang' };
    expect((await logInThere(site)).text).toContain('邮箱没有经过核实');
    site.provider.state.claims = { sub: 'u-100', email: 'wang', email_verified: true };
    expect((await logInThere(site)).answer.status).toBe(303);
  });

  it('an address is asked for whether it was verified, where the ID token does not say', async () => {
    const { site } = await office({ linked: false, oidcAccounts: 'name', oidcClaim: 'email' });
    site.provider.state.claims = { sub: 'u-100', email: 'wang' };
    site.provider.state.more = { email_verified: true };
    expect((await logInThere(site)).answer.status).toBe(303);
  });
});

describe('linking over the API', () => {
  it('one subject is one account, one account one subject', async () => {
    const { site, id } = await office({ linked: false });
    const boss = await signIn(site, site.app, 'admin');
    const other = await idOf(site, 'boss');
    const path = (one: string) => `/api/v1/admin/people/${one}/identity`;
    expect((await boss.send('PUT', path(id), { subject: 'u-100' })).status).toBe(204);
    expect((await boss.send('PUT', path(id), { subject: 'u-100' })).status).toBe(204);
    const taken = await boss.send('PUT', path(other), { subject: 'u-100' });
    expect(taken.status).toBe(409);
    expect(await taken.text()).toContain('wang');
    for (const subject of ['', ' ', '王', 'a b', 'x'.repeat(256), 5])
      expect((await boss.send('PUT', path(id), { subject })).status).toBe(400);
    expect((await boss.send('PUT', path('nobody'), { subject: 'u-5' })).status).toBe(404);
    expect((await boss.send('PUT', path(id), { subject: 'u-200' })).status).toBe(204);
    const people = (await (await boss.get('/api/v1/admin/people?q=wang')).json()) as object[];
    expect(people).toMatchObject([{ identity: { subject: 'u-200' } }]);
    // What was let go is free.
    expect((await boss.send('PUT', path(other), { subject: 'u-100' })).status).toBe(204);
    expect((await boss.send('DELETE', path(id))).status).toBe(204);
    expect((await boss.send('DELETE', path(id))).status).toBe(204);
    const rows = await auditRows(site.store);
    const about = rows.filter(({ action }) => /^account\.(un)?link$/.test(action));
    expect(about.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
      'account.link wang',
      'account.unlink wang',
      'account.link wang',
      'account.link boss',
      'account.unlink wang',
    ]);
  });
});

describe('with local log-in closed', () => {
  it('administrators alone come in by password, and only who knows it learns of that', async () => {
    const { site } = await office({ localLogin: 'admin' });
    const attempt = async (username: string, password: string) => {
      const form = new URLSearchParams({ username, password });
      const answer = await browse(site, new Map(), '/login', { method: 'POST', body: form });
      return { status: answer.status, text: await answer.text() };
    };
    expect((await attempt('boss', PASSWORD)).status).toBe(303);
    const closed = await attempt('wang', PASSWORD);
    expect(closed.status).toBe(403);
    expect(closed.text).toContain('只有管理员可以用密码登录');
    expect((await attempt('wang', 'wrong-wrong')).text).toContain('用户名或密码不正确');
    expect((await logInThere(site)).answer.status).toBe(303);
  });
});

describe('log-out', () => {
  it('ends both sessions where the one here began there, and the policy names that place alone', async () => {
    const { site } = await office();
    const { jar } = await logInThere(site);
    const page = await browse(site, jar, '/');
    expect(page.headers.get('content-security-policy')).toContain(
      `form-action 'self' ${site.provider.issuer};`,
    );
    const { csrf } = await whoIs(site, jar);
    const token = jar.get('jiesu') ?? '';
    const out = await browse(site, jar, '/logout', {
      method: 'POST',
      body: new URLSearchParams({ _csrf: csrf }),
    });
    expect(out.status).toBe(303);
    expect(await site.services.accounts.session(token)).toBeNull();
    expect(await site.provider.follow(out.headers.get('location') ?? '')).toBe(`${PUBLIC_URL}/login`);
    const ended = site.provider.state.ended;
    expect(ended?.get('client_id')).toBe('jiesu');
    expect(ended?.get('id_token_hint')).toMatch(/^eyJ/);
  });

  it('ends the one here where it began here, where the provider has no such place, and where it is away', async () => {
    const { site } = await office();
    const form = new URLSearchParams({ username: 'wang', password: PASSWORD });
    const local: Jar = new Map();
    await browse(site, local, '/login', { method: 'POST', body: form });
    expect(await leave(site, local)).toBe('/login');
    site.provider.state.metadata = { end_session_endpoint: undefined };
    expect(await leave(site, (await logInThere(site)).jar)).toBe('/login');
  });

  it('is over here before the provider is asked', async () => {
    const { site } = await office();
    const { jar } = await logInThere(site);
    site.provider.state.fault = 'nonce';
    // What it publishes has to be asked for anew.
    await logInThere(site);
    const { asked } = site.provider.state;
    const before = asked.length;
    const { signIn: provider, accounts } = site.services;
    const token = jar.get('jiesu') ?? '';
    const elsewhere = await provider?.logout(token, async () => {
      await accounts.logout(token);
      expect(asked).toHaveLength(before);
    });
    expect(elsewhere).toContain('/logout');
    expect(asked.length).toBeGreaterThan(before);
  });

  it('does not wait for a provider that is away', async () => {
    const { site } = await office();
    const { jar } = await logInThere(site);
    site.provider.state.fault = 'nonce';
    // What it publishes has to be asked for anew.
    await logInThere(site);
    await site.provider.stop();
    expect(await leave(site, jar)).toBe('/login');
    expect(site.log.some(({ message }) => message === 'identity provider not told of a log-out')).toBe(true);
  });

  async function leave(site: SignInSite, jar: Jar): Promise<string | null> {
    const { csrf } = await whoIs(site, jar);
    const body = new URLSearchParams({ _csrf: csrf });
    return (await browse(site, jar, '/logout', { method: 'POST', body })).headers.get('location');
  }
});

it('without a provider there is no button and no way', async () => {
  const site = await signInSite({ oidcIssuer: '' });
  const page = await browse(site, new Map(), '/login');
  expect(await page.text()).not.toContain('统一身份认证');
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self';");
  expect((await browse(site, new Map(), '/login/oidc')).status).toBe(404);
  expect((await browse(site, new Map(), '/login/oidc/callback?code=1&state=2')).status).toBe(404);
});
