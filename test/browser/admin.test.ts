import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSite } from '../support/admin-site.ts';
import { closeAfterTest } from '../support/closing.ts';
import { PEOPLE } from '../support/life-desk.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

/** The administrator's pages behind a real server, and who opens them. */
async function site() {
  const { d, app } = await adminSite();
  const url = await new Promise<string>((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closeAfterTest(
      () =>
        new Promise<void>((done) => {
          server.close(() => done());
          // What a browser keeps open would be waited for.
          if ('closeAllConnections' in server) server.closeAllConnections();
        }),
    );
  });
  const who = { username: 'boss', password: 'mima-mima-1' };
  await d.services.accounts.addUser({ ...who, name: '老管', role: 'admin', unit: null });
  const order = await d.take('西单的鞋');
  const { number } = await d.services.orders.get(PEOPLE.handler, order);
  return { d, url, who, number };
}

describe.skipIf(CHROMIUM === null)('the administrator', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('finds every page clean, in both sizes of text', async () => {
    const { url, who, number } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    const paths = [
      '/admin',
      '/admin/keys',
      '/admin/units',
      '/admin/rules?day=2026-11-22',
      '/admin/audit',
      `/admin/audit/knowers?number=${number}&at=2026-04-14T10:00`,
      '/admin/backups',
      '/admin/system',
    ];
    for (const size of ['normal', 'large']) {
      if (size === 'large') await page.getByRole('button', { name: '大字号' }).click();
      for (const path of paths) {
        await page.goto(`${url}${path}`);
        expect([path, await axeFindings(page)]).toEqual([path, []]);
        expect([path, (await overflow(page)).wider]).toEqual([path, 0]);
        await picture(page, `admin-${size}-${path.replace(/\W+/g, '-')}`);
      }
    }
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('makes a person, opens them and puts them out of use, by keyboard alone', async () => {
    const { d, url, who } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    await page.getByRole('link', { name: '管理', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}/admin`);
    await page.locator('summary', { hasText: '建立账号' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('anna');
    await page.keyboard.press('Tab');
    await page.keyboard.type('安娜');
    await page.keyboard.press('Tab');
    // 管理员, 派单员, 承办人.
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('SCS-XCAJ');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const secret = page.locator('#draft');
    await secret.waitFor();
    const password = await secret.innerText();
    await d.services.accounts.login('anna', password);
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'admin-secret');

    await page.keyboard.press('/');
    await page.keyboard.type('anna');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=anna/);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/admin\/people\//);
    await picture(page, 'admin-person');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '停用 安娜' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('已停用，登录已全部结束').waitFor();
    await expect(d.services.accounts.login('anna', password)).rejects.toMatchObject({
      code: 'bad_credentials',
    });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('has a backup made and sees it when it is there', async () => {
    const { d, url, who } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    await page.goto(`${url}/admin/backups`);
    await page.getByRole('button', { name: '立即备份' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /^下载/ }).waitFor({ timeout: 30_000 });
    expect((await d.admin.backups.view(PEOPLE.admin)).list).toHaveLength(1);
    expect((await overflow(page)).wider).toBe(0);
    await picture(page, 'admin-backups-made');
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: /^下载/ }).click();
    expect((await waiting).suggestedFilename()).toMatch(/^jiesu-\d{8}-\d{6}\.db$/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
