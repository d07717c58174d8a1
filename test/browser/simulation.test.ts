import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lifeServer } from '../support/life-server.ts';
import { simulationSite } from '../support/simulation-site.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

describe.skipIf(CHROMIUM === null)('the simulated year', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('is written and taken away by keyboard, and the page says how far it is', async () => {
    const d = await simulationSite((close) => closers.push(close));
    const server = await lifeServer(d);
    closers.push(() => (d.context.changes.close(), server.close()));
    const who = { username: 'guanli', password: 'mima-mima-1' };
    await d.services.accounts.addUser({ ...who, name: '管理员', role: 'admin', unit: null });
    const { context, page, complaints } = await visit(browser);
    await logIn(page, server.url, who);
    await page.goto(`${server.url}/simulation`);
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await page.getByLabel('件数').fill('120');
    await page.getByRole('button', { name: '写入截至今天的一年' }).press('Enter');
    await page.getByRole('progressbar').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // The page finds by itself that it is done.
    const remove = page.getByRole('button', { name: '移除全部模拟工单' });
    await remove.waitFor({ timeout: 60_000 });
    await page.getByText('含演示数据').waitFor();
    await page.getByText('共 120 件，种子 1', { exact: false }).waitFor();
    await picture(page, 'simulation');
    expect(await axeFindings(page)).toEqual([]);
    await remove.press('Enter');
    await page.getByRole('button', { name: '写入截至今天的一年' }).waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
    await context.close();
  });
});
