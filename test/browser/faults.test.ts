import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PEOPLE } from '../support/life-desk.ts';
import { axeFindings, CHROMIUM, launch, logIn } from './harness.ts';
import { PASSWORD, startLifeSite, type LifeSite } from './life-site.ts';

const UNIT = 'SCS-XCAJ';
const LONG = '核'.repeat(50_000);
/** Of a line or a log-in that was cut on purpose the browser complains. */
const CUT =
  /400|401|409|502|503|ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|ERR_CONNECTION_RESET/;

describe.runIf(CHROMIUM !== null)('what may go wrong for a person at a page', () => {
  let browser: Browser;
  let site: LifeSite;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });
  afterEach(async () => {
    await site.close();
  });

  /** A handler at an order in work, with the form of a note open and written in. */
  async function writing(text = '已与商家约好明天上门') {
    site = await startLifeSite(browser);
    const id = await site.d.contacted();
    const page = await site.as('handler', UNIT, { expected: CUT });
    const line = page.waitForResponse(/\/api\/v1\/live/);
    await page.goto(`${site.url}/orders/${id}`);
    await line;
    await openNote(page);
    await page.locator('#f-note-text').fill(text);
    return { id, page, text, send: () => page.locator('#move-note button[type=submit]').click() };
  }
  async function openNote(page: Page): Promise<void> {
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  }
  const notesOf = async (id: string): Promise<string[]> =>
    (await site.d.services.orders.get(PEOPLE.handler, id)).events
      .filter(({ event }) => event === 'note')
      .map(({ detail }) => detail);
  const saidBy = (page: Page) => page.locator('#move-note .form-said');

  it('says that the session is over, keeps the page, and sends after a log-in in another window', async () => {
    const { id, page, text, send } = await writing();
    await page.context().clearCookies();
    await send();
    await saidBy(page).filter({ hasText: '登录已过期' }).waitFor();
    expect(await page.locator('#f-note-text').inputValue()).toBe(text);
    expect(await axeFindings(page)).toEqual([]);
    const [window] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: '在新窗口重新登录' }).click(),
    ]);
    await window.getByLabel('用户名').fill(`handler-${UNIT.toLowerCase()}`);
    await window.getByLabel('密码').fill(PASSWORD);
    await window.getByRole('button', { name: '登录', exact: true }).click();
    await window.getByRole('heading', { name: '已登录' }).waitFor();
    await window.close();
    await send();
    await page.waitForURL('**?done=note');
    expect(await notesOf(id)).toEqual([text]);
  });

  it('gives back what was typed after a log-in in the same window, and only to who typed it', async () => {
    const { id, page, text } = await writing();
    await page.context().clearCookies();
    await page.reload();
    await page.waitForURL('**/login?next=*');
    await logIn(page, site.url, { username: `handler-${UNIT.toLowerCase()}`, password: PASSWORD });
    await page.goto(`${site.url}/orders/${id}`);
    await page.getByText('已恢复上次没有发出的文字').waitFor();
    expect(await page.locator('#f-note-text').inputValue()).toBe(text);

    await page.context().clearCookies();
    const other = { username: 'suozhang', password: PASSWORD };
    await site.d.services.accounts.addUser({ ...other, name: '所长', role: 'unitLeader', unit: UNIT });
    await logIn(page, site.url, other);
    await page.goto(`${site.url}/orders/${id}`);
    await openNote(page);
    expect(await page.locator('#f-note-text').inputValue()).toBe('');
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).not.toContain(text);
  });

  it('refuses to send as somebody else who signed in meanwhile', async () => {
    const { id, page, text, send } = await writing();
    const other = { username: 'suozhang', password: PASSWORD };
    await site.d.services.accounts.addUser({ ...other, name: '刘所长', role: 'unitLeader', unit: UNIT });
    await page.context().clearCookies();
    const window = await page.context().newPage();
    await logIn(window, site.url, other);
    await send();
    await saidBy(page).filter({ hasText: '现在登录的是“刘所长”' }).waitFor();
    expect(await page.locator('#f-note-text').inputValue()).toBe(text);
    expect(await notesOf(id)).toEqual([]);
  });

  it('says that the server is away and back again, and loses nothing', async () => {
    const { id, page, text, send } = await writing();
    await site.stop();
    await page.locator('#live-state', { hasText: '连接中断，正在重连' }).waitFor();
    await send();
    await saidBy(page).filter({ hasText: '连接不上服务器' }).waitFor();
    expect(await page.locator('#f-note-text').inputValue()).toBe(text);
    await site.again();
    await page.locator('#live-state', { hasText: '已恢复' }).waitFor();
    await send();
    await page.waitForURL('**?done=note');
    expect(await notesOf(id)).toEqual([text]);
    // What was taken is not kept any more.
    await page.goto(`${site.url}/orders/${id}`);
    await openNote(page);
    expect(await page.locator('#f-note-text').inputValue()).toBe('');
  });

  it('tells of a change by somebody else while it is open, and keeps the form when it came too late', async () => {
    const { id, page, text, send } = await writing();
    await site.d.move(PEOPLE.chief, id, 'note', { text: '我先看过' });
    await page.getByText('这件工单刚刚有变动').waitFor();
    await send();
    await page.getByRole('alert').filter({ hasText: '写下的内容都还在' }).waitFor();
    expect(await page.locator('#f-note-text').inputValue()).toBe(text);
    await send();
    await page.waitForURL('**?done=note');
    expect(await notesOf(id)).toEqual(['我先看过', text]);
  });

  it('sends a double click once, and says that it is sending where the line is slow', async () => {
    const { id, page, text } = await writing();
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent++;
    });
    await page.route('**/api/v1/session', async (route) => {
      await new Promise((go) => setTimeout(go, 2500));
      await route.continue();
    });
    await page.locator('#move-note button[type=submit]').dblclick();
    await saidBy(page).filter({ hasText: '正在发送' }).waitFor();
    await page.locator('#move-note button[type=submit]').click();
    await page.waitForURL('**?done=note');
    expect(sent).toBe(1);
    expect(await notesOf(id)).toEqual([text]);
  });

  it('shows the order as it is now on the way back after a form was sent', async () => {
    const { id, page, text, send } = await writing();
    await send();
    await page.waitForURL('**?done=note');
    await page.goBack();
    await page.waitForURL(`**/orders/${id}`);
    expect(await page.locator('.timeline').last().textContent()).toContain(text);
    await openNote(page);
    expect(await page.locator('#f-note-text').inputValue()).toBe('');
    await page.goForward();
    await page.waitForURL('**?done=note');
    expect(await notesOf(id)).toEqual([text]);
  });

  it('cuts off nothing of a text that is too long, and says by how much it is', async () => {
    const { id, page, send } = await writing(LONG);
    await saidBy(page).filter({ hasText: '最多 2000 字，现在 50000 字，请删去 48000 字' }).waitFor();
    await send();
    expect(await notesOf(id)).toEqual([]);
    expect((await page.locator('#f-note-text').inputValue()).length).toBe(50_000);
    await page.locator('#draft').fill(LONG);
    await page.getByText('最多 20000 字，现在 50000 字，请删去 30000 字').first().waitFor();
    expect((await page.locator('#draft').inputValue()).length).toBe(50_000);
    await page.reload();
    expect((await page.locator('#f-note-text').inputValue()).length).toBe(50_000);
    await page.locator('#f-note-text').fill('短一些');
    expect(await saidBy(page).textContent()).toBe('');
    await send();
    await page.waitForURL('**?done=note');
    expect(await notesOf(id)).toEqual(['短一些']);
  });

  it('says without script too what a reply that is too long lacks, and gives all of it back', async () => {
    site = await startLifeSite(browser);
    const id = await site.d.handled();
    const page = await site.as('handler', UNIT, { scripts: false, expected: CUT });
    await page.goto(`${site.url}/orders/${id}`);
    await page.evaluate(`document.getElementById('draft').removeAttribute('maxlength')`);
    await page.locator('#draft').fill(LONG);
    await page.locator('#reply-outcome').selectOption('solved');
    await page.locator('#reply-demand-1').fill('已经退款');
    await page.getByRole('button', { name: '答复', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('不能超过 20000 字');
    expect((await page.locator('#draft').inputValue()).length).toBe(50_000);
    expect(await page.locator('#reply-demand-1').inputValue()).toBe('已经退款');
  });

  it('says that a link for the callback is over', async () => {
    site = await startLifeSite(browser);
    const context = await browser.newContext();
    const page = await context.newPage();
    const answer = await page.goto(`${site.url}/callback/${'x'.repeat(32)}`);
    expect(answer?.status()).toBe(404);
    expect(await page.locator('main').textContent()).toMatch(/链接/);
    expect(await axeFindings(page)).toEqual([]);
    await context.close();
  });
});
