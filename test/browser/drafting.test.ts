import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Drafting } from '../../src/app/replies/drafting-types.ts';
import { UNAVAILABLE } from '../../src/app/replies/drafting-types.ts';
import { createApp } from '../../src/http/app.tsx';
import { fakeProfile } from '../support/fake-profile.ts';
import { createFakeServices, DISPATCHER, FAKE_NOW, HANDLER } from '../support/fake-services.ts';
import { fakeReplies } from '../support/reply-desk.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit, type Site } from './harness.ts';

const BASE = '您好！经核实，店方同意退货，899元已于11月20日原路退回。';
const BETTER = '您好！经核实，店方同意为您退货，899元已于11月20日原路退回。';

/** A model that answers when told to, beside fakes that draft and check replies. */
function startSite(drafting: Drafting | null): Promise<Site> {
  const services = createFakeServices();
  const replies = fakeReplies(services.orders, FAKE_NOW);
  const app = createApp({
    services: { ...services, replies, ...(drafting === null ? {} : { drafting }) },
    profile: fakeProfile,
    config: { version: 'test' },
    clock: { now: () => FAKE_NOW },
  });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}

describe.runIf(CHROMIUM !== null)('a local model beside the reply', () => {
  let browser: Browser;
  let site: Site;
  let plain: Site;
  let release: () => void = () => {};
  let fails = false;
  const accepted: string[] = [];
  const drafting: Drafting = {
    model: 'qwen2.5:7b',
    rewrite: async () => {
      await new Promise<void>((done) => {
        release = done;
      });
      if (fails) return { status: 'unavailable', reason: 'timeout', message: UNAVAILABLE };
      return {
        status: 'proposed',
        id: 'p-1',
        model: 'qwen2.5:7b',
        text: BETTER,
        difference: [
          { mark: 'same', text: '您好！经核实，' },
          { mark: 'out', text: '店方同意退货，' },
          { mark: 'in', text: '店方同意为您退货，' },
          { mark: 'same', text: '899元已于11月20日原路退回。' },
        ],
        dropped: [
          {
            text: '依据《鞋类特别规定》第三条，另赔<b>九千</b>元。',
            reason: 'citation',
            why: '引用了没有给出的法律或者条文：鞋类特别规定',
          },
        ],
        lost: [],
        mayAccept: true,
        checked: { faults: [], mayFinish: true, state: '没有发现问题，可以复制。' },
      };
    },
    accept: async (actor, _order, id) => {
      accepted.push(id);
      return { model: 'qwen2.5:7b', acceptedBy: actor.name };
    },
  };
  beforeAll(async () => {
    browser = await launch();
    site = await startSite(drafting);
    plain = await startSite(null);
  });
  afterAll(async () => {
    await site.close();
    await plain.close();
    await browser.close();
  });

  async function onOrder(url: string, who = HANDLER, options: { scripts?: boolean } = {}) {
    const { context, page, complaints } = await visit(browser, options);
    await logIn(page, url, who);
    const href = await page.locator('#queue tbody a[href^="/orders/"]').first().getAttribute('href');
    await page.goto(`${url}${href ?? ''}`);
    await page.locator('#draft').waitFor();
    return { context, page, complaints };
  }

  it('proposes while one goes on typing, shows what differs and what was dropped, and is taken by a click', async () => {
    const { context, page, complaints } = await onOrder(site.url);
    await page.locator('#draft').fill(BASE);
    await page.locator('#reply-rewrite').click();
    await page.getByText('本地模型正在改写，可以继续编辑').waitFor();
    expect(await page.locator('#reply-rewrite').isDisabled()).toBe(true);
    await page.locator('#draft').focus();
    await page.keyboard.press('End');
    release();
    await page.getByText('改写稿在下面，草稿没有变').waitFor();
    expect(await page.locator('#draft').inputValue()).toBe(BASE);
    expect(await page.evaluate(`document.activeElement.id`)).toBe('draft');
    expect(await page.locator('#rewrite-text del').allTextContents()).toEqual(['店方同意退货，']);
    expect(await page.locator('#rewrite-text ins').allTextContents()).toEqual(['店方同意为您退货，']);
    // What a model writes is text, never markup.
    expect(await page.locator('#rewrite-dropped li').textContent()).toContain('另赔<b>九千</b>元');
    expect(await axeFindings(page)).toEqual([]);
    expect(await overflow(page)).toEqual({ wider: 0, elements: [] });
    await page.locator('#rewrite-box').scrollIntoViewIfNeeded();
    await picture(page, 'rewrite');
    await page.getByRole('button', { name: '采用改写稿' }).click();
    await page.getByText('已采用改写稿：qwen2.5:7b 改写，赵承办采用').waitFor();
    expect(await page.locator('#draft').inputValue()).toBe(BETTER);
    expect(accepted).toEqual(['p-1']);
    expect(await page.locator('#rewrite-box').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('asks before it replaces what was typed meanwhile, and is put away without a trace', async () => {
    const { context, page } = await onOrder(site.url);
    await page.locator('#draft').fill(BASE);
    await page.locator('#draft').blur();
    await page.keyboard.press('m');
    await page.getByText('本地模型正在改写').waitFor();
    await page.locator('#draft').fill(`${BASE}另有补充。`);
    release();
    await page.locator('#rewrite-accept').waitFor();
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.locator('#rewrite-accept').click();
    expect(await page.locator('#draft').inputValue()).toBe(`${BASE}另有补充。`);
    await page.getByRole('button', { name: '不用' }).click();
    expect(await page.locator('#rewrite-box').isVisible()).toBe(false);
    await context.close();
  });

  it('says one quiet line where the model fails, and nothing else changes', async () => {
    fails = true;
    const { context, page, complaints } = await onOrder(site.url, DISPATCHER);
    await page.locator('#draft').fill(BASE);
    await page.locator('#reply-rewrite').click();
    await page.getByText('本地模型正在改写').waitFor();
    release();
    await page.getByText('本地模型暂不可用，草稿不受影响').waitFor();
    expect(await page.locator('#draft').inputValue()).toBe(BASE);
    expect(await page.locator('#reply-rewrite').isDisabled()).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
    fails = false;
  });

  it('is nowhere to be seen where it is off, nor without script', async () => {
    const off = await onOrder(plain.url);
    expect(await off.page.locator('#reply-rewrite, #rewrite').count()).toBe(0);
    await off.context.close();
    const bare = await onOrder(site.url, HANDLER, { scripts: false });
    expect(await bare.page.locator('#reply-rewrite').isVisible()).toBe(false);
    expect(await bare.page.locator('#rewrite-box').isVisible()).toBe(false);
    await bare.context.close();
  });
});
