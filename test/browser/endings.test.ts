import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHOES } from '../support/case-desk.ts';
import { caseSite } from '../support/case-site.ts';
import { SAMPLES } from '../support/sample-files.ts';
import { CHROMIUM, axeFindings, launch, logIn, overflow, picture, visit } from './harness.ts';

const PASSWORD = 'mima-mima-1';

/** The real application on a port, with a contacted order. */
async function start() {
  const s = await caseSite();
  const id = await s.d.contacted(SHOES);
  await s.as('handler', 'SCS-XCAJ');
  await s.as('leader');
  s.d.later(5);
  return new Promise<{ url: string; id: string; close: () => Promise<void> }>((resolve) => {
    const server = serve({ fetch: s.app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        id,
        close: () => new Promise((done) => server.close(() => done())),
      }),
    );
  });
}

async function upload(page: Page, name: string, kind: string, purpose: string): Promise<void> {
  const { bytes, media } = kind === 'recording' ? SAMPLES.mp3 : SAMPLES.jpeg;
  // Contents differ, so that none is taken for another.
  const buffer = Buffer.concat([bytes, Buffer.from(kind === 'recording' ? '' : name)]);
  await page.getByText('上传材料…').click();
  await page.getByLabel('是什么').selectOption(kind);
  await page.getByLabel('证明什么').selectOption(purpose);
  await page.getByLabel(/^文件/).setInputFiles([{ name, mimeType: media, buffer }]);
  await page.getByRole('button', { name: '上传', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).waitFor();
}

describe.skipIf(CHROMIUM === null)('endings in the browser', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launch()));
  afterAll(() => browser.close());

  it('a handler proves, applies and prints without script', async () => {
    const site = await start();
    try {
      const { page, context, complaints } = await visit(browser, { scripts: false });
      await logIn(page, site.url, { username: 'handler-scs-xcaj', password: PASSWORD });
      await page.goto(`${site.url}/orders/${site.id}`);
      await upload(page, '小票.jpg', 'photo', 'other');
      await upload(page, '核实.jpg', 'photo', 'result');
      await upload(page, '通话.mp3', 'recording', 'contact');
      // Three actions from the order to the paper.
      await page.getByRole('link', { name: /^按“E01/ }).click();
      await page.getByLabel('说明', { exact: true }).fill('实体店买的，没有承诺');
      await page.getByRole('button', { name: '提交申请' }).click();
      await page.getByText('申请已提交').waitFor();
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      // A4 in points, every page.
      const boxes = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
      expect(boxes.length).toBeGreaterThanOrEqual(1);
      for (const [, width, height] of boxes)
        expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('button', { name: '提交申请' }).count()).toBe(0);
      expect(await page.getByRole('navigation', { name: '主导航' }).isVisible()).toBe(false);
      expect(complaints).toEqual([]);
      await context.close();
    } finally {
      await site.close();
    }
  });

  it('pages fit the screen and are accessible', async () => {
    const site = await start();
    try {
      const { page, context, complaints } = await visit(browser);
      await logIn(page, site.url, { username: 'leader-all', password: PASSWORD });
      for (const [name, path] of [
        ['case', `/orders/${site.id}/case?kind=exclusion&code=E01`],
        ['evidence', `/orders/${site.id}/evidence`],
        ['brief', `/orders/${site.id}/brief`],
        ['refusals', '/refusals'],
      ] as const) {
        await page.goto(`${site.url}${path}`);
        await picture(page, name);
        expect(await axeFindings(page), name).toEqual([]);
        expect((await overflow(page)).wider, name).toBeLessThanOrEqual(0);
      }
      expect(await page.getByRole('button', { name: '打印' }).count()).toBe(0);
      await page.goto(`${site.url}/orders/${site.id}/brief`);
      expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(true);
      expect(complaints).toEqual([]);
      await context.close();
    } finally {
      await site.close();
    }
  });
});
