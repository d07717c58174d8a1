import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.tsx';
import { admin, NOW, order, system } from '../support/desk.ts';
import { careDesk } from '../support/knowledge-desk.ts';
import { CARDS } from '../support/knowledge-site.ts';
import { returnRule } from '../support/rules.ts';
import { smallProfile } from '../support/small-profile.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const HANDLER = { username: 'suo', password: 'mima-mima-1' };
const KEEPER = { username: 'zhishi', password: 'mima-mima-1' };

describe.runIf(CHROMIUM !== null)('care of knowledge in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start(options: { scripts?: boolean } = {}) {
    const d = await careDesk();
    const add = d.services.accounts.addUser;
    await add({ ...HANDLER, name: '王所', role: 'handler', unit: 'SCS-XCAJ' });
    await add({ ...KEEPER, name: '知识员', role: 'analyst', unit: null });
    await d.services.intake.accept(system, [order('会员卡不给退余额')]);
    const app = createApp({ services: d.services, profile: smallProfile, clock: { now: () => NOW } });
    const seen = await visit(browser, options);
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    return {
      d,
      page: seen.page,
      url: `http://127.0.0.1:${port}`,
      close: async () => {
        await seen.context.close();
        await new Promise((done) => server.close(done));
        // A form that is refused answers 400, which the browser's console tells.
        expect(seen.complaints.filter((line) => !/status of 400/.test(line))).toEqual([]);
      },
    };
  }

  it('goes from draft to submission to approval to the answer, and tells the unit', async () => {
    const { d, page, url, close } = await start();
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/knowledge`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'knowledge');
    await page.getByRole('link', { name: '起草新条目' }).click();
    await page.getByLabel('标题', { exact: true }).fill('预付卡关门退余额');
    await page.getByLabel('规则（用平常话写）').fill('发卡企业应当在七日内退还余额。');
    await page.getByLabel(/^答复/).fill('您好。发卡企业应当在七日内退还余额，请您提供消费凭证和卡片照片。');
    await page.getByLabel(/^群众的问法/).fill('洗车店关门了卡里的钱怎么要');
    await page.getByLabel(/^要点/).fill('先核对余额');
    await page.getByLabel('类别', { exact: true }).selectOption('faq');
    await page.getByLabel('问题分类（四位代码，用空格隔开）').fill('0104');
    await page.getByLabel('起始日期', { exact: true }).fill('2026-03-01');
    await page.getByLabel('法规全称').first().fill(CARDS);
    await page.getByLabel('条号，如 第二十五条').first().fill('第七条');
    await page.getByLabel('引文').first().fill('应当在三十日内退还余额');
    await page.getByRole('button', { name: '再加一条引用' }).click();
    await page.getByText('预付卡可以不记名，发卡企业应当在七日内退还余额。').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'knowledge-editor');
    await page.getByRole('button', { name: '保存并提交核准' }).click();
    // Every fault is a link to its field.
    await page.getByRole('alert').getByRole('link', { name: '引用第 1 条的引文' }).click();
    await page.getByLabel('引文').first().fill('发卡企业应当在七日内退还余额');
    await page.getByRole('button', { name: '保存并提交核准' }).click();
    await page.getByText('已提交，等待核准。').waitFor();
    await page.getByRole('button', { name: '退出' }).click();

    const written = { base: 0, table: returnRule(), reviewBy: null, note: null };
    await d.services.ruleCare?.save(admin, written);
    await logIn(page, url, KEEPER);
    await page.goto(`${url}/knowledge/submissions`);
    await picture(page, 'knowledge-submissions');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.getByRole('link', { name: 'small-return 七日退货' }).click();
    await page.getByText('删除…').click();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'knowledge-rule-removal');
    await page.getByLabel('我确认删除 small-return').check();
    await page.getByRole('button', { name: '删除 small-return' }).click();
    await page.getByText('已删除。').waitFor();
    await page.getByRole('link', { name: '待核准 1' }).click();
    await page.getByRole('link', { name: 'e-0001 预付卡关门退余额' }).click();
    await page.getByRole('button', { name: '核准', exact: true }).click();
    await page.getByText('已核准，正在编入索引。').waitFor();
    await d.knowledge.updates.refresh();
    await page.reload();
    expect(await page.getByText('最近的改动正在编入索引').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'knowledge-entry');
    await page.getByRole('link', { name: `《${CARDS}》第七条` }).click();
    await page.getByText('比前一版改了什么').click();
    await page.getByText('预付卡应当记名').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: '退出' }).click();

    await logIn(page, url, HANDLER);
    await page.getByRole('link', { name: /^知识 1\s*条未读/ }).click();
    await page.getByRole('link', { name: /^知识变动 1\s*条未读/ }).click();
    await page.getByRole('link', { name: '新增“预付卡关门退余额”' }).waitFor();
    await picture(page, 'knowledge-notices');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^标为已读/ }).click();
    await page.getByText('已标为已读。').waitFor();
    await page.goto(`${url}/ask`);
    await page.getByLabel('问题').fill('洗车店关门了卡里的钱怎么要');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByText('先核对余额').first().waitFor();
    await page.goto(`${url}/knowledge/laws`);
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'knowledge-law');
    await close();
  });

  it('takes a law in from the form and shows it, without script as well', async () => {
    for (const scripts of [true, false]) {
      const { d, page, url, close } = await start({ scripts });
      await logIn(page, url, KEEPER);
      await page.goto(`${url}/knowledge/laws`);
      await page.getByLabel('标题（文本里没有时）').fill('某某办法');
      await page.getByLabel('施行日期（文本里没有时）').fill('2025-01-01');
      const text = Buffer.from('第一条 甲。\n第二条 乙。\n');
      const file = { name: '办法.txt', mimeType: 'text/plain', buffer: text };
      await page.getByLabel(/^文件/).setInputFiles(file);
      await page.getByRole('button', { name: '导入' }).click();
      await page.getByText('文件已收下，正在导入。').waitFor();
      await d.services.laws?.settled();
      if (!scripts) await page.goto(`${url}/knowledge/laws`);
      await page.getByText('版本新增 1').waitFor();
      await page.getByRole('link', { name: '某某办法' }).click();
      await page.getByText('第二条').first().waitFor();
      await close();
    }
  });

  it('shows the public page to anybody', async () => {
    const { page, url, close } = await start();
    await page.goto(`${url}/public`);
    await page.getByText('没有找到').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await close();
  });
});
