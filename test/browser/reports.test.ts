import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { lifeDesk, PEOPLE } from '../support/life-desk.ts';
import { lifeServer } from '../support/life-server.ts';
import { tempDatabase } from '../support/temp.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const open: Store[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const store of open.splice(0)) await store.close();
});

async function site() {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  const id = await d.handled('西单的鞋');
  await d.move(PEOPLE.handler, id, 'reply', d.replyData());
  await d.take('施工噪声');
  const server = await lifeServer(d);
  closers.push(() => (d.context.changes.close(), server.close()));
  const who = { username: 'zhu', password: 'mima-mima-1' };
  await d.services.accounts.addUser({ ...who, name: '朱主任', role: 'leader', unit: null });
  return { url: server.url, who };
}

describe.skipIf(CHROMIUM === null)('reports', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('are chosen by keyboard, printed on one sheet, and finished', async () => {
    const { url, who } = await site();
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    await page.goto(`${url}/reports`);
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'reports');
    await page.getByLabel('报表', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('报表', { exact: true }).inputValue()).toBe('leader');
    await page.getByText('月份或日期').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2026-04');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /接诉即办情况/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).elements).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').count()).toBe(0);
    await picture(page, 'report-leader-print');
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: '定稿' }).press('Enter');
    await page.getByText('定稿后没有变化').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`${url}/reports`);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('定稿后没有变化').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  }, 90_000);
});
