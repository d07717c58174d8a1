import { expect, test } from 'vitest';
import { SETTINGS, loadConfig } from '../src/config.ts';

test('without any variable every setting has its default', () => {
  expect(loadConfig({ PATH: '/bin', JIESU_PORT: '' })).toEqual({
    db: 'file:jiesu.db',
    dbToken: '',
    files: '',
    fileLimitMb: 50,
    copyEveryHours: 24,
    copyKeepDays: 14,
    encoder: 'models/encoder',
    gold: 'data/gold/dev.jsonl',
    importDir: '',
    importMap: '',
    host: '127.0.0.1',
    port: 8787,
    readingThreads: 1,
    secureCookies: false,
    trustedProxies: { has: expect.any(Function) },
    modelDir: 'models',
    calendarFile: 'data/calendar/cn.json',
    profileDir: 'data/profile/xicheng',
    knowledgeDir: 'data/knowledge',
    logLevel: 'info',
    sessionHours: 12,
    sessionIdleMinutes: 120,
    trainingData: 'data/orders',
    demo: true,
    demoPassword: '',
    draftAllowHost: [],
    draftKey: '',
    draftMaxChars: 4000,
    draftModel: '',
    draftTimeoutMs: 60_000,
    draftUrl: '',
    localLogin: 'on',
    oidcAccounts: 'linked',
    oidcClaim: 'preferred_username',
    oidcClientId: '',
    oidcClientSecret: '',
    oidcClientSecretFile: '',
    oidcClockSkewS: 30,
    oidcIssuer: '',
    oidcRoles: '',
    oidcScope: 'openid profile',
    open311: 'keys',
    open311Jurisdiction: '',
    publicUrl: '',
    webhookAllow: { hosts: new Set(), networks: { has: expect.any(Function) } },
  });
});

test('variables are read, and the result is frozen', () => {
  const config = loadConfig({ JIESU_PORT: '0', JIESU_DEMO: 'off', JIESU_DB: 'libsql://db.example' });
  expect(config).toMatchObject({ port: 0, demo: false, db: 'libsql://db.example' });
  expect(Object.isFrozen(config)).toBe(true);
});

test.each([
  ['JIESU_PORT', '80a'],
  ['JIESU_PORT', '65536'],
  ['JIESU_DB', 'jiesu.db'],
  ['JIESU_DEMO', 'perhaps'],
  ['JIESU_TRUSTED_PROXIES', '10.0.0.0/8,proxy'],
  ['JIESU_LOG_LEVEL', 'loud'],
  ['JIESU_SESSION_HOURS', '0'],
  ['JIESU_PROT', '1'],
  ['JIESU_OPEN311', 'on'],
  ['JIESU_OPEN311_JURISDICTION', 'http://x'],
  ['JIESU_WEBHOOK_ALLOW', '10.0.0.0/64'],
  ['JIESU_WEBHOOK_ALLOW', 'http://oa.example'],
  ['JIESU_OIDC_ISSUER', 'http://sso.example.gov.cn'],
  ['JIESU_OIDC_ISSUER', 'https://me@sso.example.gov.cn'],
  ['JIESU_OIDC_ISSUER', 'sso.example.gov.cn'],
  ['JIESU_PUBLIC_URL', 'https://hotline.example.gov.cn/jiesu'],
  ['JIESU_OIDC_SCOPE', 'profile'],
  ['JIESU_OIDC_ACCOUNTS', 'all'],
  ['JIESU_LOCAL_LOGIN', 'off'],
])('%s=%s is refused by name', (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(name);
});

test('where messages may go is read as hosts and networks', () => {
  const { hosts, networks } = loadConfig({
    JIESU_WEBHOOK_ALLOW: 'OA.example.gov.cn, 10.1.0.0/16,fd00::/8',
  }).webhookAllow;
  expect([...hosts]).toEqual(['oa.example.gov.cn']);
  expect(['10.1.2.3', 'fd00::1', '10.2.0.1'].map((one) => networks.has(one))).toEqual([true, true, false]);
});

test('an address may be plain http on this machine alone; that of the pages is taken without what follows', () => {
  const config = loadConfig({
    JIESU_PUBLIC_URL: 'https://hotline.example.gov.cn/',
    JIESU_OIDC_ISSUER: 'http://127.0.0.1:8080/realms/hotline/',
  });
  expect(config.publicUrl).toBe('https://hotline.example.gov.cn');
  expect(config.oidcIssuer).toBe('http://127.0.0.1:8080/realms/hotline/');
});

test('every setting says in Chinese what it is for, and no variable is used twice', () => {
  const all = Object.values(SETTINGS);
  for (const s of all) expect(s.help).toMatch(/\p{Script=Han}/u);
  expect(new Set(all.map((s) => s.env)).size).toBe(all.length);
});
