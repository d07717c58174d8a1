import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { fakeProfile } from '../support/fake-profile.ts';
import { createFakeServices, FAKE_NOW, HANDLER } from '../support/fake-services.ts';
import { fakeReplies } from '../support/reply-desk.ts';
import { axeFindings, CHROMIUM, launch, logIn, visit, type Site } from './harness.ts';

/** The application over fakes that draft and check replies. */
function startSite(): Promise<Site> {
  const services = createFakeServices();
  const app = createApp({
    services: { ...services, replies: fakeReplies(services.orders, FAKE_NOW) },
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

describe.runIf(CHROMIUM !== null)('the reply on the order page', () => {
  let browser: Browser;
  let site: Site;
  beforeAll(async () => {
    browser = await launch();
    site = await startSite();
  });
  afterAll(async () => {
    await site.close();
    await browser.close();
  });

  async function onOrder(options: { scripts?: boolean } = {}) {
    const { context, page, complaints } = await visit(browser, options);
    await logIn(page, site.url, HANDLER);
    const href = await page.locator('#queue tbody a[href^="/orders/"]').first().getAttribute('href');
    await page.goto(`${site.url}${href ?? ''}`);
    await page.locator('#draft').waitFor();
    return { context, page, complaints };
  }

  it('checks while typing, jumps by keyboard and frees copying once nothing blocks', async () => {
    const { context, page, complaints } = await onOrder();
    expect(await page.locator('#copy-draft').isDisabled()).toBe(true);
    await page.locator('#draft').fill('您好！经查，路灯已修好。处理结果：{处理结果}。');
    await page.getByText('“{处理结果}”还没有填写').waitFor();
    await page.locator('#reply-faults li', { hasText: '{处理结果}' }).getByRole('button').press('Enter');
    const chosen = await page.evaluate<string>(
      `(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(document.getElementById('draft'))`,
    );
    expect(chosen).toBe('{处理结果}');
    expect(await axeFindings(page)).toEqual([]);
    const subject = await page.locator('.said').first().textContent();
    await page.locator('#draft').fill(`您好！经查，${subject ?? ''}情况属实，已于11月20日处理完毕。`);
    await page.locator('#copy-draft:not([disabled])').waitFor();
    await page.reload();
    await page.getByText('已恢复上次没有发出的文字').waitFor();
    expect(await page.locator('#draft').inputValue()).toContain('处理完毕');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: '重新起草' }).click();
    await page.getByText('待填内容').first().waitFor();
    expect(await page.locator('#draft').inputValue()).toContain('{办理情况}');
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('works without script through the check button', async () => {
    const { context, page } = await onOrder({ scripts: false });
    await page.locator('#draft').fill('您好！待补充。');
    await page.getByRole('button', { name: '检查' }).click();
    await page.getByText('必须改正 · 待填内容').waitFor();
    expect(await page.locator('#draft').inputValue()).toBe('您好！待补充。');
    await context.close();
  });
});
