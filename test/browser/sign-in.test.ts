import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAfterTest } from '../support/closing.ts';
import { PASSWORD, signInSite } from '../support/sign-in-site.ts';
import type { SignInSite } from '../support/sign-in-site.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

/** The application behind a real server that knows its own address, beside an identity provider. */
async function site() {
  let made: SignInSite | null = null;
  const url = await new Promise<string>((resolve) => {
    const server = serve(
      {
        fetch: (request, env) => made?.app.fetch(request, env) ?? new Response(null, { status: 503 }),
        port: 0,
        hostname: '127.0.0.1',
      },
      ({ port }: AddressInfo) => resolve(`http://127.0.0.1:${port}`),
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
  made = await signInSite({ localLogin: 'admin' }, url);
  const { accounts } = made.services;
  await accounts.addUser(
    { username: 'wang', name: '王芳', role: 'dispatcher', unit: null, password: PASSWORD },
    { username: 'boss', name: '老管', role: 'admin', unit: null, password: PASSWORD },
  );
  return { made, url };
}

describe.skipIf(CHROMIUM === null)('log-in at an identity provider in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('is linked by the administrator, leads in with one key, and out on both sides', async () => {
    const { made, url } = await site();
    const stranger = await visit(browser);
    const { page } = stranger;
    await page.goto(`${url}/login?next=%2Fsearch`);
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'sign-in');
    const button = page.getByRole('link', { name: '统一身份认证登录' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('u-100');
    expect(await axeFindings(page)).toEqual([]);

    const boss = await visit(browser);
    await logIn(boss.page, url, { username: 'boss', password: PASSWORD });
    await boss.page.goto(`${url}/admin`);
    await boss.page.getByRole('link', { name: 'wang' }).first().click();
    await boss.page.getByLabel('身份标识（sub）').fill('u-100');
    await boss.page.getByRole('button', { name: '关联', exact: true }).click();
    await boss.page.getByText('已关联身份标识').waitFor();
    expect(await axeFindings(boss.page)).toEqual([]);
    expect((await overflow(boss.page)).elements).toEqual([]);
    await picture(boss.page, 'sign-in-linked');
    expect(boss.complaints).toEqual([]);

    await page.goto(`${url}/login?next=%2Fsearch`);
    stranger.complaints.length = 0;
    await page.getByRole('link', { name: '统一身份认证登录' }).click();
    await page.waitForURL(`${url}/search`);
    expect(await page.locator('header').textContent()).toContain('王芳');
    await page.getByRole('button', { name: '退出' }).click();
    // Over the provider, which the policy of the page allows a form to be led on to.
    await page.waitForURL(`${url}/login`);
    expect(made.provider.state.ended?.get('post_logout_redirect_uri')).toBe(`${url}/login`);
    expect((await stranger.context.cookies()).map(({ name }) => name)).not.toContain('jiesu');
    expect(stranger.complaints).toEqual([]);
    await stranger.context.close();
    await boss.context.close();
  }, 60_000);
});
