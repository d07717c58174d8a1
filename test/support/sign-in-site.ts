import { createAdmin } from '../../src/app/admin/admin.ts';
import { createContext, createServices } from '../../src/app/services.ts';
import { openSignIn } from '../../src/app/sign-in/sign-in-opening.ts';
import type { SignInSettings } from '../../src/app/sign-in/sign-in-opening.ts';
import { createApp } from '../../src/http/app.tsx';
import { systemClock } from '../../src/kernel/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { FILES } from './admin-site.ts';
import type { LogLine } from './client.ts';
import { closeAfterTest } from './closing.ts';
import { lifeEngine, lifeProfile } from './life-desk.ts';
import { CLIENT, startProvider } from './oidc-provider.ts';
import { tempDatabase } from './temp.ts';

export const PUBLIC_URL = 'http://127.0.0.1:8787';
export const PASSWORD = 'mima-mima-1';
const passwordCost = { n: 16, r: 1, p: 1 };

/** The application beside an identity provider; the clock is the real one, as the provider's is. */
export async function signInSite(given: Partial<SignInSettings> = {}, publicUrl = PUBLIC_URL) {
  const provider = await startProvider(closeAfterTest);
  const store = await openStore({ url: tempDatabase() });
  closeAfterTest(() => store.close());
  const log: LogLine[] = [];
  const write = (fields: object, message: string): void => void log.push({ fields, message });
  const settings: SignInSettings = {
    publicUrl,
    oidcIssuer: provider.issuer,
    oidcClientId: CLIENT.id,
    oidcClientSecret: CLIENT.secret,
    oidcClientSecretFile: '',
    oidcScope: 'openid profile',
    oidcAccounts: 'linked',
    oidcClaim: 'preferred_username',
    oidcRoles: '',
    oidcClockSkewS: 30,
    localLogin: 'on',
    sessionHours: 12,
    ...given,
  };
  const { sessionHours, localLogin } = settings;
  const options = {
    store,
    engine: lifeEngine,
    profile: lifeProfile(),
    clock: systemClock,
    log: { info: write, warn: write, error: write },
    accounts: { sessionHours, localLogin, passwordCost },
  };
  const context = createContext(options);
  const signIn = openSignIn(settings, context);
  const issuer = signIn === null ? {} : { issuer: signIn.issuer };
  const admin = createAdmin(context, { files: FILES, passwordCost, ...issuer });
  closeAfterTest(async () => {
    await admin.backups.stop();
    await admin.audit.settled();
    context.changes.close();
  });
  const services = {
    ...createServices(options, context),
    admin,
    ...(signIn === null ? {} : { signIn }),
  };
  const app = createApp({ services, profile: options.profile, logger: { info: write, error: write } });
  return { provider, store, services, admin, app, log, settings };
}

export type SignInSite = Awaited<ReturnType<typeof signInSite>>;

const WANG = { username: 'wang', name: '王芳', role: 'dispatcher', unit: null } as const;

/** A site with one account, linked by the administrator where asked. */
export async function office(given: Parameters<typeof signInSite>[0] & { readonly linked?: boolean } = {}) {
  const { linked = true, ...settings } = given;
  const site = await signInSite(settings);
  await site.services.accounts.addUser({ ...WANG, password: PASSWORD });
  const boss = await bossOf(site);
  const id = await idOf(site, 'wang');
  if (linked) await site.admin.people.link(boss, id, 'u-100');
  return { site, boss, id };
}

async function bossOf(site: SignInSite) {
  await site.services.accounts.addUser({
    username: 'boss',
    name: '老管',
    role: 'admin',
    unit: null,
    password: PASSWORD,
  });
  return (await site.services.accounts.login('boss', PASSWORD)).session.actor;
}

/** Looks after accounts without having one. */
export const PROGRAM = { id: 'x', name: 'x', role: 'admin', unit: null } as const;
export async function idOf(site: SignInSite, username: string): Promise<string> {
  const people = await site.admin.people.list(PROGRAM);
  return people.find((one) => one.username === username)?.id ?? '';
}

/** Cookies of a browser, by name. */
export type Jar = Map<string, string>;

/** A request of a browser with its cookies; what the answer sets is kept. */
export async function browse(site: SignInSite, jar: Jar, path: string, init: RequestInit = {}) {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await site.app.request(path, { ...init, headers: { ...init.headers, cookie } });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') jar.delete(name);
    else jar.set(name, value);
  }
  return answer;
}

/** The way to the provider and back to the door of this system: the address it is asked by. */
export async function toDoor(site: SignInSite, jar: Jar, next = '/'): Promise<string> {
  const begun = await browse(site, jar, `/login/oidc?next=${encodeURIComponent(next)}`);
  const back = await site.provider.follow(begun.headers.get('location') ?? '');
  return back.replace(site.settings.publicUrl, '');
}

/** A whole log-in. */
export async function logInThere(site: SignInSite, jar: Jar = new Map(), next = '/') {
  const answer = await browse(site, jar, await toDoor(site, jar, next));
  return { jar, answer, location: answer.headers.get('location'), text: await answer.text() };
}
