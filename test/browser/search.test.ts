import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lifeDesk } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';
import type { Store } from '../../src/store/store.ts';
import { CHROMIUM, axeFindings, holds, launch, logIn, overflow, picture, visit } from './harness.ts';

const open: Store[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const store of open.splice(0)) await store.close();
});

const password = 'mima-mima-1';

async function site() {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const ids = [await d.take('西单的鞋'), await d.take(`西单的包${'买了三天拉链就坏了，'.repeat(12)}`)];
  const server = await lifeServer(d);
  closers.push(() => (d.context.changes.close(), server.close()));
  await d.services.accounts.addUser({
    username: 'zhao',
    name: '赵派',
    role: 'dispatcher',
    unit: null,
    password,
  });
  return { d, ids, server };
}

describe.skipIf(CHROMIUM === null)('the search over everything', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('is opened by one key, and its results by others, in both sizes of text', async () => {
    const { ids, server } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, server.url, { username: 'zhao', password });
    await holds(page, '!document.getElementById("keys-open").hidden');
    await page.keyboard.press('q');
    await page.waitForURL((at) => at.pathname === '/search');
    // The field has the focus: what is typed goes into it at once.
    await holds(page, 'document.activeElement.id === "search-q"');
    await page.keyboard.type('西单');
    await page.keyboard.press('Enter');
    await page.locator('#found a.hit').nth(1).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'search');
    // A digit belongs to the field until it is left.
    await page.keyboard.type('1');
    expect(await page.locator('#search-q').inputValue()).toContain('1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await holds(page, 'document.activeElement === document.querySelectorAll("#found a.hit")[1]');
    await page.keyboard.press('k');
    await holds(page, 'document.activeElement === document.querySelectorAll("#found a.hit")[0]');
    await page.keyboard.press('Enter');
    await page.waitForURL((at) => at.pathname.startsWith('/orders/'));
    await page.goto(`${server.url}/search?q=${encodeURIComponent('西单')}`);
    await page.locator('#found a.hit').nth(1).waitFor();
    const second = await page.locator('#found a.hit').nth(1).getAttribute('href');
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.waitForURL((at) => at.pathname === second);
    expect(ids.map((id) => `/orders/${id}`)).toContain(second);
    await page.getByRole('button', { name: '大字号' }).click();
    await page.goto(`${server.url}/search?q=${encodeURIComponent('西单')}`);
    await page.locator('#found a.hit').nth(1).waitFor();
    expect((await overflow(page)).elements).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('works without scripts', async () => {
    const { server } = await site();
    const { context, page } = await visit(browser, { scripts: false });
    await logIn(page, server.url, { username: 'zhao', password });
    await page.getByRole('link', { name: '搜索' }).click();
    await page.getByRole('searchbox', { name: '搜索什么' }).fill('西单');
    await page.keyboard.press('Enter');
    await page.locator('#found a.hit').first().click();
    await page.waitForURL((at) => at.pathname.startsWith('/orders/'));
    await context.close();
  });
});
