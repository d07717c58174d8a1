import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { createApp } from '../../src/http/app.tsx';
import { fakeProfile } from '../support/fake-profile.ts';
import { createFakeServices, FAKE_NOW } from '../support/fake-services.ts';

/** The system's Chromium, or the one named by CHROMIUM; null where there is none. */
export const CHROMIUM: string | null =
  [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  ) ?? null;

if (CHROMIUM === null) {
  console.log('浏览器测试：没有找到 Chromium（可用环境变量 CHROMIUM 指明），整组略过');
}

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The least screen the pages are made for. */
export const SCREEN = { width: 1366, height: 768 };

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGS });

export type Site = { readonly url: string; readonly close: () => Promise<void> };

/** The application over fresh fake services on a free port. */
export async function startSite(): Promise<Site> {
  const app = createApp({
    services: createFakeServices(),
    profile: fakeProfile,
    config: { version: 'test' },
    clock: { now: () => FAKE_NOW },
  });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}

export type Visit = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors, uncaught errors and violations of the content security policy, so far. */
  readonly complaints: string[];
};

/**
 * Waits until an expression is true in the page. It is asked from outside again and again: what the page itself would have
 * to evaluate, its policy forbids.
 */
export async function holds(page: Page, expression: string): Promise<void> {
  const until = performance.now() + 15_000;
  // A page that is just being left has nothing to say.
  while ((await page.evaluate(expression).catch(() => null)) !== true) {
    if (performance.now() > until) throw new Error(`${expression} did not come true at ${page.url()}`);
    await page.waitForTimeout(50);
  }
}

/** A new browser profile with one page that remembers everything the browser complains of. */
export async function visit(browser: Browser, options: { scripts?: boolean } = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: SCREEN,
    locale: 'zh-CN',
    javaScriptEnabled: options.scripts ?? true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => {
    // What a navigation cut off was not refused.
    const reason = request.failure()?.errorText ?? '';
    if (!reason.includes('ERR_ABORTED')) complaints.push(`failed ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== '127.0.0.1') complaints.push(`outside ${request.url()}`);
  });
  return { context, page, complaints };
}

export async function logIn(
  page: Page,
  url: string,
  who: { username: string; password: string },
): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('用户名').fill(who.username);
  await page.getByLabel('密码').fill(who.password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL((at) => at.pathname !== '/login');
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Serious and critical findings of axe under WCAG 2.2 A and AA, one line each. A page that moves on by itself while it is
 * looked at is looked at again, once it has come.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    try {
      return await findingsNow(page);
    } catch (error) {
      if (tries === 3 || !String(error).includes('Execution context was destroyed')) throw error;
      await page.waitForLoadState();
    }
  }
}

async function findingsNow(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { html: string }[] };
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const { violations } = await axe.run({ runOnly: tags });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
  });
}

/** How many pixels the page is wider than the screen, and every element that sticks out. */
export function overflow(page: Page): Promise<{ wider: number; elements: string[] }> {
  return page.evaluate(() => {
    type Box = { getBoundingClientRect: () => { right: number; width: number }; outerHTML: string };
    const { document } = globalThis as unknown as {
      document: {
        documentElement: { scrollWidth: number; clientWidth: number };
        querySelectorAll: (s: string) => Iterable<Box>;
      };
    };
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = [...document.querySelectorAll('main *, header *')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > clientWidth + 1;
    });
    return {
      wider: scrollWidth - clientWidth,
      elements: out.map((element) => element.outerHTML.slice(0, 120)),
    };
  });
}

/** Keeps a picture where JIESU_SCREENSHOTS names a folder; does nothing elsewhere. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['JIESU_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
