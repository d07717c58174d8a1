import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { readSheet } from 'read-excel-file/node';
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

async function site(role: 'dispatcher' | 'analyst') {
  const d = await lifeDesk(tempDatabase(), (store) => open.push(store));
  for (const text of ['西单的鞋', '西单的包', '施工噪声'])
    await d.take(text, { caller: { name: '王小明', phone: '13800001234' } });
  const server = await lifeServer(d);
  closers.push(() => (d.context.changes.close(), server.close()));
  const who = { username: 'biao', password: 'mima-mima-1' };
  await d.services.accounts.addUser({ ...who, name: '制表', role, unit: null });
  return { d, url: server.url, who };
}

/** The bytes of what a press of the button downloads, and how it is called. */
async function downloaded(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

describe.skipIf(CHROMIUM === null)('tables of orders', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it('the list on the screen is taken along as a file, by keyboard and without script', async () => {
    const { url, who } = await site('dispatcher');
    const { context, page, complaints } = await visit(browser, { scripts: false });
    await logIn(page, url, who);
    await page.goto(`${url}/export?tab=all&q=${encodeURIComponent('西单')}`);
    await page.getByText('共 2 件', { exact: false }).first().waitFor();
    expect((await overflow(page)).elements).toEqual([]);
    await picture(page, 'export');
    const sheet = await downloaded(page, () =>
      page.getByRole('button', { name: '导出 2 件' }).press('Enter'),
    );
    expect(sheet.name).toMatch(/^工单-X\d{8}-[0-9A-Z]{8}\.xlsx$/);
    const rows = (await readSheet(sheet.bytes, 1)) as unknown[][];
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('来电人');
    expect(rows[1]).toContain('王小明');
    await page.getByLabel('格式').selectOption('csv');
    await page.getByLabel('遮盖来电人信息').check();
    await page.locator('summary', { hasText: '选择列' }).press('Enter');
    await page.getByLabel('系统编号', { exact: true }).uncheck();
    const table = await downloaded(page, () =>
      page.getByRole('button', { name: '导出 2 件' }).press('Enter'),
    );
    const [first] = parse(table.bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(first).toMatchObject({ 来电人: '王**', 联系电话: '*******1234' });
    expect(first).not.toHaveProperty('系统编号');
    expect(complaints).toEqual([]);
    await context.close();
    const scripted = await visit(browser);
    await logIn(scripted.page, url, who);
    await scripted.page.goto(`${url}/export?tab=all`);
    expect(await axeFindings(scripted.page)).toEqual([]);
    await scripted.context.close();
  });

  it('who may not see who called is not asked, and sees nobody on the page of an order either', async () => {
    const { d, url, who } = await site('analyst');
    const { context, page } = await visit(browser);
    await logIn(page, url, who);
    await page.goto(`${url}/export?tab=all`);
    await page.getByText('来电人姓名、电话、门牌已按权限遮盖。').waitFor();
    expect(await page.getByLabel('遮盖来电人信息').count()).toBe(0);
    const [row] = (await d.services.orders.list(PEOPLE.leader, {})).rows;
    await page.goto(`${url}/orders/${row?.id}`);
    await page.getByText('王** · *******1234').waitFor();
    expect(await page.getByText('13800001234').count()).toBe(0);
    await context.close();
  });

  it('a foreign table is chosen, its columns are mapped, and its refused rows come back as a file', async () => {
    const { d, url, who } = await site('dispatcher');
    const { context, page, complaints } = await visit(browser);
    await logIn(page, url, who);
    await page.goto(`${url}/import`);
    expect(await axeFindings(page)).toEqual([]);
    const foreign = [
      '编码,说了什么,几时,谁',
      'A1,西单的帽子坏了,2026-04-13 09:00:00,李女士',
      'A2,没有时间,不知道,王先生',
    ];
    await page.getByLabel(/最大 \d+ MB/).setInputFiles({
      name: '外来.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`${foreign.join('\r\n')}\r\n`),
    });
    await page.getByRole('button', { name: '上传并预览' }).press('Enter');
    await page.getByRole('heading', { name: '外来.csv' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect((await overflow(page)).wider).toBeLessThanOrEqual(0);
    await picture(page, 'import-preview');
    // Without the two that must be there it says so, and keeps what was chosen.
    await page.getByLabel('编码', { exact: true }).selectOption('externalId');
    await page.getByLabel('说了什么').selectOption('text');
    await page.getByLabel('几时').selectOption('');
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('没有指定哪一列是来电时间').waitFor();
    expect(await page.getByLabel('说了什么').inputValue()).toBe('text');
    await page.getByLabel('几时').selectOption('receivedAt');
    await page.getByLabel('谁').selectOption('caller.name');
    await page.getByLabel('列映射名称').fill('外来表');
    await page.getByRole('button', { name: '存列映射' }).click();
    await page.getByText('已存列映射“外来表”。').waitFor();
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('新收 1 件，重复 0 件，拒收 1 行。').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await picture(page, 'import-report');
    const refused = await downloaded(page, () =>
      page.getByRole('link', { name: '下载拒收的 1 行' }).press('Enter'),
    );
    const [row] = parse(refused.bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({ 编码: 'A2', 说了什么: '没有时间' });
    expect(Object.values(row ?? {}).join()).toContain('不知道');
    const { rows } = await d.services.orders.list(PEOPLE.leader, { caller: '李女士' });
    expect(rows).toHaveLength(1);
    // The map is there for the next file.
    await page.goto(`${url}/import`);
    await page.getByRole('button', { name: '删除列映射 外来表' }).waitFor();
    // The refusal above, and nothing else.
    expect(complaints).toEqual([expect.stringContaining('400 (Bad Request)')]);
    await context.close();
  });
});
