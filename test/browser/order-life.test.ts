import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PEOPLE } from '../support/life-desk.ts';
import { CHROMIUM, axeFindings, holds, launch, overflow, picture } from './harness.ts';
import { startLifeSite, type LifeSite } from './life-site.ts';

const UNIT = 'SCS-XCAJ';

describe.runIf(CHROMIUM !== null)('the life of an order in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    await site?.close();
    site = undefined;
  });

  let site: LifeSite | undefined;
  const start = async (): Promise<LifeSite> => (site = await startLifeSite(browser));

  /** Nothing serious for axe, nothing wider than the screen, in both sizes of text, with everything unfolded. */
  async function sound(page: Page, name: string): Promise<void> {
    await picture(page, name);
    for (const size of ['大字号', '标准字号']) {
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      await picture(page, size === '大字号' ? `${name}-open` : `${name}-large`);
      expect(await axeFindings(page), name).toEqual([]);
      expect(await overflow(page), name).toEqual({ wider: 0, elements: [] });
      await page.getByRole('button', { name: size }).click();
      await page
        .getByRole('button', { name: size === '大字号' ? '标准字号' : '大字号' })
        .waitFor({ timeout: 15_000 });
    }
  }

  /** Goes on with Tab until the focus is on this element. */
  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let i = 0; i < 20; i++) {
      if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never came to ${selector}`);
  }

  it('leads a handler from the queue to the reply without a mouse', async () => {
    const { d, as, suggest } = await start();
    const id = await d.take('西单的鞋');
    await suggest(id);
    const page = await as('handler', UNIT);
    await sound(page, 'life-queue');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${id}`);
    await sound(page, 'life-dispatched');
    await page.keyboard.press('a');
    await page.waitForURL('**?done=acknowledged');

    await page.keyboard.press('l');
    await holds(page, 'document.activeElement.id === "f-contact-way"');
    await tabTo(page, '#f-contact-note');
    await page.keyboard.type('同意退货');
    await tabTo(page, '#move-contact button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?done=contact');
    expect(await page.locator('.timeline').last().textContent()).toContain('同意退货');

    await page.keyboard.press('h');
    await page.waitForURL('**?done=handle');
    expect(await page.locator('.order-head').textContent()).toContain('办理中');
    // The recording and the papers come from elsewhere on the page.
    await d.file(id, 'contact', 'recording');
    await d.file(id, 'other', 'document');
    await d.file(id, 'result', 'document');
    await page.reload();
    await sound(page, 'life-handling');

    await page.keyboard.press('d');
    await holds(page, 'document.activeElement.id === "reply-outcome"');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, '#reply-demand-1');
    await page.keyboard.type('商家已经退款');
    await tabTo(page, 'button[name="move"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?done=reply');
    expect(await page.locator('.order-head').textContent()).toContain('已答复');
    await sound(page, 'life-replied');
    const { life, state } = await d.services.orders.get(PEOPLE.handler, id);
    expect(state).toBe('replied');
    expect(life.reply).toMatchObject({
      outcome: 'solved',
      way: 'phone',
      demands: [{ demand: 1, answer: '商家已经退款' }],
    });
    expect(life.reply?.text).toContain('答复');
  });

  it('lets a dispatcher decide on a return by keyboard', async () => {
    const { d, url, as } = await start();
    const id = await d.take('西单的鞋');
    await d.services.handling.acknowledge(PEOPLE.handler, id);
    await d.move(PEOPLE.handler, id, 'proposeReturn', {
      code: 'R03',
      owner: 'SCS-DS',
      clause: '派单目录 0101',
      reason: '地点在德胜',
    });
    const page = await as('dispatcher');
    await page.goto(`${url}/?tab=applications`);
    await sound(page, 'life-applications');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/orders/${id}`);
    await sound(page, 'life-return');
    expect(await page.locator('.application').textContent()).toContain('地点在德胜');
    await page.keyboard.press('g');
    await holds(page, 'document.activeElement.id === "f-acceptReturn-lead"');
    await tabTo(page, '#move-acceptReturn button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?done=acceptReturn');
    expect((await d.services.orders.get(PEOPLE.dispatcher, id)).leadUnit.code).toBe('SCS-DS');
    // The notice leads on to what waits next, if anything does.
    expect(await page.getByRole('status').first().textContent()).toContain('已办：同意退单');
  });

  it('keeps what was typed when somebody was there first, and goes on where it was left', async () => {
    const { d, url, as } = await start();
    const id = await d.contacted();
    const page = await as('handler', UNIT);
    await page.goto(`${url}/orders/${id}`);
    await page.keyboard.press('w');
    await holds(page, 'document.activeElement.id === "f-whistle-units-0"');
    await page.locator('#f-whistle-units-0').selectOption('JD-XCAJ');
    await page.locator('#f-whistle-reason').fill('请街道一起去');
    await d.move(PEOPLE.chief, id, 'note', { text: '我先看过' });
    await page.locator('#move-whistle button').click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('写下的内容都还在');
    expect(await page.locator('#f-whistle-reason').inputValue()).toBe('请街道一起去');
    expect(await page.evaluate('document.activeElement.id')).toBe('f-whistle-units-0');
    await sound(page, 'life-changed');
  });

  it('works with script switched off', async () => {
    const { d, url, as } = await start();
    const id = await d.take('西单的鞋');
    const page = await as('handler', UNIT, { scripts: false });
    await page.goto(`${url}/orders/${id}`);
    await page.getByRole('button', { name: /^签收/ }).click();
    await page.waitForURL('**?done=acknowledged');
    await page.locator('#move-contact > summary').click();
    await page.locator('#f-contact-result').selectOption('met');
    await page.locator('#move-contact button').click();
    await page.waitForURL('**?done=contact');
    expect((await d.services.orders.get(PEOPLE.handler, id)).state).toBe('contacted');
  });

  it('prints the reckoning of time', async () => {
    const { d, url, as } = await start();
    const id = await d.contacted();
    const page = await as('handler', UNIT);
    await page.goto(`${url}/orders/${id}/trace`);
    await sound(page, 'life-trace');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('header.top').isVisible()).toBe(false);
    expect(await page.locator('#ledger-title').isVisible()).toBe(true);
  });
});
