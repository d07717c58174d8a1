import { describe, expect, it } from 'vitest';
import { KEY_ACTIONS, POLICY } from '../../src/app/policy.ts';
import type { Action } from '../../src/app/policy.ts';
import type { Actor, Role, Services } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { systemClock } from '../../src/kernel/clock.ts';
import { closeAfterTest } from '../support/closing.ts';
import { signIn, type Person } from '../support/knowledge-http.ts';
import { API_RULES, type RouteRule } from '../support/route-rules-api.ts';
import { PAGE_RULES } from '../support/route-rules-pages.ts';
import { sampleOf } from '../support/sample-json.ts';
import { shippedProfile } from '../support/shipped-profile.ts';
import { wholeSite, type WholeSite } from '../support/whole-site.ts';

/** Every route of the application by its pattern; they are there before anything is asked. */
const { routes: registered } = createApp({
  services: {} as Services,
  profile: shippedProfile(),
  clock: systemClock,
});
const ROUTES = [
  ...new Set(
    registered.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`),
  ),
];
const RULES: Readonly<Record<string, RouteRule>> = { ...API_RULES, ...PAGE_RULES };
const OWN = 'SCS-XCAJ';
const PEOPLE = {
  admin: ['admin', null],
  dispatcher: ['dispatcher', null],
  leader: ['leader', null],
  callback: ['callback', null],
  analyst: ['analyst', null],
  handler: ['handler', OWN],
  unitLeader: ['unitLeader', OWN],
  foreignHandler: ['handler', 'SCS-DS'],
  foreignLeader: ['unitLeader', 'JD-DS'],
} as const satisfies Record<string, readonly [Role, string | null]>;
type Who = keyof typeof PEOPLE;
const WHO = Object.keys(PEOPLE) as Who[];
/** Keys: without limits; made for what the route needs alone; for everything but that. */
const KEYS = ['key', 'keyOfIt', 'keyOfOthers'] as const;
type Asker = Who | (typeof KEYS)[number] | 'nobody';
const isKey = (who: Asker): who is (typeof KEYS)[number] => KEYS.some((one) => one === who);
const isPerson = (who: Asker): who is Who => who in PEOPLE;
const SYSTEM: Actor = { id: 'k', name: '平台', role: 'system', unit: null };
const BOSS: Actor = { id: 'b', name: '派单员', role: 'dispatcher', unit: null };
/** A stream that never ends by itself; its own test reads it. */
const STREAMS = ['GET /api/v1/live'];

type Operation = {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
};

describe('every route as every role', () => {
  let site: WholeSite;
  /** By what they are made for. */
  const keys = new Map<string, string>();
  let operations: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  let named: (ref: string) => object;
  const people = {} as Record<Who, Person>;

  /** A fresh application with somebody of each role signed in. */
  async function open(): Promise<void> {
    site = await wholeSite(closeAfterTest);
    keys.clear();
    for (const who of WHO) {
      const [role, unit] = PEOPLE[who];
      people[who] = await signIn(site, site.app, role, unit);
    }
    const document = (await (await site.app.request('/api/openapi.json')).json()) as {
      paths: typeof operations;
    };
    operations = document.paths;
    named = (ref) =>
      ref
        .split('/')
        .slice(1)
        .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], document) as object;
  }

  it('is classified, and nothing is that is gone', () => {
    expect(ROUTES.filter((route) => !(route in RULES))).toEqual([]);
    expect(Object.keys(RULES).filter((route) => !ROUTES.includes(route))).toEqual([]);
    expect(ROUTES.length).toBeGreaterThan(390);
  });

  it('answers as the policy says', { timeout: 300_000 }, async () => {
    const faults: string[] = [];
    await open();
    for (const route of ROUTES) {
      if (STREAMS.includes(route)) continue;
      for (const who of [...WHO, ...KEYS, 'nobody'] as const) {
        const { status, location, headers } = await ask(route, who);
        const found = [judge(route, who, status, location), ...laxHeaders(headers)];
        for (const fault of found) if (fault !== null) faults.push(`${route} as ${who}: ${status}, ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });

  /** An order of the own unit, in its hands. */
  async function freshOrder(): Promise<string> {
    const text = '西单的鞋开胶，商家不给退';
    const [got] = await site.services.intake.accept(SYSTEM, [
      { channel: 'phone', receivedAt: '2026-04-14T09:30:00+08:00', text },
    ]);
    if (got === undefined || got.status === 'refused') throw new Error('refused');
    if (got.state === 'received') await site.services.handling.dispatch(BOSS, got.id);
    return got.id;
  }

  /** A key of the kind for a route; without limits where no key may do what the route needs. */
  async function keyFor(route: string, who: (typeof KEYS)[number]): Promise<string> {
    const rule = RULES[route] ?? '';
    const { needs, also = undefined } = typeof rule === 'string' ? { needs: rule } : rule;
    const isLimited = who !== 'key' && KEY_ACTIONS.includes(needs as Action);
    const scope = KEY_ACTIONS.filter((action) =>
      who === 'keyOfIt' ? action === needs || action === also : action !== needs,
    );
    const name = isLimited ? `${who} ${scope.join()}` : 'key';
    if (!keys.has(name)) {
      const { key } = await site.services.accounts.addKey('平台', isLimited ? { scope } : {});
      keys.set(name, key);
    }
    return keys.get(name) ?? '';
  }

  async function ask(route: string, who: Asker) {
    const [method, pattern] = route.split(' ') as [string, string];
    const id = /\/(?:orders|callbacks|spot-check)\/:id/.test(pattern) ? await freshOrder() : '1';
    const other = pattern.includes(':otherId') ? await freshOrder() : '';
    const path = pattern
      .replace(/:id(?:\{[^}]*\})?/, id)
      .replace(':otherId', other)
      .replace(/:seq(?:\{.*?\}\})?/, '1')
      .replace(':unit', OWN)
      .replace(':kind', 'daily')
      .replace(':version', 'm2')
      .replace(/:\w+/g, 'x');
    const person = isPerson(who) ? people[who] : null;
    const headers: Record<string, string> =
      person === null ? {} : { cookie: person.cookie, 'x-csrf-token': person.csrf };
    if (isKey(who)) headers['authorization'] = `Bearer ${await keyFor(route, who)}`;
    const { body, type, query } = requestOf(method, pattern, person?.csrf ?? '');
    if (type !== null) headers['content-type'] = type;
    const answer = await site.app.request(path + query, {
      method,
      headers,
      ...(body === null ? {} : { body }),
    });
    await answer.arrayBuffer();
    // Whoever was signed out by the route itself comes back.
    if (pattern === '/logout' && isPerson(who)) people[who] = await again(who);
    return { status: answer.status, location: answer.headers.get('location'), headers: answer.headers };
  }

  async function again(who: Who): Promise<Person> {
    const [role, unit] = PEOPLE[who];
    const username = `${role}-${unit ?? 'all'}`.toLowerCase();
    const { token, session } = await site.services.accounts.login(username, 'mima-mima-1');
    return { ...people[who], cookie: people[who].cookie.replace(/=.*/, `=${token}`), csrf: session.csrf };
  }

  function requestOf(method: string, pattern: string, csrf: string) {
    if (!pattern.startsWith('/api/')) {
      const form = method === 'POST' ? new URLSearchParams({ _csrf: csrf }) : null;
      return { body: form, type: null, query: '' };
    }
    const operation = operations[pattern.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    const json = operation?.requestBody?.content['application/json'];
    const query = (operation?.parameters ?? [])
      .filter((one) => one.in === 'query' && one.required)
      .map((one) => `${one.name}=${encodeURIComponent(String(sampleOf(one.schema, named)))}`)
      .join('&');
    return {
      body: json === undefined ? null : JSON.stringify(sampleOf(json.schema, named)),
      type: json === undefined ? null : 'application/json',
      query: query === '' ? '' : `?${query}`,
    };
  }
});

/** Headers that every answer carries, refusals and assets among them, and that are not as strict as they must be. */
function laxHeaders(headers: Headers): string[] {
  const policy = headers.get('content-security-policy') ?? '';
  const wanted = {
    'content-security-policy':
      policy.startsWith("default-src 'none'") && !/unsafe|[*]|https?:|data:/.test(policy),
    'frame-ancestors': policy.includes("frame-ancestors 'none'"),
    'x-content-type-options': headers.get('x-content-type-options') === 'nosniff',
    'x-frame-options': headers.get('x-frame-options') === 'DENY',
    'referrer-policy': /^(same-origin|no-referrer)$/.test(headers.get('referrer-policy') ?? ''),
    'permissions-policy': (headers.get('permissions-policy') ?? '').includes('camera=()'),
    'cross-origin-opener-policy': headers.get('cross-origin-opener-policy') === 'same-origin',
    'cross-origin-resource-policy': headers.get('cross-origin-resource-policy') === 'same-origin',
    'cache-control': headers.has('cache-control'),
    'no x-powered-by': !headers.has('x-powered-by'),
  };
  return Object.entries(wanted).flatMap(([name, holds]) => (holds ? [] : [`lax ${name}`]));
}

/** What is wrong with an answer; null where nothing is. */
function judge(route: string, who: Asker, status: number, location: string | null): string | null {
  const rule = RULES[route];
  if (rule === undefined) return 'not classified';
  const { needs, of, first = [] } = typeof rule === 'string' ? { needs: rule } : rule;
  const isPage = !/ \/(api\/|metrics$)/.test(route);
  if (status >= 500) return 'a fault';
  if (needs === 'open') return status === 403 ? 'refused' : null;
  // Neither a page nor of the API: people have no session there.
  if (route === 'GET /metrics' && !isKey(who)) return status === 401 ? null : 'for keys alone';
  const led = status === 303 && (location ?? '').startsWith('/login');
  if (who === 'nobody') return (isPage ? led : status === 401) ? null : 'open to strangers';
  if (isPage && isKey(who)) return led ? null : 'pages are for people';
  if (status === 401 || (led && route !== 'POST /logout')) return 'not known';
  if (needs === 'signedIn') return status === 403 ? 'refused' : null;
  const [role, unit] = isPerson(who) ? PEOPLE[who] : (['system', null] as const);
  const { all, own = [] } = POLICY[needs];
  if (who === 'keyOfOthers') return status === 403 || first.includes(status) ? null : 'beyond its scope';
  const isOwn = own.includes(role) && of !== 'all' && (of === undefined || unit === OWN);
  if (all.includes(role) || isOwn) return status === 403 ? 'refused' : null;
  if (status === 403) return null;
  return first.includes(status) ? null : 'not refused';
}
