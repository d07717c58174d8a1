import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analystSite, PASSWORD } from '../support/analyst-site.ts';
import { dispatcher, order, system } from '../support/desk.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

describe.runIf(CHROMIUM !== null)('errors, catalogue and issue types in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start() {
    const site = await analystSite();
    for (const role of ['analyst', 'admin'] as const) await site.signIn(role);
    const texts = ['拿不准的噪声，广场上摆摊叫卖到半夜', '拿不准的噪声，早市喇叭'];
    const made = await site.services.intake.accept(
      system,
      texts.map((text) => order(text)),
    );
    for (const one of made)
      if (one.status !== 'refused')
        await site.services.handling.correct(dispatcher, one.id, { issueType: '0402' });
    await site.services.intake.accept(system, [order('广场上摆摊又叫卖到半夜噪声')]);
    const seen = await visit(browser);
    return new Promise<{ url: string; seen: typeof seen; site: typeof site; close: () => Promise<void> }>(
      (resolve) => {
        const server = serve(
          { fetch: site.app.fetch, port: 0, hostname: '127.0.0.1' },
          ({ port }: AddressInfo) =>
            resolve({
              site,
              url: `http://127.0.0.1:${port}`,
              seen,
              close: async () => {
                await seen.context.close();
                await new Promise((done) => server.close(done));
                expect(seen.complaints).toEqual([]);
              },
            }),
        );
      },
    );
  }

  it('an analyst finds an error and its cause, and drafts a revision that another person approves, by keyboard alone', async () => {
    const { url, seen, close } = await start();
    const { page } = seen;
    const clean = async (name: string): Promise<void> => {
      await picture(page, name);
      expect(await axeFindings(page)).toEqual([]);
      expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    };
    await logIn(page, url, { username: 'analyst', password: PASSWORD });
    await page.goto(`${url}/errors?from=2026-04-01&to=2026-05-01&about=type`);
    await clean('errors');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '施工噪声 → 占道经营' }).waitFor();
    await clean('errors-orders');
    await page.getByLabel('原因').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('摆摊与噪声的词混在一起');
    await page.keyboard.press('Enter');
    await page.getByText('原因已登记。').waitFor();
    await page.getByText('已登记：规则或目录，摆摊与噪声的词混在一起').waitFor();
    await page.keyboard.press('u');
    await page.getByRole('heading', { name: '错判', exact: true }).waitFor();

    await page.goto(`${url}/catalogue?edit=0501`);
    await clean('catalogue-editor');
    await page.getByLabel('主办', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('主办', { exact: true }).inputValue()).toBe('ZWFW');
    await page.getByLabel('职责依据（法规名称和条）').focus();
    await page.keyboard.type('某条例第一条');
    await page.getByLabel('自哪天起').first().fill('2026-04-14');
    await page.getByLabel('修订依据（文件名称、文号）').focus();
    await page.keyboard.type('区政府办〔2026〕3号');
    await page.keyboard.press('Tab');
    await page.keyboard.type('职责调整');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('预演：近 90 天').waitFor();
    await clean('catalogue-preview');
    await page.getByRole('button', { name: '提交批准' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('修订已提交，等待另一人批准。').waitFor();
    await clean('revision');
    await page.goto(`${url}/taxonomy`);
    await clean('taxonomy');
    await page.getByRole('button', { name: '大字号' }).click();
    for (const path of ['/taxonomy', '/catalogue?edit=0501', '/errors', '/catalogue/revisions/X2026-0001']) {
      await page.goto(`${url}${path}`);
      await clean(`large${path.replaceAll(/\W+/g, '-')}`);
    }
    await page.getByRole('button', { name: '标准字号' }).click();
    await page.getByRole('button', { name: '退出' }).click();

    await logIn(page, url, { username: 'admin', password: PASSWORD });
    await page.goto(`${url}/catalogue/revisions`);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '批准' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('已批准，自下一件工单起执行。').waitFor();
    await page.goto(`${url}/catalogue?words=噪声&asOf=2026-04-14`);
    await page.getByRole('cell', { name: '区政务服务局' }).waitFor();
    await clean('catalogue');
    await close();
  }, 120_000);
});
