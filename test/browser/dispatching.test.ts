import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext, createServices } from '../../src/app/services.ts';
import { createApp } from '../../src/http/app.tsx';
import { jobHandlers } from '../../src/jobs/handlers.ts';
import { startRunner } from '../../src/jobs/runner.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { openStore } from '../../src/store/store.ts';
import { NOW, order, system } from '../support/desk.ts';
import { tempDatabase } from '../support/temp.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';
import { measuredEngine as engine, profileWithRight } from '../support/earned-right.ts';

const PASSWORD = 'mima-mima-1';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** Every automatic dispatch is picked for a spot check. */
const profile = profileWithRight({ share: 1, youngShare: 1, youngUntil: 0 });

const COAT =
  '拿不准：市民来电反映，3月8日在西单北大街某商场“雪屿”羽绒服专柜花1680元购买羽绒服一件，回家后发现肩部偏窄，次日要求换大一码，店员称断码只能换其他款式，不给退款。诉求：协调退货退款。';

describe.runIf(CHROMIUM !== null)('automatic dispatch and duplicates in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start(role: 'admin' | 'dispatcher') {
    const store = await openStore({ url: tempDatabase() });
    const clock = fixedClock(NOW);
    const accounts = { sessionHours: 12, passwordCost: { n: 16, r: 1, p: 1 } };
    const options = { store, engine, profile, clock, accounts };
    const context = createContext(options);
    const services = createServices(options, context);
    const person = { username: 'jia', password: PASSWORD };
    await services.accounts.addUser({ ...person, name: '甲', role, unit: null });
    const take = async (text: string, phone: string) => {
      const [outcome] = await services.intake.accept(system, [order(text, { caller: { phone } })]);
      const runner = startRunner({ store, clock, log: SILENT, handlers: jobHandlers(context) });
      await runner.drain();
      await runner.stop();
      if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
      return outcome;
    };
    const app = createApp({ services, profile, clock });
    const seen = await visit(browser);
    const server = await new Promise<{ url: string; close: () => Promise<void> }>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
        resolve({
          url: `http://127.0.0.1:${port}`,
          close: () => new Promise((done) => listening.close(() => done())),
        }),
      );
    });
    await logIn(seen.page, server.url, person);
    return {
      url: server.url,
      page: seen.page,
      services,
      take,
      /** Nothing serious for axe, nothing wider than the screen, in both sizes of text. */
      sound: async (name: string) => {
        for (const size of ['大字号', '标准字号']) {
          // What is folded away must fit too.
          await seen.page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
          await picture(seen.page, size === '大字号' ? name : `${name}-large`);
          expect(await axeFindings(seen.page), name).toEqual([]);
          expect(await overflow(seen.page), name).toEqual({ wider: 0, elements: [] });
          await seen.page.getByRole('button', { name: size }).click();
          await seen.page.getByRole('button', { name: size === '大字号' ? '标准字号' : '大字号' }).waitFor();
        }
      },
      close: async () => {
        await seen.context.close();
        await server.close();
        await store.close();
        expect(seen.complaints).toEqual([]);
      },
    };
  }

  it('merges a pair by key, tells of it in the history, and takes it back', async () => {
    const s = await start('dispatcher');
    const { page } = s;
    const first = await s.take(COAT, '13800001111');
    const second = await s.take(COAT.replace('店员称', '柜台说'), '13900002222');
    await page.goto(`${s.url}/orders/${second.id}`);
    await page.getByText('1 件重复或相关待确认').waitFor();
    await s.sound('related');
    await page.keyboard.press('r');
    await page.waitForURL('**/compare/**');
    expect(await page.locator('mark.m-evidence').count()).toBeGreaterThan(3);
    await s.sound('compare');
    await page.keyboard.press('m');
    await page.waitForURL('**?done=1');
    expect(await page.getByRole('status').textContent()).toContain('已并单');
    await page.keyboard.press('u');
    await page.waitForURL(`${s.url}/orders/${second.id}`);
    await page.getByText(`已并入 ${first.number}`).waitFor();
    expect(await page.locator('.timeline').textContent()).toContain(`与 ${first.number} 并单（同一事项）`);
    await s.sound('merged');
    await page.keyboard.press('r');
    await page.waitForURL('**/compare/**');
    await page.keyboard.press('z');
    await page.waitForURL('**?done=1');
    expect(await page.getByRole('status').textContent()).toContain('已撤销');
    expect((await s.services.duplicates.relations(DISPATCHER, second.id)).survivor).toBeNull();
    await s.close();
  });

  it('switches a unit off and on, and its orders wait for a person', async () => {
    const s = await start('admin');
    const { page } = s;
    expect((await s.take('西单的鞋', '13800001111')).state).toBe('dispatched');
    await page.goto(`${s.url}/rights`);
    await page.getByText('共 1 格，其中 0 格暂停自动派单').waitFor();
    await page.getByRole('form', { name: '设开关' }).getByLabel('承办单位').selectOption('SCS-XCAJ');
    await page.getByRole('button', { name: '关闭自动派单' }).click();
    await page.getByText('开关已改动').waitFor();
    await s.sound('rights');
    expect((await s.take('西单的帽子', '13800001112')).state).toBe('received');
    await page.getByRole('button', { name: '打开 西长安街市场监管所 全部分类' }).click();
    await page.getByRole('button', { name: '关闭 西长安街市场监管所 全部分类' }).waitFor();
    expect((await s.take('西单的围巾', '13800001113')).state).toBe('dispatched');
    await s.close();
  });

  it('answers spot checks with one key each, from the queue to the last', async () => {
    const s = await start('dispatcher');
    const { page } = s;
    await s.take('西单的鞋', '13800001111');
    await s.take('西单的会员卡', '13800001112');
    await page.goto(`${s.url}/?tab=dispatched`);
    expect(await page.locator('#queue tbody', { hasText: '待抽查' }).count()).toBe(1);
    await s.sound('queue-checks');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: /^抽查/ }).waitFor();
    await s.sound('spot-check');
    await page.keyboard.press('y');
    await page.getByText('抽查已记下').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: /^抽查/ }).waitFor();
    await page.keyboard.press('x');
    await page.getByText('抽查已记下').waitFor();
    expect(await page.getByRole('heading', { name: /^抽查/ }).count()).toBe(0);
    const { cells, spotChecks } = await s.services.rights.overview(DISPATCHER);
    expect(spotChecks.total).toBe(0);
    expect(cells.map(({ right, wrong }) => [right, wrong]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    await page.goto(s.url);
    expect(await page.getByRole('link', { name: /^待抽查/ }).count()).toBe(0);
    await s.close();
  });

  it('says what a line would do before it is saved, and moves it', async () => {
    const s = await start('admin');
    const { page } = s;
    await page.goto(`${s.url}/dial`);
    await page.getByLabel(/派单线（/).fill('0.95');
    await page.getByText('线在 0.95 时').waitFor();
    await s.sound('dial');
    await page.getByLabel(/派单线（/).fill('0.95');
    await page.keyboard.press('Enter');
    await page.getByText('派单线已移动').waitFor();
    expect((await s.services.dialling.read(ADMIN)).line).toBe(0.95);
    await s.close();
  });
});

const DISPATCHER = { id: 'u', name: '甲', role: 'dispatcher', unit: null } as const;
const ADMIN = { id: 'u', name: '甲', role: 'admin', unit: null } as const;
