import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { admin, NOW, order, system } from '../support/desk.ts';
import { careDesk, keeper } from '../support/knowledge-desk.ts';
import { returnRule } from '../support/rules.ts';
import { smallProfile } from '../support/small-profile.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const HANDLER = { username: 'suo', password: 'mima-mima-1' };
const KEEPER = { username: 'zhishi', password: 'mima-mima-1' };
const TEXT = '我叫王小明，电话13812345678。在网上买了一件外套，收到三天了，说好七天无理由，商家不给退。';

describe.runIf(CHROMIUM !== null)('rule cards, teaching cards and the handbook in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** A site with one rule in force and one acknowledged order that speaks of it. */
  async function start(options: { scripts?: boolean } = {}) {
    const d = await careDesk();
    const add = d.services.accounts.addUser;
    await add({ ...HANDLER, name: '王所', role: 'handler', unit: 'SCS-XCAJ' });
    await add({ ...KEEPER, name: '知识员', role: 'analyst', unit: null });
    await d.services.ruleCare?.save(keeper, { base: 0, table: returnRule(), reviewBy: null, note: null });
    await d.services.ruleCare?.approve(admin, 'small-return', 1, null);
    await d.knowledge.updates.refresh();
    const [taken] = await d.services.intake.accept(system, [order(TEXT)]);
    if (taken?.status !== 'accepted') throw new Error('not taken in');
    const handler = { id: 'u-1', name: '王所', role: 'handler' as const, unit: 'SCS-XCAJ' };
    await d.services.handling.acknowledge(handler, taken.id);
    const app = createApp({ services: d.services, profile: smallProfile, clock: { now: () => NOW } });
    const seen = await visit(browser, options);
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    return {
      id: taken.id,
      page: seen.page,
      url: `http://127.0.0.1:${port}`,
      close: async () => {
        await seen.context.close();
        await new Promise((done) => server.close(done));
        expect(seen.complaints.filter((line) => !/status of 400/.test(line))).toEqual([]);
      },
    };
  }

  const clean = async (page: Parameters<typeof axeFindings>[0]): Promise<void> => {
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
  };

  it('folds a rule card out beside the order and leads to the words that tell a fact, nothing scrolled away', async () => {
    const { id, page, url, close } = await start();
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/orders/${id}`);
    await page.getByText('七日退货', { exact: true }).click();
    await clean(page);
    await picture(page, 'rule-card');
    const told = page.locator('.rule-card a[href^="#t-"]').first();
    const words = (await told.innerText()).replaceAll(/[“”]/gu, '');
    await told.click();
    expect(words).toContain(await page.locator('mark:target').innerText());
    expect(await page.evaluate('globalThis.scrollY')).toBe(0);
    await page.getByRole('link', { name: '手册：规则卡' }).click();
    await page.waitForURL(/\/handbook#rule-cards$/);
    await close();
  });

  it('shows a rule line by line, the whole of it on the screen', async () => {
    const { page, url, close } = await start();
    await logIn(page, url, KEEPER);
    await page.goto(`${url}/knowledge/rules/small-return`);
    await clean(page);
    const reason = await page.getByRole('columnheader', { name: '理由' }).boundingBox();
    expect(reason && reason.x + reason.width).toBeLessThan(1366);
    await page.getByRole('link', { name: '按列显示' }).click();
    await page.getByRole('columnheader', { name: '购买方式' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });

  it('turns a handled order into a card without script: what is personal is refused, then handed in', async () => {
    const { id, page, url, close } = await start({ scripts: false });
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/orders/${id}`);
    await page.getByRole('link', { name: '做成案例卡' }).click();
    expect(await page.getByLabel(/^情况/).inputValue()).not.toContain('13812345678');
    await page.getByLabel('做对了什么').fill('先问付款地点，再联系13812345678');
    await page.getByLabel(/^一句话的教训/).fill('先问在哪里付的款');
    await page.getByLabel(/^诉求（/).fill('退货');
    await page.getByLabel('法规全称').first().fill('中华人民共和国消费者权益保护法');
    await page.getByLabel(/^条号/).first().fill('第二十五条');
    await page.getByLabel('引文').first().fill('消费者有权自收到商品之日起七日内退货');
    await page.getByRole('button', { name: '保存并提交核准' }).click();
    await page
      .getByRole('alert')
      .getByText(/第 \d+ 至 \d+ 字.*电话/)
      .waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('已存为草稿');
    await page.getByLabel('做对了什么').fill('先问付款地点');
    await page.getByRole('button', { name: '保存并提交核准' }).click();
    await page.waitForURL(/\/knowledge\/cards\/c-0001\?done=submitted$/);
    await close();
  });

  it('has no finding of axe and nothing sticking out on the pages of cards and of the handbook', async () => {
    const { id, page, url, close } = await start();
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/knowledge/cards/new?order=${id}`);
    await clean(page);
    await page.getByLabel('标题', { exact: true }).fill('网购外套');
    await page.getByRole('button', { name: '存为草稿' }).click();
    await page.waitForURL(/done=saved$/);
    await clean(page);
    await picture(page, 'teaching-card');
    await page.goto(`${url}/knowledge/cards`);
    await clean(page);
    await page.goto(`${url}/handbook`);
    await clean(page);
    await picture(page, 'handbook');
    await page.getByLabel('在手册里找').fill('怎样退单');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '派单员 · 怎样退单' }).waitFor();
    await clean(page);
    await close();
  });
});
