import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSeal } from '../../../src/app/sign-in/attempt-seal.ts';
import { createOidcClient } from '../../../src/app/sign-in/oidc-client.ts';
import { readClaimRoles } from '../../../src/app/sign-in/claim-roles.ts';
import { closeAfterTest } from '../../support/closing.ts';
import { lifeProfile } from '../../support/life-desk.ts';
import { CLIENT, startProvider } from '../../support/oidc-provider.ts';
import { browse, logInThere, PUBLIC_URL, signInSite } from '../../support/sign-in-site.ts';
import { tempFolder } from '../../support/temp.ts';

const RULES = [
  { when: { groups: 'hotline-dispatch' }, role: 'dispatcher' },
  { when: { groups: 'unit-staff', dept: '3102' }, role: 'handler', unit: 'SCS-XCAJ' },
];

function fileOf(content: unknown, name = 'roles.json'): string {
  const file = join(tempFolder(), name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('accounts made from claims', () => {
  it('get role, unit and name as the first rule that fits says, and come back to the same account', async () => {
    const site = await signInSite({ oidcAccounts: 'create', oidcRoles: fileOf(RULES) });
    const { state } = site.provider;
    state.claims = {
      sub: 'u-1',
      preferred_username: 'li.na',
      name: ' 李娜 ',
      groups: ['a', 'unit-staff'],
      dept: '3102',
    };
    const first = await logInThere(site);
    expect(first.answer.status).toBe(303);
    const me = async () =>
      ((await (await browse(site, first.jar, '/api/v1/session')).json()) as { actor: object }).actor;
    expect(await me()).toMatchObject({ name: '李娜', role: 'handler', unit: 'SCS-XCAJ' });
    // What an administrator changes here stays, whatever the directory says later.
    state.claims = { ...state.claims, groups: 'hotline-dispatch' };
    await logInThere(site, first.jar);
    expect(await me()).toMatchObject({ role: 'handler', unit: 'SCS-XCAJ' });
  });

  it('cannot be entered by a password, and are in the audit as made', async () => {
    const site = await signInSite({ oidcAccounts: 'create', oidcRoles: fileOf(RULES) });
    site.provider.state.claims = {
      sub: 'u-1',
      preferred_username: 'li.na',
      groups: ['hotline-dispatch'],
    };
    await logInThere(site);
    for (const password of ['', 'li.na', 'u-1'])
      await expect(site.services.accounts.login('li.na', password)).rejects.toMatchObject({
        code: 'bad_credentials',
      });
    const [person] = await site.admin.people.list({ id: 'b', name: 'b', role: 'admin', unit: null });
    expect(person).toMatchObject({ username: 'li.na', name: 'li.na', role: 'dispatcher', unit: null });
  });

  it('are not made where no rule fits, or the user name is none', async () => {
    const site = await signInSite({ oidcAccounts: 'create', oidcRoles: fileOf(RULES) });
    const { state } = site.provider;
    state.claims = { sub: 'u-1', preferred_username: 'li.na', groups: ['unit-staff'], dept: '9999' };
    expect((await logInThere(site)).text).toContain('没有一条规则给出角色');
    state.claims = { sub: 'u-1', preferred_username: 'li na@x', groups: ['hotline-dispatch'] };
    const { answer, text } = await logInThere(site);
    expect(answer.status).toBe(403);
    expect(text).toContain('只能用文字、数字');
    expect(await site.admin.people.list({ id: 'b', name: 'b', role: 'admin', unit: null })).toEqual([]);
  });

  it('two log-ins at once make one account', async () => {
    const site = await signInSite({ oidcAccounts: 'create', oidcRoles: fileOf(RULES) });
    site.provider.state.claims = { sub: 'u-1', preferred_username: 'li.na', groups: ['hotline-dispatch'] };
    const both = await Promise.all([logInThere(site), logInThere(site)]);
    expect(both.map(({ answer }) => answer.status)).toEqual([303, 303]);
    const people = await site.admin.people.list({ id: 'b', name: 'b', role: 'admin', unit: null });
    expect(people).toHaveLength(1);
    expect(people[0]?.sessions).toBe(2);
  });
});

describe('rules of roles', () => {
  const profile = lifeProfile();
  it.each([
    ['not json', '不是合法的 JSON'],
    [{}, 'expected array'],
    [[{ when: {}, role: 'dispatcher' }], '至少写一项'],
    [[{ when: { groups: 'x' }, role: 'admin' }], '须为'],
    [[{ when: { groups: 'x' }, role: 'dispatcher', more: 1 }], 'more'],
    [[{ when: { groups: 'x' }, role: 'handler' }], '第 1 条'],
    [[{ when: { groups: 'x' }, role: 'handler', unit: 'NO-SUCH' }], '没有单位 NO-SUCH'],
  ])('%j are refused with the place', (content, word) => {
    const read = () => readClaimRoles(fileOf(content), profile);
    expect(read).toThrowError(expect.objectContaining({ code: 'bad_file' }) as Error);
    expect(read).toThrowError(word);
  });

  it('a file that is not there is told', () => {
    expect(() => readClaimRoles('/nowhere/roles.json', profile)).toThrowError('读不到这个文件');
  });
});

describe('the settings', () => {
  it.each([
    [{ oidcClientId: '' }, 'JIESU_OIDC_CLIENT_ID'],
    [{ oidcClientSecret: '' }, 'JIESU_OIDC_CLIENT_SECRET'],
    [{ oidcClientSecretFile: '/nowhere/secret' }, '只能写一个'],
    [{ oidcClientSecret: '', oidcClientSecretFile: '/nowhere/secret' }, '读不到这个文件'],
    [{ publicUrl: '' }, 'JIESU_PUBLIC_URL'],
    [{ oidcAccounts: 'create' as const }, 'JIESU_OIDC_ROLES'],
    [{ oidcIssuer: '', localLogin: 'admin' as const }, 'JIESU_LOCAL_LOGIN'],
  ])('%j are refused at the start', async (given, word) => {
    await expect(signInSite(given)).rejects.toThrowError(word);
  });

  it('the secret may lie in a file', async () => {
    const oidcClientSecretFile = fileOf(`${CLIENT.secret}\n`, 'secret');
    const site = await signInSite({ oidcClientSecret: '', oidcClientSecretFile });
    // Known to the provider: refused only for want of an account.
    expect((await logInThere(site)).text).toContain('没有与您的统一身份对应的账号');
  });
});

describe('the seal of an attempt', () => {
  const made = { state: 's', nonce: 'n', verifier: 'v', next: '/', until: 1000 };
  it('opens what it closed until its time is over, and nothing else', () => {
    const seal = createSeal('secret', 'jiesu');
    const sealed = seal.close(made);
    expect(seal.open(sealed, 999)).toEqual(made);
    expect(() => seal.open(sealed, 1000)).toThrowError('重新登录');
    expect(() => createSeal('other', 'jiesu').open(sealed, 0)).toThrowError('重新登录');
    expect(() => createSeal('secret', 'other').open(sealed, 0)).toThrowError('重新登录');
    const bytes = Buffer.from(sealed, 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => seal.open(changed.toString('base64url'), 0)).toThrowError('重新登录');
    }
    for (const junk of ['', 'x', '😀', 'A'.repeat(10_000)])
      expect(() => seal.open(junk, 0)).toThrowError('重新登录');
  });
});

describe('a provider that does not answer in time', () => {
  async function client() {
    const provider = await startProvider(closeAfterTest);
    const made = createOidcClient(
      {
        issuer: new URL(provider.issuer),
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
        scope: 'openid',
        redirectUri: `${PUBLIC_URL}/login/oidc/callback`,
        afterLogout: `${PUBLIC_URL}/login`,
        clockSkewS: 30,
        timeoutS: 0.3,
      },
      Date.now,
    );
    return { provider, made };
  }
  const slow = { code: 'oidc_unreachable', details: { reason: '没有及时应答' } };

  it.each(['/.well-known/openid-configuration', '/token', '/jwks'])(
    'at %s is given up, and asked anew',
    async (path) => {
      const { provider, made } = await client();
      provider.state.silent = path;
      const whole = async () => {
        const { location, ...attempt } = await made.begin();
        const { search } = new URL(await provider.follow(location));
        return made.exchange(search, { ...attempt, next: '/', until: 0 }, []);
      };
      await expect(whole()).rejects.toMatchObject(slow);
      provider.state.silent = null;
      expect((await whole()).subject).toBe('u-100');
    },
  );

  it('is asked once by all who wait', async () => {
    const { provider, made } = await client();
    await Promise.all(Array.from({ length: 20 }, () => made.begin()));
    expect(provider.state.asked).toHaveLength(1);
  });
});
