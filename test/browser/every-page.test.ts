import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Services } from '../../src/app/types.ts';
import { loadConfig } from '../../src/config.ts';
import { createApp } from '../../src/http/app.tsx';
import { systemClock } from '../../src/kernel/clock.ts';
import { startServer } from '../../src/main.ts';
import type { Running } from '../../src/main.ts';
import { shippedProfile } from '../support/shipped-profile.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, SCREEN } from './harness.ts';

/** Not pages: files, and what machines ask. */
const NO_PAGES = [
  '/assets/:name',
  '/healthz',
  '/readyz',
  '/metrics',
  '/export/file',
  '/reports/file',
  '/reports/finals/:id/file',
  '/catalogue/table.csv',
  '/import/:id/refused',
  '/admin/backups/:name',
  // There only where an identity provider is set.
  '/login/oidc',
  '/login/oidc/callback',
];
/** Without an account. */
const OPEN = ['/login', '/progress', '/public', '/callback/:token'];
/** There is nothing of the kind in the demonstration; their own tests make it. */
const MADE_ELSEWHERE = [
  '/errors/orders',
  '/knowledge/cards/new',
  '/topics/:id',
  '/subjects/:name',
  '/knowledge/cards/:id',
  '/knowledge/cards/:id/edit',
  '/callback/:token',
  '/import/:id',
  '/orders/:id/evidence/:file',
];
/** Shown only with something in the address. */
const ASKING = [
  '/errors/orders',
  '/figures/cases',
  '/knowledge/cards/new',
  '/reports/view',
  '/admin/audit/knowers',
];
const PASSWORD = 'only-for-this-test';
/** Who signs in, by role. */
const PEOPLE = {
  dispatcher: 'paidan',
  handler: 'xdsc',
  unitLeader: 'suozhang',
  callback: 'huifang',
  analyst: 'fenxi',
  leader: 'zhuren',
  admin: 'admin',
} as const;
type DemoRole = keyof typeof PEOPLE;
const ROLES = Object.keys(PEOPLE) as DemoRole[];

/** Every address of the application that is a page, by its pattern; routes are there before anything is asked. */
const { routes } = createApp({ services: {} as Services, profile: shippedProfile(), clock: systemClock });
const PAGES = [...new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path))]
  .filter((path) => !/^\/(api|open311)\b|\*/.test(path) && !NO_PAGES.includes(path))
  .sort();

/** Links of the pages seen so far that fit a pattern with parameters. */
function fits(pattern: string, path: string): boolean {
  const [asked, given] = [pattern.split('/'), path.split('/')];
  return asked.length === given.length && asked.every((part, i) => part.startsWith(':') || part === given[i]);
}

describe.runIf(CHROMIUM !== null)('every page in a browser', () => {
  let browser: Browser;
  let site: Running;
  let folder: string;
  const contexts = new Map<DemoRole | 'nobody', BrowserContext>();
  /** Addresses by pattern, as links of other pages led there. */
  const addresses = new Map<string, string>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'jiesu-'));
    const env = {
      JIESU_DB: `file:${join(folder, 'pages.db')}`,
      JIESU_PORT: '0',
      JIESU_LOG_LEVEL: 'error',
      JIESU_ENCODER: 'off',
    };
    site = await startServer(loadConfig({ ...env, JIESU_DEMO_PASSWORD: PASSWORD }));
    browser = await launch();
    for (const role of ROLES) {
      const context = await browser.newContext({ viewport: SCREEN, locale: 'zh-CN' });
      contexts.set(role, context);
      const page = await context.newPage();
      await logIn(page, site.address, { username: PEOPLE[role], password: PASSWORD });
      await page.close();
    }
    contexts.set('nobody', await browser.newContext({ viewport: SCREEN, locale: 'zh-CN' }));
    await makeMissing();
    await findAddresses();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await site.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const answerOf = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(site.address + path, { headers, redirect: 'manual' });
  const cookieOf = async (role: DemoRole): Promise<string> =>
    (await (contexts.get(role) as BrowserContext).cookies())
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  /** What the API answers somebody. */
  async function api<T>(role: DemoRole, method: string, path: string, body?: unknown): Promise<T> {
    const cookie = await cookieOf(role);
    const { csrf } = (await (await answerOf('/api/v1/session', { cookie })).json()) as { csrf: string };
    const answer = await fetch(`${site.address}/api/v1${path}`, {
      method,
      headers: { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  }

  /** Makes what the demonstration has none of, and names what no page leads to by a link. */
  async function makeMissing(): Promise<void> {
    await api('admin', 'POST', '/admin/webhooks', { name: '城管平台', url: 'https://example.gov.cn/jiesu' });
    await api('analyst', 'POST', '/profile-revisions', {
      subject: 'catalogue',
      changes: [
        {
          kind: 'entry',
          issueType: '0501',
          owner: 'ZWFW',
          level: 'dept',
          joint: null,
          clause: '5.1',
          basis: '某条例第一条',
          effectiveFrom: '2099-01-01',
        },
      ],
      basis: '区政府办〔2026〕3号',
      reason: '职责调整',
    });
    await api('leader', 'POST', '/reports/daily/final', { date: '2026-11-01' });
    type Orders = { readonly rows: readonly { readonly id: string; readonly number: string }[] };
    const [first, second] = (await api<Orders>('dispatcher', 'GET', '/orders?pageSize=2')).rows;
    const [held] = (await api<Orders>('handler', 'GET', '/orders?pageSize=1')).rows;
    addresses.set('/orders/:id/compare/:otherId', `/orders/${first?.id}/compare/${second?.id}`);
    addresses.set('/orders/:id/evidence', `/orders/${held?.id}/evidence`);
    const now = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16);
    addresses.set('/admin/audit/knowers', `/admin/audit/knowers?number=${first?.number}&at=${now}`);
  }

  /** Follows links, without a browser, from page to page and into single orders. */
  async function findAddresses(): Promise<void> {
    for (const pattern of PAGES)
      if (!pattern.includes(':') && !addresses.has(pattern)) addresses.set(pattern, pattern);
    for (const role of ['dispatcher', 'admin', 'handler', 'callback', 'analyst', 'leader'] as const) {
      const headers = { cookie: await cookieOf(role) };
      const toAsk = new Set([...addresses.values(), '/?tab=all', '/?tab=ruling']);
      for (const path of toAsk) {
        const answer = await answerOf(path, headers);
        if (answer.status !== 200) continue;
        for (const [, href] of (await answer.text()).matchAll(/href="(\/[^"#]*)/g)) {
          const found = (href as string).replaceAll('&amp;', '&');
          const bare = found.split('?')[0] as string;
          // What asks for something in its address is opened as other pages open it.
          if (ASKING.includes(bare) && found !== bare) addresses.set(bare, found);
          if (PAGES.includes(bare)) continue;
          for (const one of PAGES)
            if (one.includes(':') && !addresses.has(one) && fits(one, bare)) addresses.set(one, found);
          const isOrder = role === 'dispatcher' && /^\/orders\/[^/]+$/.test(bare);
          if (isOrder || [...addresses.values()].includes(found)) toAsk.add(found);
        }
      }
    }
  }

  it('knows an address of each, so that none escapes', () => {
    const missing = PAGES.filter((one) => !addresses.has(one) && !MADE_ELSEWHERE.includes(one));
    expect(missing).toEqual([]);
    expect(addresses.size).toBeGreaterThan(60);
  });

  it('answers each role with the page or with the sentence that says why not, never with a fault', async () => {
    const faults: string[] = [];
    for (const role of ROLES) {
      const headers = { cookie: await cookieOf(role) };
      for (const path of addresses.values()) {
        const { status } = await answerOf(path, headers);
        if (![200, 302, 303, 400, 403, 404].includes(status)) faults.push(`${role} ${path} ${status}`);
      }
    }
    expect(faults).toEqual([]);
    for (const path of addresses.values()) {
      const { status } = await answerOf(path);
      const isOpen = OPEN.includes(path) || path.startsWith('/public');
      expect(status, path).toBe(isOpen ? 200 : 303);
    }
  }, 120_000);

  it('is sound on the first screen, in both sizes of text, for the first role that may open it', async () => {
    const faults: string[] = [];
    const seen = new Set<string>();
    for (const role of [...ROLES, 'nobody'] as const) {
      const page = await (contexts.get(role) as BrowserContext).newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      for (const [pattern, path] of addresses) {
        if (seen.has(pattern)) continue;
        // Asked for without a browser first: most pages are not for most roles.
        const headers = role === 'nobody' ? {} : { cookie: await cookieOf(role) };
        const { status, headers: told } = await answerOf(path, headers);
        const leadsInto = told.get('location')?.startsWith(`${path}/`) === true;
        if (status !== 200 && !leadsInto) continue;
        await page.goto(site.address + path);
        seen.add(pattern);
        faults.push(...(await soundness(page)).map((fault) => `${role} ${path}: ${fault}`));
        faults.push(...complaints.splice(0).map((line) => `${role} ${path}: ${line}`));
      }
      await page.close();
    }
    expect(faults).toEqual([]);
    const unseen = [...addresses.keys()].filter((pattern) => !seen.has(pattern));
    expect(unseen.filter((pattern) => !MADE_ELSEWHERE.includes(pattern))).toEqual([]);
  }, 400_000);

  async function soundness(page: Page): Promise<string[]> {
    const faults = [...(await axeFindings(page))];
    const heads = await page.locator('h1').count();
    if (heads !== 1) faults.push(`${heads} h1`);
    if ((await page.title()).trim() === '') faults.push('no title');
    for (const size of ['', 'large'] as const) {
      await page.evaluate((name) => {
        const { document } = globalThis as unknown as {
          document: { documentElement: { className: string } };
        };
        document.documentElement.className = name;
      }, size);
      const { wider, elements } = await overflow(page);
      if (wider > 0) faults.push(`${size} ${wider} px too wide: ${elements[0] ?? ''}`);
    }
    return faults;
  }
});
