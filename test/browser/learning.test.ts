import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRegistry } from '../../src/app/learning/model-files.ts';
import { createApp } from '../../src/http/app.tsx';
import { desk, NOW, order, system } from '../support/desk.ts';
import { fakeUpdates } from '../support/fake-models.ts';
import { smallProfile } from '../support/small-profile.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const BING = { id: 'bing', name: 'bing', role: 'analyst', unit: null } as const;
const PERSON = { username: 'jia', password: 'mima-mima-1' };

describe.runIf(CHROMIUM !== null)('labelling and models in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start() {
    const d = await desk();
    const m = fakeUpdates(d);
    for (const username of ['jia', 'yi', 'bing']) {
      await d.services.accounts.addUser({ ...PERSON, username, name: username, role: 'analyst', unit: null });
    }
    await d.services.intake.accept(system, [order('拿不准的噪声，施工到半夜'), order('门口占道摆摊')]);
    const app = createApp({ services: m.services, profile: smallProfile, clock: { now: () => NOW } });
    const seen = await visit(browser);
    return new Promise<{ m: typeof m; url: string; seen: typeof seen; close: () => Promise<void> }>(
      (resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
          resolve({
            m,
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

  it('labels by keyboard alone, one text after the other, and a third person settles what two see differently', async () => {
    const { url, seen, m, close } = await start();
    const { page } = seen;
    await logIn(page, url, PERSON);
    await page.goto(`${url}/annotate`);
    await page.getByRole('button', { name: '挑选' }).click();
    await page.getByText('待我标注 2 件').waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('t');
    expect(await page.getByLabel('选定的分类').inputValue()).toBe('0501 施工噪声');
    expect(await page.getByRole('radio', { name: '投诉' }).isChecked()).toBe(true);
    await picture(page, 'annotate');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.keyboard.press('Enter');
    await page.getByText('待我标注 1 件').waitFor();
    // Another type by name, from the search box under the slash.
    await page.keyboard.press('/');
    await page.keyboard.type('0101 线下购物退换货');
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await page.getByText('待我标注 0 件').waitFor();
    // The second annotator sees nothing of it, and differs in one of the two.
    await page.getByRole('button', { name: '退出' }).click();
    await logIn(page, url, { ...PERSON, username: 'yi' });
    await page.goto(`${url}/annotate`);
    await page.getByText('待我标注 2 件').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('0104');
    await page.keyboard.press('Escape');
    await page.keyboard.press('t');
    await page.keyboard.press('Enter');
    await page.getByText('待我标注 1 件').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('0101');
    await page.keyboard.press('Escape');
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await page.getByText('待我标注 0 件').waitFor();
    // Neither of the two may settle it: a third person does, by keyboard.
    await page.getByRole('button', { name: '退出' }).click();
    await logIn(page, url, { ...PERSON, username: 'bing' });
    await page.goto(`${url}/annotate/disagreements`);
    await page.getByText('1 件待裁定').waitFor();
    await picture(page, 'disagreements');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.getByLabel('问题分类').focus();
    await page.keyboard.type('0501');
    await page.getByRole('radio', { name: '咨询' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: '裁定' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('0 件待裁定').waitFor();
    const statistics = await m.services.learning.annotating.statistics(BING);
    expect(statistics).toMatchObject({ tasks: 2, agreed: 1, disagreed: 0, adjudicated: 1 });
    await close();
  });

  it('offers to load what was promoted on the command line, and loads it without a restart', async () => {
    const { url, seen, m, close } = await start();
    const { page } = seen;
    writeRegistry(m.modelDir, { current: 'm2', history: ['m1'] });
    await logIn(page, url, PERSON);
    await page.goto(`${url}/models`);
    await page.getByRole('alert').getByText('正在运行的仍是').waitFor();
    await picture(page, 'models-replaced');
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.getByRole('button', { name: '载入 m2' }).click();
    await page.getByText('模型已启用').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(m.holder.engine.versions.model).toBe('m2');
    await close();
  });

  it('shows the progress of a training as it goes, then the model', async () => {
    const { url, seen, m, close } = await start();
    const { page } = seen;
    await logIn(page, url, PERSON);
    await page.goto(`${url}/models`);
    await page.getByRole('button', { name: /训练/ }).click();
    await page.getByText('训练已开始').waitFor();
    const job = m.jobs[0];
    if (job === undefined) throw new Error('no job');
    job.progress(0.5);
    await page.getByText('训练中 50%').waitFor();
    m.finish(job, 'm3');
    await page.getByText('已写入模型库：m3').waitFor();
    // All that the page can show at once: a model to load, a training that ended and one under way.
    writeRegistry(m.modelDir, { current: 'm2', history: ['m1'] });
    await page.getByRole('button', { name: /训练/ }).click();
    await page.getByText('训练已开始').waitFor();
    await page.getByRole('alert').getByText('正在运行的仍是').waitFor();
    await page.getByText('训练中 0%').waitFor();
    await picture(page, 'models');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.getByRole('link', { name: '评估卡' }).first().click();
    await page.getByRole('heading', { name: '可疑标注' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await m.updates.stop();
    await close();
  });
});
