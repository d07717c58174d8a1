import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DAY, lifeDesk } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';
import type { Store } from '../../src/store/store.ts';
import { CHROMIUM, SCREEN, axeFindings, holds, launch, logIn, overflow, picture, visit } from './harness.ts';

const open: Store[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const store of open.splice(0)) await store.close();
});

const password = 'mima-mima-1';

describe.skipIf(CHROMIUM === null)('the page of the leader', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('stands on one screen, and an order is supervised from a row by keyboard', async () => {
    const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
    // More than the page has room for.
    for (let i = 0; i < 9; i++) await d.take(`西单的鞋${i}`);
    d.pass(20 * DAY);
    const server = await lifeServer(d);
    closers.push(() => (d.context.changes.close(), server.close()));
    await d.services.accounts.addUser({
      username: 'liu',
      name: '刘主任',
      role: 'leader',
      unit: null,
      password,
    });
    const { context, page, complaints } = await visit(browser);
    await logIn(page, server.url, { username: 'liu', password });
    expect(new URL(page.url()).pathname).toBe('/leader');
    await page.locator('a[data-row]').nth(5).waitFor();
    await picture(page, 'leader');
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    const height = await page.evaluate('document.documentElement.scrollHeight');
    expect(height).toBeLessThanOrEqual(SCREEN.height);
    await holds(page, '!document.getElementById("keys-open").hidden');
    const first = await page.locator('a[data-row]').first().getAttribute('href');
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.waitForURL((at) => at.pathname === first && at.hash === '#move-supervise');
    // The form is open, and what is typed goes into it.
    await page.locator('#move-supervise[open] form :focus').waitFor();
    await page.goto(`${server.url}/leader`);
    await page.getByRole('button', { name: '大字号' }).click();
    await page.locator('a[data-row]').first().waitFor();
    expect((await overflow(page)).elements).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
