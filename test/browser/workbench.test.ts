import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DISPATCHER, HANDLER } from '../support/fake-services.ts';
import {
  CHROMIUM,
  axeFindings,
  holds,
  launch,
  logIn,
  overflow,
  picture,
  startSite,
  type Site,
  type Visit,
  visit,
} from './harness.ts';

describe.runIf(CHROMIUM !== null)('workbench in a browser', () => {
  let browser: Browser;
  let site: Site;
  let seen: Visit;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });
  beforeEach(async () => {
    site = await startSite();
    seen = await visit(browser);
    page = seen.page;
  });
  afterEach(async () => {
    await seen.context.close();
    await site.close();
    expect(seen.complaints).toEqual([]);
  });

  /** What holds for every page: nothing axe calls serious, nothing wider than the screen, also in large text. */
  async function sound(name: string): Promise<void> {
    await picture(page, name);
    expect(await axeFindings(page), name).toEqual([]);
    expect(await overflow(page), name).toEqual({ wider: 0, elements: [] });
  }

  async function soundInBothSizes(name: string): Promise<void> {
    await sound(name);
    await page.getByRole('button', { name: '大字号' }).click();
    await page.getByRole('button', { name: '标准字号' }).waitFor();
    await sound(`${name}-large`);
    await page.getByRole('button', { name: '标准字号' }).click();
    await page.getByRole('button', { name: '大字号' }).waitFor();
  }

  it('logs in, says what is wrong, and logs out', async () => {
    await page.goto(`${site.url}/ask`);
    expect(new URL(page.url()).pathname).toBe('/login');
    await soundInBothSizes('login');
    await page.getByLabel('用户名').fill(DISPATCHER.username);
    await page.getByLabel('密码').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('用户名或密码不正确');
    // The refusal itself (401) is reported by the browser as a failed resource.
    expect(seen.complaints.splice(0).every((line) => line.includes('401'))).toBe(true);
    await sound('login-refused');
    await page.getByLabel('密码').fill(DISPATCHER.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${site.url}/ask`);
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL(`${site.url}/login`);
    await page.goto(site.url);
    expect(new URL(page.url()).pathname).toBe('/login');
  });

  it('walks the queue by keyboard and finds the row again', async () => {
    await logIn(page, site.url, DISPATCHER);
    await soundInBothSizes('queue');
    const rows = page.locator('#queue tbody th a');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    const second = await rows.nth(1).textContent();
    expect(await page.evaluate('document.activeElement.textContent')).toBe(second);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/orders/*');
    expect(await page.locator('h1').textContent()).toBe(second);
    await page.keyboard.press('u');
    await page.waitForURL((at) => at.pathname === '/');
    await holds(page, `document.activeElement.textContent === ${JSON.stringify(second)}`);
  });

  it('searches, filters and pages with addresses that can be kept', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.keyboard.press('/');
    await page.keyboard.type('羽绒服');
    await page.keyboard.press('Enter');
    await page.waitForURL((at) => at.searchParams.get('q') === '羽绒服');
    expect(await page.locator('#queue tbody tr').count()).toBe(1);
    await page.getByRole('link', { name: /^全部/ }).click();
    await page.getByRole('link', { name: '清除' }).click();
    await page.getByLabel('诉求种类').selectOption('表扬');
    await page.getByRole('button', { name: '筛选' }).click();
    await page.waitForURL((at) => at.searchParams.get('demandKind') === '表扬');
    expect(await page.locator('#queue tbody tr').count()).toBe(1);
    await sound('queue-filtered');
    await page.getByLabel('关键词').fill('没有这样的词');
    await page.keyboard.press('Enter');
    await page.getByText('没有符合条件的工单').waitFor();
    await sound('queue-empty');
    await page.goto(`${site.url}/?tab=all`);
    await sound('queue-all');
  });

  it('opens help with ? and switches single keys off', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: '快捷键' });
    await dialog.waitFor();
    await sound('help');
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.closest("#queue")')).toBeNull();
    await page.reload();
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.closest("#queue")')).toBeNull();
    await page.getByRole('button', { name: /快捷键/ }).click();
    await dialog.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement.closest("#queue") !== null')).toBe(true);
  });

  it('corrects with one key, dispatches with Enter and goes on to the next', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.getByRole('link', { name: '20261122-000001' }).click();
    await page.locator('h1').waitFor();
    await soundInBothSizes('order');
    const choice = await page.locator('button[data-key="1"] .choice-name').textContent();
    expect(choice).toBe('网购退换货');
    await page.keyboard.press('1');
    await page.waitForURL('**?done=corrected');
    expect(await page.locator('.decision').textContent()).toContain('网购退换货');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?done=dispatched');
    expect(await page.getByRole('status').first().textContent()).toContain('已派单至西长安街市场监督管理所');
    await sound('order-dispatched');
    await page.keyboard.press('Enter');
    await holds(page, '!document.querySelector("h1").textContent.endsWith("000001")');
    expect(await page.locator('button[data-key="Enter"]').count()).toBe(1);
    await sound('order-safety');
  });

  it('corrects to any other type and unit from the form', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.getByRole('link', { name: '20261122-000003' }).click();
    await page.locator('h1').waitFor();
    await page.keyboard.press('e');
    await page.locator('#c-type').selectOption('0901');
    await page.locator('#c-unit').selectOption('WLJ');
    await sound('order-other');
    await page.getByRole('button', { name: '更正', exact: true }).click();
    await page.waitForURL('**?done=corrected');
    expect(await page.locator('.decision').textContent()).toContain('区文化和旅游局');
  });

  it('shows markup in a text as text, and leaves the draft to copy', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.getByRole('link', { name: '20261122-000004' }).click();
    await page.locator('h1').waitFor();
    expect(await page.locator('.said').textContent()).toContain('<b>孩子</b>');
    // Keys are listened to once the scripts have run.
    await page.waitForLoadState('load');
    await page.keyboard.press('c');
    await page.getByText('已复制').waitFor();
    await sound('order-escaped');
  });

  it('lets the handler see only the own unit and acknowledge with A', async () => {
    await logIn(page, site.url, HANDLER);
    await sound('handler-queue');
    expect(await page.locator('#queue tbody tr').count()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/orders/*');
    expect(await page.locator('button[data-key="Enter"]').count()).toBe(0);
    await sound('handler-order');
    await page.keyboard.press('a');
    await page.waitForURL('**?done=acknowledged');
    expect(await page.locator('.order-head').textContent()).toContain('已签收');
  });

  it('answers questions with verdicts and the words of the law', async () => {
    await logIn(page, site.url, HANDLER);
    await page.goto(`${site.url}/ask`);
    await soundInBothSizes('ask');
    await page.getByLabel('问题').fill('商场买的衣服七天能退吗');
    await page.getByLabel('事情发生日期').fill('2026-11-20');
    await page.keyboard.press('Enter');
    await page.waitForURL((at) => at.searchParams.get('date') === '2026-11-20');
    expect(await page.locator('main').textContent()).toContain(
      '《中华人民共和国消费者权益保护法》第二十五条',
    );
    await soundInBothSizes('ask-answer');
    await page.keyboard.press('c');
    await page.getByText('已复制').waitFor();
  });

  it('has pages for what is not there and what is not allowed', async () => {
    await logIn(page, site.url, HANDLER);
    await page.goto(`${site.url}/no-such-page`);
    await sound('error-404');
    await page.goto(`${site.url}/orders/0197f000-0000-7000-8000-000000000002`);
    await sound('error-403');
    expect(await page.locator('h1').textContent()).toContain('没有权限');
    expect(seen.complaints.splice(0).every((line) => /40[34]/.test(line))).toBe(true);
  });

  it('fits a phone, and a screen zoomed to 400 %, without scrolling sideways', async () => {
    await logIn(page, site.url, DISPATCHER);
    await page.setViewportSize({ width: 341, height: 640 });
    for (const [name, path] of [
      ['queue', '/?tab=all'],
      ['order', '/orders/0197f000-0000-7000-8000-000000000001'],
      ['ask', '/ask?q=七天'],
    ] as const) {
      await page.goto(site.url + path);
      await sound(`narrow-${name}`);
    }
  });

  it('works without scripts for reading and the basic acts', async () => {
    const plain = await visit(browser, { scripts: false });
    await logIn(plain.page, site.url, DISPATCHER);
    await plain.page.getByRole('link', { name: '20261122-000001' }).click();
    await plain.page.getByRole('button', { name: /派单至/ }).click();
    await plain.page.getByText('已派单至西长安街市场监督管理所').waitFor();
    await plain.page.getByRole('link', { name: /下一件/ }).click();
    await plain.page
      .locator('h1', { hasText: '000003' })
      .or(plain.page.locator('h1', { hasText: '000002' }))
      .waitFor();
    expect(plain.complaints).toEqual([]);
    await plain.context.close();
  });
});
