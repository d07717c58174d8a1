import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Role } from '../../src/app/types.ts';
import { createApp } from '../../src/http/app.tsx';
import { COAT, event, history, insightSite } from '../support/insight-site.ts';
import { PEOPLE } from '../support/life-desk.ts';
import { tempDatabase } from '../support/temp.ts';
import { axeFindings, CHROMIUM, launch, logIn, overflow, picture, visit } from './harness.ts';

const PASSWORD = 'mima-mima-1';

describe.runIf(CHROMIUM !== null)('topics and warnings in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function start() {
    const d = await insightSite(tempDatabase(), (store) => onTestFinished(() => store.close()));
    const app = createApp({ services: d.services, profile: d.profile, clock: d.clock });
    const url = await new Promise<string>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      );
      onTestFinished(() => new Promise<void>((done) => listening.close(() => done())));
    });
    const as = async (role: Role, unit: string | null = null): Promise<Page> => {
      const username = `${role}-${unit ?? 'all'}`.toLowerCase();
      await d.services.accounts.addUser({ username, name: username, role, unit, password: PASSWORD });
      const seen = await visit(browser);
      onTestFinished(async () => {
        await seen.context.close();
        expect(seen.complaints).toEqual([]);
      });
      await logIn(seen.page, url, { username, password: PASSWORD });
      return seen.page;
    };
    return { d, url, as };
  }

  /** Nothing serious for axe, nothing wider than the screen, with everything unfolded. */
  async function sound(page: Page, name: string): Promise<void> {
    for (const details of await page.locator('main details').all())
      await details.evaluate((node) => node.setAttribute('open', ''));
    expect([name, await axeFindings(page)]).toEqual([name, []]);
    expect([name, await overflow(page)]).toEqual([name, { wider: 0, elements: [] }]);
    await picture(page, name);
  }

  it('shows one matter in one line, with what was told of it later folded under it', async () => {
    const { d, url, as } = await start();
    await history(d);
    await event(d, 14);
    await d.settle();
    const leader = await as('leader');
    await leader.goto(`${url}/warnings`);
    const rows = leader.locator('main tbody tr');
    expect(await rows.count()).toBe(1);
    const folded = leader.locator('details', { hasText: '同一事项 1 条' });
    expect(await folded.getAttribute('open')).toBeNull();
    await folded.locator('summary').press('Enter');
    await folded.getByText('10 位不同来电人', { exact: false }).waitFor();
    expect(await leader.getByRole('button', { name: '确认', exact: true }).count()).toBe(1);
    await sound(leader, 'warnings-folded');
    await leader.getByRole('button', { name: '确认', exact: true }).click();
    await leader.getByText('预警已确认。').waitFor();
    // What comes after that was decided is open, and has a decision of its own.
    for (let i = 0; i < 12; i++) await d.call(COAT(i), `13911110${String(i).padStart(3, '0')}`, 30 * 60_000);
    await d.settle();
    await leader.goto(`${url}/warnings`);
    expect(await rows.count()).toBe(1);
    await leader.locator('details[open]', { hasText: '同一事项 2 条' }).waitFor();
    await sound(leader, 'warnings-grown');
    await leader.getByRole('button', { name: '确认', exact: true }).click();
    await leader.getByText('预警已确认。').waitFor();
    expect((await d.services.insight.warnings(PEOPLE.leader, { state: 'new' })).total).toBe(0);
  });

  it('leads from a topic over its warning to a task, and to its result at the unit', async () => {
    const { d, url, as } = await start();
    await history(d);
    await event(d);
    await d.settle();
    const leader = await as('leader');
    await leader.getByRole('link', { name: '热点预警' }).click();
    await sound(leader, 'topics');
    await leader.getByRole('link', { name: '雪屿 线下购物退换货' }).click();
    await sound(leader, 'topic');
    await leader.goto(`${url}/warnings`);
    await sound(leader, 'warnings');
    await leader.getByRole('button', { name: '确认', exact: true }).click();
    await leader.getByText('预警已确认。').waitFor();
    await leader.locator('summary', { hasText: '派主动办理任务' }).click();
    await leader.locator('main select[name=unit]').selectOption('SCS-XCAJ');
    await leader.getByRole('button', { name: '派出' }).click();
    await leader.getByText('主动办理任务已派出。').waitFor();

    const handler = await as('handler', 'SCS-XCAJ');
    await handler.getByRole('link', { name: '热点预警' }).click();
    await handler.getByRole('link', { name: '主动办理', exact: true }).click();
    await sound(handler, 'tasks');
    await handler.getByLabel('结果').fill('已到专柜检查，问题批次下架');
    await handler.keyboard.press('Enter');
    await handler.getByText('任务已办结。').waitFor();
    await handler.goto(`${url}/subjects/${encodeURIComponent('雪屿')}`);
    await handler.getByLabel('情况').fill('约谈店长，限期整改');
    await handler.getByRole('button', { name: '登记' }).click();
    await handler.getByText('已登记。').waitFor();
    await sound(handler, 'subject');
  }, 120_000);
});
