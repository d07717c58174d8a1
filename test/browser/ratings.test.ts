import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../support/desk.ts';
import { ratingDesk } from '../support/rating-desk.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const HANDLER = { username: 'suo', password: 'mima-mima-1' };
const KEEPER = { username: 'zhishi', password: 'mima-mima-1' };

describe.runIf(CHROMIUM !== null)('ratings in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start(options: { scripts?: boolean } = {}) {
    const d = await ratingDesk();
    const add = d.services.accounts.addUser;
    await add({ ...HANDLER, name: '王所', role: 'handler', unit: 'SCS-XCAJ' });
    await add({ ...KEEPER, name: '知识员', role: 'analyst', unit: null });
    await d.accept('网上买的外套七天内不给退，先前一件');
    const order = await d.accept('网上买的外套七天内不给退');
    const seen = await visit(browser, options);
    const server = serve({ fetch: d.app.fetch, port: 0, hostname: '127.0.0.1' });
    await new Promise((listening) => server.once('listening', listening));
    const { port } = server.address() as AddressInfo;
    return {
      d,
      order,
      page: seen.page,
      url: `http://127.0.0.1:${port}`,
      close: async () => {
        await seen.context.close();
        await new Promise((done) => server.close(done));
        expect(seen.complaints).toEqual([]);
      },
    };
  }

  it('rates by keyboard in place, offers a reason, and shows the keeper what was said', async () => {
    const { d, order, page, url, close } = await start();
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/orders/${order.id}`);
    const line = page.getByRole('toolbar', { name: /^评价：《.*第二十五条$/ });
    await line.getByRole('button', { name: '有用' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('已记', { exact: true }).waitFor();
    expect(await line.getByRole('button', { name: '不对' }).getAttribute('aria-pressed')).toBe('true');
    const reason = page.getByLabel('原因');
    await reason.selectOption('out_of_date');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'rating-order');
    const note = page.getByLabel(/^说明/);
    await note.fill('新条例已施行，王女士 13812345678 说的');
    await note.press('Enter');
    await page.getByText('已记：已过时，说明里的个人信息已隐去').waitFor();
    await page.getByText('逐段评价草稿').click();
    await page
      .getByRole('toolbar', { name: /^评价：整份答复草稿/ })
      .getByText('有用')
      .click();
    await page.getByText('已记', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.reload();
    await page.getByText('已记：已过时').waitFor();

    await page.goto(`${url}/ask?q=${encodeURIComponent('网上买的外套不喜欢能退吗')}`);
    await page.getByRole('toolbar', { name: '评价：这个回答' }).getByText('有用').click();
    await page.getByText('已记', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'rating-ask');
    await page.getByRole('button', { name: '退出' }).click();

    const [law] = await d.ratings.ofOrder(handler, order.id);
    for (let i = 0; i < 11; i++)
      await d.ratings.rate(
        { ...handler, id: `u-${i}` },
        { order: order.id },
        { suggestion: law!.id, rating: i < 3 ? 'useful' : 'wrong' },
      );
    await logIn(page, url, KEEPER);
    await page.goto(`${url}/knowledge`);
    await page.getByRole('link', { name: '评价', exact: true }).click();
    await page.getByRole('link', { name: '网购七日无理由退货' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'rating-report');
    await page.getByRole('link', { name: '查看' }).first().click();
    await page.getByRole('link', { name: order.number }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await picture(page, 'rating-list');
    await page.goto(`${url}/knowledge/stale`);
    await page.getByText('评价差：').waitFor();
    await close();
  });

  it('does the same without script', async () => {
    const { order, page, url, close } = await start({ scripts: false });
    await logIn(page, url, HANDLER);
    await page.goto(`${url}/orders/${order.id}`);
    const line = page.getByRole('group', { name: /^评价：《.*第二十五条$/ });
    await line.getByRole('button', { name: '不相关' }).click();
    await page.getByLabel('原因').selectOption('other_matter');
    await page.getByRole('button', { name: '记下' }).click();
    await page.getByText('已记：不是这件事').waitFor();
    await page.goto(`${url}/ask?q=${encodeURIComponent('网上买的外套不喜欢能退吗')}`);
    await page.getByRole('group', { name: '评价：这个回答' }).getByText('有用').click();
    await page.getByText('已记', { exact: true }).waitFor();
    await close();
  });
});
