import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { desk, dispatcher, handler, order, system } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';
import { smallProfile } from '../support/small-profile.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

/** The real application over a fresh database, on a port that it comes back to after a stop. */
async function site() {
  const d = await desk();
  const password = 'mima-mima-1';
  const add = (
    username: string,
    name: string,
    role: 'dispatcher' | 'handler' | 'unitLeader',
    unit: string | null,
  ) => d.services.accounts.addUser({ username, name, role, unit, password });
  await add('paidan', '派单员', 'dispatcher', null);
  await add('wang', '王所', 'handler', 'SCS-XCAJ');
  await add('suo', '所长', 'unitLeader', 'SCS-XCAJ');
  const app = createApp({ services: d.services, profile: smallProfile, clock: d.clock });
  let server: ReturnType<typeof serve>;
  const start = (port: number): Promise<number> =>
    new Promise((resolve) => {
      server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (info: AddressInfo) =>
        resolve(info.port),
      );
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  const port = await start(0);
  return { d, url: `http://127.0.0.1:${port}`, stop, again: () => start(port), password };
}

async function take(d: Desk, text: string): Promise<string> {
  const [outcome] = await d.services.intake.accept(system, [order(text)]);
  if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
  return outcome.id;
}

describe.skipIf(CHROMIUM === null)('a page that keeps itself up to date', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('shows orders as they come and go, keeps the place, and says when the line is down and up again', async () => {
    const { d, url, stop, again, password } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, { username: 'wang', password });
    await page.goto(`${url}/?tab=dispatched`);
    await expect.poll(() => page.getByText('这里没有工单').count()).toBe(1);
    const rows = page.locator('#queue tbody tr');
    const first = await take(d, '西单的鞋');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await page.locator('.tabs [aria-current] .count').textContent()).toBe('1');
    await page.keyboard.press('j');
    const focused = () =>
      page.evaluate(() =>
        (
          globalThis as unknown as {
            document: { activeElement: { getAttribute: (n: string) => string | null } };
          }
        ).document.activeElement.getAttribute('href'),
      );
    expect(await focused()).toBe(`/orders/${first}`);
    await take(d, '西单的衣服');
    await expect.poll(() => rows.count()).toBe(2);
    expect(await focused()).toBe(`/orders/${first}`);
    await page.keyboard.press('g');
    const top = await focused();
    await page.keyboard.press('j');
    expect(new Set([top, await focused()]).size).toBe(2);
    await d.services.handling.acknowledge(handler, first);
    await expect.poll(() => rows.count()).toBe(1);
    await d.services.handling.correct(dispatcher, await take(d, '西单的帽子'), { unit: 'SCS-DS' });
    await expect.poll(() => rows.count()).toBe(1);
    expect(complaints).toEqual([]);

    const state = page.getByRole('status').filter({ hasText: /连接|恢复/ });
    expect(await state.count()).toBe(0);
    await stop();
    await expect.poll(() => state.textContent()).toBe('连接中断，正在重连');
    await picture(page, 'live-down');
    // What comes while the line is down is there when it is up again.
    await take(d, '西单的包');
    await again();
    await expect.poll(() => state.textContent(), { timeout: 15_000 }).toBe('已恢复');
    await expect.poll(() => rows.count()).toBe(2);
    await context.close();
    await stop();
  });

  it('a page that nobody looks at gives its line back', async () => {
    const { d, url, stop, password } = await site();
    const { context, page } = await visit(browser);
    await logIn(page, url, { username: 'paidan', password });
    const lines: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/v1/live')) lines.push(request.url());
    });
    await page.goto(`${url}/?tab=all`);
    await expect.poll(() => page.getByText('这里没有工单').count()).toBe(1);
    const hide = (hidden: boolean) =>
      page.evaluate((now) => {
        const { document } = globalThis as unknown as { document: EventTarget };
        Object.defineProperty(document, 'hidden', { value: now, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    const before = lines.length;
    await take(d, '西单的鞋');
    await page.waitForTimeout(600);
    expect(await page.locator('#queue tbody tr').count()).toBe(0);
    await hide(false);
    await expect.poll(() => page.locator('#queue tbody tr').count()).toBe(1);
    expect(lines).toHaveLength(before + 1);
    await context.close();
    await stop();
  });

  it('the rota works by keyboard and without scripts, fits the screen and passes axe', async () => {
    const { url, stop, password } = await site();
    const { context, page, complaints } = await visit(browser, { scripts: false });
    await logIn(page, url, { username: 'suo', password });
    await page.getByRole('link', { name: '值班与人手' }).click();
    await page.locator('summary', { hasText: '排班' }).click();
    await page.getByLabel('值班人', { exact: true }).selectOption('wang');
    await page.getByLabel('连续天数').fill('3');
    await page.getByRole('button', { name: '排班' }).press('Enter');
    await page.waitForURL(/done=duty/);
    expect(await page.getByRole('button', { name: /^去掉 .*王所 的班次$/ }).count()).toBe(3);
    await page.locator('summary', { hasText: '登记不在岗' }).click();
    await page.getByLabel('谁').selectOption('wang');
    await page.getByLabel('最后一天').fill('2026-04-15');
    await page.getByRole('button', { name: '登记' }).press('Enter');
    await page.waitForURL(/done=absence/);
    expect(await page.getByText('不在岗，到 2026-04-15；没有替班人').count()).toBe(1);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'rota');
    expect(complaints).toEqual([]);
    await context.close();
    const scripted = await visit(browser);
    await logIn(scripted.page, url, { username: 'suo', password });
    await scripted.page.goto(`${url}/rota`);
    expect(await axeFindings(scripted.page)).toEqual([]);
    await scripted.context.close();
    await stop();
  });
});
